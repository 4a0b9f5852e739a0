"""Hours that a clock on the wall does not show, or shows twice, on the nights it is set.

What such an hour means is said by `schedule.occurrences`; here it is told apart, before anybody
plans with it, and put into words.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courseapp.courses.time_zones import city_of

# Near either end of the calendar that Python knows, no zone can be applied to a date.
FIRST_YEAR, LAST_YEAR = 1970, 2199


def is_reasonable(day: date) -> bool:
    """Whether a day lies where hours can be told of it."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def times_shown(day: date, hour: time, zone: ZoneInfo) -> int:
    """Return how often a clock in this zone shows this hour on this day: 0, 1 or 2."""
    first, second = (datetime.combine(day, hour.replace(fold=fold), zone) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return 1
    # By way of UTC an hour in a gap becomes another one (PEP 495).
    exists = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0)
    return 2 if exists == datetime.combine(day, hour) else 0


def why_missing(day: date, hour: time, zone: ZoneInfo) -> str:
    """Return in words why there is no such hour on that day; "" if there is one."""
    if times_shown(day, hour, zone) != 0:
        return ""
    words = _("On %(day)s the clock in %(city)s is set forward: %(hour)s does not exist that day.")
    return words % _named(day, hour, zone)


def why_twice(day: date, hour: time, zone: ZoneInfo) -> str:
    """Return in words that the hour comes twice on that day; "" if it does not."""
    if times_shown(day, hour, zone) != 2:
        return ""
    words = _(
        "On %(day)s the clock in %(city)s shows %(hour)s twice: the first of the two is meant."
    )
    return words % _named(day, hour, zone)


def _named(day: date, hour: time, zone: ZoneInfo) -> dict[str, str]:
    return {
        "day": date_format(day, "D j M Y"),
        "city": city_of(zone),
        "hour": f"{hour:%H:%M}",
    }
