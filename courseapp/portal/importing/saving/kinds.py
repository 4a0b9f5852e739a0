"""The kinds of noun that a page brings into a course, and how each is found again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courseapp.courses.models import CourseLink, Membership, Noun
from courseapp.portal.importing.saving.matching import Likeness, Plain
from projects.models import Milestone
from schedule.models import (
    Break,
    Lecture,
    LectureLink,
    MeetingPattern,
    Question,
    Reading,
    Reference,
    Resource,
    Track,
    TutoringSession,
)


@dataclass(frozen=True, slots=True)
class Kind:
    """`above` is the field that names what the noun hangs under, `course` the path to its course.

    `once` is the field whose value may occur only once under the same parent, `needs` the one
    without which there is nothing to write.
    """

    name: str
    plural: str | Promise
    model: type[Noun]
    likeness: Likeness
    above: str = "course"
    course: str = "course"
    once: str = ""
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One noun as the page tells it; `called` is how notes call it, `line` where it stands."""

    kind: Kind
    called: str
    values: Mapping[str, Plain]
    line: int | None = None
    below: tuple[Wanted, ...] = ()
    only_when_new: Mapping[str, Any] = field(default_factory=dict)


LINK = Kind(
    "link",
    _("links"),
    CourseLink,
    Likeness(words={"title": 3}, whole={"url": 4}, anchors=("url", "title")),
)
# A person is known by the address alone: names change, and two people may share one.
STAFF = Kind("staff", _("staff"), Membership, Likeness(whole={"user_id": 1}))
MEETING = Kind(
    "meeting",
    _("weekly meetings"),
    MeetingPattern,
    Likeness(
        words={"place": 2}, whole={"kind": 4, "weekday": 3, "start": 2, "end": 1, "host_id": 3}
    ),
)
LECTURE = Kind(
    "lecture",
    _("lectures"),
    Lecture,
    Likeness(
        words={"title": 6, "speaker": 4}, whole={"label": 2, "day": 2}, anchors=("label", "day")
    ),
)
LECTURE_LINK = Kind(
    "link",
    _("links of lectures"),
    LectureLink,
    Likeness(words={"title": 2}, whole={"url": 4, "kind": 2}, anchors=("url",)),
    above="lecture",
    course="lecture__course",
    needs="url",
)
REFERENCE = Kind(
    "reference",
    _("references"),
    Reference,
    Likeness(words={"title": 6}, whole={"url": 4}, anchors=("url",)),
    above="lecture",
    course="lecture__course",
)
BREAK = Kind(
    "break",
    _("breaks"),
    Break,
    Likeness(words={"title": 3}, whole={"first_day": 3}, anchors=("first_day",)),
)
TRACK = Kind(
    "track",
    _("tracks"),
    Track,
    Likeness(words={"name": 6}, whole={"document_url": 4}, anchors=("name", "document_url")),
    once="name",
)
RESOURCE = Kind(
    "resource",
    _("resources"),
    Resource,
    Likeness(words={"title": 3}, whole={"short_name": 6, "url": 4}, anchors=("short_name", "url")),
    above="track",
    course="track__course",
    once="short_name",
)
SESSION = Kind(
    "session",
    _("tutoring sessions"),
    TutoringSession,
    Likeness(words={"title": 6}, whole={"number": 2, "day": 2}, anchors=("number", "day")),
    above="track",
    course="track__course",
    once="number",
)
READING = Kind(
    "reading",
    _("readings"),
    Reading,
    Likeness(words={"text": 6}, whole={"required": 1}),
    above="session",
    course="session__track__course",
)
QUESTION = Kind(
    "question",
    _("questions"),
    Question,
    Likeness(words={"text": 1}),
    above="session",
    course="session__track__course",
)
MILESTONE = Kind(
    "milestone",
    _("milestones"),
    Milestone,
    Likeness(words={"title": 3}, whole={"kind": 4, "due": 2}, anchors=("kind",)),
)

# What may hang under what, in the order in which it is written.
BELOW_COURSE = (LINK, MEETING, LECTURE, BREAK, TRACK, MILESTONE)
BELOW: Mapping[str, tuple[Kind, ...]] = {
    "lecture": (LECTURE_LINK, REFERENCE),
    "track": (RESOURCE, SESSION),
    "session": (READING, QUESTION),
}
ALL = (STAFF, *BELOW_COURSE, *(kind for kinds in BELOW.values() for kind in kinds))
