"""Moves the demo's page into the term that is now.

Every date moves by the same number of whole weeks, so that weekdays stay, and hours stay what the
clock on the wall says, also where the clock is changed in between. Mid-term, the first day of the
break, then lies one to seven days ahead.
"""

import calendar
import re
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from courseapp.portal.cloning.terms import name_of_term
from courseapp.portal.importing.page import CoursePage, LectureKind

T = TypeVar("T")
# Fields of the page whose prose names days.
_PROSE = frozenset(
    {"description", "syllabus", "prerequisites", "grading", "page_text", "instructions", "remark"}
)
_MONTHS = tuple(calendar.month_name)[1:]
_MONTH = rf"(?:{'|'.join(f'{month[:3]}(?:{month[3:]})?' for month in _MONTHS)})"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
# Addresses are left alone; a date is "May 1st", "1 May" or "8 March 2019", or "on 3/8".
_WORDS = re.compile(
    r"(?P<address>\]\([^)]*\)|<[^>]*>|https?://\S+)"
    rf"|\b(?:(?P<month>{_MONTH}) (?P<day>{_DAY})|(?P<day2>{_DAY}) (?P<month2>{_MONTH}))\b"
    r"(?P<year>,? (?:19|20)\d{2}\b)?"
    r"|\b(?P<lead>on|by|before|until|from|since) (?P<m>\d{1,2})/(?P<d>\d{1,2})\b(?!/)"
)


def midterm_of(page: CoursePage) -> date:
    """Return the day of the break, or the middle of the term where there is none."""
    breaks = [one.day for one in page.lectures if one.kind == LectureKind.BREAK and one.day]
    days = sorted(one.day for one in page.lectures if one.day)
    return breaks[0] if breaks else days[len(days) // 2]


def weeks_to_move(page: CoursePage, *, today: date) -> timedelta:
    """Return by how much the page must move for mid-term to be 1 to 7 days after `today`."""
    midterm = midterm_of(page)
    ahead = (midterm.weekday() - today.weekday()) % 7 or 7
    return today + timedelta(days=ahead) - midterm


def moved(page: CoursePage, span: timedelta) -> CoursePage:
    """Return the page with every date moved by `span`, in its prose too, and its term renamed."""
    if span % timedelta(weeks=1):
        raise ValueError("Dates move by whole weeks.")
    zone = ZoneInfo(page.course.timezone)
    first = page.course.first_day or midterm_of(page)
    mover = _Mover(span, zone, first, old_term=page.course.term)
    result = mover.move(page)
    facts = replace(result.course, term=mover.new_term, year=(first + span).year)
    return replace(result, course=facts)


class _Mover:
    def __init__(self, span: timedelta, zone: ZoneInfo, first_day: date, *, old_term: str) -> None:
        self.span, self.zone, self.first_day = span, zone, first_day
        self.old_term, self.new_term = old_term, name_of_term(first_day + span)

    def move(self, value: T, name: str = "") -> T:
        return self._move(value, name)  # type: ignore[no-any-return]

    def _move(self, value: Any, name: str) -> Any:
        if isinstance(value, datetime):
            local = value.astimezone(self.zone).replace(tzinfo=None)
            return (local + self.span).replace(tzinfo=self.zone)
        if isinstance(value, date):
            return value + self.span
        if isinstance(value, tuple):
            return tuple(self._move(one, name) for one in value)
        if isinstance(value, str):
            return self._prose(value) if name in _PROSE else value
        if is_dataclass(value) and not isinstance(value, type):
            parts = {
                one.name: self._move(getattr(value, one.name), one.name) for one in fields(value)
            }
            return replace(value, **parts)
        return value

    def _prose(self, text: str) -> str:
        renamed = text.replace(self.old_term, self.new_term) if self.old_term else text
        return _WORDS.sub(self._in_words, renamed)

    def _in_words(self, found: re.Match[str]) -> str:
        if found["address"]:
            return found.group()
        if found["lead"]:
            then = self._day_of(int(found["m"]), int(found["d"]))
            return f"{found['lead']} {then.month}/{then.day}" if then else found.group()
        month = found["month"] or found["month2"]
        day = found["day"] or found["day2"]
        number = next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(month))
        year = int(found["year"].strip(" ,")) if found["year"] else None
        then = self._day_of(number, int(re.sub(r"\D", "", day)), year)
        return _like(found, then, month, day) if then else found.group()

    def _day_of(self, month: int, day: int, year: int | None = None) -> date | None:
        try:
            return date(year or self._year_of(month), month, day) + self.span
        except ValueError:
            return None

    def _year_of(self, month: int) -> int:
        """A month before the first one of the term is one of the next year."""
        return self.first_day.year + (month < self.first_day.month)


def _like(found: re.Match[str], then: date, month: str, day: str) -> str:
    """Write a day as another was written: in the same order, as long, with the same ending."""
    name = _MONTHS[then.month - 1]
    new_month = name if month in _MONTHS else name[:3]
    new_day = str(then.day) if day.isdigit() else f"{then.day}{_ending(then.day)}"
    words = f"{new_month} {new_day}" if found["month"] else f"{new_day} {new_month}"
    return f"{words}{found['year'][:-4]}{then.year}" if found["year"] else words


def _ending(day: int) -> str:
    if 11 <= day <= 13:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
