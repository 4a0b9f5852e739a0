"""Breaks: days on which the weekly meetings do not take place."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from courseapp.courses import audit
from courseapp.courses.models import Course, User
from schedule.doubts import about_day
from schedule.models import Break


class BreakRefused(Exception):
    """The rules do not take this; `field` names the part of the form that it concerns."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.message, self.field = message, field


@transaction.atomic
def set_break(
    pause: Break, *, title: str, first_day: date, last_day: date, by: User, now: datetime
) -> list[str]:
    """Write a new break (unsaved, with its course) or a changed one; returns what is allowed and
    probably not meant. Raises `BreakRefused`, and `StaleError` if somebody changed it since it
    was read."""
    if last_day < first_day:
        raise BreakRefused(_("It must end on its first day or later."), field="last_day")
    verb = "add" if pause._state.adding else "change"  # noqa: SLF001 - Django documents it
    pause.title, pause.first_day, pause.last_day = title, first_day, last_day
    pause.save()
    days = {"first_day": first_day.isoformat(), "last_day": last_day.isoformat()}
    audit.record(verb, subject=pause, course=pause.course, by=by, now=now, **days)
    return _doubts(pause.course, first_day, last_day)


def shift_break(pause: Break, *, by_days: int, by: User, now: datetime) -> list[str]:
    """Move a break by whole days; see `set_break`."""
    span = timedelta(days=by_days)
    first, last = pause.first_day + span, pause.last_day + span
    return set_break(pause, title=pause.title, first_day=first, last_day=last, by=by, now=now)


@transaction.atomic
def remove_break(pause: Break, *, by: User, now: datetime) -> None:
    """Let the weekly meetings take place on these days again."""
    audit.record("delete", subject=pause, course=pause.course, by=by, now=now)
    pause.delete()


def _doubts(course: Course, first_day: date, last_day: date) -> list[str]:
    found = [about_day(day, course) for day in dict.fromkeys((first_day, last_day))]
    return [text for text in found if text]
