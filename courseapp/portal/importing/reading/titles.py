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
    r"(?![\w.]?\d)\s*(?:[:.,)–—-]|\s|$)+",
    re.IGNORECASE,
)
_NO_CLASS = (
    r"no (?:class(?:es)?|lectures?|meetings?|school|session)|class(?:es)? (?:not held|do not meet)"
    r"|holidays?|recess|vacation|(?:university|campus|school) closed|public holiday|feiertag"
    r"|entf[aä]llt|keine vorlesung|vorlesungsfrei|vacances|jour férié|férié|pas de cours|feriado"
    r"|sin clases?|no hay clases?|receso|festivo"
)
_BREAK = re.compile(
    rf"\b(?:{_NO_CLASS}|reading week|well-?being day"
    r"|thanksgiving|labou?r day|memorial day|independence day|veterans['’]? day"
    r"|president(?:s|['’]s|s['’])? (?:day|week)|columbus day|patriots?['’]?s? day|republic day"
    r"|indigenous peoples?['’]?s? day|martin luther king|mlk|juneteenth|bank holiday|family day"
    r"|good friday|easter monday|ascension day|pentecost|whit monday|victoria day|canada day"
    r"|christmas|new year['’]?s?(?: day)?|lunar new year|golden week|national day|chuseok|diwali"
    r"|semaine de (?:relâche|lecture)|pfingst\w*|weihnacht\w*"
    r"|study (?:day|week)|reading (?:days?|period)"
    r"|(?:spring|fall|autumn|winter|summer|mid-?term|term|mid-?semester|easter|reading|well-?being|university|semester|study|conference|holiday)"
    r"\s+(?:break|recess|holidays?))\b"
    r"|^break$|\bbreak\s*(?:\(|$|[-–—:])",
    re.IGNORECASE,
)
_SAYS_NO_CLASS = re.compile(rf"\W*(?:{_NO_CLASS})\W*", re.IGNORECASE)
_ASIDE = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_ONLY_DUE = re.compile(r"[^.;:,]{3,60}\b(?:due|deadline)\b[^.;]{0,40}", re.IGNORECASE)
_OTHER = re.compile(
    r"^(?:class )?(?:postponed|rescheduled)"
    r"|\b(?:mid-?terms?|final|take-?home|written|oral)?\s*\bexam(?:ination)?s?\b|^mid-?term\b"
    r"|\bquiz\b|\b(?:klausur|prüfung|partiel|parcial|examen)\b"
    r"|\b(?:project|final|student|group|team|paper|poster|in-class)s? (?:project )?presentations?\b"
    r"|^presentations?\b|\bposter session\b|\bproject (?:pitch(?:e)?|demo|day|fair|meeting)s?\b"
    r"|\bhackathon\b",
    re.IGNORECASE,
)
_CANCELLED = re.compile(r"\b(?:cancel?led|suspended)\b", re.IGNORECASE)
_LESSON = re.compile(r"\breview\b|\bprep(?:aration)?\b|\brecap\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[\s,;|/·]*\]|\([\s,;|/·]*\)")
_GAP = re.compile(r"\s*[.,;]?\s+([,;])(?=\s)")  # where a link stood
_LABEL_OF_LINK = re.compile(
    r"[\s.,;(]*\b(?:lecture )?(?:slides?|notes?|videos?|recordings?)\s*:\s*$", re.IGNORECASE
)
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
    has_slides = any(map(is_label, sorted_links[Material.SLIDES]))
    kind = kind_of(title, label=label, has_slides=has_slides)
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
    if len(title.split()) > _MANY_WORDS or has_slides:
        return LectureKind.LECTURE
    if _CANCELLED.search(title):
        return LectureKind.OTHER
    if is_break(title):
        return LectureKind.BREAK
    counted = label and not label.lower().startswith("week")
    if not counted and (_is_other(title) or _ONLY_DUE.fullmatch(title)):
        return LectureKind.OTHER
    return LectureKind.LECTURE


def is_break(words: str) -> bool:
    """Tell a break, but not a lecture that only mentions one: "Trees (Monday is a holiday)"."""
    asides = [one or other for one, other in _ASIDE.findall(words)]
    outside = _ASIDE.sub(" ", words)
    return bool(
        _BREAK.search(outside)
        or any(map(_SAYS_NO_CLASS.fullmatch, asides))
        or (not outside.strip(_EDGES) and _BREAK.search(words))
    )


def says_no_class(words: str) -> bool:
    """Tell whether words in another column, such as "Holiday", make a row a break."""
    return bool(_SAYS_NO_CLASS.fullmatch(words))


def _is_other(title: str) -> bool:
    return bool(_OTHER.search(title)) and not _LESSON.search(title)


def _words(line: Inline) -> str:
    """Return the words of a line without those of links that only name a material."""
    bare = line.without(is_label).raw
    bare = _BRACKETS.sub(" ", " ".join(bare.split()))
    if line.links:
        bare = _LABEL_OF_LINK.sub("", bare)
    bare = _BRACKETS.sub(" ", bare).strip(" \t:;,–—-|/·•+")
    return _GAP.sub(r"\1", bare)


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
