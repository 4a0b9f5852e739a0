"""How one event is written (RFC 5545, section 3.6.1)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Event, vText

from courseapp.portal.calendar.zones import UNIVERSAL

Moment = datetime | date
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Version:
    """How often what is told was changed, and when it was last; both only ever rise, by which apps
    know that what they keep is old."""

    sequence: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Words:
    """What people read of an event."""

    summary: str
    categories: tuple[str, ...]
    url: str
    location: str = ""
    description: str = ""
    video_url: str = ""


def text(value: str) -> vText:
    """Return a text without the control characters that none may hold (section 3.3.11)."""
    return vText(CONTROL.sub(" ", value))


def uid(public_id: str) -> str:
    """Return the name of an event, the same wherever and however often it is told."""
    return f"{public_id}@courseapp"


def event(public_id: str, version: Version, words: Words) -> Event:
    """Return an event that has yet to get its time, named for the noun that it tells. Its DTSTAMP
    is that of its last change, as section 3.8.7.2 says for a calendar without a method; so equal
    content is equal bytes."""
    told = Event()
    changed_at = version.changed_at.astimezone(UTC).replace(microsecond=0)
    told.add("uid", uid(public_id))
    told.add("dtstamp", changed_at)
    told.add("last-modified", changed_at)
    told.add("sequence", version.sequence)
    for key in ("summary", "location", "description"):
        if value := getattr(words, key):
            told.add(key, text(value))
    told.add("categories", words.categories)
    told.add("url", words.url)
    if words.video_url:
        # RFC 7986, section 5.11.
        told.add("conference", words.video_url, parameters={"VALUE": "URI", "FEATURE": "VIDEO"})
    return told


def lasts(told: Event, *, start: Moment, end: Moment | None, zone: ZoneInfo) -> None:
    """Set when an event begins and ends; a date alone is the whole day."""
    stamp(told, "dtstart", start, zone=zone)
    if end is not None:
        stamp(told, "dtend", end, zone=zone)


def stamp(told: Event, name: str, moment: Moment, *, zone: ZoneInfo) -> None:
    """Write a moment by the clock of the zone, under the name that the zone has. An hour's second
    coming, when the clock was set back, cannot be written so (section 3.3.5), but in UTC."""
    if not isinstance(moment, datetime):
        told.add(name, moment)
    elif zone.key == UNIVERSAL or moment.fold:
        told.add(name, moment.astimezone(UTC))
    else:
        told.add(name, moment.replace(tzinfo=None), parameters={"TZID": zone.key})


def without(told: Event, moments: Sequence[datetime], *, zone: ZoneInfo) -> None:
    """Name dates of a series on which it does not take place."""
    if not moments:
        return
    if zone.key == UNIVERSAL:
        told.add("exdate", [moment.astimezone(UTC) for moment in moments])
    else:
        hours = [moment.replace(tzinfo=None) for moment in moments]
        told.add("exdate", hours, parameters={"TZID": zone.key})


def weekly(told: Event, *, until: datetime | None) -> None:
    """Let an event recur; `until`, in UTC, is after the last of it."""
    rule: dict[str, Any] = {"freq": "weekly"}
    if until is not None:
        rule["until"] = until
    told.add("rrule", rule)


def nominal(start: datetime, end: datetime) -> timedelta:
    """How long something lasts by the clock on the wall."""
    return end.replace(tzinfo=None) - start.replace(tzinfo=None)
