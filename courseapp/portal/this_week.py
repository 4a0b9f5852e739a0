"""What happens in a course this week, and what is due."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from courseapp.courses.models import Course
from courseapp.portal.milestone_rows import MilestoneRow
from courseapp.portal.ribbon import monday, term_of
from schedule.course_page import LectureRow, SessionRow
from schedule.meetings import Meeting, meetings
from schedule.models import Break, LectureKind
from schedule.occurrences import in_break
from schedule.timetable import Timetable

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Card:
    """One thing of the week. `kind` is a `MeetingKind`, `break` or `due`; what it has none of is
    None: a lecture without a weekly meeting on its day has no hours."""

    kind: str
    day: date
    meeting: Meeting | None = None
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
    sessions: Sequence[SessionRow],
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
    breaks = timetable.breaks
    held = timetable if in_term else replace(timetable, patterns=())
    cards = [
        *_held(held, lectures, sessions, first, last),
        *_days_off_by_list(lectures, breaks, first, last),
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


def _held(
    timetable: Timetable,
    lectures: Sequence[LectureRow],
    sessions: Sequence[SessionRow],
    first: date,
    last: date,
) -> Iterator[Card]:
    """What takes place, each lecture and session with the meeting to which it belongs."""
    by_lecture = {row.lecture.public_id: row for row in lectures}
    by_session = {row.public_id: row for row in sessions}
    course = timetable.course
    rows = [
        *(row.listed(course) for row in lectures),
        *(row.listed(course) for row in sessions),
    ]
    told = [row for row in rows if row is not None]
    for meeting in meetings(timetable, told, first=first, last=last):
        known = meeting if meeting.start else None
        day = _shown_on(meeting, first, last)
        if not meeting.listed:
            yield Card(meeting.kind, day, known)
        for one in meeting.listed:
            yield Card(
                meeting.kind,
                day,
                known,
                lecture=by_lecture.get(one.public_id),
                session=by_session.get(one.public_id),
            )


def _days_off_by_list(
    lectures: Iterable[LectureRow], breaks: Iterable[Break], first: date, last: date
) -> list[Card]:
    """Breaks that only the list of lectures tells."""
    free = [row for row in lectures if row.lecture.kind == LectureKind.BREAK]
    days = [(row.lecture.day, row) for row in free if row.lecture.day is not None]
    return [
        Card(kind="break", day=day, lecture=row)
        for day, row in days
        if first <= day <= last and in_break(day, breaks) is None
    ]


def _shown_on(meeting: Meeting, first: date, last: date) -> date:
    """Return the day of the week on which a meeting stands: its new one, if it lies in it."""
    moved_here = first <= meeting.takes_place_on <= last and not meeting.is_cancelled
    return meeting.takes_place_on if moved_here else meeting.day


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
