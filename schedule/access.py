"""Who may post what happens when: everybody who runs the course."""

from typing import Protocol

import rules

from courseapp.courses.access import (
    can_edit_course,
    can_post_to_course,
    can_run_course,
    course_is_out,
    is_member,
    is_not_archived,
)
from schedule.models import LinkKind

POSTED = (
    "lecture",
    "lecturelink",
    "reference",
    "track",
    "resource",
    "tutoringsession",
    "reading",
    "question",
    "meetingpattern",
    "meetingchange",
)

rules.add_perm("schedule", can_run_course)
for noun in POSTED:
    rules.add_perm(f"schedule.view_{noun}", can_run_course)
    for action in ("add", "change", "delete"):
        rules.add_perm(f"schedule.{action}_{noun}", can_post_to_course)
# Days without meetings concern everybody: set by those who lead the course.
rules.add_perm("schedule.view_break", can_run_course)
for action in ("add", "change", "delete"):
    rules.add_perm(f"schedule.{action}_break", can_edit_course)
# Everybody who belongs to the course may ask; whoever runs it ticks who came.
rules.add_perm("schedule.book", (is_member | can_run_course) & course_is_out & is_not_archived)
rules.add_perm("schedule.take_attendance", can_post_to_course)
for noun in ("booking", "attendance"):
    rules.add_perm(f"schedule.view_{noun}", can_run_course)


class Linked(Protocol):
    """A `LectureLink`, or what a page knows of one."""

    @property
    def kind(self) -> str: ...

    @property
    def is_file(self) -> bool: ...


def permission_to_follow(link: Linked) -> str:
    """Return the permission that leads a reader of the page to this link or file of a lecture. A
    link to another place is for everybody who reads the page, unless it is a recording."""
    if link.kind == LinkKind.RECORDING:
        return "courses.see_recordings"
    return "courses.see_files" if link.is_file else "courses.read_course"
