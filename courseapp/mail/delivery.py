"""When news reaches a person, by what they chose: at once, once a day together, or not by mail.

News is what concerns everybody in a course (announcements, meetings that move). It waits ten
minutes first, so that a slip of the pen can be mended; what concerns the next 24 hours does not
wait. Receipts, grades and reminders know nothing of this.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from courseapp.courses.models import Course, User
from courseapp.mail.models import Delivery, MailState

WAIT = timedelta(minutes=10)
URGENT = timedelta(hours=24)
# Who cancels a meeting that has just begun tells people who stand before a closed door.
JUST_BEGUN = timedelta(hours=1)
MORNING = time(7)


@dataclass(frozen=True, slots=True)
class Plan:
    """How one mail waits: ready for a sender, or held for the day's digest."""

    state: MailState
    not_before: datetime


def plan(delivery: str, *, concerns: datetime | None, zone: ZoneInfo, now: datetime) -> Plan | None:
    """Return how news that is published `now` reaches somebody; None: not by mail. `zone` is that
    of the person, in which the day's digest comes at 07:00."""
    if delivery == Delivery.NONE:
        return None
    if is_urgent(concerns, now=now):
        return Plan(MailState.READY, now)
    ready = now + WAIT
    morning = next_morning(ready, zone)
    too_late = concerns is not None and now < concerns <= morning
    if delivery == Delivery.AT_ONCE or too_late:
        return Plan(MailState.READY, ready)
    return Plan(MailState.HELD, morning)


def is_urgent(concerns: datetime | None, *, now: datetime) -> bool:
    return concerns is not None and now - JUST_BEGUN <= concerns <= now + URGENT


def next_morning(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the next 07:00 in `zone`, in UTC; `moment` itself if it is one."""
    local = moment.astimezone(zone)
    day = local.date() if local.time() <= MORNING else local.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, zone).astimezone(UTC)


def zone_of(person: User, course: Course | None) -> ZoneInfo:
    """Return the zone in which a person's day begins: their own, else the course's."""
    if person.time_zone:
        return ZoneInfo(person.time_zone)
    return course.zone if course else ZoneInfo("UTC")
