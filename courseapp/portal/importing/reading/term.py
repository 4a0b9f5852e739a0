"""Which term a page is about, in its own words, and the year its dates lie in."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SEASON = (
    r"spring|summer|fall|autumn|winter|hilary|michaelmas|(?:trinity|lent|easter)(?= term)|monsoon"
    r"|frühjahr|herbst|automne|hiver|printemps|otoño|primavera"
)
_SHORT = r"wintersemester|sommersemester|wise|sose|ws|ss|ht|mt|tt|ay|hs|fs|academic year"
_PART = r"(?:[\s-]*(?:term|semester|quarter|session|trimester))?"
_LONG_YEAR = r"(?:19|20)\d{2}"
_END = r"(?![\d:]|[./]\d| ?(?:am\b|pm\b|a\.m|p\.m|%|lectures|weeks))"
_UNTIL = r"(?:\s*[/–-]\s*(?P<{0}>(?:20)?\d{{2}}))?(?!\d)"
_FORMS = (
    rf"(?<![a-z])(?P<s1>{_SEASON}){_PART}(?:\s+of)?[\s,\-–_('’`]*(?P<y1>{_LONG_YEAR}){_UNTIL.format('u1')}",
    rf"(?<![a-z])(?P<s2>{_SEASON}){_PART}[\s,\-_'’`]*(?P<y2>\d{{2}}){_END}",
    rf"\b(?P<s3>{_SHORT})[\s_]*'?(?P<y3>{_LONG_YEAR}|\d{{2}}){_UNTIL.format('u3')}",
    rf"\b(?P<y4>{_LONG_YEAR})[\s,-]*(?P<s4>{_SEASON}){_PART}\b",
    (
        rf"\b(?P<s5>(?:semester|term|quarter|trimester)\s+(?:\d"
        rf"|i{{1,3}}))\b,?\s*(?:of\s+)?(?P<y5>{_LONG_YEAR})\b{_UNTIL.format('u5')}"
    ),
    (
        rf"\b(?P<y6>{_LONG_YEAR})\b{_UNTIL.format('u6')}[\s,-]*"
        rf"(?P<s6>(?:semester|term|quarter|trimester)\s+(?:\d|i{{1,3}}))\b"
    ),
    (
        r"\b(?P<s8>(?:primer|segundo|1er|2do|1º|2º|premier|second|primeiro)\s+"
        rf"(?:cuatrimestre|semestre|bimestre))\b,?\s*(?:de(?:l)?\s+)?(?P<y8>{_LONG_YEAR})\b"
    ),
    rf"\b(?P<y7>{_LONG_YEAR})\s*[-–/]\s*(?P<u7>(?:20)?\d{{2}})(?![\d-])",
)
_TERM = tuple(re.compile(form, re.IGNORECASE) for form in _FORMS)
_EARLIER = re.compile(
    r"\b(?:previous|past|last|earlier|older|first offered|since)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Term:
    """``until`` is the later year of a term such as WS 2022/23."""

    words: str
    year: int
    until: int | None


def find_term(text: str) -> Term | None:
    """Find the first term that a text names; terms told to be earlier ones do not count."""
    found = [match for form in _TERM for match in form.finditer(text) if _plausible(match, text)]
    if not found:
        return None
    # What is written apart ("Spring 19") says it better than a name such as "course-spring19".
    best = min(found, key=lambda match: (_glued(match, text), match.start(), -match.end()))
    parts = {key[:1]: value for key, value in best.groupdict().items() if value}
    return Term(_words(best.group(), parts), _long(parts["y"]), _until(parts))


def _plausible(match: re.Match[str], text: str) -> bool:
    parts = {key[:1]: value for key, value in match.groupdict().items() if value}
    if "s" not in parts and _until(parts) is None:
        return False
    before = text[max(0, match.start() - 40) : match.start()].rsplit(".", 1)[-1]
    return not _EARLIER.search(before)


def _glued(match: re.Match[str], text: str) -> bool:
    return " " not in match.group() or text[match.start() - 1 : match.start()] in {"-", "_", "/"}


def _words(text: str, parts: dict[str, str]) -> str:
    season = parts.get("s", "")
    if " " not in text and re.fullmatch(_SEASON, season, re.IGNORECASE):
        text = f"{season} {parts['y']}"
    text = " ".join(re.sub(r"[_(]", " ", text).split())
    return text[:1].upper() + text[1:]


def _long(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _until(parts: dict[str, str]) -> int | None:
    if "u" not in parts:
        return None
    year = _long(parts["u"])
    return year if year == _long(parts["y"]) + 1 else None
