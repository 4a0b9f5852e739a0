"""The term as one ribbon: its weeks, its breaks, where one is in it, and what is due when.

Positions are in percent of the width, so that the drawing (`portal/_ribbon.html`) needs no view
box: its letters keep their size on every screen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courseapp.courses.models import Course
from projects.models import Milestone
from schedule.models import Break, Lecture, LectureKind

WEEK = timedelta(days=7)
LONGEST = 60  # weeks; what is longer is no term but a wrong date
NUMBERED = 24  # weeks; of a longer term only some numbers are written
HEIGHT = 66  # pixels, with both lines of labels
LINES = 2  # of labels above the weeks
LETTER = 0.62  # percent of the width that a letter takes on a desktop's screen


@dataclass(frozen=True, slots=True)
class Week:
    """`number` is the one that the lectures give it, if they give any; else it is counted."""

    number: int | None
    first_day: date
    state: str  # past, now, ahead
    free: bool
    x: float
    width: float
    label: str

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Mark:
    """Something due. `line` is the line its label is written on; None where none is free."""

    title: str
    day: date
    x: float
    line: int | None
    at_end: bool  # its label ends at the mark instead of beginning there


@dataclass(frozen=True, slots=True)
class Ribbon:
    weeks: list[Week]
    marks: list[Mark]
    today: float | None
    in_words: str

    @property
    def height(self) -> int:
        return HEIGHT - self.needless

    @property
    def needless(self) -> int:
        """How many pixels of the two lines above the weeks no label needs."""
        lines = {mark.line for mark in self.marks}
        if 1 in lines:
            return 0
        return 16 if lines else 30


def term_of(course: Course, lectures: Iterable[Lecture] = ()) -> tuple[date, date] | None:
    """Return the first and last day of a course; where it does not say, those of its lectures."""
    days = [lecture.day for lecture in lectures if lecture.day]
    first = course.first_day or min(days, default=None)
    last = course.last_day or max(days, default=None)
    return (first, last) if first and last and first <= last else None


def ribbon(
    course: Course,
    *,
    today: date,
    lectures: Sequence[Lecture],
    breaks: Iterable[Break],
    milestones: Iterable[Milestone],
) -> Ribbon | None:
    """Return the ribbon of a course; None for a course without dates, or with wrong ones."""
    term = term_of(course, lectures)
    if term is None or (term[1] - term[0]) > LONGEST * WEEK:
        return None
    begins = monday(term[0])
    count = (monday(term[1]) - begins) // WEEK + 1
    weeks = _weeks(begins, count, today, lectures, free_weeks(lectures, breaks))
    marks = _marks(course, milestones, begins, count)
    inside = term[0] <= today <= term[1]
    return Ribbon(
        weeks=weeks,
        marks=marks,
        today=_percent(today, begins, count) if inside else None,
        in_words=_in_words(term, weeks, marks),
    )


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def free_weeks(lectures: Iterable[Lecture], breaks: Iterable[Break]) -> set[date]:
    """Return the Mondays of the weeks that are a break: those with a break instead of lectures,
    and those whose five working days a break covers."""
    kinds: dict[date, set[str]] = {}
    for lecture in lectures:
        if lecture.day:
            kinds.setdefault(monday(lecture.day), set()).add(lecture.kind)
    free = {start for start, held in kinds.items() if held == {LectureKind.BREAK}}
    for pause in breaks:
        start = monday(pause.first_day)
        while start + timedelta(days=4) <= pause.last_day:
            if start >= pause.first_day:
                free.add(start)
            start += WEEK
    return free


def _weeks(
    begins: date, count: int, today: date, lectures: Sequence[Lecture], free: set[date]
) -> list[Week]:
    starts = [begins + index * WEEK for index in range(count)]
    given = {monday(row.day): row.week for row in lectures if row.day and row.week}
    counted = {start: number for number, start in enumerate(starts, 1)}
    numbers = given or counted
    step = -(-count // NUMBERED)
    return [
        Week(
            number=numbers.get(start),
            first_day=start,
            state=_state(start, today),
            free=start in free,
            x=round(100 * index / count, 2),
            width=round(100 / count, 2),
            label=_label(numbers.get(start), free=start in free, written=index % step == 0),
        )
        for index, start in enumerate(starts)
    ]


def _state(start: date, today: date) -> str:
    if start <= today < start + WEEK:
        return "now"
    return "past" if start < today else "ahead"


def _label(number: int | None, *, free: bool, written: bool) -> str:
    if not written:
        return ""
    return _("break") if free else str(number or "")


def _marks(course: Course, milestones: Iterable[Milestone], begins: date, count: int) -> list[Mark]:
    """Return the marks that lie in the term, from left to right, each label on a line where it
    covers no other."""
    due = sorted((course.local_date(row.due), row.title) for row in milestones if row.due)
    shown = [(day, title) for day, title in due if begins <= day < begins + count * WEEK]
    places = [_percent(day, begins, count) for day, _ in shown]
    written = [0.0] * LINES
    marks = []
    for (day, title), x in zip(shown, places, strict=True):
        length = 2 + LETTER * len(title)
        at_end = x + length > 100
        left, right = (x - length, x) if at_end else (x, x + length)
        crossed = any(left < place < right for place in places)
        # The marks themselves stand on the lower line: a label that crosses one goes above.
        lines = range(1 if crossed else 0, LINES)
        line = next((n for n in lines if written[n] <= left), None)
        if line is not None:
            written[line] = right
        marks.append(Mark(title=title, day=day, x=x, line=line, at_end=at_end))
    return marks


def _percent(day: date, begins: date, count: int) -> float:
    """The place of a day's noon."""
    return round(100 * ((day - begins).days + 0.5) / (7 * count), 2)


def _in_words(term: tuple[date, date], weeks: Sequence[Week], marks: Sequence[Mark]) -> str:
    parts = [
        ngettext(
            "The term: %(n)d week from %(first)s to %(last)s.",
            "The term: %(n)d weeks from %(first)s to %(last)s.",
            len(weeks),
        )
        % {"n": len(weeks), "first": _day(term[0]), "last": _day(term[1])}
    ]
    parts += [
        _("Now is the week of %(day)s.") % {"day": _day(week.first_day)}
        for week in weeks
        if week.state == "now"
    ]
    parts += [
        _("Break in the week of %(day)s.") % {"day": _day(week.first_day)}
        for week in weeks
        if week.free
    ]
    parts += [_("%(title)s due %(day)s.") % {"title": m.title, "day": _day(m.day)} for m in marks]
    return " ".join(parts)


def _day(day: date) -> str:
    return date_format(day, "j F")
