"""Numbers in prose, in figures or in words: "10 to 15 pages", "at least ten papers", "30%"."""

from __future__ import annotations

import re

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
)  # fmt: skip
_LARGE = {
    "twenty-five": 25, "thirty": 30, "thirty-five": 35, "forty": 40, "forty-five": 45, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100,
}  # fmt: skip
_WORDS = {word: number for number, word in enumerate(_SMALL)} | _LARGE
_NUMBER = rf"\d{{1,3}}|{'|'.join(sorted(_WORDS, key=len, reverse=True))}"
_PAGES = re.compile(
    r"(?:(?P<most>at most|no more than|not more than|maximum(?: of)?|max\.?|up to|within|limit of)"
    rf"|(?P<least>at least|minimum(?: of)?|min\.?|no less than|no fewer than|more than))?\s*"
    rf"\b(?P<one>{_NUMBER})\s*(?:(?:to|-|–|—|or)\s*(?P<two>{_NUMBER}))?\+?[\s-]*pages?\b"
    rf"(?:\s*(?P<after>max(?:imum)?|at most|min(?:imum)?|at least|or (?:less|fewer|more)))?",
    re.IGNORECASE,
)
_REFERENCES = re.compile(
    rf"(?:at least|a minimum of|minimum(?: of)?|no fewer than|no less than"
    rf"|more than)\s+(?P<one>{_NUMBER})"
    rf"\s+(?:[\w-]+\s+){{0,2}}?(?:papers?|references?|sources?|articles?|works|citations?"
    rf"|publications?)\b"
    rf"|\b(?P<two>{_NUMBER})(?:\+|\s+or\s+more)\s*(?:papers?|references?|sources?|articles?"
    rf"|citations?)",
    re.IGNORECASE,
)
_PERCENT = re.compile(rf"\b({_NUMBER})(?:\.0)?\s*(?:%|percent\b|per cent\b)", re.IGNORECASE)


def _value(text: str) -> int:
    return int(text) if text.isdigit() else _WORDS[text.lower()]


def pages_in(text: str) -> tuple[int | None, int | None] | None:
    """Return the least and most pages asked for; a bare "4 pages" is the most."""
    found = _PAGES.search(text)
    if not found:
        return None
    one = _value(found["one"])
    if found["two"]:
        two = _value(found["two"])
        return min(one, two), max(one, two)
    after = (found["after"] or "").lower()
    if found["least"] or after.startswith("min") or after.endswith(("more", "at least")):
        return one, None
    return None, one


def references_in(text: str) -> int | None:
    """Return the least number of papers asked for."""
    found = _REFERENCES.search(text)
    return _value(found["one"] or found["two"]) if found else None


def percents_in(text: str) -> list[tuple[int, int]]:
    """Return each percentage with the place where it stands."""
    found = ((match.start(), _value(match.group(1))) for match in _PERCENT.finditer(text))
    return [(place, value) for place, value in found if value <= 100]
