"""The lectures and tutoring sessions that have a day, as they are listed: read in one query, for
however many courses."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db.models import CharField, F, Field, QuerySet, TimeField, Value
from django.db.models.functions import Cast

from courseapp.courses.models import Course
from schedule.models import Lecture, LectureKind, MeetingKind, TutoringSession


@dataclass(frozen=True, slots=True)
class Listed:
    """A lecture, or a published tutoring session. `kind` is its `MeetingKind`; `group` is the
    label of a lecture ("Lec3") or the track of a session; a lecture has no hours or place of its
    own, a session may have. Titles are Markdown."""

    course_id: int
    kind: str
    public_id: str
    day: date
    group: str = ""
    title: str = ""
    lecture_kind: str = ""
    speaker: str = ""
    affiliation: str = ""
    start: time | None = None
    end: time | None = None
    place: str = ""
    video_url: str = ""
    video_code: str = ""

    @property
    def is_break(self) -> bool:
        """The list of lectures gives this day to a break."""
        return self.lecture_kind == LectureKind.BREAK


def listed(courses: Iterable[Course], *, first: date, last: date) -> dict[int, list[Listed]]:
    """Return what is listed for the days from `first` to `last` by course, in order of the days
    and of the lists."""
    wanted = list(courses)
    found: dict[int, list[Listed]] = defaultdict(list)
    for _, _, *values in _rows(wanted, first, last):
        row = Listed(*values)
        found[row.course_id].append(row)
    return found


def _rows(courses: list[Course], first: date, last: date) -> QuerySet[Any, tuple[Any, ...]]:
    """Rows (position, pk, then the fields of `Listed`)."""
    lectures = Lecture.objects.filter(course__in=courses, day__range=(first, last)).values_list(
        *("position", "pk", "course_id", _words(MeetingKind.LECTURE), "public_id", "day"),
        *("label", "title", "kind", "speaker", "affiliation"),
        *(_nothing(TimeField()), _nothing(TimeField()), _words(""), _words(""), _words("")),
    )
    sessions = TutoringSession.objects.published().filter(
        track__course__in=courses, day__range=(first, last)
    )
    held = sessions.values_list(
        *("track__position", "pk", F("track__course_id"), _words(MeetingKind.TUTORING)),
        *("public_id", "day", "track__name", "title", _words(""), _words(""), _words("")),
        *("start", "end", "place", "video_url", "video_code"),
    )
    both: QuerySet[Any, tuple[Any, ...]] = lectures.order_by().union(held.order_by(), all=True)
    return both.order_by("day", "position", "pk")


def _words(value: str) -> Value:
    return Value(str(value), output_field=CharField())


def _nothing(field: Field) -> Cast:
    return Cast(Value(None), output_field=field)
