"""How a calendar is put together of blocks: what every calendar begins with, the zones, the events
of each course."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import get_language
from icalendar import Calendar, Event, vDuration

from courseapp.courses.models import Course
from courseapp.portal.calendar.events import Version, text
from courseapp.portal.calendar.series import EARLIEST, LATEST, told_meetings
from courseapp.portal.calendar.wording import Audience
from courseapp.portal.calendar.zones import UNIVERSAL, vtimezone
from courseapp.portal.code_version import code_version
from schedule.listed import listed
from schedule.timetable import timetables

# How often an app may come again: a lecture that is moved in the morning is seen by noon.
REFRESH = timedelta(hours=1)
END = b"END:VCALENDAR\r\n"


@dataclass(frozen=True, slots=True)
class Block:
    """Events of one zone as bytes, and the years in which they lie."""

    zone: str
    years: frozenset[int]
    text: bytes


def block(course: Course, events: Iterable[Event], *, years: Iterable[int]) -> Block:
    return Block(course.time_zone, frozenset(years), b"".join(one.to_ical() for one in events))


def meetings(asked: Sequence[tuple[Course, Audience]]) -> list[Block]:
    """Write the meetings of courses; three queries, however many there are."""
    courses = [course for course, _ in asked]
    rows = listed(courses, first=EARLIEST, last=LATEST)
    blocks = []
    for timetable, (course, audience) in zip(timetables(courses), asked, strict=True):
        told = told_meetings(
            timetable, rows[course.pk], audience=audience, version=version_of(course)
        )
        blocks.append(block(course, told.events, years=(day.year for day in told.days)))
    return blocks


def calendar(name: str, blocks: Sequence[Block]) -> bytes:
    """Put a calendar together; each zone is written once, for all years that need it."""
    empty = Calendar()
    empty.add("version", "2.0")
    empty.add("prodid", "-//courseapp//courseapp//EN")
    empty.add("calscale", "GREGORIAN")
    # RFC 7986, sections 5.1 and 5.7, each with what was used before it.
    empty.add("name", text(name))
    empty.add("x-wr-calname", text(name))
    empty.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    empty.add("x-published-ttl", vDuration(REFRESH))
    head = empty.to_ical().removesuffix(END)
    return b"".join([head, *_zones(blocks), *(one.text for one in blocks), END])


def version_of(course: Course) -> Version:
    return Version(course.page_version, course.page_changed_at)


def key(*parts: object) -> str:
    """Return a key for what follows from these parts, the language and the code."""
    digest = hashlib.sha256("\n".join(map(str, (*parts, get_language(), code_version()))).encode())
    return digest.hexdigest()[:32]


def _zones(blocks: Iterable[Block]) -> list[bytes]:
    years: dict[str, set[int]] = {}
    for one in blocks:
        if one.years and one.zone != UNIVERSAL:
            years.setdefault(one.zone, set()).update(one.years)
    return [vtimezone(zone, min(of), max(of)) for zone, of in sorted(years.items())]
