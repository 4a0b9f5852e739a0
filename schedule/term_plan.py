"""What a term's lectures would be, from a pattern: “Mondays 19:10–21:00, first to last day, without
these weeks”. Nothing is written here: `schedule.planning` makes what was told."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courseapp.courses.models import Course
from schedule.models import (
    Break,
    Lecture,
    MeetingKind,
    MeetingPattern,
)
from schedule.occurrences import in_break
from schedule.teaching_weeks import WEEK, monday, numbered_weeks
from schedule.wall_clock import why_missing, why_twice

LONGEST = 60 * WEEK  # what is longer is no term but a wrong date


class PlanRefused(Exception):
    """Why there can be no such term; `field` names the part of the form that it concerns."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class DayState(StrEnum):
    """What becomes of a day that the pattern has."""

    NEW = "new"
    THERE = "there"  # a lecture is on it already, which stays as it is
    BREAK = "break"
    WITHOUT = "without"  # taken out on purpose


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Wish:
    """What the form asks for. Hours are those of the course's zone."""

    weekdays: tuple[int, ...]
    start: time
    end: time
    first_day: date
    last_day: date
    place: str = ""
    without: tuple[Span, ...] = ()
    numbered: bool = False  # titles are “Lecture 1”, …, not empty


@dataclass(frozen=True, slots=True)
class PlannedDay:
    day: date
    week: int | None
    state: DayState
    because: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be made. `patterns` are the weekly meetings that are there already."""

    wish: Wish
    days: Sequence[PlannedDay]
    patterns: Sequence[MeetingPattern]
    notes: Sequence[str]

    @property
    def new(self) -> list[PlannedDay]:
        return [day for day in self.days if day.state == DayState.NEW]

    @property
    def there(self) -> list[PlannedDay]:
        return [day for day in self.days if day.state == DayState.THERE]

    @property
    def digest(self) -> str:
        """Tells whether what is made is what was shown."""
        shown = [f"{day.day}:{day.week}:{day.state}" for day in self.days]
        shown += [pattern.public_id for pattern in self.patterns]
        return hashlib.sha256("\n".join([repr(self.wish), *shown]).encode()).hexdigest()[:32]


def plan_lectures(course: Course, wish: Wish) -> Plan:
    """Tell what the wish would make of the course; writes nothing. Raises PlanRefused for a wish
    that cannot be, such as an hour that the clock skips on one of its days."""
    _check(wish)
    rows = list(Lecture.objects.filter(course=course))
    breaks = list(course.breaks.all())
    weeks = _weeks(course, wish, rows, breaks)
    taken = {row.day for row in rows}
    days = [
        PlannedDay(day, weeks.get(monday(day)), *_state(day, wish, taken, breaks))
        for day in _days(wish)
    ]
    if not days:
        raise PlanRefused(_("None of these weekdays lies between these days."), field="weekdays")
    _check_clock(course, wish, days)
    patterns = _patterns_like(course, wish)
    return Plan(wish, days, patterns, _notes(course, wish, days, patterns))


def _check(wish: Wish) -> None:
    if wish.end <= wish.start:
        raise PlanRefused(_("It must end after it starts."), field="end")
    if wish.last_day < wish.first_day:
        raise PlanRefused(_("The last day is before the first."), field="last_day")
    if wish.last_day - wish.first_day > LONGEST:
        raise PlanRefused(
            _("That is longer than 60 weeks: no term lasts so long."), field="last_day"
        )


def _days(wish: Wish) -> list[date]:
    length = (wish.last_day - wish.first_day).days + 1
    every = (wish.first_day + timedelta(days=offset) for offset in range(length))
    return [day for day in every if day.weekday() in wish.weekdays]


def _weeks(
    course: Course, wish: Wish, rows: Iterable[Lecture], breaks: Iterable[Break]
) -> dict[date, int]:
    """Numbers of weeks by their Mondays: as the lectures that are there have them, else counted."""
    first = min(course.first_day or wish.first_day, wish.first_day)
    given = {monday(row.day): row.week for row in rows if row.day and row.week}
    return numbered_weeks(first, wish.last_day, breaks) | given


def _state(
    day: date, wish: Wish, taken: set[date | None], breaks: Sequence[Break]
) -> tuple[DayState, str]:
    if pause := in_break(day, breaks):
        return DayState.BREAK, pause.title
    if any(day in span for span in wish.without):
        return DayState.WITHOUT, ""
    return (DayState.THERE if day in taken else DayState.NEW), ""


def _check_clock(course: Course, wish: Wish, days: Iterable[PlannedDay]) -> None:
    for planned in days:
        for field, hour in (("start", wish.start), ("end", wish.end)):
            missing = why_missing(planned.day, hour, course.zone)
            if planned.state == DayState.NEW and missing:
                cure = _("Take that day out, or choose another hour.")
                raise PlanRefused(f"{missing} {cure}", field=field)


def _notes(
    course: Course, wish: Wish, days: Sequence[PlannedDay], patterns: Iterable[MeetingPattern]
) -> list[str]:
    return [
        *_notes_on_the_clock(course, wish, days),
        *_notes_on_the_term(course, days),
        *_notes_on_what_is_taken_out(wish, days),
        *(
            _("“%(meeting)s” is a weekly meeting already and stays as it is.")
            % {"meeting": pattern}
            for pattern in patterns
        ),
    ]


def _notes_on_the_clock(course: Course, wish: Wish, days: Iterable[PlannedDay]) -> list[str]:
    told = (
        why_twice(planned.day, hour, course.zone)
        for planned in days
        for hour in (wish.start, wish.end)
        if planned.state == DayState.NEW
    )
    return [words for words in told if words]


def _notes_on_the_term(course: Course, days: Iterable[PlannedDay]) -> list[str]:
    outside = [
        one.day for one in days if one.state == DayState.NEW and not in_term(course, one.day)
    ]
    if not outside:
        return []
    shown = ", ".join(date_format(day, "D j M") for day in outside[:5])
    return [_("Outside the term of the course: %(days)s.") % {"days": shown}]


def _notes_on_what_is_taken_out(wish: Wish, days: Sequence[PlannedDay]) -> list[str]:
    idle = [span for span in wish.without if not any(one.day in span for one in days)]
    message = _("No lecture falls on %(day)s anyway.")
    return [message % {"day": date_format(span.first, "D j M")} for span in idle]


def in_term(course: Course, day: date) -> bool:
    """Tell whether a day lies in the term of its course, as far as the course says."""
    begins, ends = course.first_day or day, course.last_day or day
    return begins <= day <= ends


def _told(day: date, hour: time) -> dict[str, str]:
    return {"day": date_format(day, "D j M Y"), "hour": f"{hour:%H:%M}"}


def _patterns_like(course: Course, wish: Wish) -> list[MeetingPattern]:
    return list(
        MeetingPattern.objects.filter(
            course=course,
            kind=MeetingKind.LECTURE,
            weekday__in=wish.weekdays,
            start=wish.start,
            end=wish.end,
        )
    )
