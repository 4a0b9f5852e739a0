"""A time zone as a VTIMEZONE, from the transitions of the zone itself (RFC 5545, section 3.6.5).

icalendar's own `Timezone.from_tzinfo` was tried: it walks the wall's clock, so its onsets in spring
are an hour late (03:00 where the rule says 02:00; in Lord Howe half an hour).
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Component, Timezone, TimezoneDaylight, TimezoneStandard

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
# In it times are written as such, and need no component.
UNIVERSAL = "UTC"


@dataclass(frozen=True, slots=True)
class Observance:
    """What a zone's clock shows from some moment on; `saving` is its distance from what the zone
    calls its standard time, which in Dublin is that of the summer."""

    before: timedelta  # the offset from UTC that ends
    offset: timedelta
    name: str
    saving: timedelta


@lru_cache(maxsize=256)
def vtimezone(key: str, first_year: int, last_year: int) -> bytes:
    """Return the VTIMEZONE of an IANA zone that is right in these years, both included. DAYLIGHT is
    whatever is ahead: apps stumble over a standard time that is ahead of daylight time."""
    zone = ZoneInfo(key)
    onsets: dict[Observance, list[datetime]] = defaultdict(list)
    begin = datetime(first_year, 1, 1, tzinfo=UTC) - DAY
    onsets[_observed(zone, begin, before=begin)].append(begin)
    for moment in _transitions(zone, begin, datetime(last_year, 12, 31, tzinfo=UTC) + 2 * DAY):
        onsets[_observed(zone, moment, before=moment - SECOND)].append(moment)
    least = min(timedelta(0), *(observance.saving for observance in onsets))
    component = Timezone()
    component.add("tzid", key)
    for observance, moments in onsets.items():
        part = TimezoneDaylight() if observance.saving > least else TimezoneStandard()
        component.add_component(_described(part, observance, moments))
    told: bytes = component.to_ical()
    return told


def _described(part: Component, observance: Observance, moments: list[datetime]) -> Component:
    # Told by the clock that is about to be set.
    onsets = [(moment + observance.before).replace(tzinfo=None) for moment in moments]
    part.add("dtstart", onsets[0])
    if later := onsets[1:]:
        part.add("rdate", later)
    part.add("tzoffsetfrom", observance.before)
    part.add("tzoffsetto", observance.offset)
    part.add("tzname", observance.name)
    return part


def _observed(zone: ZoneInfo, moment: datetime, *, before: datetime) -> Observance:
    local = moment.astimezone(zone)
    return Observance(
        before=_offset(zone, before),
        offset=_offset(zone, moment),
        name=local.tzname() or zone.key,
        saving=local.dst() or timedelta(0),
    )


def _transitions(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the moments at which the offset changes, to the second. No zone sets its clock twice
    within a day."""
    earlier = begin
    while earlier < end:
        later = earlier + DAY
        if _offset(zone, earlier) != _offset(zone, later):
            yield _between(zone, earlier, later)
        earlier = later


def _between(zone: ZoneInfo, earlier: datetime, later: datetime) -> datetime:
    old = _offset(zone, earlier)
    while later - earlier > SECOND:
        middle = earlier + timedelta(seconds=(later - earlier) // SECOND // 2)
        if _offset(zone, middle) == old:
            earlier = middle
        else:
            later = middle
    return later


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)
