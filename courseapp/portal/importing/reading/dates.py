"""Days of the year as people write them on a course page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_MONTHS = (
    "january|janvier|januar|enero|jan",
    "february|février|fevrier|februar|febrero|feb",
    "march|mars|märz|marzo|mar",
    "april|avril|abril|apr",
    "may|mai|mayo",
    "june|juin|juni|junio|jun",
    "july|juillet|juli|julio|jul",
    "august|août|aout|agosto|aug",
    "september|septembre|septiembre|sept|sep",
    "october|octobre|oktober|octubre|oct|okt",
    "november|novembre|noviembre|nov",
    "december|décembre|decembre|dezember|diciembre|dec|dez",
)
_WEEKDAY = (
    r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|mo|di|mi|do|fr"
)
_NAMED = "|".join(sorted("|".join(_MONTHS).split("|"), key=len, reverse=True))
_MONTH_NUMBER = {
    name: number for number, names in enumerate(_MONTHS, 1) for name in names.split("|")
}
_YEAR = r"(?:,?\s*(?P<{0}>(?:19|20)\d{{2}})\b(?!\s*[-–]?\s*\d+\s*pages))?"
_NOT_HOUR = r"(?![:.h]?\d|\s*(?:am|pm|a\.m|p\.m|:\d))"
_FORMS = (
    r"(?P<y1>(?:19|20)\d{2})[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})(?!\d)",
    rf"(?P<n2>{_NAMED})\b\.?[\s-]*(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b{_NOT_HOUR}"
    + _YEAR.format("y2"),
    (
        r"(?P<d3>\d{1,2})(?:st|nd|rd|th|er|º|\.)?[\s-]*(?:of\s+|de\s+)?"
        rf"(?P<n3>{_NAMED})\b\.?(?:[\s,-]*(?P<y3>(?:19|20)\d{{2}})\b)?"
    ),
    r"(?<![\d/.])(?P<a4>\d{1,2})/(?P<b4>\d{1,2})(?:/(?P<y4>(?:19|20)?\d{2}))?(?![\d/%])",
    (
        r"(?<![\d/.])(?P<d5>\d{1,2})\.\s?(?P<m5>\d{1,2})\.\s?(?P<y5>(?:19|20)\d{2}"
        r"|\d{2}(?!\d))(?![\d.])"
    ),
)
_TERSE = (  # only where nothing but a date is expected
    r"(?<![\d/.])(?P<d6>\d{1,2})\.(?P<m6>\d{1,2})\.?(?![\d.]|\s*(?:am|pm))",
    (
        r"(?<![\d:.-])(?P<a7>\d{1,2})-(?P<b7>\d{1,2})(?:-(?P<y7>(?:19|20)\d{2}))?(?![\d:-]|\s*(?:am"
        r"|pm))"
    ),
)
_LEAD = rf"(?:\b(?P<w>{_WEEKDAY})\b\.?,?\s*(?:the\s+)?)?"
_LOOSE = re.compile(rf"{_LEAD}(?<!\w)(?:{'|'.join(_FORMS)})", re.IGNORECASE)
_STRICT = re.compile(rf"{_LEAD}(?<!\w)(?:{'|'.join(_FORMS + _TERSE)})", re.IGNORECASE)
_DAY_NAMES = ("mon|lun|mo", "tue|mar|die|di", "wed|mer|mit|mi", "thu|jeu|don|do", "fri|ven|fre|fr",
              "sat|sam", "sun|dim|son")  # fmt: skip


@dataclass(frozen=True, slots=True)
class DateMark:
    """A day as written. ``numeric`` ones such as 3/4 may mean either order of month and day."""

    start: int
    end: int
    month: int
    day: int
    year: int | None
    numeric: bool
    weekday: int | None  # as ``date.weekday()``, where the page names one

    @property
    def is_plausible(self) -> bool:
        """2/30 is a mistake that should be told; 60/40 and 0/1 are no days at all."""
        low, high = sorted((self.month, self.day))
        return 1 <= low <= 12 and high <= 31

    @property
    def day_first_only(self) -> bool:
        return self.numeric and self.month > 12 >= self.day

    @property
    def month_first_only(self) -> bool:
        return self.numeric and self.day > 12 >= self.month


def find_dates(text: str, *, terse: bool = False) -> tuple[DateMark, ...]:
    """Find the days in a text; ``terse`` also reads 28.1. and 01-28, which prose uses otherwise."""
    pattern = _STRICT if terse else _LOOSE
    marks = (_mark(found) for found in pattern.finditer(text))
    return tuple(mark for mark in marks if mark.is_plausible)


_UNTIL = re.compile(r"\s*(?:-{1,2}|–|—|to|and|&|,)\s*", re.IGNORECASE)
_LAST_DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th)?\b(?![:.]\d|\s*[.)]\s)")


def end_of_span(text: str, mark: DateMark) -> int:
    """Return where the days end that begin with this one: "Mar 22-24", "3/22 - 3/26"."""
    until = _UNTIL.match(text, mark.end)
    if not until:
        return mark.end
    last = next((one for one in find_dates(text) if one.start == until.end()), None)
    if last:
        return last.end
    day = _LAST_DAY.match(text, until.end())
    return day.end() if day and not mark.numeric else mark.end


def _mark(found: re.Match[str]) -> DateMark:
    parts = {key[:1]: value for key, value in found.groupdict().items() if value}
    # "w" is the weekday; the digit after each other letter only tells the forms apart.
    year = int(parts["y"]) if "y" in parts else None
    if year is not None and year < 100:
        year += 2000
    if "n" in parts:
        month, day = _MONTH_NUMBER[parts["n"].lower()], int(parts["d"])
    elif "a" in parts:
        month, day = int(parts["a"]), int(parts["b"])
    else:
        month, day = int(parts["m"]), int(parts["d"])
    return DateMark(
        *found.span(), month, day, year, numeric="a" in parts, weekday=_weekday(parts.get("w", ""))
    )


def _weekday(name: str) -> int | None:
    for number, starts in enumerate(_DAY_NAMES):
        if name and name.lower().startswith(tuple(starts.split("|"))):
            return number
    return None


@dataclass(frozen=True, slots=True)
class TermCalendar:
    """Gives days without a year the year of the term.

    A term that begins in its second half of the year may cross New Year: months before the
    first one then belong to the next year.
    """

    year: int | None
    first_month: int
    day_first: bool = False

    def day(self, mark: DateMark) -> date | None:
        """Return the day; None when the calendar has no such day, or no year is known."""
        month, day = mark.month, mark.day
        if mark.numeric and self.day_first:
            month, day = day, month
        year = mark.year if mark.year is not None else self._year_of(month)
        try:
            return date(year, month, day) if year else None
        except ValueError:
            return None

    def _year_of(self, month: int) -> int | None:
        if self.year is None:
            return None
        crosses = self.first_month >= 7 and month < min(self.first_month, 7)
        return self.year + crosses


def calendar_for(marks: Iterable[DateMark], *, year: int | None, until: int | None) -> TermCalendar:
    """Make the calendar of a term from the days of its lectures, in the order of the page.

    ``until`` is the later year of a term such as 2018-2019; one that begins in spring is meant
    to lie in it. Numeric dates are read month first, unless only the other way makes sense.
    """
    marks = tuple(marks)
    day_first = any(mark.day_first_only for mark in marks)
    day_first = day_first and not any(mark.month_first_only for mark in marks)
    months = [mark.day if mark.numeric and day_first else mark.month for mark in marks]
    first_month = next((month for month in months if 1 <= month <= 12), 1)
    if year is None:
        year = next((mark.year for mark in marks if mark.year is not None), None)
    if until is not None and first_month < 7:
        year = until
    return TermCalendar(year, first_month, day_first)
