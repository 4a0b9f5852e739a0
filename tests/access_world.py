"""Two courses with everything in them, and one person of each kind: the world in which every cell
of the access table is tried."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db import models
from django.test import Client

from courseapp.courses import clock
from courseapp.courses.models import AuditEntry, Role, User
from courseapp.mail.models import OutgoingMail
from courseapp.portal.access_table import Kind
from courseapp.portal.models import CalendarToken
from projects import grading
from tests import factories
from tests.actors import enrolled, handed_in, pdf, team


@dataclass
class World:
    people: dict[Kind, User | None] = field(default_factory=dict)
    sessions: dict[Kind, str] = field(default_factory=dict)
    arguments: dict[str, dict[str, str]] = field(default_factory=dict)
    rows: dict[str, models.Model] = field(default_factory=dict)  # by "app.model"
    # What is sent, where an empty form would not say who may send it.
    forms: dict[str, dict[str, str]] = field(default_factory=dict)
    calendar: CalendarToken | None = None

    def client(self, kind: Kind) -> Client:
        """A new client, as a request before may have signed the last one out."""
        client = Client(raise_request_exception=False)
        if kind in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[kind]
        return client


def build() -> World:
    world = World()
    now = clock.real_now()
    milestone = factories.MilestoneFactory(opens=None, due=now + timedelta(days=5))
    course = milestone.course
    project, (owner, mate) = team(course)
    submission = handed_in(milestone, project, owner, now=now, files=(pdf("paper.pdf"),))
    elsewhere = factories.CourseFactory()
    boss, machine = factories.UserFactory(), factories.UserFactory(is_superuser=True)
    course.department.admins.add(boss)
    instructor = enrolled(course, Role.INSTRUCTOR)
    world.people = {
        Kind.VISITOR: None,
        Kind.STRANGER: factories.UserFactory(),
        Kind.ELSEWHERE: enrolled(elsewhere, Role.INSTRUCTOR),
        Kind.STUDENT: enrolled(course),
        Kind.OWNER: mate,
        Kind.TUTOR: enrolled(course, Role.TUTOR),
        Kind.INSTRUCTOR: instructor,
        Kind.DEPARTMENT: boss,
        Kind.MACHINE: machine,
    }
    world.sessions = {kind: session_of(user) for kind, user in world.people.items() if user}
    world.rows = rows_of(course, milestone, project, submission, owner=mate, by=instructor, now=now)
    world.forms = {"api:token": {}, "api:submission-list": {"milestone": milestone.public_id}}
    world.forms["portal:calendar_address"] = {"step": "renew"}
    world.calendar = factories.CalendarTokenFactory(user=owner)
    world.arguments = arguments(world, course, milestone, submission)
    return world


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def rows_of(course, milestone, project, submission, *, owner, by, now) -> dict[str, models.Model]:
    """One row of the first course for each model that the admin shows."""
    lecture = factories.LectureFactory(course=course, day=course.local_date(now))
    track = factories.TrackFactory(course=course)
    booking = factories.BookingFactory(
        pattern__course=course, day=course.local_date(now), person=owner
    )
    grade = grading.save_grade(
        submission.work, submission=submission, points=Decimal(80), feedback="", by=by, now=now
    )
    found = [
        course,
        course.department,
        by,
        by.memberships.get(),
        factories.AnnouncementFactory(course=course, author=by),
        AuditEntry.objects.filter(course=course).first(),
        OutgoingMail.objects.filter(course=course).first(),
        lecture,
        booking.pattern,
        booking,
        factories.BreakFactory(course=course),
        track,
        factories.TutoringSessionFactory(track=track),
        milestone,
        project,
        submission.work,
        grade,
        factories.ExtensionFactory(
            milestone=milestone, project=project, due=milestone.due, granted_by=by
        ),
    ]
    return {row._meta.label_lower: row for row in found}


def arguments(world: World, course, milestone, submission) -> dict[str, dict[str, str]]:
    """What each route's address is made of."""
    file = submission.files.get()
    lecture = world.rows["schedule.lecture"]
    booking = world.rows["schedule.booking"]
    track, session = world.rows["schedule.track"], world.rows["schedule.tutoringsession"]
    of_session = {"slug": course.slug, "session": session.public_id}
    slides = factories.lecture_file(lecture)
    given: dict[str, dict[str, Any]] = {
        "portal:course": {"slug": course.slug},
        "schedule:office_hours": {"slug": course.slug},
        "schedule:book": {
            "slug": course.slug,
            "pattern": booking.pattern.public_id,
            "day": booking.day,
        },
        "schedule:give_back": {"slug": course.slug, "booking": booking.public_id},
        "schedule:attendance": {"slug": course.slug},
        "schedule:attendance_of": {"slug": course.slug, "occasion": lecture.public_id},
        "portal:calendar": {"slug": course.slug},
        "portal:own_calendar": {"token": world.calendar.token},
        "portal:export_page": {"slug": course.slug},
        "portal:export": {"slug": course.slug},
        "projects:own": {"slug": course.slug},
        "projects:hand_in": {"milestone": milestone.public_id},
        "projects:save_draft": {"milestone": milestone.public_id},
        "projects:withdraw": {
            "milestone": milestone.public_id,
            "submission": submission.public_id,
        },
        "projects:receipt": {"submission": submission.public_id},
        "projects:receipt_json": {"submission": submission.public_id},
        "projects:file": {"file": file.public_id, "name": file.name},
        # Meetings that move, announcements
        "portal:staff": {"slug": course.slug},
        "portal:announcements": {"slug": course.slug},
        "portal:announcement": {
            "slug": course.slug,
            "announcement": world.rows["courses.announcement"].public_id,
        },
        "schedule:meetings": {"slug": course.slug},
        "schedule:move": {
            "slug": course.slug,
            "pattern": world.rows["schedule.meetingpattern"].public_id,
            "day": "2027-03-08",
        },
        "schedule:breaks": {"slug": course.slug},
        "schedule:break": {
            "slug": course.slug,
            "pause": world.rows["schedule.break"].public_id,
        },
        "portal:search": {"slug": course.slug},
        "schedule:lecture": {"slug": course.slug, "lecture": lecture.public_id},
        "schedule:lectures": {"slug": course.slug},
        "schedule:lectures_setup": {"slug": course.slug},
        "schedule:lecture_edit": {"slug": course.slug, "lecture": lecture.public_id},
        "schedule:lecture_save": {"lecture": lecture.public_id},
        "schedule:lecture_drop": {"slug": course.slug, "lecture": lecture.public_id},
        "schedule:file": {"link": slides.public_id, "name": slides.file_name},
        "account_confirm_email": {"key": "no-key"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "no-key"},
        "api:course-detail": {"slug": course.slug},
        "api:lecture-detail": {"id": lecture.public_id},
        "api:milestone-detail": {"id": milestone.public_id},
        "api:submission-detail": {"id": submission.public_id},
        "api:receipt-detail": {"id": submission.public_id},
        "schedule:tutoring": {"slug": course.slug},
        "schedule:session": of_session,
        "schedule:session_new": {"slug": course.slug},
        "schedule:session_edit": of_session,
        "portal:session_paste": {"slug": course.slug},
        "api:track-detail": {"id": track.public_id},
        "api:session-detail": {"id": session.public_id},
        "admin:app_list": {"app_label": "courses"},
    }
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = world.rows[model._meta.label_lower]
        for step in ("change", "delete", "history"):
            given[f"{name}_{step}"] = {"object_id": str(row.pk)}
    return given


QUERIES = {
    "admin:autocomplete": {
        "app_label": "projects",
        "model_name": "extension",
        "field_name": "project",
    },
}
