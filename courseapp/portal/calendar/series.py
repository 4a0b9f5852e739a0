"""The meetings of a course as events: each weekly meeting a series with its rule, and the dates of
it of which something is told as overrides of that series.

An override (RECURRENCE-ID) is written for a date that is moved, held in a break or cancelled, for
one that has a lecture or session of its own, and for the nights on which the clock is set, where
apps disagree on what a rule means. A date without a meeting, in a break, is taken out (EXDATE).
"""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Event

from courseapp.courses.models import Course
from courseapp.portal.calendar import wording
from courseapp.portal.calendar.events import (
    Version,
    event,
    lasts,
    nominal,
    stamp,
    weekly,
    without,
)
from courseapp.portal.calendar.wording import Audience
from schedule.listed import Listed
from schedule.meetings import Meeting, meetings
from schedule.models import MeetingPattern
from schedule.occurrences import State, dates
from schedule.timetable import Timetable

# What lies beyond is a slip of the pen.
EARLIEST, LATEST = date(1970, 1, 1), date(2199, 12, 31)
# So far ahead the dates of a meeting that has no end are looked at.
HORIZON = timedelta(days=3653)
STATE = "x-courseapp-state"


@dataclass(frozen=True, slots=True)
class Told:
    """Some events, and the days from the first to the last of them."""

    events: list[Event]
    days: set[date]


def told_meetings(
    timetable: Timetable, rows: Iterable[Listed], *, audience: Audience, version: Version
) -> Told:
    """Return the events of a course's meetings, in an order that does not depend on the day."""
    course = timetable.course
    pairs = [(pattern, _bounded(pattern, timetable)) for pattern in timetable.patterns]
    bounded = replace(timetable, patterns=[found for _, found in pairs])
    held = meetings(bounded, rows, first=EARLIEST, last=LATEST)
    days = {day for meeting in held for day in (meeting.day, meeting.takes_place_on)}
    writer = _Writer(course, audience, version)
    told: list[Event] = []
    for pattern, found in pairs:
        if own := _of(held, found):
            days |= {found.from_day or EARLIEST, found.until_day or LATEST}
            told += writer.series(found, own, endless=_goes_on(pattern, found, course))
    told += [writer.single(one, one.listed[0].public_id) for one in held if not one.occurrence]
    return Told(told, days)


def _of(held: Iterable[Meeting], pattern: MeetingPattern) -> dict[date, Meeting]:
    return {one.day: one for one in held if one.pattern and one.pattern.pk == pattern.pk}


def _bounded(pattern: MeetingPattern, timetable: Timetable) -> MeetingPattern:
    """Return the pattern with the days from and to which its dates are looked at: one that has no
    beginning begins when it was entered, or with the first date of it that was changed."""
    course, found = timetable.course, copy(pattern)
    begins = pattern.from_day or course.first_day or _first_known(pattern, timetable)
    ends = pattern.until_day or course.last_day or LATEST
    found.from_day = min(max(begins, EARLIEST), LATEST)
    found.until_day = min(ends, found.from_day + HORIZON, LATEST)
    return found


def _first_known(pattern: MeetingPattern, timetable: Timetable) -> date:
    changed = [change.day for change in timetable.changes if change.pattern_id == pattern.pk]
    return min([timetable.course.local_date(pattern.created_at), *changed])


def _goes_on(pattern: MeetingPattern, found: MeetingPattern, course: Course) -> bool:
    """Whether it goes on after the dates that are looked at."""
    ends = pattern.until_day or course.last_day
    return ends is None or (found.until_day is not None and ends > found.until_day)


@dataclass(frozen=True, slots=True)
class _Writer:
    course: Course
    audience: Audience
    version: Version

    def series(
        self, pattern: MeetingPattern, held: dict[date, Meeting], *, endless: bool
    ) -> Iterator[Event]:
        """Yield a weekly meeting: the series, then its overrides. One that has a single date is an
        event like any other."""
        days = dates(pattern, course=self.course, first=EARLIEST, last=LATEST)
        if len(days) == 1:
            yield self.single(held[days[0]], pattern.public_id)
            return
        yield self._master(pattern, days, held, endless=endless)
        for day in days:
            if day in held and _differs(held[day]):
                override = self.single(held[day], pattern.public_id)
                stamp(override, "recurrence-id", self._nominal(day, pattern), zone=self.course.zone)
                yield override

    def single(self, meeting: Meeting, name: str) -> Event:
        told = event(name, self.version, wording.of_meeting(meeting, self.audience))
        start, end = meeting.span
        lasts(told, start=start or meeting.day, end=end, zone=self.course.zone)
        is_free = start is None or meeting.state == State.CANCELLED
        told.add("transp", "TRANSPARENT" if is_free else "OPAQUE")
        told.add("status", "CANCELLED" if meeting.state == State.CANCELLED else "CONFIRMED")
        told.add(STATE, meeting.state.value)
        return told

    def _master(
        self,
        pattern: MeetingPattern,
        days: list[date],
        held: dict[date, Meeting],
        *,
        endless: bool,
    ) -> Event:
        zone = self.course.zone
        words = wording.of_pattern(pattern, self.course, self.audience)
        told = event(pattern.public_id, self.version, words)
        first = self._nominal(days[0], pattern)
        lasts(told, start=first, end=None, zone=zone)
        # Not an end: that of the first date would be a false measure of the others, were it on a
        # night on which the clock is set.
        told.add("duration", nominal(first, datetime.combine(days[0], pattern.end, zone)))
        last = datetime.combine(days[-1], time(23, 59, 59), zone).astimezone(UTC)
        weekly(told, until=None if endless else last)
        free = [self._nominal(day, pattern) for day in days if day not in held]
        without(told, free, zone=zone)
        told.add("transp", "OPAQUE")
        told.add("status", "CONFIRMED")
        told.add(STATE, State.AS_PLANNED.value)
        return told

    def _nominal(self, day: date, pattern: MeetingPattern) -> datetime:
        """The hour that the rule has, which on one night of the year may not exist."""
        return datetime.combine(day, pattern.start, self.course.zone)


def _differs(meeting: Meeting) -> bool:
    """Whether a rule with an hour and a duration would not tell it."""
    occurrence = meeting.occurrence
    if occurrence is None or occurrence.change or meeting.listed:
        return True
    pattern, start, end = occurrence.pattern, occurrence.start, occurrence.end
    on_the_wall = (start.time(), end.time()) == (pattern.start, pattern.end)
    return not on_the_wall or end.astimezone(UTC) - start.astimezone(UTC) != nominal(start, end)
