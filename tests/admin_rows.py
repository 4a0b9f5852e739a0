"""One row of every noun of the admin, in a given course, with a word in each of its texts."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from django.db import models

from courseapp.courses import audit
from courseapp.courses.models import (
    Announcement,
    Course,
    CourseLink,
    Department,
    Membership,
    Role,
    User,
)
from courseapp.courses.models.audit import AuditEntry
from courseapp.mail import outbox
from courseapp.mail.models import OutgoingMail
from projects.extending import extend
from projects.grading import save_grade
from projects.models import Extension, Grade, Milestone, Project, Work
from schedule.models import Booking, Break, Lecture, MeetingPattern, Track, TutoringSession
from tests import factories
from tests.actors import enrolled, handed_in

Make = Callable[[Course, str], models.Model]


def a_student(course: Course, word: str) -> User:
    return enrolled(course, Role.STUDENT, name=f"{word} Student")


def a_course(course: Course, word: str) -> Course:
    """Another course of the same department."""
    made = factories.CourseFactory(
        department=course.department, title=f"{word} course", code=word, description=word
    )
    CourseLink.objects.create(course=made, title=f"{word} forum", url=f"https://{word}.example")
    return made


def a_membership(course: Course, word: str) -> Membership:
    person = a_student(course, word)
    row = Membership.objects.get(user=person, course=course)
    row.title, row.section, row.extra_hours = f"{word} title", word[:40], 48
    row.save()
    return row


def an_announcement(course: Course, word: str) -> Announcement:
    author = enrolled(course, Role.TUTOR, name=f"{word} Author")
    return factories.AnnouncementFactory(course=course, author=author, title=word, body=word)


def an_audit_entry(course: Course, word: str) -> AuditEntry:
    actor = enrolled(course, Role.INSTRUCTOR, name=f"{word} Actor")
    return audit.record(word, subject=course, course=course, by=actor, now=factories.NOW, was=word)


def a_mail(course: Course, word: str) -> OutgoingMail:
    mail = outbox.mail_to(
        a_student(course, word),
        kind=word,
        key=f"{word}:{OutgoingMail.objects.count()}",
        subject=word,
        body=word,
        course=course,
        now=factories.NOW,
    )
    mail.save()
    return mail


def a_lecture(course: Course, word: str) -> Lecture:
    row = factories.LectureFactory(
        course=course, title=word, speaker=word, remark=word, day=course.first_day
    )
    factories.LectureLinkFactory(lecture=row, title=word)
    factories.ReferenceFactory(lecture=row, title=word)
    return row


def a_meeting(course: Course, word: str) -> MeetingPattern:
    host = enrolled(course, Role.TUTOR, name=f"{word} Host")
    return factories.MeetingPatternFactory(course=course, place=word, host=host)


def a_booking(course: Course, word: str) -> Booking:
    person = enrolled(course, name=f"{word} Student")
    return factories.BookingFactory(
        pattern=a_meeting(course, word), person=person, about=word, others=word
    )


def a_session(course: Course, word: str) -> TutoringSession:
    track = factories.TrackFactory(course=course, name=f"{word} {Track.objects.count()}")
    row = factories.TutoringSessionFactory(
        track=track, title=word, motivation=word, day=course.first_day
    )
    row.tutors.add(enrolled(course, Role.TUTOR, name=f"{word} Tutor"))
    factories.ReadingFactory(session=row, text=word)
    factories.QuestionFactory(session=row, text=word)
    return row


def a_track(course: Course, word: str) -> Track:
    return factories.TrackFactory(course=course, name=f"{word} {Track.objects.count()}")


def a_milestone(course: Course, word: str) -> Milestone:
    row = factories.MilestoneFactory(course=course, title=word, instructions=word)
    factories.ReminderRuleFactory(milestone=row)
    return row


def a_project(course: Course, word: str) -> Project:
    row = factories.ProjectFactory(course=course, title=word)
    factories.TeamMemberFactory(project=row, user=a_student(course, word))
    return row


def an_extension(course: Course, word: str) -> Extension:
    milestone = a_milestone(course, word)
    return extend(
        milestone,
        owner=a_project(course, word),
        due=milestone.due + timedelta(days=2),
        reason=word,
        by=enrolled(course, Role.INSTRUCTOR, name=f"{word} Giver"),
        now=factories.NOW,
    )


def a_work(course: Course, word: str) -> Work:
    project = a_project(course, word)
    student = project.members.get().user
    return handed_in(a_milestone(course, word), project, student, text=word).work


def a_grade(course: Course, word: str) -> Grade:
    work = a_work(course, word)
    return save_grade(
        work,
        submission=work.submissions.get(),
        points=Decimal(70),
        feedback=word,
        by=enrolled(course, Role.TUTOR, name=f"{word} Grader"),
        now=factories.NOW,
    )


# A noun that is registered in the admin and has no row here fails `test_admin_islands`.
ROWS: dict[type[models.Model], Make] = {
    Announcement: an_announcement,
    AuditEntry: an_audit_entry,
    Booking: a_booking,
    Break: lambda course, word: factories.BreakFactory(course=course, title=word),
    Course: a_course,
    Department: lambda course, word: factories.DepartmentFactory(name=word),
    Extension: an_extension,
    Grade: a_grade,
    Lecture: a_lecture,
    Membership: a_membership,
    Milestone: a_milestone,
    MeetingPattern: a_meeting,
    OutgoingMail: a_mail,
    Project: a_project,
    Track: a_track,
    TutoringSession: a_session,
    User: lambda course, word: factories.UserFactory(name=word, campus_id=word),
    Work: a_work,
}
