"""The dates of the weekly meetings as staff see them: a break's ones too, each with what became
of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from courseapp.courses.models import Course
from schedule.models import Break, MeetingPattern
from schedule.occurrences import Occurrence, in_break, occurrences
from schedule.timetable import Timetable, timetable


@dataclass(frozen=True, slots=True)
class PlannedDate:
    """One date that a pattern has. `pause` is the break in which it lies; in one it takes place
    only if a change says so."""

    meeting: Occurrence
    pause: Break | None

    @property
    def is_free(self) -> bool:
        """Suppressed by its break."""
        return self.pause is not None and (self.meeting.change is None or self.is_cancelled)

    @property
    def is_cancelled(self) -> bool:
        return self.meeting.is_cancelled

    @property
    def seen(self) -> str:
        """What a form carries to tell whether somebody has changed the date since it was opened."""
        change = self.meeting.change
        return f"{self.meeting.pattern.revision}.{change.revision if change else 0}"


def planned_dates(times: Timetable, *, first: date, last: date) -> list[PlannedDate]:
    """Return every date from `first` to `last`, both included, in order of time."""
    return _planned(times.patterns, times, first, last)


def planned_date(times: Timetable, pattern: MeetingPattern, day: date) -> PlannedDate | None:
    """Return the date that the pattern has on `day`; None if it has none."""
    found = _planned([pattern], times, day, day)
    return next((row for row in found if row.meeting.day == day), None)


def next_date(pattern: MeetingPattern, *, now: datetime) -> Occurrence | None:
    """Return the pattern's next date that takes place and has not begun; None if there is none."""
    course = pattern.course
    times, today = timetable(course), course.local_date(now)
    rows = _planned([pattern], times, today, last_day(course, times, today=today))
    ahead = (row.meeting for row in rows if not (row.is_free or row.is_cancelled))
    return next((meeting for meeting in ahead if meeting.start > now), None)


def last_day(course: Course, times: Timetable, *, today: date) -> date:
    """Return the day up to which there is something to list: the course's last, or that of the
    pattern which lasts longest; for a course without an end three months."""
    ends = [pattern.until_day for pattern in times.patterns if pattern.until_day]
    if course.last_day:
        ends.append(course.last_day)
    return max(ends, default=date.fromordinal(today.toordinal() + 91))


def _planned(
    patterns: Iterable[MeetingPattern], times: Timetable, first: date, last: date
) -> list[PlannedDate]:
    # Asked without breaks, the one rule of expansion gives the dates that a break suppresses too.
    found = occurrences(
        patterns, (), changes=times.changes, course=times.course, first=first, last=last
    )
    return [PlannedDate(meeting, in_break(meeting.day, times.breaks)) for meeting in found]
