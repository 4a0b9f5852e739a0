"""Rows for tests, by factory-boy. Sequences keep names apart; nothing here is random."""

from datetime import UTC, date, datetime, time, timedelta

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from courseapp.courses.models import (
    Announcement,
    Course,
    CourseState,
    Department,
    Membership,
    Role,
    User,
)
from courseapp.mail.models import OutgoingMail
from courseapp.portal.models import CalendarToken
from projects.models import (
    Each,
    Extension,
    Grade,
    Milestone,
    MilestoneKind,
    Project,
    ReminderRule,
    TeamMember,
    TeamState,
    Work,
)
from schedule.models import (
    Booking,
    Break,
    ChangeState,
    Lecture,
    LectureLink,
    LinkKind,
    MeetingChange,
    MeetingKind,
    MeetingPattern,
    Question,
    Reading,
    Reference,
    Resource,
    Track,
    TutoringSession,
    Weekday,
)

# A Wednesday in the middle of the course that `CourseFactory` makes.
NOW = datetime(2027, 3, 10, 15, 0, tzinfo=UTC)
PASSWORD = "a long enough pass phrase"


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.edu")
    name = factory.Sequence(lambda n: f"Person {n}")


class DepartmentFactory(DjangoModelFactory[Department]):
    class Meta:
        model = Department

    name = factory.Sequence(lambda n: f"Department {n}")
    slug = factory.Sequence(lambda n: f"department-{n}")


class CourseFactory(DjangoModelFactory[Course]):
    """An open course in New York, 1 February to 10 May 2027."""

    class Meta:
        model = Course

    department = factory.SubFactory(DepartmentFactory)
    slug = factory.Sequence(lambda n: f"course-{n}")
    code = factory.Sequence(lambda n: f"CS {n}")
    title = factory.Sequence(lambda n: f"Course {n}")
    term = "Spring 2027"
    first_day = date(2027, 2, 1)
    last_day = date(2027, 5, 10)
    time_zone = "America/New_York"
    state = CourseState.OPEN


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    course = factory.SubFactory(CourseFactory)
    role = Role.STUDENT
    joined_at = datetime(2027, 2, 1, tzinfo=UTC)


class AnnouncementFactory(DjangoModelFactory[Announcement]):
    class Meta:
        model = Announcement

    course = factory.SubFactory(CourseFactory)
    author = factory.SubFactory(UserFactory)
    title = factory.Sequence(lambda n: f"Announcement {n}")
    published_at = NOW - timedelta(days=1)


class MeetingPatternFactory(DjangoModelFactory[MeetingPattern]):
    class Meta:
        model = MeetingPattern

    course = factory.SubFactory(CourseFactory)
    kind = MeetingKind.LECTURE
    weekday = Weekday.MONDAY
    start = time(19, 10)
    end = time(21, 0)
    place = "Room 102"


class MeetingChangeFactory(DjangoModelFactory[MeetingChange]):
    """The lecture of Monday 8 March 2027 is cancelled."""

    class Meta:
        model = MeetingChange

    pattern = factory.SubFactory(MeetingPatternFactory)
    day = date(2027, 3, 8)
    state = ChangeState.CANCELLED


class BookingFactory(DjangoModelFactory[Booking]):
    """The first slot of Monday 8 March 2027."""

    class Meta:
        model = Booking

    pattern = factory.SubFactory(
        MeetingPatternFactory, kind=MeetingKind.OFFICE_HOURS, slot_minutes=15
    )
    day = date(2027, 3, 8)
    place_in_line = 0
    person = factory.SubFactory(UserFactory)
    booked_at = NOW - timedelta(days=1)


class BreakFactory(DjangoModelFactory[Break]):
    class Meta:
        model = Break

    course = factory.SubFactory(CourseFactory)
    title = "Spring break"
    first_day = date(2027, 3, 15)
    last_day = date(2027, 3, 19)


class LectureFactory(DjangoModelFactory[Lecture]):
    class Meta:
        model = Lecture

    course = factory.SubFactory(CourseFactory)
    position = factory.Sequence(lambda n: n)
    title = factory.Sequence(lambda n: f"Lecture {n}")


class LectureLinkFactory(DjangoModelFactory[LectureLink]):
    class Meta:
        model = LectureLink

    lecture = factory.SubFactory(LectureFactory)
    kind = LinkKind.SLIDES
    title = "Slides"
    url = "https://example.edu/slides.pdf"


def lecture_file(lecture: Lecture, **fields: object) -> LectureLink:
    """Slides of a lecture that are a stored file."""
    values = {"url": "", "file_name": "slides.pdf", **fields}
    link = LectureLinkFactory.build(lecture=lecture, **values)
    link.file.save(link.file_name, ContentFile(b"%PDF-1.4 slides"), save=False)
    link.save()
    return link


class ReferenceFactory(DjangoModelFactory[Reference]):
    class Meta:
        model = Reference

    lecture = factory.SubFactory(LectureFactory)
    title = factory.Sequence(lambda n: f"Reference {n}")
    url = "https://example.edu/paper.pdf"


class TrackFactory(DjangoModelFactory[Track]):
    class Meta:
        model = Track

    course = factory.SubFactory(CourseFactory)
    name = factory.Sequence(lambda n: f"Track {n}")


class ResourceFactory(DjangoModelFactory[Resource]):
    class Meta:
        model = Resource

    track = factory.SubFactory(TrackFactory)
    short_name = factory.Sequence(lambda n: f"R{n}")
    title = factory.Sequence(lambda n: f"Resource {n}")
    url = "https://example.edu/book"


class TutoringSessionFactory(DjangoModelFactory[TutoringSession]):
    class Meta:
        model = TutoringSession
        skip_postgeneration_save = True

    track = factory.SubFactory(TrackFactory)
    number = factory.Sequence(lambda n: n)
    title = factory.Sequence(lambda n: f"Session {n}")
    published_at = NOW - timedelta(days=1)


class ReadingFactory(DjangoModelFactory[Reading]):
    class Meta:
        model = Reading

    session = factory.SubFactory(TutoringSessionFactory)
    text = factory.Sequence(lambda n: f"[Paper {n}](https://example.edu/{n})")


class QuestionFactory(DjangoModelFactory[Question]):
    class Meta:
        model = Question

    session = factory.SubFactory(TutoringSessionFactory)
    text = factory.Sequence(lambda n: f"Why {n}?")


class MilestoneFactory(DjangoModelFactory[Milestone]):
    """An abstract of each team, due in five days at the end of the day in New York."""

    class Meta:
        model = Milestone

    course = factory.SubFactory(CourseFactory)
    kind = MilestoneKind.ABSTRACT
    title = "Abstract"
    each = Each.TEAM
    due = datetime(2027, 3, 16, 3, 59, 59, tzinfo=UTC)


class ProjectFactory(DjangoModelFactory[Project]):
    class Meta:
        model = Project

    course = factory.SubFactory(CourseFactory)
    title = factory.Sequence(lambda n: f"Project {n}")


class TeamMemberFactory(DjangoModelFactory[TeamMember]):
    """A live member; the person is not enrolled by it (see `student_in`)."""

    class Meta:
        model = TeamMember

    project = factory.SubFactory(ProjectFactory)
    course = factory.SelfAttribute("project.course")
    user = factory.SubFactory(UserFactory)
    state = TeamState.ACCEPTED
    live = True
    joined_at = datetime(2027, 2, 8, tzinfo=UTC)


class WorkFactory(DjangoModelFactory[Work]):
    class Meta:
        model = Work

    milestone = factory.SubFactory(MilestoneFactory)
    project = factory.SubFactory(ProjectFactory, course=factory.SelfAttribute("..milestone.course"))


class ExtensionFactory(DjangoModelFactory[Extension]):
    class Meta:
        model = Extension

    milestone = factory.SubFactory(MilestoneFactory)
    due = datetime(2027, 3, 18, 3, 59, 59, tzinfo=UTC)
    granted_by = factory.SubFactory(UserFactory)


class GradeFactory(DjangoModelFactory[Grade]):
    """Needs `submission`, made by the real `hand_in` (see `tests.actors.handed_in`)."""

    class Meta:
        model = Grade

    work = factory.SelfAttribute("submission.work")
    grader = factory.SubFactory(UserFactory)


class ReminderRuleFactory(DjangoModelFactory[ReminderRule]):
    class Meta:
        model = ReminderRule

    milestone = factory.SubFactory(MilestoneFactory)
    before = timedelta(days=2)


class CalendarTokenFactory(DjangoModelFactory[CalendarToken]):
    class Meta:
        model = CalendarToken

    user = factory.SubFactory(UserFactory)
    made_at = NOW


class OutgoingMailFactory(DjangoModelFactory[OutgoingMail]):
    class Meta:
        model = OutgoingMail

    recipient = factory.SubFactory(UserFactory)
    kind = "test"
    dedupe_key = factory.Sequence(lambda n: f"mail-{n}")
    subject = factory.Sequence(lambda n: f"Mail {n}")
    body = "Text."
    created_at = NOW
    not_before = NOW
