"""The weeks of a term that count: those that are not wholly a break."""

from collections.abc import Iterable
from datetime import date, timedelta

from schedule.models import Break

WEEK = timedelta(days=7)
WORKING_DAYS = 5


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def is_free(week: date, breaks: Iterable[Break]) -> bool:
    """Tell whether breaks leave nothing of the five working days of the week of this Monday."""
    spans = [(pause.first_day, pause.last_day) for pause in breaks]
    days = (week + timedelta(days=number) for number in range(WORKING_DAYS))
    return all(any(first <= day <= last for first, last in spans) for day in days)


def numbered_weeks(first: date, last: date, breaks: Iterable[Break]) -> dict[date, int]:
    """Return the number of each teaching week from the one of `first` to the one of `last`, by
    its Monday; the first is 1."""
    free, week = list(breaks), monday(first)
    numbers: dict[date, int] = {}
    while week <= last:
        if not is_free(week, free):
            numbers[week] = len(numbers) + 1
        week += WEEK
    return numbers
