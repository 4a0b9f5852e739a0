"""Guests: who speaks and where they come from, in the wordings that pages use."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from courseapp.portal.importing.reading.names import (
    is_name,
    leading_name,
    plain_name,
    split_people,
)

_GUEST = re.compile(
    r"\b(?:guests?|invited|visiting)\s*(?:lectures?|lecturers?|speakers?|talks?|seminar|session"
    r"|class)?"
    r"\b(?:\s*(?:by|from|with|featuring|given by)\b)?\s*[:–—,-]*\s*",
    re.IGNORECASE,
)
_BY = re.compile(r"\b(?:by|with|given by|speaker:|presented by)\s+", re.IGNORECASE)
_NAMED = re.compile(r"\b(?:speaker|presenter|lecturer|presented by)s?:\s*", re.IGNORECASE)
_FROM = re.compile(r"(?:[,@]|from\s)\s*(.*?)(?=\s[-–—]{1,2}\s|:|[“\"]|\.\s|$)", re.IGNORECASE)
_NEXT = re.compile(r"[-–—:“\"|;&)]|and\b")
_LAST = re.compile(r"\(([^()]+)\)\W*$|\s[-–—]{1,2}\s([^–—]+)$")
_DASH = re.compile(r"\s[-–—]{1,2}\s")
_CLOSING = {"(": ")", "[": "]"}
_EDGES = ' \t:,;.–—-|"“”'


@dataclass(frozen=True, slots=True)
class Talk:
    """What is left of a title once the speaker has been taken out of it."""

    title: str
    speaker: str
    affiliation: str


def is_guest(text: str) -> bool:
    return bool(_GUEST.search(text))


def read_guest(text: str) -> Talk:
    """Take apart "Guest Lecture: Jane Roe (MIT): Deep Sets", in any of its orders.

    The speaker stands right behind the word "guest", in the brackets behind it, or behind "by";
    a guest without a name leaves the speaker empty and the title as it is.
    """
    found = _GUEST.search(text)
    if not found:
        return Talk(text, "", "")
    before, after = text[: found.start()], text[found.end() :]
    talk = (
        _in_brackets(before, after)
        or _behind_brackets(before, after)
        or _in_front(before, after)
        or _behind_by(before, after)
        or _behind(before, after)
        or _at_the_end(before, after)
    )
    if talk is None:
        return Talk(_clean(text), "", "")
    return replace(talk, title=talk.title or _clean(found.group()))


def _in_brackets(before: str, after: str) -> Talk | None:
    """ "Deep Sets (guest lecture by Jane Roe, MIT)", "Guest lecture (Jane Roe, MIT): Deep Sets"."""
    if before.rstrip()[-1:] in _CLOSING:
        close = _CLOSING[before.rstrip()[-1]]
        before, inner = before.rstrip()[:-1], after
    elif after[:1] in _CLOSING:
        close, inner = _CLOSING[after[0]], after[1:]
    else:
        return None
    inner, _close, rest = inner.partition(close)
    talk = _who(inner)
    if talk is None:
        return None
    affiliation = ", ".join(filter(None, (talk.affiliation, talk.title)))
    return Talk(_clean(f"{before} {rest}"), talk.speaker, affiliation)


def _behind_brackets(before: str, after: str) -> Talk | None:
    """ "Guest lecture (MIT) - Jane Roe: Deep Sets"."""
    if after[:1] not in _CLOSING:
        return None
    inner, _close, rest = after[1:].partition(_CLOSING[after[0]])
    talk = _who(rest)
    if talk is None:
        return None
    affiliation = talk.affiliation or inner.strip(_EDGES)
    return Talk(_clean(f"{before} {talk.title}"), talk.speaker, affiliation)


def _in_front(before: str, after: str) -> Talk | None:
    """ "Jane Roe (MIT), guest lecture: Deep Sets"."""
    lead = _who(before)
    if lead is None or lead.title or not (lead.affiliation or not after.strip(_EDGES)):
        return None
    return replace(lead, title=_clean(after))


def _behind_by(before: str, after: str) -> Talk | None:
    """ "Guest lecture: Deep Sets by Jane Roe (MIT)", "Deep Sets by Jane Roe (guest)"."""
    for words, around in ((after, before), (before.rstrip(" ([,"), "")):
        by = _BY.search(words)
        talk = _who(words[by.end() :]) if by else None
        if by and talk:
            return Talk(_clean(f"{around} {words[: by.start()]}"), talk.speaker, talk.affiliation)
    return None


def _behind(before: str, after: str) -> Talk | None:
    """ "Guest Lecture: Jane Roe (MIT): Deep Sets"."""
    talk = _who(after)
    return replace(talk, title=_clean(f"{before} {talk.title}")) if talk else None


def _at_the_end(before: str, after: str) -> Talk | None:
    """ "Guest lecture: Deep Sets - Jane Roe (MIT)", "Guest lecture: Deep Sets (Jane Roe, MIT)"."""
    found = _LAST.search(after)
    talk = _who(found.group(1) or found.group(2)) if found else None
    if found is None or talk is None or talk.title:
        return None
    return Talk(_clean(f"{before} {after[: found.start()]}"), talk.speaker, talk.affiliation)


def read_speaker(text: str) -> Talk:
    """Read a cell that is only about speakers: "Jane Roe (MIT)", "Jane Roe, MIT", "Ann (TA)"."""
    bare = without_guest(text)
    people = split_people(bare)
    if len(people) > 1:
        extras = dict.fromkeys(one.extra for one in people if one.extra)
        return Talk("", ", ".join(one.name for one in people), ", ".join(extras))
    if talk := _who(bare):
        return talk
    name, bracket, rest = bare.partition("(")
    closed = bracket and rest.endswith(")")
    return Talk("", plain_name(name if closed else bare), rest[:-1].strip() if closed else "")


def read_guest_speaker(text: str) -> Talk:
    """Read a cell about the speaker in which "guest" stands: "Jane Roe (guest, MIT)"."""
    found = _GUEST.search(text)
    before = text[: found.start()].rstrip() if found else ""
    name = before[:-1].strip(_EDGES)
    if found is None or before[-1:] not in _CLOSING or not is_name(name):
        return read_guest(text)
    inner, _close, rest = text[found.end() :].partition(_CLOSING[before[-1]])
    return Talk(_clean(rest), plain_name(name), inner.strip(_EDGES))


def without_guest(text: str) -> str:
    """Leave out the words in front that only say that a guest speaks."""
    found = _GUEST.match(text.strip(_EDGES))
    return (text.strip(_EDGES)[found.end() :] if found else text).strip()


def read_in_front(title: str) -> Talk | None:
    """Read "Jane Roe (MIT) — Deep Sets"; None unless a name and a dash begin the title."""
    dash = _DASH.search(title)
    talk = _who(title[: dash.start()]) if dash else None
    if dash is None or talk is None or talk.title:
        return None
    return replace(talk, title=_clean(title[dash.end() :]))


def read_named(text: str) -> Talk:
    """Take "Speaker: Jane Roe (MIT)" out of a title; who speaks so is not therefore a guest."""
    found = _NAMED.search(text)
    talk = _who(text[found.end() :]) if found else None
    if found is None or talk is None:
        return Talk(text, "", "")
    return replace(talk, title=_clean(f"{text[: found.start()]} {talk.title}"))


def _who(text: str) -> Talk | None:
    """Read a name, its affiliation, and the title that follows, from the start of a text."""
    text = text.strip(_EDGES)
    name = leading_name(text)
    if not name or not is_name(name):
        return None
    rest = text[len(name) :].lstrip(" .")
    affiliation = ""
    if rest[:1] in _CLOSING:
        affiliation, _close, rest = rest[1:].partition(_CLOSING[rest[0]])
    elif found := _FROM.match(rest):
        affiliation, rest = found.group(1), rest[found.end() :]
    elif rest and not _NEXT.match(rest):
        return None
    return Talk(_clean(rest), plain_name(name), affiliation.strip(_EDGES))


def _clean(text: str) -> str:
    text = re.sub(r"\(\s*\)|\[\s*\]", "", " ".join(text.split())).strip(_EDGES)
    return re.sub(r"^[)\]]\W*|\s+by$", "", text)
