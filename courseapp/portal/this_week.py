"""What happens in a course this week, and what is due."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TypeVar

from courseapp.courses.models import Course
from courseapp.portal.milestone_rows import MilestoneRow
from courseapp.portal.ribbon import monday, term_of
from schedule.course_page import LectureRow, SessionRow
from schedule.models import Break, LectureKind, MeetingKind
from schedule.occurrences import Occurrence, in_break
from schedule.timetable import Timetable

WEEK = timedelta(days=7)
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Card:
    """One thing of the week. `kind` is a `MeetingKind`, `break` or `due`; what it has none of is
    None: a lecture without a weekly meeting on its day has no hours."""

    kind: str
    day: date
    meeting: Occurrence | None = None
    lecture: LectureRow | None = None
    session: SessionRow | None = None
    pause: Break | None = None
    milestone: MilestoneRow | None = None

    @property
    def in_order(self) -> tuple[date, time]:
        begins = self.meeting.start if self.meeting else self.milestone and self.milestone.local
        return self.day, begins.time() if begins else time.min


@dataclass(frozen=True, slots=True)
class ThisWeek:
    first_day: date
    last_day: date
    cards: list[Card]
    begins: date | None  # the term, if it lies ahead
    ended: date | None  # the term, if it is over
    next_lecture: LectureRow | None  # the first one after this week


def this_week(
    course: Course,
    *,
    today: date,
    lectures: Sequence[LectureRow],
    sessions: Iterable[SessionRow],
    timetable: Timetable,
    milestones: Iterable[MilestoneRow],
) -> ThisWeek | None:
    """Return the week from Monday to Sunday in which `today` lies; None for a course that has no
    dates. What is due within seven days belongs to it too: on a Sunday, Monday's deadline is the
    thing to know."""
    term = term_of(course, [row.lecture for row in lectures])
    if term is None:
        return None
    first = monday(today)
    last = first + timedelta(days=6)
    in_term = monday(term[0]) <= today <= term[1]
    held = timetable.between(first, last) if in_term else []
    breaks = timetable.breaks
    cards = [
        *_lectures(lectures, held, breaks, first, last),
        *_tutoring(sessions, held, first, last),
        *(
            Card(meeting.pattern.kind, _shown_on(meeting, first, last), meeting)
            for meeting in held
            if meeting.pattern.kind == MeetingKind.OFFICE_HOURS
        ),
        *_breaks(breaks, first, last),
        *_due(milestones, today, first, last),
    ]
    return ThisWeek(
        first_day=first,
        last_day=last,
        cards=sorted(cards, key=lambda card: card.in_order),
        begins=term[0] if last < term[0] else None,
        ended=term[1] if term[1] < first else None,
        next_lecture=_next(lectures, last),
    )


def _lectures(
    rows: Iterable[LectureRow],
    held: Iterable[Occurrence],
    breaks: Sequence[Break],
    first: date,
    last: date,
) -> list[Card]:
    """Lectures with the hours of the weekly meeting on their day. On a day that the list gives to
    a break, no lecture is held unless it is said to be."""
    dated = [row for row in rows if row.lecture.day is not None]
    free = {row.lecture.day: row for row in dated if row.lecture.kind == LectureKind.BREAK}
    lectures = [row for row in dated if row.lecture.kind != LectureKind.BREAK]
    meetings = [
        meeting
        for meeting in held
        if meeting.pattern.kind == MeetingKind.LECTURE
        and (meeting.change is not None or meeting.day not in free)
    ]
    cards = [
        Card(kind="break", day=day, lecture=row)
        for day, row in free.items()
        if day and first <= day <= last and in_break(day, breaks) is None
    ]
    days = [row.lecture.day for row in lectures]
    for day, meeting, row in _matched(meetings, lectures, days, first, last):
        cards.append(Card(MeetingKind.LECTURE, day, meeting, row))
    return cards


def _tutoring(
    rows: Iterable[SessionRow], held: Iterable[Occurrence], first: date, last: date
) -> list[Card]:
    meetings = [meeting for meeting in held if meeting.pattern.kind == MeetingKind.TUTORING]
    sessions = [row for row in rows if row.day is not None]
    days = [row.day for row in sessions]
    return [
        Card(MeetingKind.TUTORING, day, meeting, session=row)
        for day, meeting, row in _matched(meetings, sessions, days, first, last)
    ]


def _matched(
    meetings: Iterable[Occurrence],
    rows: Sequence[Row],
    days: Sequence[date | None],
    first: date,
    last: date,
) -> Iterator[tuple[date, Occurrence | None, Row | None]]:
    """Put rows and meetings together by the day for which both are meant, whatever became of it
    since, and say on which day of the week each pair is shown. A row that was given the new day
    itself is found by that."""
    listed: dict[date, list[Row]] = defaultdict(list)
    for day, row in zip(days, rows, strict=True):
        if day is not None:
            listed[day].append(row)
    meant: dict[date, list[Occurrence]] = defaultdict(list)
    for meeting in meetings:
        moved_along = meeting.day not in listed and meeting.takes_place_on in listed
        meant[meeting.takes_place_on if moved_along else meeting.day].append(meeting)
    for day in {*meant, *(day for day in listed if first <= day <= last)}:
        for held, paired in _paired(meant[day], listed.get(day, [])):
            yield _shown_on(held, first, last) if held else day, held, paired


def _shown_on(meeting: Occurrence, first: date, last: date) -> date:
    """Return the day of the week on which a meeting stands: its new one, if it lies in it."""
    moved_here = first <= meeting.takes_place_on <= last and not meeting.is_cancelled
    return meeting.takes_place_on if moved_here else meeting.day


def _paired(
    meetings: Sequence[Occurrence], rows: Sequence[Row]
) -> list[tuple[Occurrence | None, Row | None]]:
    """Put the rows of a day to its meetings in order. More rows share the last meeting's hours;
    a meeting of which nothing is known stands alone."""
    count = max(len(meetings), len(rows))
    return [
        (
            meetings[min(index, len(meetings) - 1)] if meetings else None,
            rows[index] if index < len(rows) else None,
        )
        for index in range(count)
    ]


def _breaks(breaks: Iterable[Break], first: date, last: date) -> list[Card]:
    return [
        Card(kind="break", day=max(pause.first_day, first), pause=pause)
        for pause in breaks
        if pause.first_day <= last and pause.last_day >= first
    ]


def _due(rows: Iterable[MilestoneRow], today: date, first: date, last: date) -> list[Card]:
    soon = max(last, today + WEEK)
    days = [(row.local.date(), row) for row in rows if row.local]
    return [Card(kind="due", day=day, milestone=row) for day, row in days if first <= day <= soon]


def _next(rows: Iterable[LectureRow], last: date) -> LectureRow | None:
    ahead = [row for row in rows if row.lecture.day and row.lecture.day > last]
    return min(ahead, key=lambda row: (row.lecture.day, row.lecture.position), default=None)
