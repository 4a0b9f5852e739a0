"""When the weekly meetings take place: the one rule that turns patterns into dated occurrences.

Hours are those on the wall in the course's zone, whatever its clock does in between. Where the
clock is set, this follows RFC 5545, section 3.3.5: an hour that comes twice means the first of
the two; an hour that does not exist is read with the offset before the gap (02:30 in a spring
gap of an hour is 03:30 by the new time). `start` and `end` are given as the wall then shows them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from courseapp.courses.models import Course
from schedule.models import Break, MeetingPattern

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One meeting on one day. `day` is the day it was meant for; `start` and `end` are aware, in
    the course's zone."""

    pattern: MeetingPattern
    day: date
    start: datetime
    end: datetime


def occurrences(
    patterns: Iterable[MeetingPattern],
    breaks: Iterable[Break],
    *,
    course: Course,
    first: date,
    last: date,
) -> list[Occurrence]:
    """Return what takes place from `first` to `last`, both included, in order of time.

    A pattern without days of its own runs over the course's term; no term, no end. Nothing takes
    place in a break.
    """
    free = list(breaks)
    found = [
        _on(day, pattern, course.zone)
        for pattern in patterns
        for day in _days(pattern, course, first, last)
        if not any(pause.first_day <= day <= pause.last_day for pause in free)
    ]
    return sorted(found, key=lambda meeting: (meeting.start, meeting.end, meeting.pattern.pk))


def _days(pattern: MeetingPattern, course: Course, first: date, last: date) -> Iterator[date]:
    begins = max(first, pattern.from_day or course.first_day or first)
    ends = min(last, pattern.until_day or course.last_day or last)
    day = begins + timedelta(days=(pattern.weekday - begins.weekday()) % 7)
    while day <= ends:
        yield day
        day += WEEK


def _on(day: date, pattern: MeetingPattern, zone: ZoneInfo) -> Occurrence:
    start, end = _existing(day, pattern.start, zone), _existing(day, pattern.end, zone)
    if end <= start:
        # Only the start fell into the gap, and was pushed past the end: it still lasts as long.
        lasts = datetime.combine(day, pattern.end) - datetime.combine(day, pattern.start)
        end = (start.astimezone(UTC) + lasts).astimezone(zone)
    return Occurrence(pattern=pattern, day=day, start=start, end=end)


def _existing(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """Return the moment of a local hour, as a clock on the wall shows it. Python reads an hour in
    a gap with the offset before it (`fold=0`, PEP 495); by way of UTC it becomes one that exists.
    """
    return datetime.combine(day, hour, tzinfo=zone).astimezone(UTC).astimezone(zone)
