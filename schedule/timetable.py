"""The timetable of a course: what `occurrences` needs, read in two queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    CharField,
    F,
    Field,
    IntegerField,
    QuerySet,
    TimeField,
    Value,
)
from django.db.models.functions import Cast

from courseapp.courses.models import Course
from schedule.models import Break, MeetingChange, MeetingPattern
from schedule.occurrences import Occurrence, occurrences

BREAK_FIELDS = ("public_id", "revision", "first_day", "last_day", "title")
CHANGE_FIELDS = (
    "public_id", "revision", "day", "new_day", "note", "pattern_id", "state", "start", "end",
    "place", "video_url", "video_code",
)  # fmt: skip
LACKING: tuple[Field, ...] = (
    IntegerField(), CharField(), TimeField(), TimeField(), CharField(), CharField(), CharField(),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Timetable:
    course: Course
    patterns: Sequence[MeetingPattern]
    changes: Sequence[MeetingChange]
    breaks: Sequence[Break]

    def between(self, first: date, last: date) -> list[Occurrence]:
        """Return what belongs to these days, both included; see `occurrences`."""
        return occurrences(
            self.patterns,
            self.breaks,
            changes=self.changes,
            course=self.course,
            first=first,
            last=last,
        )


def timetable(course: Course) -> Timetable:
    """Read a course's timetable."""
    return timetables([course])[0]


def timetables(courses: Iterable[Course]) -> list[Timetable]:
    """Read the timetables of several courses, in two queries for all of them."""
    wanted = list(courses)
    patterns: dict[int, list[MeetingPattern]] = defaultdict(list)
    for pattern in MeetingPattern.objects.filter(course__in=wanted).select_related("host"):
        patterns[pattern.course_id].append(pattern)
    changes: dict[int, list[MeetingChange]] = defaultdict(list)
    breaks: dict[int, list[Break]] = defaultdict(list)
    for is_break, pk, course, *values in _what_differs(wanted):
        if is_break:
            shared = dict(zip(BREAK_FIELDS, values, strict=False))
            breaks[course].append(Break(pk=pk, course_id=course, **shared))
        else:
            changes[course].append(
                MeetingChange(pk=pk, **dict(zip(CHANGE_FIELDS, values, strict=True)))
            )
    return [
        Timetable(course, patterns[course.pk], changes[course.pk], breaks[course.pk])
        for course in wanted
    ]


def _what_differs(courses: Sequence[Course]) -> QuerySet[Any, tuple[Any, ...]]:
    """Rows (is a break, pk, course, values…) in order of their days: the changes, whose values
    are `CHANGE_FIELDS`, and the breaks, whose first ones are `BREAK_FIELDS`."""
    number = IntegerField()
    changes = MeetingChange.objects.filter(pattern__course__in=courses).values_list(
        Value(0, output_field=number), "pk", F("pattern__course_id"), *CHANGE_FIELDS
    )
    breaks = Break.objects.filter(course__in=courses).values_list(
        Value(1, output_field=number),
        "pk",
        "course_id",
        *BREAK_FIELDS,
        *(Cast(Value(None), output_field=field) for field in LACKING),
    )
    both: QuerySet[Any, tuple[Any, ...]] = changes.order_by().union(breaks.order_by(), all=True)
    return both.order_by("day", "pk")
