"""Where a meeting takes place, out of the words around its hours."""

from __future__ import annotations

import re

from courseapp.portal.importing.reading.dates import find_dates

_HELD = re.compile(
    r"\b(?:in|at)\s+((?:the\s+)?(?-i:[A-Z0-9])[^,;()]*?)(?=\s*(?:,|;|\(|\bon\b|\bfrom\b|$))"
)
_EDGES = " \t\n,;.:–—-|@·•/"
_OPTIONAL = re.compile(r"\W*optional\W*", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:(?:in|at|on|via|room:|location:|place:|where:)\s+|by\s+(?=zoom))", re.IGNORECASE
)
_ZONE = re.compile(
    r"^\(?(?:[ECMP][SD]?T|GMT|BST|CES?T|[A-Z]?[A-Z]ST|UTC|AoE"
    r"|(?-i:[A-Z]|local )\w*(?: (?-i:[A-Z])\w+)? time)\b\)?",
    re.IGNORECASE,
)
_BY_APPOINTMENT = re.compile(
    r"[\s,;]*\(?\b((?:and|or)(?: also)? by appointment)\b[\s)]*[;,]?", re.IGNORECASE
)
_IS_OPTIONAL = re.compile(r"\s*\((?:\*\*)?optional(?:\*\*)?\)", re.IGNORECASE)
_DANGLING = re.compile(r"(?:^|[\s,;(]+)(?:and|or|&|und|et)$|\s+(?=[.,;](?:\s|$))", re.IGNORECASE)
_WHEN = re.compile(
    r"\(([^()]*\b(?:weeks?|except|starting|from|until|till|term|odd|even|first|last"
    r"|biweekly)\b[^()]*)\)",
    re.IGNORECASE,
)
_PACE = re.compile(
    r"\b(?:every (?:other|second)(?: \w+)?|bi-?weekly|fortnightly|alternat(?:e|ing) weeks?)\b",
    re.IGNORECASE,
)
_WEEKS = re.compile(r"[,\s]*\b(weeks? \d+(?:\s*[-–,]\s*\d+)*)\b(?![^()]*\))", re.IGNORECASE)
_GROUP = re.compile(r"\b(?:group|section)\s+\w+", re.IGNORECASE)
_SENTENCE = re.compile(r";\s+(?![^()]*\))|(?<![A-Z])(?<=\w)\.\s+(?=[A-Z])|(?<=\))\.\s+|\s[–—]\s")
_LONGEST = 120


def place_of(before: str, within: str, behind: str) -> tuple[str, str]:
    """Return the place, and the words behind the hours that are no part of it.

    ``within`` are weekday and hours themselves; ``behind`` them is where most pages tell it,
    "Mondays 7-9pm. CIWW 102"; else "in" or "at" tells it before them. Which weeks or which group
    is meant stands in brackets behind the place; brackets with days, "(except 2/11)", are no
    part of it.
    """
    around = f"{before} {within} {behind}"
    weeks = [found.strip() for found in _WHEN.findall(around)]
    whens = [found for found in weeks if not find_dates(found)]
    whens = [found.strip() for found in _PACE.findall(around)] + whens
    whens = _GROUP.findall(_WHEN.sub("", before))[:1] + whens
    whens += _BY_APPOINTMENT.findall(behind)
    whens += _WEEKS.findall(behind)
    where, rest = _behind(_WEEKS.sub("", _BY_APPOINTMENT.sub(" ", _WHEN.sub(" ", behind))))
    if not where:
        held = _HELD.search(_WHEN.sub("", before))
        where = held.group(1).strip(_EDGES) if held else ""
    when = ", ".join(whens)
    rest = " ".join((*(found for found in weeks if find_dates(found)), rest)).strip()
    return (f"{where} ({when})" if where and when else where or when), rest


def _behind(text: str) -> tuple[str, str]:
    text = _DANGLING.sub("", _IS_OPTIONAL.sub("", " ".join(text.split()).strip(_EDGES)))
    text = _ZONE.sub("", text).strip(_EDGES)
    parts = _SENTENCE.split(text, maxsplit=1)
    where, rest = parts[0].strip(_EDGES), parts[1] if len(parts) > 1 else ""
    while found := _LEAD.match(where):
        where = where[found.end() :]
    if where.startswith("(") and where.endswith(")") and where.count("(") == 1:
        where = _LEAD.sub("", where[1:-1].strip(_EDGES))
    where = " ".join(where.split())
    if _OPTIONAL.fullmatch(where) or not re.search(r"\w", where):
        return "", rest
    return (where, rest) if len(where) <= _LONGEST else ("", text)
