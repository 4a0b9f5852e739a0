"""The topic of a lecture as pages write it: "**Lec3** Scattering [Slides](…)", taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from courseapp.portal.importing.page import LectureKind, Link
from courseapp.portal.importing.reading import speakers
from courseapp.portal.importing.reading.inline import Inline
from courseapp.portal.importing.reading.materials import Material, is_label, material_of
from courseapp.portal.importing.reading.names import is_name

_LABEL = re.compile(
    r"(?:\d+\.\s+)?"
    r"((?:lec(?:ture)?|class|session|week|module|unit|meeting|talk)\.?[\s_#-]*\d+[a-z]?"
    r"|l\d+(?=\s?[:.)–—-])|#\d+|\d+(?=[.:)]\s))"
    r"(?![\w.]?\d)\s*(?:[:.)–—-]|\s|$)+",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r"\b(?:no (?:class(?:es)?|lectures?|meeting)|holidays?|recess|reading week|vacation"
    r"|well-?being day"
    r"|thanksgiving|labor day|memorial day|independence day|veterans day|presidents['’]? day"
    r"|indigenous peoples['’]? day|martin luther king|mlk|juneteenth|bank holiday"
    r"|semaine de relâche"
    r"|study (?:day|week)|reading days?|(?:spring|fall|autumn|winter|summer|mid-?term|term"
    r"|christmas"
    r"|easter|well-?being|university|semester|study|conference|holiday)\s+(?:break|recess))\b"
    r"|^break$|\bbreak\s*(?:\(|$|[-–—:])",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"^(?:class )?(?:postponed|rescheduled)"
    r"|\b(?:mid-?terms?|final|take-?home|written|oral)?\s*\bexam(?:ination)?s?\b|^mid-?term\b"
    r"|\bquiz\b"
    r"|\b(?:project|final|student|group|team|paper|poster|in-class)s? (?:project )?presentations?\b"
    r"|^presentations?\b|\bposter session\b|\bproject (?:pitch(?:e)?|demo|day|fair|meeting)s?\b"
    r"|\bhackathon\b",
    re.IGNORECASE,
)
_CANCELLED = re.compile(r"\bcancel?led\b", re.IGNORECASE)
_LESSON = re.compile(r"\breview\b|\bprep(?:aration)?\b|\brecap\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[\s,;|/·]*\]|\([\s,;|/·]*\)")
READING_LINE = re.compile(
    r"^(?:(?:(?:optional|required|further|suggested)\s+)?(?:readings?|references?|papers?)|optional"
    r"|required)\s*:",
    re.IGNORECASE,
)
_BRACKETED_NAME = re.compile(r"\s*[\[(]([^\[\]()]+)[\])]\s*$")
_EDGES = " \t:,;.–—-|/·•+"
_MANY_WORDS = 9


@dataclass(frozen=True, slots=True)
class Topic:
    label: str
    title: str
    kind: LectureKind
    speaker: str
    affiliation: str
    slides: tuple[Link, ...]
    recordings: tuple[Link, ...]
    notes: tuple[Link, ...]
    readings: tuple[Inline, ...]  # lines that begin with "Reading:"
    remark: str


def read_topic(cell: Inline, *, brackets_name: bool = False) -> Topic:
    """Take a topic apart; ``brackets_name`` says that a name in brackets at its end speaks."""
    lines = cell.lines()
    readings = tuple(line for line in lines if READING_LINE.match(line.text))
    rest = [line for line in lines if line not in readings]
    sorted_links: dict[Material, list[Link]] = {kind: [] for kind in Material}
    for line in rest:
        for link in line.links:
            sorted_links[material_of(link)].append(link)
    words = [_words(line) for line in rest]
    title, remark = _title_and_remark([line for line in words if line])
    label, title = _label(title)
    talk = speakers.read_guest(title)
    kind = kind_of(title, label=label, has_slides=bool(sorted_links[Material.SLIDES]))
    if kind is not LectureKind.GUEST:
        talk = speakers.read_named(title)
        bracketed = brackets_name and kind is LectureKind.LECTURE
        if bracketed and (found := _BRACKETED_NAME.search(title)) and is_name(found.group(1)):
            talk = speakers.Talk(title[: found.start()], found.group(1).strip(), "")
    return Topic(
        label=label,
        title=_tidy(talk.title),
        kind=kind,
        speaker=talk.speaker,
        affiliation=talk.affiliation,
        slides=tuple(sorted_links[Material.SLIDES]),
        recordings=tuple(sorted_links[Material.RECORDINGS]),
        notes=tuple(sorted_links[Material.NOTES] + sorted_links[Material.READING]),
        readings=readings,
        remark=remark,
    )


def kind_of(title: str, *, label: str = "", has_slides: bool = False) -> LectureKind:
    """Tell a lecture from a guest's, a break, and whatever else a row can be.

    A title that is long, or counted as a lecture, is a lecture even if it speaks of an exam.
    """
    if speakers.is_guest(title):
        return LectureKind.GUEST
    short = len(title.split()) <= _MANY_WORDS and not has_slides
    if short and _CANCELLED.search(title):
        return LectureKind.OTHER
    if short and _BREAK.search(title):
        return LectureKind.BREAK
    if short and not label and _OTHER.search(title) and not _LESSON.search(title):
        return LectureKind.OTHER
    return LectureKind.LECTURE


def _words(line: Inline) -> str:
    """Return the words of a line without those of links that only name a material."""
    bare = line.without(is_label).raw
    bare = _BRACKETS.sub(" ", " ".join(bare.split()))
    return _BRACKETS.sub(" ", bare).strip(" \t:;,–—-|/·•+")


def _title_and_remark(lines: list[str]) -> tuple[str, str]:
    """The first line is the title; a guest's name and title may take several."""
    if len(lines) > 1 and (speakers.is_guest(lines[0]) or _LABEL.fullmatch(f"{lines[0]} ")):
        return ": ".join(line.strip(_EDGES) for line in lines), ""
    return (lines[0] if lines else ""), "\n".join(lines[1:])


def _label(title: str) -> tuple[str, str]:
    found = _LABEL.match(title)
    if not found:
        return "", title
    return found.group(1).strip(), title[found.end() :].strip()


def _tidy(title: str) -> str:
    title = " ".join(title.split()).strip(" \t:,;–—-|/·•")
    title = title.lstrip(". ")
    return title[:-1].rstrip() if title.endswith(".") and not title.endswith("..") else title
