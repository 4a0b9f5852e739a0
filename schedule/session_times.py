"""When and where a tutoring session takes place.

A session without hours of its own follows the weekly tutoring of its day, wherever that date is
moved; so does its place and its video link. What it says itself goes before that.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Protocol

from schedule.models import MeetingKind
from schedule.occurrences import Occurrence
from schedule.timetable import Timetable


class Dated(Protocol):
    """A tutoring session, as stored or as it is being written."""

    @property
    def day(self) -> date | None: ...
    @property
    def start(self) -> time | None: ...
    @property
    def end(self) -> time | None: ...
    @property
    def place(self) -> str: ...
    @property
    def video_url(self) -> str: ...
    @property
    def video_code(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Held:
    """`day` and hours are local to the course. `meeting` is the weekly meeting it follows."""

    day: date | None
    start: time | None
    end: time | None
    place: str
    video_url: str
    video_code: str
    meeting: Occurrence | None = None

    @property
    def is_cancelled(self) -> bool:
        return self.meeting is not None and self.meeting.is_cancelled

    @property
    def is_moved(self) -> bool:
        return self.meeting is not None and self.meeting.takes_place_on != self.meeting.day


def held(session: Dated, times: Timetable) -> Held:
    """Return when and where a session takes place."""
    meeting = weekly(session.day, times) if session.start is None else None
    if meeting is None:
        return Held(
            session.day,
            session.start,
            session.end,
            session.place,
            session.video_url,
            session.video_code,
        )
    return Held(
        day=meeting.takes_place_on,
        start=meeting.start.time(),
        end=meeting.end.time(),
        place=session.place or meeting.place,
        video_url=session.video_url or meeting.video_url,
        video_code=session.video_code if session.video_url else meeting.video_code,
        meeting=meeting,
    )


def weekly(day: date | None, times: Timetable) -> Occurrence | None:
    """Return the tutoring of this day (the day it was meant for); None where there is none, or
    several, of which nobody could tell which is followed."""
    if day is None:
        return None
    found = [one for one in tutoring(times.between(day, day)) if one.day == day]
    return found[0] if len(found) == 1 else None


def tutoring(meetings: Iterable[Occurrence]) -> list[Occurrence]:
    return [one for one in meetings if one.pattern.kind == MeetingKind.TUTORING]
