"""When the weekly meetings take place: the one rule that turns patterns, their changed dates and
breaks into dated occurrences. Page, dashboard, calendar and API are all fed by it.

Hours are those on the wall in the course's zone, whatever its clock does in between. Where the
clock is set, this follows RFC 5545, section 3.3.5: an hour that comes twice means the first of
the two; an hour that does not exist is read with the offset before the gap (02:30 in a spring
gap of an hour is 03:30 by the new time). `start` and `end` are given as the wall then shows them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from courseapp.courses.models import Course
from schedule.models import Break, ChangeState, MeetingChange, MeetingPattern

WEEK = timedelta(days=7)


class State(StrEnum):
    """What became of one date of a pattern."""

    AS_PLANNED = "as_planned"
    CANCELLED = "cancelled"
    MOVED = "moved"  # another day, hour, room or link
    HELD = "held"  # in a break, on purpose


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One meeting. `day` is the day it was meant for; `start` and `end` are aware, in the course's
    zone, and are when it takes place or, if it is cancelled, would have taken place."""

    pattern: MeetingPattern
    day: date
    start: datetime
    end: datetime
    change: MeetingChange | None = None

    @property
    def state(self) -> State:
        return State(self.change.state) if self.change else State.AS_PLANNED

    @property
    def is_cancelled(self) -> bool:
        return self.state == State.CANCELLED

    @property
    def takes_place_on(self) -> date:
        return self.start.date()

    @property
    def place(self) -> str:
        return (self.change and self.change.place) or self.pattern.place

    @property
    def video_url(self) -> str:
        return (self.change and self.change.video_url) or self.pattern.video_url

    @property
    def video_code(self) -> str:
        """The code belongs to its link: another link does not have the old one's code."""
        if self.change and (self.change.video_url or self.change.video_code):
            return self.change.video_code
        return self.pattern.video_code

    @property
    def note(self) -> str:
        return self.change.note if self.change else ""

    @property
    def meant_start(self) -> datetime:
        """When the pattern has it, in the course's zone; a moved one shows it struck through."""
        return existing(self.day, self.pattern.start, _zone(self))


def occurrences(
    patterns: Iterable[MeetingPattern],
    breaks: Iterable[Break],
    *,
    changes: Iterable[MeetingChange] = (),
    course: Course,
    first: date,
    last: date,
) -> list[Occurrence]:
    """Return what belongs to the days from `first` to `last`, both included, in order of time:
    what takes place on one of them, and what was meant for one and is cancelled or moved away.

    A pattern without days of its own runs over the course's term; no term, no end. Nothing takes
    place in a break unless a change holds it there. A change of a date that its pattern does not
    have (any more) counts for nothing.
    """
    free = list(breaks)
    changed: dict[int, dict[date, MeetingChange]] = defaultdict(dict)
    for change in changes:
        changed[change.pattern_id][change.day] = change
    found = [
        meeting
        for pattern in patterns
        for meeting in _of(pattern, changed[pattern.pk], free, course, first, last)
        if first <= meeting.day <= last or first <= meeting.takes_place_on <= last
    ]
    return sorted(found, key=lambda meeting: (meeting.start, meeting.end, meeting.pattern.pk))


def has_date(pattern: MeetingPattern, day: date, *, course: Course) -> bool:
    """Tell whether the pattern, breaks aside, has this date."""
    return day in _days(pattern, course, day, day)


def dates(pattern: MeetingPattern, *, course: Course, first: date, last: date) -> list[date]:
    """Return the dates that the pattern has in these days, breaks aside."""
    return list(_days(pattern, course, first, last))


def in_break(day: date, breaks: Iterable[Break]) -> Break | None:
    """Return the break in which a day lies, if there is one."""
    return next((one for one in breaks if one.first_day <= day <= one.last_day), None)


def existing(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """Return the moment of a local hour, as a clock on the wall shows it. Python reads an hour in
    a gap with the offset before it (`fold=0`, PEP 495); by way of UTC it becomes one that exists.
    """
    return datetime.combine(day, hour, tzinfo=zone).astimezone(UTC).astimezone(zone)


def lasting(day: date, begins: time, ends: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the moments of two hours of one day, the first of which is the earlier."""
    start, end = existing(day, begins, zone), existing(day, ends, zone)
    if end <= start:
        # Only the start fell into the gap, and was pushed past the end: it still lasts as long.
        lasts = datetime.combine(day, ends) - datetime.combine(day, begins)
        end = (start.astimezone(UTC) + lasts).astimezone(zone)
    return start, end


def _of(
    pattern: MeetingPattern,
    changes: Mapping[date, MeetingChange],
    breaks: list[Break],
    course: Course,
    first: date,
    last: date,
) -> Iterator[Occurrence]:
    # A date outside of the window may have been moved into it.
    moved = [day for day in changes if not first <= day <= last]
    outside = [day for day in moved if has_date(pattern, day, course=course)]
    for day in (*_days(pattern, course, first, last), *outside):
        change = changes.get(day)
        if in_break(day, breaks) and (change is None or change.state == ChangeState.CANCELLED):
            continue
        yield _on(day, pattern, change, course.zone)


def _days(pattern: MeetingPattern, course: Course, first: date, last: date) -> Iterator[date]:
    begins = max(first, pattern.from_day or course.first_day or first)
    ends = min(last, pattern.until_day or course.last_day or last)
    day = begins + timedelta(days=(pattern.weekday - begins.weekday()) % 7)
    while day <= ends:
        yield day
        day += WEEK


def _on(
    day: date, pattern: MeetingPattern, change: MeetingChange | None, zone: ZoneInfo
) -> Occurrence:
    held = (change and change.new_day) or day
    begins = (change and change.start) or pattern.start
    ends = (change and change.end) or pattern.end
    start, end = lasting(held, begins, ends, zone)
    return Occurrence(pattern=pattern, day=day, start=start, end=end, change=change)


def _zone(meeting: Occurrence) -> ZoneInfo:
    zone = meeting.start.tzinfo
    if not isinstance(zone, ZoneInfo):
        raise TypeError("An occurrence is in its course's zone.")
    return zone
