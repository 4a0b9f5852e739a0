"""A course that has at least one row of everything that an export holds, by the real verbs where
there are any."""

from datetime import date, time, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile

from courseapp.courses import audit
from courseapp.courses.enrolling import drop, enrol
from courseapp.courses.models import Course, CourseLink, Role
from projects import grading
from projects.extending import extend
from projects.models import Each
from schedule.models import Attendance, ChangeState, LinkKind, MeetingKind
from tests import factories
from tests.actors import enrolled, handed_in, pdf, team

NOW = factories.NOW
SLIDES = b"%PDF-1.4 slides"
STUDENT = "shy.student@example.edu"
SECRETS = (
    STUDENT,
    "Shy Student",
    "campus-0815",
    "because of an operation",
    "a feedback for the team alone",
    "a text handed in",
    "a question for the office hours",
    "57.25",
)


def lecture_file(lecture, name="slides, first.pdf", content=SLIDES):
    link = factories.LectureLinkFactory.build(lecture=lecture, url="", file_name=name)
    link.file.save(name, ContentFile(content), save=False)
    link.save()
    return link


def full_course(**fields) -> Course:
    """Return a course in which nothing is empty; `SECRETS` are only in an export with people."""
    course = factories.CourseFactory(description="Geometry, $L^2$.\n\nAnd *more*.", **fields)
    instructor = enrolled(course, Role.INSTRUCTOR, name="Ada Lovelace", email="ada@example.edu")
    tutor = enrolled(course, Role.TUTOR, name="Alan Turing", email="alan@example.edu")
    CourseLink.objects.create(course=course, title="Forum", url="https://forum.example.edu")
    factories.AnnouncementFactory(course=course, author=instructor, body="Welcome.")
    factories.AnnouncementFactory(course=course, author=instructor, published_at=None)
    _schedule(course, tutor)
    _tutoring(course, tutor)
    _students(course, instructor, tutor)
    return course


def _schedule(course, tutor):
    factories.BreakFactory(course=course)
    pattern = factories.MeetingPatternFactory(course=course)
    factories.MeetingChangeFactory(pattern=pattern, note="The room floods.")
    factories.MeetingChangeFactory(
        pattern=pattern,
        day=date(2027, 3, 22),
        state=ChangeState.MOVED,
        start=time(18, 0),
        end=time(19, 30),
    )
    factories.MeetingPatternFactory(
        course=course, kind=MeetingKind.OFFICE_HOURS, host=tutor, slot_minutes=15
    )
    for number in range(1, 4):
        lecture = factories.LectureFactory(
            course=course, position=number, week=number, day=date(2027, 2, 1 + 7 * number)
        )
        factories.LectureLinkFactory(lecture=lecture, url=f"https://example.edu/{number}.pdf")
        factories.ReferenceFactory(lecture=lecture, group="Main", remark="S. Author, 2019")
    factories.LectureLinkFactory(lecture=lecture, kind=LinkKind.NOTES, url="references.md#lec1")
    lecture_file(lecture)


def _tutoring(course, tutor):
    track = factories.TrackFactory(course=course, document_url="https://docs.example.edu/1")
    factories.ResourceFactory(track=track, short_name="NM")
    for number, published in ((1, NOW), (2, None)):
        session = factories.TutoringSessionFactory(
            track=track, number=number, published_at=published
        )
        session.tutors.add(tutor)
        factories.ReadingFactory(session=session, position=0)
        factories.ReadingFactory(session=session, position=1, depth=1)
        factories.QuestionFactory(session=session, text="Why $x$?\n\n```\ncode\n```")


def _students(course, instructor, tutor):
    milestone = factories.MilestoneFactory(course=course, due=NOW + timedelta(days=5), max_files=3)
    alone = factories.MilestoneFactory(
        course=course, title="Essay", each=Each.STUDENT, due=NOW + timedelta(days=5)
    )
    factories.ReminderRuleFactory(milestone=milestone)
    project, (owner, mate) = team(course)
    shy = factories.UserFactory(email=STUDENT, name="Shy Student", campus_id="campus-0815")
    enrol(person=shy, course=course, role=Role.STUDENT, by=instructor, now=NOW)
    membership = shy.memberships.get()
    membership.extra_hours = 48
    membership.save()
    drop(mate.memberships.get(), by=instructor, now=NOW)
    extend(
        milestone,
        owner=project,
        due=NOW + timedelta(days=9),
        reason="because of an operation",
        by=instructor,
        now=NOW,
    )
    handed_in(milestone, project, owner, text="a text handed in", files=(pdf("paper.pdf"),))
    second = handed_in(milestone, project, owner, files=(pdf("paper: 2.pdf"), pdf("b.pdf")))
    handed_in(alone, shy, shy, now=NOW + timedelta(minutes=1))
    grading.save_grade(
        second.work,
        submission=second,
        points=Decimal("57.25"),
        feedback="a feedback for the team alone",
        by=tutor,
        now=NOW,
    )
    _attendance(course, shy)
    audit.record(
        "note", subject=course, course=course, by=None, now=NOW, work=second.work.public_id
    )


def _attendance(course, person):
    pattern = course.meeting_patterns.get(kind=MeetingKind.OFFICE_HOURS)
    factories.BookingFactory(
        pattern=pattern, person=person, about="a question for the office hours"
    )
    lecture = course.lectures.first()
    Attendance.objects.create(lecture=lecture, person=person)
    lecture.attendance_at = NOW
    lecture.save()
    session = course.tracks.get().sessions.first()
    Attendance.objects.create(session=session, person=person)
