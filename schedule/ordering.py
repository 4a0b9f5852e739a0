"""The order of a course's lectures. Numbers are changed only where they must be: each change of a
row makes a form stale that somebody else has open."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from courseapp.courses import audit
from courseapp.courses.models import Course, User
from schedule.models import Lecture

NO_PLACE = -1  # yet: before every place


def locked(course: Course) -> Course:
    """Lock a course until the end of the transaction: what depends on all of its lectures is done
    by one at a time."""
    rows = Course.objects.select_for_update(of=("self",))
    found: Course = rows.get(pk=course.pk)
    return found


def placed(rows: Iterable[Lecture], new: Iterable[Lecture]) -> list[Lecture]:
    """Return all of them in order, each new one before the first that has a later day; one
    without a day comes last."""
    result = list(rows)
    for lecture in new:
        lecture.position = NO_PLACE
        result.insert(_place_for(lecture.day, result), lecture)
    return result


def by_day(rows: Sequence[Lecture]) -> list[Lecture]:
    """Return them in order of their days; one without a day stays behind the one before it."""
    keyed = []
    day: date = date.min
    for lecture in rows:
        day = day if lecture.day is None else lecture.day
        keyed.append((day, lecture))
    return [lecture for _day, lecture in sorted(keyed, key=lambda pair: pair[0])]


def number(rows: Iterable[Lecture]) -> list[Lecture]:
    """Let the positions rise along the list; returns the rows whose position changed."""
    changed, last = [], -1
    for lecture in rows:
        if lecture.position <= last:
            lecture.position = last + 1
            changed.append(lecture)
        last = lecture.position
    return changed


@transaction.atomic
def order_by_day(course: Course, *, by: User, now: datetime) -> int:
    """Put the lectures of a course into the order of their days; returns how many were moved."""
    locked(course)
    rows = list(Lecture.objects.filter(course=course))
    positions = [row.position for row in rows]
    moved = [
        (row, position)
        for row, position in zip(by_day(rows), positions, strict=True)
        if row.position != position
    ]
    for row, position in moved:
        row.position = position
        row.save(update_fields=["position"])
    if moved:
        audit.record("order lectures", subject=course, course=course, by=by, now=now)
    return len(moved)


def _place_for(day: date | None, rows: Sequence[Lecture]) -> int:
    if day is None:
        return len(rows)
    later = (place for place, row in enumerate(rows) if row.day is not None and row.day > day)
    return next(later, len(rows))
