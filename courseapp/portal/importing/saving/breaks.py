"""From a row of the schedule that is a break to the days on which nothing takes place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from courseapp.portal.importing.page import Lecture, LectureKind

# A break of this name takes the whole week, and the office hours and tutoring of the week with
# it; "Fall break", "Thanksgiving" or "No class" are days.
_WHOLE_WEEK = re.compile(
    r"\b(?:spring|winter|mid-?(?:term|semester)|half-?term|easter|christmas|reading|recess)\b"
    r".*\b(?:break|week|recess|vacation|holidays?)\b|\brecess\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DaysOff:
    title: str
    first: date
    last: date


def breaks_of(lectures: Iterable[Lecture]) -> list[DaysOff]:
    """Return the breaks with a date, each once: two rows of one week off are one break."""
    found: dict[tuple[date, date], DaysOff] = {}
    for lecture in lectures:
        if lecture.kind != LectureKind.BREAK or lecture.day is None:
            continue
        title = lecture.title or _("Break")
        first = last = lecture.day
        if _WHOLE_WEEK.search(title):
            first -= timedelta(days=first.weekday())
            last = first + timedelta(days=6)
        found.setdefault((first, last), DaysOff(title, first, last))
    return list(found.values())
