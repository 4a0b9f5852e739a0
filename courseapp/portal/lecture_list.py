"""The lectures of the term in one list, with the breaks where they fall."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from courseapp.portal.ribbon import monday
from schedule.course_page import LectureRow
from schedule.models import Break, LectureKind, MeetingKind
from schedule.occurrences import Occurrence
from schedule.timetable import Timetable


@dataclass(frozen=True, slots=True)
class Line:
    """A lecture, or a break (`pause`) that the list of lectures does not name itself. `state` is
    `past`, `now` (this week) or `ahead`; a lecture without a day is always ahead."""

    state: str
    row: LectureRow | None = None
    pause: Break | None = None
    meeting: Occurrence | None = None  # of a lecture, if its date is not as every week

    @property
    def day(self) -> date | None:
        if self.pause:
            return self.pause.first_day
        return self.row.lecture.day if self.row else None

    @property
    def is_break(self) -> bool:
        return self.row is None or self.row.lecture.kind == LectureKind.BREAK


@dataclass(frozen=True, slots=True)
class Part:
    """Some lines of the list; `past_weeks` is how many weeks they are of, where they are folded
    away, else 0. Once nothing lies ahead they stand open."""

    lines: Sequence[Line]
    past_weeks: int = 0
    is_open: bool = True


def folded(lines: Sequence[Line]) -> list[Part]:
    """Return the list in parts: the weeks that are over, up to the first line that is not, and
    the rest."""
    past = list(takewhile(lambda line: line.state == "past", lines))
    rest = lines[len(past) :]
    weeks = {monday(line.day) for line in past if line.day}
    parts = [Part(past, past_weeks=len(weeks), is_open=not rest)] if past else []
    return [*parts, Part(rest)] if rest else parts


def lecture_list(
    rows: Sequence[LectureRow], breaks: Iterable[Break], *, today: date, times: Timetable
) -> list[Line]:
    """Return the lectures in their own order, each break before the first later lecture."""
    changed = _changed(rows, times)
    named = {row.lecture.day for row in rows if row.lecture.kind == LectureKind.BREAK}
    waiting = [
        pause
        for pause in breaks
        if not any(day and pause.first_day <= day <= pause.last_day for day in named)
    ]
    lines: list[Line] = []
    for row in rows:
        day = row.lecture.day
        while day and waiting and waiting[0].first_day < day:
            lines.append(_break(waiting.pop(0), today))
        of_day = changed.get(day) if day and row.lecture.kind != LectureKind.BREAK else None
        meeting = of_day.pop(0) if of_day else None
        held_on = meeting.takes_place_on if meeting else day
        lines.append(Line(state=_state(held_on, held_on, today), row=row, meeting=meeting))
    return lines + [_break(pause, today) for pause in waiting]


def _changed(rows: Iterable[LectureRow], times: Timetable) -> dict[date, list[Occurrence]]:
    """Return the lecture meetings that are not as every week, by the day for which they are
    meant."""
    days = [row.lecture.day for row in rows if row.lecture.day]
    found: dict[date, list[Occurrence]] = defaultdict(list)
    for meeting in times.between(min(days), max(days)) if days and times.changes else ():
        if meeting.pattern.kind == MeetingKind.LECTURE and meeting.change is not None:
            found[meeting.day].append(meeting)
    return found


def _break(pause: Break, today: date) -> Line:
    return Line(state=_state(pause.first_day, pause.last_day, today), pause=pause)


def _state(first: date | None, last: date | None, today: date) -> str:
    if first is None or last is None:
        return "ahead"
    if monday(first) <= today and monday(today) <= last:
        return "now"
    return "past" if last < today else "ahead"
