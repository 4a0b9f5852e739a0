"""Which institution a page names, and the time zone of those that are well known."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

_WORD = r"(?-i:[A-ZÀ-Þ])[\w'’&.-]*"
_GENERIC = re.compile(
    rf"\b((?:University|Université|Universität|Universidad|Università|Universidade|Universitat"
    rf"|Institute|College) (?:of|de|di|at|du|do|of the) {_WORD}(?: (?:at |of )?{_WORD}){{0,3}}"
    rf"|(?:{_WORD} ){{1,4}}(?:University|College|Institute of Technology|Polytechnic)\b"
    rf"(?: (?:of|in|at) {_WORD}(?: {_WORD})?)?)"
)
_CAMPUS = re.compile(
    r"[-–](?-i:[A-Z])[^\W\d_]+"
    r"|(?:,| at|-|–)? ?(?:Berkeley|Los Angeles|San Diego|Davis|Irvine|Santa Cruz|Santa Barbara"
    r"|Riverside|Merced|San Francisco|Urbana[-–]Champaign|Chicago|Austin|Dallas|Chapel Hill"
    r"|Amherst|Boulder|Ann Arbor|College Park|Madison)\b"
)  # "University of Example-Springfield"


@cache
def _zones() -> dict[str, str]:
    path = Path(__file__).with_name("institutions.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["zone"] for row in csv.DictReader(file)}


@cache
def _known() -> re.Pattern[str]:
    names = sorted(_zones(), key=len, reverse=True)
    return re.compile(rf"(?<![\w.@/-])(?:{'|'.join(map(re.escape, names))})(?![\w@]|\.\w)")


def find_institution(text: str) -> str:
    """Return the institution as the text names it; the well-known ones first, else empty."""
    if known := _known().search(text):
        campus = _CAMPUS.match(text, known.end())
        return known.group() + (campus.group() if campus else "")
    generic = _GENERIC.search(text)
    return " ".join(generic.group().split()).rstrip(".,") if generic else ""


def zone_of(institution: str) -> str:
    """Return the IANA name of the zone of a well-known institution, else an empty string."""
    known = _known().search(institution)
    return _zones()[known.group()] if known else ""
