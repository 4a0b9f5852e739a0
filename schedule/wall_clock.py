"""Hours that a clock on the wall does not show, or shows twice, on the nights it is set."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _


def times_shown(day: date, hour: time, zone: ZoneInfo) -> int:
    """Return how often a clock in this zone shows this hour on this day: 0, 1 or 2."""
    first, second = (datetime.combine(day, hour.replace(fold=fold), zone) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return 1
    # By way of UTC an hour in a gap becomes another one (PEP 495).
    exists = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0)
    return 2 if exists == datetime.combine(day, hour) else 0


def no_such_hour(day: date, hour: time) -> str:
    """Say why an hour is refused that no clock shows."""
    return _("On %(day)s there is no %(hour)s: the clock is set forward over it.") % {
        "day": date_format(day, "j F Y"),
        "hour": f"{hour:%H:%M}",
    }


def first_of_two(day: date, hour: time) -> str:
    """Say which of two moments is meant by an hour that comes twice."""
    return _("On %(day)s the clock shows %(hour)s twice; the first is meant.") % {
        "day": date_format(day, "j F Y"),
        "hour": f"{hour:%H:%M}",
    }
