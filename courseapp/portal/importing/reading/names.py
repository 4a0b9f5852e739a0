"""Names of people, with what stands around them: titles, affiliations, e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from courseapp.portal.importing.reading.institutions import find_institution

_PARTICLE = (
    r"van der|van den|van de|de la|van|von|der|den|de|da|del|di|la|le|bin|ibn|el|al|ter|dos|y"
)
_PART = r"(?!(?:The|And|Of|For|In|On|With|To)\b)(?-i:[A-ZÀ-ÞŁŚŠŽĐĆČ])(?:[^\W\d_]|['’.\-])*"
NAME = rf"{_PART}(?:\s+(?:(?:{_PARTICLE})\s+)?{_PART}){{1,4}}"
_NAME = re.compile(NAME)
_SINGLE = re.compile(rf"{_PART}")
# Korean, Chinese and Japanese names are written without a blank.
_EASTERN = re.compile(
    r"[\u4e00-\u9fff]{2,4}|[\uac00-\ud7a3]{2,4}|[\u3040-\u30ff\u4e00-\u9fff]{2,8}"
)
_HONORIFIC = re.compile(
    r"^(?:a/p|(?:a/|(?:assistant|associate|assoc\.|asst\.|full|adjunct)\s+)?prof(?:essor)?|dr|mr|ms|mrs"
    r"|mx|sir|dame)\b\.?\s+",
    re.IGNORECASE,
)
_DEGREE = re.compile(r",?\s+(?:ph\.?\s?d|m\.?sc|b\.?sc|m\.?d|ma|dphil)\b\.?$", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+\-]{1,64}@[\w\-]+(?:\.[\w\-]+)+")
_VEILED_MAIL = re.compile(
    r"([\w.+\-]{1,64})\s*(?:\s\(?at\)?\s|\[at\]|\(at\)|\{at\}|@)\s*"
    r"([\w\-]+(?:(?:\.|\s+dot\s+|\s*\[dot\]\s*|\s*\(dot\)\s*)[\w\-]+)+)",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[(\[<]([^()\[\]<>]*)[)\]>]")
_DOT = re.compile(r"\s*(?:\[dot\]|\(dot\)|\sdot\s)\s*", re.IGNORECASE)
# Words that begin large in a title of a lecture or an institution, but not in a name.
_NO_NAME = re.compile(
    r"\b(?:university|institute|college|department|school|laborator|research|learning|networks?"
    r"|theory|methods?|models?|analysis|systems?|introduction|lecture|lab|hall|room|building|zoom"
    r"|office|hours?|email|website|webpage|slides|notes?|homework|project|reading|week|course|class"
    r"|teaching|assistants?|instructors?|tutors?|staff|optimi[sz]ation|processing|data|science"
    r"|statistics|mathematics|computer|avenue|street|group|team|center|centre|google|facebook|meta"
    r"|microsoft|openai|deepmind|nvidia|amazon|apple|academy|inc|tb[ad]|various|appointment"
    r"|information|info|gsis?|tas?|contact|please|welcome)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Named:
    name: str
    email: str
    extra: str  # what stands in brackets or after a comma: an affiliation, an office


def plain_name(text: str) -> str:
    """Return the name without titles and degrees."""
    text = " ".join(text.split()).strip(" ,;:.*_-–—·•|")
    while found := _HONORIFIC.match(text):
        text = text[found.end() :]
    return _DEGREE.sub("", text).strip(" ,;:")


def is_name(text: str) -> bool:
    """Tell whether a text is a person's name and nothing else: two to five words in capitals."""
    name = plain_name(text)
    if _EASTERN.fullmatch(name):
        return True
    plausible = bool(_NAME.fullmatch(name)) and not _NO_NAME.search(name) and len(name) <= 60
    return plausible and find_institution(name) != name


def leading_name(text: str) -> str:
    """Return the name that a text begins with, as it is written; empty if there is none."""
    honorific = _HONORIFIC.match(text)
    start = honorific.end() if honorific else 0
    found = _NAME.match(text, start)
    if not found or _NO_NAME.search(found.group()):
        return ""
    return text[: found.end()].rstrip(" .") if not found.group().endswith(".") else found.group()


def find_mails(text: str) -> list[str]:
    return [mail.rstrip(".") for mail in _MAIL.findall(text)]


def unveil_mails(text: str) -> str:
    """Write "jane [at] cs dot example dot edu" as an address; only for lines about a person."""

    def written(found: re.Match[str]) -> str:
        return f"{found.group(1)}@{_DOT.sub('.', found.group(2))}"

    return _VEILED_MAIL.sub(written, text)


def split_people(text: str) -> list[Named]:
    """Read "Jane Roe (jane@x.edu) and John Doe (MIT)" as two people.

    A piece that is no name belongs to the person before it: an office, an affiliation. Addresses
    that follow after all the names are given out in their order.
    """
    text = unveil_mails(text)
    found: list[Named] = []
    for piece in _pieces(text):
        mails = find_mails(piece)
        name, extra = _name_and_rest(piece)
        if name:
            found.append(Named(name, mails[0] if mails else "", extra))
        elif found and extra:
            more = ", ".join(filter(None, (found[-1].extra, extra)))
            found[-1] = replace(found[-1], extra=more)
    mails = find_mails(text)
    if len(mails) == len(found):
        return [replace(one, email=mail) for one, mail in zip(found, mails, strict=True)]
    if len(found) == 1 and mails:
        return [replace(found[0], email=mails[0])]
    return found


def single_names(text: str) -> list[Named]:
    """Read "Alice, Bob (bob@x.edu)": first names alone, where nothing but people is expected."""
    text = unveil_mails(text)
    found = []
    for piece in _pieces(text):
        bare = plain_name(_MAIL.sub("", _BRACKETED.sub(" ", piece)))
        if not _SINGLE.fullmatch(bare) or _NO_NAME.search(bare) or bare.isupper():
            return []
        found.append(Named(bare, next(iter(find_mails(piece)), ""), ""))
    return found


def _name_and_rest(piece: str) -> tuple[str, str]:
    """Cut a piece into the name it begins with, if any, and what else it says."""
    inside = [part.strip() for part in _BRACKETED.findall(piece) if "@" not in part]
    bare = _MAIL.sub("", _BRACKETED.sub(" ", piece)).strip(" ,;:-–—|()[]<>")
    first, *rest = re.split(r"\s[-–—|]\s*|:\s|\s{3,}", bare)
    rest = [part for part in (*inside, *rest) if part.strip(" ,;:-–—|()")]
    name = plain_name(first)
    if not is_name(name) and inside and is_name(inside[0]) and not first.isascii():
        return name, ", ".join(inside)
    if not is_name(name):
        return "", ", ".join((bare, *inside)).strip(", ") if not _DEGREE.search(f", {bare}") else ""
    return name, ", ".join(part.strip(" ,;:-–—|()") for part in rest)


def _pieces(text: str) -> Iterator[str]:
    """Cut at commas, semicolons, "and" and "&" outside brackets."""
    depth, start = 0, 0
    for found in re.finditer(r"[(\[<]|[)\]>]|[,;]|\s(?:and|&|und|et|[·•|])\s|\n", text):
        mark = found.group()
        if mark in "([<":
            depth += 1
        elif mark in ")]>":
            depth = max(0, depth - 1)
        elif depth == 0:
            yield text[start : found.start()]
            start = found.end()
    yield text[start:]
