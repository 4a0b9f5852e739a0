"""When something is due, as prose tells it: "due May 1st", "due by 10 PM on 3/5"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from courseapp.portal.importing.reading.dates import DateMark, TermCalendar, find_dates
from courseapp.portal.importing.reading.hours import Hours, find_hours

DUE = re.compile(
    r"\b(?:due|deadlines?|hand(?:ed)? in|turn(?:ed)? in|submi(?:t|ts|tted|ssions?)|no later than"
    r"|by|before|à (?:rendre|remettre)|date limite|abgabe|abzugeben|fällig|entregar?"
    r"|fecha límite)\b",
    re.IGNORECASE,
)
# "due" alone is enough for a mark in a cell; the other words also occur in titles.
MARK = re.compile(r"\b(?:due|deadline|à rendre|abgabe|fällig)\b", re.IGNORECASE)
_END_OF_DAY = time(23, 59, 59)
_MIDNIGHT = re.compile(r"\bmidnight\b|\bend of (?:the )?day\b|\beod\b", re.IGNORECASE)
_ANYWHERE = re.compile(r"\baoe\b|anywhere on earth", re.IGNORECASE)
# The last zone in which a day ends, https://www.timeanddate.com/time/zones/aoe
_AOE = timezone(timedelta(hours=-12))


@dataclass(frozen=True, slots=True)
class DueMark:
    mark: DateMark
    hour: time | None
    anywhere: bool  # "anywhere on Earth"

    def moment(self, calendar: TermCalendar, zone: str) -> datetime | None:
        """Return the aware moment; without an hour the last second of the day, local time."""
        day = calendar.day(self.mark)
        return moment_of(day, self.hour, zone, anywhere=self.anywhere) if day else None


def moment_of(
    day: date, hour: time | None, zone: str, *, anywhere: bool = False
) -> datetime | None:
    place = _AOE if anywhere else ZoneInfo(zone)
    made = datetime.combine(day, hour or _END_OF_DAY, place)
    try:
        made.astimezone(UTC)
        return made.astimezone(ZoneInfo(zone))
    except OverflowError:  # the first or last day that a calendar of Python has
        return None


def find_due(text: str, hour: time | None = None) -> DueMark | None:
    """Find the day that stands nearest behind a "due", and its hour.

    ``hour`` is the one to take when the text has none of its own.
    """
    marks = find_dates(text)
    if not marks:
        return None
    said = DUE.search(text)
    behind = [mark for mark in marks if said and mark.start >= said.start()]
    mark = behind[0] if behind else marks[-1 if said else 0]
    found = _single_hours(text, mark)
    if found:
        hour = min(found, key=lambda one: abs(one.first - mark.start)).start
    elif _MIDNIGHT.search(text):
        hour = None
    return DueMark(mark, hour, bool(_ANYWHERE.search(text)))


def single_hour(text: str) -> time | None:
    """Return the hour that a text tells, if it tells just one."""
    found = {one.start for one in find_hours(text) if one.end is None}
    return found.pop() if len(found) == 1 else None


def _single_hours(text: str, mark: DateMark) -> list[Hours]:
    return [
        found
        for found in find_hours(text)
        if found.end is None
        and not mark.start <= found.first < mark.end
        and not _MIDNIGHT.search(text[found.first : found.last])
    ]
