"""Days of the week in the forms that course pages use: Mondays, MW, Tu/Th, Mon thru Thu."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from courseapp.portal.importing.page import Weekday

_DAYS = tuple(Weekday)
# Long forms may be written small; short ones are words of their own unless they begin large.
_LONG = (
    "monday|lundi|montag|lunes",
    "tuesday|mardi|dienstag|martes",
    "wednesday|mercredi|mittwoch|miércoles",
    "thursday|jeudi|donnerstag|jueves",
    "friday|vendredi|freitag|viernes",
    "saturday|samedi|samstag|sábado",
    "sunday|dimanche|sonntag|domingo",
)
_SHORT = ("Mon", "Tues?", "Weds?|Wednes", "Thurs?|Thur|Thu", "Fri", "Sat", "Sun")
_LETTERS = ("M|Mo", "Tu|T", "W|We", "Th|R", "F|Fr", "Sa", "Su")
_WORD = re.compile(
    "|".join(
        rf"(?P<d{number}>\b(?i:(?:{long})s?)\b|\b(?:{short}|{short.upper()})s?\b\.?)"
        for number, (long, short) in enumerate(zip(_LONG, _SHORT, strict=True))
    )
)
_ONE = "Tu|Th|Sa|Su|Mo|We|Fr|M|T|W|R|F"
_AHEAD = r"(?=[\s,:@(]*(?:from\s+|at\s+)?(?:\d|noon))"
_COMPOUND = re.compile(
    rf"(?<![\w-])(?:(?:{_ONE}){{2,5}}|(?:{_ONE})(?:\s?[/,&+]\s?(?:{_ONE}))+"
    rf"|(?:{_ONE}))\b\.?{_AHEAD}"
)
_GERMAN = re.compile(r"\b(?:(Mo)|(Di)|(Mi)|(Do)|(Fr))\b\.?(?=[\s,:]*\d)")
_PIECE = re.compile(_ONE)
_EVERY = re.compile(
    r"\b(?:(?:every |each )?weekdays?|daily|monday through friday)\b", re.IGNORECASE
)
_RANGE = re.compile(r"\s*(?:-|–|—|to|thru|through|until)\s*(?:and\s+)?", re.IGNORECASE)
_LIST = re.compile(r"\s*(?:,|/|&|\+|;|and|or|,\s*and|et|und)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Weekdays:
    """One or more weekdays named together; the span is where in the text they stand."""

    days: tuple[Weekday, ...]
    start: int
    end: int


def find_weekdays(text: str) -> tuple[Weekdays, ...]:
    words = [
        Weekdays((_DAYS[int((found.lastgroup or "d0")[1:])],), *found.span())
        for found in _WORD.finditer(text)
    ]
    if "Uhr" in text:
        words += [
            Weekdays((_DAYS[(one.lastindex or 1) - 1],), *one.span())
            for one in _GERMAN.finditer(text)
        ]
    every = [Weekdays(_DAYS[:5], *found.span()) for found in _EVERY.finditer(text)]
    return tuple(_joined(text, every or words or list(_letters(text))))


def _letters(text: str) -> Iterator[Weekdays]:
    for found in _COMPOUND.finditer(text):
        days = tuple(_of_letters(piece) for piece in _PIECE.findall(found.group()))
        if len(set(days)) == len(days) and list(days) == sorted(days, key=_DAYS.index):
            yield Weekdays(days, *found.span())


def _of_letters(letters: str) -> Weekday:
    number = next(n for n, forms in enumerate(_LETTERS) if letters in forms.split("|"))
    return _DAYS[number]


def _joined(text: str, found: list[Weekdays]) -> Iterator[Weekdays]:
    """Join days that only a comma, an "and" or a "to" separates."""
    open_group: Weekdays | None = None
    for one in found:
        if open_group is None:
            open_group = one
            continue
        between = text[open_group.end : one.start]
        if _RANGE.fullmatch(between):
            days = _span(open_group.days[-1], one.days[0])
            open_group = Weekdays((*open_group.days[:-1], *days), open_group.start, one.end)
        elif _LIST.fullmatch(between):
            open_group = Weekdays((*open_group.days, *one.days), open_group.start, one.end)
        else:
            yield open_group
            open_group = one
    if open_group is not None:
        yield open_group


def _span(first: Weekday, last: Weekday) -> tuple[Weekday, ...]:
    low, high = _DAYS.index(first), _DAYS.index(last)
    return _DAYS[low : high + 1] if low <= high else (first, last)
