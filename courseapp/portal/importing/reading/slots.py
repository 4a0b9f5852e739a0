"""Weekdays and the hours that belong to them, out of one line of text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from courseapp.portal.importing.page import Weekday
from courseapp.portal.importing.reading.dates import find_dates
from courseapp.portal.importing.reading.hours import Hours, find_hours
from courseapp.portal.importing.reading.weekdays import Weekdays, find_weekdays

# Between two slots: from here on the words belong to the second, as in "…, Room 5; TAs: Tue 2pm".
_PARTING = re.compile(
    r"[;|•·]|(?:,|\band\b|&)(?=\s[^\W\d_][\w .'’-]{1,30}(?:\([^()]*\))?:\s*$)"
    r"|\.\s(?=[^\W\d_][\w '’-]{1,30}:\s*$)"
)


@dataclass(frozen=True, slots=True)
class Slot:
    """Some weekdays, their hours if any, and where in the text what follows them begins."""

    days: tuple[Weekday, ...]
    hours: Hours | None
    start: int
    end: int


def slots_in(text: str) -> tuple[Slot, ...]:
    """Pair weekdays with hours: "Mon 4-5pm, Thu 2-3pm" is two slots, "7-9pm on Mondays" one.

    A weekday that belongs to a date is no weekly one, and bare numbers are hours only behind a
    weekday.
    """
    dates = find_dates(text)
    days = [
        one
        for one in find_weekdays(text)
        if not any(mark.start <= one.start < mark.end for mark in dates)
    ]
    slots: list[Slot] = []
    last: Weekdays | None = None
    for hours in find_hours(text):
        before = [one for one in days if one.end <= hours.first]
        spoken = "hours" in text.lower()
        if hours.bare and not (before and (spoken or _tells(before[-1], hours))):
            continue
        owner = before[-1] if before else next(iter(days), None)
        if owner is None or (hours.end is None and owner is last):
            continue
        end = max(hours.last, owner.end)
        slots.append(Slot(owner.days, hours, min(owner.start, hours.first), end))
        last = owner
    used = {slot.start for slot in slots}
    if not slots:
        slots = [Slot(one.days, None, one.start, one.end) for one in days if one.start not in used]
    return tuple(slots)


def surroundings(text: str, slots: Sequence[Slot]) -> Iterator[tuple[Slot, str, str]]:
    """Give each slot the words in front of it and behind it.

    Words between two slots are given to both, unless something parts them.
    """
    start = 0
    for number, slot in enumerate(slots):
        last = number + 1 == len(slots)
        end = len(text) if last else slots[number + 1].start
        partings = [] if last else list(_PARTING.finditer(text, slot.end, end))
        behind = text[slot.end : partings[-1].start() if partings else end]
        yield slot, text[start : slot.start], behind
        start = partings[-1].end() if partings else slot.end


def _tells(days: Weekdays, hours: Hours) -> bool:
    """Bare numbers behind a whole word, "Tue 4-6", are hours; behind "R" they may be anything."""
    return hours.first - days.end <= 8 and days.end - days.start > 1
