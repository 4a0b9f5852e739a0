"""IANA time zones as field values."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


@cache
def known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def validate_time_zone(name: str) -> None:
    if name not in known_zones():
        raise ValidationError(
            _("“%(name)s” is no time zone; write it like Europe/London."), params={"name": name}
        )


def city_of(zone: ZoneInfo) -> str:
    """Return the zone's place as people say it: America/New_York → New York."""
    return zone.key.rpartition("/")[2].replace("_", " ")
