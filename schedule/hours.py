"""Hours that the clock on the wall does not show, or shows twice, on the nights it is set."""

from datetime import date, datetime, time

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courseapp.courses.models import Course
from courseapp.courses.time_zones import city_of
from schedule.occurrences import existing

# Near either end of the calendar that Python knows, no zone can be applied to a date.
FIRST_YEAR, LAST_YEAR = 1970, 2199


def is_reasonable(day: date) -> bool:
    """Whether a day lies where hours can be told of it."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def why_missing(day: date, hour: time, course: Course) -> str:
    """Return in words why there is no such hour on that day; "" if there is one."""
    shown = existing(day, hour, course.zone)
    if shown.replace(tzinfo=None) == datetime.combine(day, hour):
        return ""
    return _(
        "On %(day)s the clock in %(city)s is set forward: %(hour)s does not exist that day."
    ) % _named(day, hour, course)


def why_twice(day: date, hour: time, course: Course) -> str:
    """Return in words that the hour comes twice on that day; "" if it does not."""
    first = datetime.combine(day, hour, course.zone)
    if why_missing(day, hour, course) or first.utcoffset() == first.replace(fold=1).utcoffset():
        return ""
    return _(
        "On %(day)s the clock in %(city)s shows %(hour)s twice: the first of the two is meant."
    ) % _named(day, hour, course)


def _named(day: date, hour: time, course: Course) -> dict[str, str]:
    return {
        "day": date_format(day, "D j M Y"),
        "city": city_of(course.zone),
        "hour": f"{hour:%H:%M}",
    }
