"""What is known of the days of a term where a course is: public holidays, changes of the clock."""

from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

import holidays

NOON = time(12)


@cache
def countries_by_zone() -> dict[str, str]:
    """Return the country of each time zone, as the time zone database says (`zone.tab`)."""
    text = (resources.files("tzdata.zoneinfo") / "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {row[2]: row[0] for row in rows}


def public_holidays(zone: ZoneInfo, *, first: date, last: date) -> dict[date, str]:
    """Return the public holidays of the zone's country in these days, with their names; none for
    a zone or a country of which nothing is known."""
    country = countries_by_zone().get(zone.key)
    if country is None or country not in holidays.list_supported_countries():
        return {}
    found = holidays.country_holidays(country, years=range(first.year, last.year + 1))
    return {day: name for day, name in sorted(found.items()) if first <= day <= last}


def clock_changes(zone: ZoneInfo, *, first: date, last: date) -> list[date]:
    """Return the days in whose first half the zone's clock is set."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if _offset(day, zone) != _offset(day - timedelta(days=1), zone)]


def _offset(day: date, zone: ZoneInfo) -> timedelta | None:
    return datetime.combine(day, NOON, zone).utcoffset()
