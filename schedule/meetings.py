"""The meetings of a course as people go to them: the dated occurrences of its weekly meetings, put
together with the lectures and tutoring sessions that are listed for their days.

A lecture belongs to the lecture meeting of its day; it has no hours of its own. A session with an
hour belongs to the tutoring meeting at that hour, one without to that of its day. What belongs to
no meeting stands alone, without hours if none are known.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from courseapp.courses.models import Course
from schedule.listed import Listed
from schedule.models import MeetingChange, MeetingKind, MeetingPattern
from schedule.occurrences import Occurrence, State, existing, lasting
from schedule.timetable import Timetable

Key = tuple[int, date]  # the pattern and the day it was meant for


@dataclass(frozen=True, slots=True)
class Meeting:
    """An occurrence with what is listed for it (`occurrence` given, `listed` maybe empty), or what
    is listed and belongs to none. Times are in the course's zone."""

    course: Course
    occurrence: Occurrence | None
    listed: tuple[Listed, ...] = ()

    @property
    def pattern(self) -> MeetingPattern | None:
        return self.occurrence.pattern if self.occurrence else None

    @property
    def change(self) -> MeetingChange | None:
        return self.occurrence.change if self.occurrence else None

    @property
    def kind(self) -> str:
        return self.pattern.kind if self.pattern else self.listed[0].kind

    @property
    def state(self) -> State:
        return self.occurrence.state if self.occurrence else State.AS_PLANNED

    @property
    def is_cancelled(self) -> bool:
        return self.state == State.CANCELLED

    @property
    def day(self) -> date:
        """The day it was meant for."""
        return self.occurrence.day if self.occurrence else self.listed[0].day

    @property
    def span(self) -> tuple[datetime | None, datetime | None]:
        """When it takes place; None where that is not known."""
        if self.occurrence:
            return self.occurrence.start, self.occurrence.end
        row = self.listed[0]
        if row.start is None:
            return None, None
        if row.end is None:
            return existing(row.day, row.start, self.course.zone), None
        return lasting(row.day, row.start, row.end, self.course.zone)

    @property
    def start(self) -> datetime | None:
        return self.span[0]

    @property
    def end(self) -> datetime | None:
        return self.span[1]

    @property
    def begins(self) -> datetime:
        """When it starts; what has no hours, when its day does."""
        return self.start or datetime.combine(self.day, time.min, self.course.zone)

    @property
    def takes_place_on(self) -> date:
        return self.occurrence.takes_place_on if self.occurrence else self.day

    @property
    def place(self) -> str:
        """Where this date was moved to counts before what was listed, and that before what is
        usual."""
        return self._moved("place") or self._listed("place") or self._usual("place")

    @property
    def video_url(self) -> str:
        return self._moved("video_url") or self._listed("video_url") or self._usual("video_url")

    @property
    def video_code(self) -> str:
        """The code of the very link: another link does not have the old one's code."""
        if self._moved("video_url") or self._moved("video_code"):
            return self._moved("video_code")
        if self._listed("video_url") or self._listed("video_code"):
            return self._listed("video_code")
        return self._usual("video_code")

    @property
    def note(self) -> str:
        return self._moved("note")

    def _moved(self, name: str) -> str:
        return getattr(self.change, name, "")

    def _listed(self, name: str) -> str:
        return next((value for row in self.listed if (value := getattr(row, name))), "")

    def _usual(self, name: str) -> str:
        return getattr(self.pattern, name, "")


def meetings(
    timetable: Timetable, rows: Iterable[Listed], *, first: date, last: date
) -> list[Meeting]:
    """Return the meetings of the days from `first` to `last` (see `occurrences`), in order of
    time. On a day that the list gives to a break, no lecture is held unless it is said to be."""
    listed = list(rows)
    free = {row.day for row in listed if row.is_break}
    held = [meeting for meeting in timetable.between(first, last) if not _is_free(meeting, free)]
    belongs, alone = _shared_out([row for row in listed if not row.is_break], held)
    course = timetable.course
    found = [Meeting(course, one, tuple(belongs[one.pattern.pk, one.day])) for one in held]
    found += [Meeting(course, None, (row,)) for row in alone if first <= row.day <= last]
    return sorted(found, key=lambda meeting: meeting.begins)


def _is_free(meeting: Occurrence, free: set[date]) -> bool:
    """The list gives its day to a break, and nobody has said anything of this date since."""
    is_listed_free = meeting.pattern.kind == MeetingKind.LECTURE and meeting.day in free
    return is_listed_free and meeting.change is None


def _shared_out(
    rows: Iterable[Listed], held: Sequence[Occurrence]
) -> tuple[Mapping[Key, list[Listed]], list[Listed]]:
    """Give each row to its meeting; return what belongs to each, and what belongs to none."""
    by_day: dict[tuple[str, date], list[Listed]] = defaultdict(list)
    for row in rows:
        by_day[row.kind, row.day].append(row)
    belongs: dict[Key, list[Listed]] = defaultdict(list)
    alone = []
    on = _Days(held)
    for (kind, day), group in by_day.items():
        for row, meeting in _paired(group, on.meetings(kind, day)):
            if meeting is None:
                alone.append(row)
            else:
                belongs[meeting.pattern.pk, meeting.day].append(row)
    return belongs, alone


class _Days:
    """The meetings that were meant for a day; where there are none, those moved to it."""

    def __init__(self, held: Iterable[Occurrence]) -> None:
        self.meant: dict[tuple[str, date], list[Occurrence]] = defaultdict(list)
        self.moved: dict[tuple[str, date], list[Occurrence]] = defaultdict(list)
        for meeting in held:
            self.meant[meeting.pattern.kind, meeting.day].append(meeting)
            if meeting.takes_place_on != meeting.day:
                self.moved[meeting.pattern.kind, meeting.takes_place_on].append(meeting)

    def meetings(self, kind: str, day: date) -> list[Occurrence]:
        return self.meant.get((kind, day)) or self.moved.get((kind, day), [])


def _paired(
    rows: Iterable[Listed], meetings: Sequence[Occurrence]
) -> Iterator[tuple[Listed, Occurrence | None]]:
    """In order; more rows share the last meeting of the day."""
    index = 0
    for row in rows:
        if row.start is not None:
            yield row, _at(row.start, meetings)
        else:
            yield row, meetings[min(index, len(meetings) - 1)] if meetings else None
            index += 1


def _at(hour: time, meetings: Iterable[Occurrence]) -> Occurrence | None:
    """Return the meeting that begins at this hour, or did before it was moved."""
    return next((m for m in meetings if hour in {m.pattern.start, m.start.time()}), None)
