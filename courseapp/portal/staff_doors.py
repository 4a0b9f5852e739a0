"""What staff can do in a course, as doors on its staff page: one line a feature."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from courseapp.courses.models import Course

if TYPE_CHECKING:
    from courseapp.courses.access import Person


@dataclass(frozen=True, slots=True)
class Door:
    """A page, shown to those who have `permission` in the course. A route that has no course in
    its path is asked by query (`?course=slug`)."""

    route: str
    title: str | Promise
    sentence: str | Promise
    permission: str = "courses.run_course"
    by_query: bool = False

    def address(self, course: Course) -> str:
        if self.by_query:
            return f"{reverse(self.route)}?{urlencode({'course': course.slug})}"
        return reverse(self.route, args=[course.slug])


@dataclass(frozen=True, slots=True)
class OpenDoor:
    address: str
    title: str
    sentence: str


DOORS: tuple[Door, ...] = (
    Door(
        "schedule:session_new",
        _("New tutoring session"),
        _("Write or paste it, see it as it will look, publish it."),
    ),
    Door(
        "schedule:tutoring",
        _("Tutoring sessions"),
        _("All tracks with their sessions, drafts too."),
    ),
    Door(
        "schedule:lectures",
        _("Lectures"),
        _("All of the term in one table: add, drop, shift, attach slides."),
    ),
    Door(
        "schedule:meetings",
        _("Coming dates"),
        _("Cancel or move a lecture, tutoring or office hours."),
    ),
    Door(
        "portal:announcements",
        _("Announcements"),
        _("Write to everyone; what is waiting can still be changed or withdrawn."),
    ),
    Door(
        "schedule:attendance",
        _("Attendance"),
        _("Tick who came to a lecture or a tutoring session."),
    ),
    Door(
        "schedule:office_hours",
        _("Office hours"),
        _("See who has booked a slot, and cancel one."),
    ),
    Door(
        "schedule:breaks",
        _("Breaks"),
        _("Weeks and holidays without meetings."),
        permission="schedule.add_break",
    ),
    Door(
        "portal:import_page",
        _("From its page"),
        _("Bring the course up to date with its page in Markdown."),
        permission="courses.import_course",
        by_query=True,
    ),
    Door(
        "portal:export_page",
        _("Export the course"),
        _("Take the course along as one zip, to keep or to restore elsewhere."),
        permission="courses.export_course",
    ),
    Door(
        "portal:clone",
        _("The next term"),
        _("Make the course again, with its dates moved by teaching weeks."),
        permission="courses.clone_course",
        by_query=True,
    ),
)


def doors_for(user: "Person", course: Course) -> Sequence[OpenDoor]:
    """Return the doors that open for this person."""
    return [
        OpenDoor(door.address(course), str(door.title), str(door.sentence))
        for door in DOORS
        if user.has_perm(door.permission, course)
    ]
