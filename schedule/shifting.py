"""Moving topics along the dates of a term.

A lecture's row is its topic, with all that hangs under it; its place in the term (position, day,
week) is a slot. Topics move from slot to slot; rows of breaks keep theirs. What took place, by its
attendance, is not moved any more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from courseapp.courses import audit
from courseapp.courses.models import Course, User
from schedule.models import Lecture, LectureKind, LectureLink, MeetingKind, Reference
from schedule.ordering import locked
from schedule.teaching_weeks import numbered_weeks
from schedule.term_plan import LONGEST
from schedule.timetable import Timetable, timetable

DAY = timedelta(days=1)
SLOT_FIELDS = ("position", "day", "week")
TEXTS = ("label", "title", "speaker", "affiliation", "remark")


class ShiftRefused(Exception):
    """Why a topic cannot be moved there."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Slot:
    position: int
    day: date | None
    week: int | None

    @classmethod
    def of(cls, lecture: Lecture) -> "Slot":
        return cls(lecture.position, lecture.day, lecture.week)


@dataclass(frozen=True, slots=True)
class Shifted:
    """`last` is the topic that took a new slot at the end, or that left the last one."""

    lecture: Lecture
    last: Lecture


@transaction.atomic
def move_on(lecture: Lecture, *, by: User, now: datetime) -> Shifted:
    """Move a topic to the next date and those after it along; an empty row stays on its date. The
    last one gets the next date of the weekly meetings or, where there is none, no day.

    Raises ShiftRefused for what took place already, or is a break.
    """
    course = locked(lecture.course)
    topics, place = _topics(course, lecture)
    moving = topics[place:]
    _check_not_held(moving)
    slots = [Slot.of(topic) for topic in moving]
    slots.append(_slot_after(slots[-1], course))
    Lecture(course=course, **_values(slots[0])).save()
    _take(moving, slots[1:])
    _record("move on", lecture, course, by=by, now=now)
    return Shifted(moving[0], moving[-1])


@transaction.atomic
def move_back(lecture: Lecture, *, by: User, now: datetime) -> Shifted:
    """Move a topic to the date before and those after it along: the opposite of `move_on`. The
    date must be free: an empty row, which goes, or one of the weekly meetings without a lecture.

    Raises ShiftRefused if there is no free date, or for what took place already or is a break.
    """
    course = locked(lecture.course)
    topics, place = _topics(course, lecture)
    moving = topics[place:]
    before = topics[place - 1] if place else None
    _check_not_held(moving)
    slots = [Slot.of(topic) for topic in moving]
    if before is not None and is_empty(before):
        slots = [Slot.of(before), *slots]
        before.delete()
    else:
        slots = _filling_the_gap(slots, before, course)
    _take(moving, slots)
    _record("move back", lecture, course, by=by, now=now)
    return Shifted(moving[0], moving[-1])


@transaction.atomic
def swap(lecture: Lecture, *, up: bool, by: User, now: datetime) -> None:
    """Exchange the slots of a topic and the one before it (`up`) or after it; the first has none
    before it and stays. Raises ShiftRefused as the others do."""
    course = locked(lecture.course)
    topics, place = _topics(course, lecture)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(topics):
        return
    pair = [topics[place], topics[other]]
    _check_not_held(pair)
    _take(pair, [Slot.of(topic) for topic in reversed(pair)])
    _record("move up" if up else "move down", lecture, course, by=by, now=now)


@transaction.atomic
def drop(lecture: Lecture, *, by: User, now: datetime) -> None:
    """Take a lecture out of the term, with all that hangs under it. Raises StaleError if somebody
    has changed it since it was read."""
    lecture.save(update_fields=[])
    audit.record(
        "delete", subject=lecture, course=lecture.course, by=by, now=now, shown=str(lecture)
    )
    lecture.delete()


def is_empty(topic: Lecture) -> bool:
    """Tell whether a row, as `_topics` reads them, only keeps a date: nothing is said of it."""
    says = any(getattr(topic, name) for name in TEXTS) or topic.kind != LectureKind.LECTURE
    return not (says or topic.has_links or topic.has_references or topic.attendance_at)  # type: ignore[attr-defined]


def _topics(course: Course, lecture: Lecture) -> tuple[list[Lecture], int]:
    """The topics of a course in order, and the place of one among them."""
    below = {"lecture": OuterRef("pk")}
    rows: list[Lecture] = list(
        Lecture.objects.filter(course=course)
        .exclude(kind=LectureKind.BREAK)
        .annotate(
            has_links=Exists(LectureLink.objects.filter(**below)),
            has_references=Exists(Reference.objects.filter(**below)),
        )
    )
    place = next((place for place, row in enumerate(rows) if row.pk == lecture.pk), None)
    if place is None:
        raise ShiftRefused(_("A break has its own days, and what was dropped has none."))
    return rows, place


def _check_not_held(topics: Iterable[Lecture]) -> None:
    held = [topic.name for topic in topics if topic.attendance_at]
    if held:
        message = _("“%(name)s” took place: its attendance was taken. It stays where it is.")
        raise ShiftRefused(message % {"name": held[0]})


def _take(topics: Sequence[Lecture], slots: Iterable[Slot]) -> None:
    for topic, slot in zip(topics, slots, strict=False):
        if Slot.of(topic) != slot:
            for name, value in _values(slot).items():
                setattr(topic, name, value)
            topic.save(update_fields=SLOT_FIELDS)


def _values(slot: Slot) -> dict[str, int | date | None]:
    return {"position": slot.position, "day": slot.day, "week": slot.week}


def _slot_after(last: Slot, course: Course) -> Slot:
    positions = Lecture.objects.filter(course=course).values_list("position", flat=True)
    position = 1 + max(positions)
    if last.day is None:
        return Slot(position, None, None)
    times = timetable(course)
    ends = course.last_day or last.day + LONGEST
    free = _free_days(course, times, last.day + DAY, ends)
    if not free:
        return Slot(position, None, None)
    return Slot(position, free[0], _week_of(free[0], last, times))


def _filling_the_gap(slots: Sequence[Slot], before: Lecture | None, course: Course) -> list[Slot]:
    """The slots, from the last free date before the first of them on; positions stay."""
    first = slots[0]
    begins = before.day + DAY if before and before.day else course.first_day
    times = timetable(course)
    free = _free_days(course, times, begins, first.day - DAY) if begins and first.day else []
    if not free:
        raise ShiftRefused(_("There is no free date before it."))
    days = [(free[-1], _week_of(free[-1], first, times))]
    days += [(slot.day, slot.week) for slot in slots]  # type: ignore[misc]
    return [Slot(slot.position, *day) for slot, day in zip(slots, days, strict=False)]


def _free_days(course: Course, times: Timetable, first: date, last: date) -> list[date]:
    """Days from the first to the last on which a weekly lecture is held and nothing is listed."""
    taken = set(Lecture.objects.filter(course=course).values_list("day", flat=True))
    held = {
        meeting.day
        for meeting in times.between(first, last)
        if meeting.pattern.kind == MeetingKind.LECTURE and not meeting.is_cancelled
    }
    return sorted(day for day in held - taken if first <= day <= last)


def _week_of(day: date, near: Slot, times: Timetable) -> int | None:
    """The number of a day's week, counted in teaching weeks from a slot that has one."""
    if near.day is None or near.week is None:
        return None
    first, last = sorted((near.day, day))
    steps = len(numbered_weeks(first, last, times.breaks)) - 1
    return max(near.week + (steps if day > near.day else -steps), 1)


def _record(verb: str, lecture: Lecture, course: Course, *, by: User, now: datetime) -> None:
    audit.record(verb, subject=lecture, course=course, by=by, now=now)
