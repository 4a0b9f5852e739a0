"""A term's lectures from a pattern. What is made was told before by the same plan
(`schedule.term_plan`); lectures that exist are never doubled nor changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courseapp.courses import audit
from courseapp.courses.models import Course, User
from schedule.models import ChangeState, Lecture, MeetingChange, MeetingKind, MeetingPattern
from schedule.occurrences import has_date
from schedule.ordering import locked, number, placed
from schedule.term_plan import DayState, Plan, Wish, plan_lectures


@dataclass(frozen=True, slots=True)
class SetUp:
    lectures: Sequence[Lecture]
    patterns: Sequence[MeetingPattern]


@transaction.atomic
def set_up_lectures(course: Course, wish: Wish, *, by: User, now: datetime) -> SetUp:
    """Make the weekly meetings and the lectures of a wish, as far as they are not there yet;
    days that were taken out on purpose are cancelled dates of the meeting. Mails nobody."""
    course = locked(course)
    plan = plan_lectures(course, wish)
    made = [_pattern(course, wish, day) for day in _missing(plan)]
    for pattern in made:
        pattern.save()
    _cancel([*plan.patterns, *made], plan, course)
    lectures = _lectures(course, plan)
    _write_in_order(course, lectures)
    audit.record(
        "set up lectures",
        subject=course,
        course=course,
        by=by,
        now=now,
        lectures=[row.public_id for row in lectures],
        meetings=[row.public_id for row in made],
    )
    return SetUp(lectures, made)


@transaction.atomic
def save_lectures(
    course: Course,
    *,
    changed: Iterable[tuple[Lecture, Sequence[str]]],
    added: Iterable[Lecture],
    by: User,
    now: datetime,
) -> None:
    """Save what was edited in the table of a term: rows with the names of what changed in each,
    and new ones, which are put where their days belong. All or nothing: raises StaleError if
    somebody else has changed one of the rows."""
    for lecture, fields in changed:
        lecture.save(update_fields=fields)
        audit.record("change", subject=lecture, course=course, by=by, now=now, fields=[*fields])
    new = list(added)
    if not new:
        return
    course = locked(course)
    _write_in_order(course, new)
    for lecture in new:
        audit.record("add", subject=lecture, course=course, by=by, now=now)


def _write_in_order(course: Course, new: Sequence[Lecture]) -> None:
    for row in number(placed(Lecture.objects.filter(course=course), new)):
        row.save()


def _missing(plan: Plan) -> list[int]:
    there = {pattern.weekday for pattern in plan.patterns}
    return [weekday for weekday in plan.wish.weekdays if weekday not in there]


def _pattern(course: Course, wish: Wish, weekday: int) -> MeetingPattern:
    return MeetingPattern(
        course=course,
        kind=MeetingKind.LECTURE,
        weekday=weekday,
        start=wish.start,
        end=wish.end,
        place=wish.place,
        from_day=None if wish.first_day == course.first_day else wish.first_day,
        until_day=None if wish.last_day == course.last_day else wish.last_day,
    )


def _cancel(patterns: Iterable[MeetingPattern], plan: Plan, course: Course) -> None:
    out = [planned.day for planned in plan.days if planned.state == DayState.WITHOUT]
    known = set(
        MeetingChange.objects.filter(pattern__course=course, day__in=out).values_list(
            "pattern", "day"
        )
    )
    for pattern in patterns:
        for day in out:
            if has_date(pattern, day, course=course) and (pattern.pk, day) not in known:
                MeetingChange(pattern=pattern, day=day, state=ChangeState.CANCELLED).save()


def _lectures(course: Course, plan: Plan) -> list[Lecture]:
    held = [day for day in plan.days if day.state in {DayState.NEW, DayState.THERE}]
    return [
        Lecture(
            course=course,
            day=planned.day,
            week=planned.week,
            title=_("Lecture %(n)d") % {"n": place} if plan.wish.numbered else "",
        )
        for place, planned in enumerate(held, 1)
        if planned.state == DayState.NEW
    ]
