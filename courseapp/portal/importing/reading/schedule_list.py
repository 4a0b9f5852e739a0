"""The schedule as a list of lectures, or as lines of paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from courseapp.portal.importing.page import LectureKind
from courseapp.portal.importing.reading import citations, speakers
from courseapp.portal.importing.reading.blocks import Block, Item, List, Paragraph
from courseapp.portal.importing.reading.dates import DateMark, end_of_span, find_dates
from courseapp.portal.importing.reading.due import DUE
from courseapp.portal.importing.reading.entries import Entry, week_in
from courseapp.portal.importing.reading.inline import Inline
from courseapp.portal.importing.reading.ledger import Ledger
from courseapp.portal.importing.reading.materials import (
    Material,
    is_label,
    material_of,
    names_material,
)
from courseapp.portal.importing.reading.milestone_words import nouns_in
from courseapp.portal.importing.reading.outline import About, Section
from courseapp.portal.importing.reading.schedule_table import MOST_ROWS
from courseapp.portal.importing.reading.titles import read_topic
from courseapp.portal.importing.reading.tree import Tree

COUNTED = re.compile(
    r"(?:\d+\.\s+)?(?:lec(?:ture)?|class|session|week|module|unit"
    r"|meeting)\.?[\s_#-]*\d+[a-z]?(?![\w])",
    re.IGNORECASE,
)
WEEK = re.compile(r"(?:\d+\.\s+)?week\s*\d", re.IGNORECASE)
_NUMBER = re.compile(r"^\s*\d+\s*[.:)–-]\s*$")
READING = re.compile(
    r"^(?:(?:optional|required|further|suggested|recommended|main)\s+)?"
    r"(?:readings?|references?|papers?|literature|bibliography|see also|textbook)\b"
    r"|^(?:optional|required|further|suggested|recommended|background)\s*(?::|$)",
    re.IGNORECASE,
)
_PLAIN_READING = re.compile(r"\W*(?:readings?|references?)\W*", re.IGNORECASE)
_MATERIAL_OF = {
    "slide": Material.SLIDES,
    "video": Material.RECORDINGS,
    "recording": Material.RECORDINGS,
    "note": Material.NOTES,
    "material": None,
    "code": Material.NOTES,
    "link": None,
}
_MATERIAL = re.compile(rf"(?:lecture\s+)?(?:{'|'.join(_MATERIAL_OF)})s?", re.IGNORECASE)
_DATE_LINE = re.compile(r"\W*dates?\b", re.IGNORECASE)
_ELSEWHERE = (About.TUTORING, About.GRADING, About.OFFICE_HOURS, About.STAFF)
_SET_OFF = re.compile(r"[(\[,:|–—-]\s*$")
_EDGES = " \t\n,;|/·•()[]:–-"


def is_lecture_list(block: List, section: Section) -> bool:
    """Tell whether a list is the schedule: most items begin with a count or a day.

    Under a heading about lectures two such items will do; elsewhere a count is needed, or days
    throughout.
    """
    if section.about in _ELSEWHERE:
        return False
    if len(block.items) < 2:
        return False
    counted = sum(bool(COUNTED.match(item.inline.text)) for item in block.items)
    dated = sum(leading_date(item.inline.raw) is not None for item in block.items)
    enough = max(2, (len(block.items) + 1) // 2)
    if section.about in (About.LECTURES, About.SYLLABUS):
        return max(counted, dated) >= enough
    plainly = len(block.items) > 2 and dated * 5 >= len(block.items) * 4
    return counted >= enough or (plainly and section.about is not About.PROSE)


def read_list(block: List, section: Section, tree: Tree, ledger: Ledger) -> list[Entry]:
    """Read ``**[Lec1](lec1.pdf)** Jan 19: title``, with readings and materials below it."""
    entries = []
    for item in block.items[:MOST_ROWS]:
        ledger.take(item)
        entry = headline(item.inline)
        if entry.week is None and WEEK.match(section.title):
            entry.week = week_in(section.title)
        entry.part = section.part
        for below in item.blocks[1:] if item.inline.spans else item.blocks:
            read_below(entry, below, tree)
        entries.append(entry)
    _take_speakers(entries)
    return entries


def _take_speakers(entries: Sequence[Entry]) -> None:
    """Where every talk begins with a name, "Jane Roe — Deep Sets", it is the speaker's."""
    talks = [one for one in entries if one.topic.kind is LectureKind.LECTURE and not one.speaker]
    named = [speakers.read_in_front(one.topic.title) for one in talks]
    if len(talks) > 1 and all(named):
        for entry, talk in zip(talks, named, strict=True):
            if talk:
                entry.speaker, entry.affiliation = talk.speaker, talk.affiliation
                entry.topic = replace(entry.topic, title=talk.title)


def read_paragraphs(section: Section, tree: Tree, ledger: Ledger) -> list[Entry]:
    """Read lectures that are lines of paragraphs, each with the lists that follow it."""
    opening = [
        line
        for block in section.blocks
        if isinstance(block, Paragraph)
        for line in block.inline.lines()
        if _opens_lecture(line)
    ]
    entries: list[Entry] = []
    if len(opening) < 2 or section.about in _ELSEWHERE:
        return entries
    for block in section.blocks:
        lines = block.inline.lines() if isinstance(block, Paragraph) else ()
        opens = any(line in opening for line in lines)
        if (opens or entries) and not (lines and not opens and _tells_due(lines)):
            ledger.take(block)
            _read_paragraph(entries, block, lines, opening, tree)
    return entries


def _read_paragraph(
    entries: list[Entry],
    block: Block,
    lines: Sequence[Inline],
    opening: Sequence[Inline],
    tree: Tree,
) -> None:
    for line in lines:
        if line in opening:
            entries.append(headline(line))
        elif entries:
            _read_line(entries[-1], line)
    if entries and not lines:
        read_below(entries[-1], block, tree)


def _tells_due(lines: Sequence[Inline]) -> bool:
    """A paragraph about what is due belongs to no lecture, whatever it follows."""
    text = " ".join(line.text for line in lines)
    return bool(DUE.search(text) and nouns_in(text) and find_dates(text))


def _opens_lecture(line: Inline) -> bool:
    mark = leading_date(line.raw)
    if mark is not None and not line.raw[: mark.start].strip():
        return len(line.bold) >= mark.end - mark.start  # "**3 March** — Heaps"
    return bool(COUNTED.match(line.text)) and (mark is not None or bool(line.bold))


def group(words: str) -> str:
    """Return the heading over some references, unless it only says that they are references."""
    return "" if _PLAIN_READING.fullmatch(words) else words.strip(" :")


def leading_date(text: str) -> DateMark | None:
    """Find the day near the start of a line, where a list of lectures has it."""
    at_once = next(iter(find_dates(text, terse=True)), None)
    if at_once and not text[: at_once.start].strip(" *("):
        return at_once
    found = next(iter(find_dates(text)), None)
    return found if found and found.start <= 24 else None


def _set_off_date(text: str) -> DateMark | None:
    """Find a day further on that brackets or a comma set off; others are part of the subject."""
    marks = (mark for mark in find_dates(text) if _SET_OFF.search(text[: mark.start]))
    return next(marks, None)


def headline(inline: Inline, *, brackets_name: bool = False) -> Entry:
    """Read the line of a lecture: its day, wherever it stands, is cut out of the title."""
    lead, *rest = inline.lines() or (inline,)
    raw = lead.raw
    mark = leading_date(raw) or _set_off_date(raw)
    words = lead
    if mark:
        before = lead.cut(0, mark.start)
        before_spans = () if _NUMBER.match(before.raw) else before.spans
        words = Inline((*before_spans, *lead.cut(end_of_span(raw, mark)).spans), lead.line)
    topic = read_topic(words, brackets_name=brackets_name)
    entry = Entry(lead.line, topic, mark=mark, date_text=raw[mark.start : mark.end] if mark else "")
    if WEEK.match(topic.label):
        entry.week = week_in(topic.label)
    entry.marked = [lead]
    for line in rest:
        _read_line(entry, line)
    return entry


def read_below(entry: Entry, block: Block, tree: Tree) -> None:
    if isinstance(block, List):
        for item in block.items:
            _read_item(entry, item, tree)
    elif isinstance(block, Paragraph):
        for line in block.inline.lines():
            _read_line(entry, line)
    else:
        entry.remarks.append(tree.source(block.first, block.last).strip())


def _read_item(entry: Entry, item: Item, tree: Tree) -> None:
    inline = item.inline
    if READING.match(inline.text) and item.lists:
        entry.references.extend(citations.in_cell(inline) if inline.links else ())
        for one in item.lists:
            entry.references.extend(citations.in_blocks([one], group(inline.text)))
    elif inline.links and not item.lists:
        _read_line(entry, inline, listed=True)
    else:
        entry.remarks.append(tree.source(item.first, item.last).strip())


def _read_line(entry: Entry, line: Inline, *, listed: bool = False) -> None:
    """Place a line below a lecture: its day, materials, a reading, or else a remark."""
    if entry.mark is None and (mark := _date_of_line(line)):
        entry.mark, entry.date_text = mark, line.text
        line = line.cut(end_of_span(line.raw, mark))
        if not line.links:
            return
    entry.marked.append(line)
    if READING.match(line.text):
        entry.pointers.extend(line.links)
        entry.references.extend(citations.in_cell(citations.behind_colon(line)))
    elif _only_materials(line):
        _place_links(entry, line)
    elif listed:
        entry.references.append(citations.of_line(line, ""))
    else:
        _place_links(entry, line)
        entry.remarks.append(line.markdown)


def _date_of_line(line: Inline) -> DateMark | None:
    """Find the day that a line is there for: "Date: Jan 12", "*Jan 12* — [slides](l1.pdf)"."""
    mark = next(iter(find_dates(line.raw)), None)
    if mark is None or _DATE_LINE.match(line.text):
        return mark
    rest = line.cut(end_of_span(line.raw, mark))
    alone = names_material(rest.own_text.strip(_EDGES)) and all(map(is_label, rest.links))
    return mark if alone and not line.raw[: mark.start].strip(_EDGES + "*_") else None


def _place_links(entry: Entry, line: Inline) -> None:
    """Sort the links of a line; in running text only those that name a material are one."""
    default = _MATERIAL_OF.get(line.own_text.strip(_EDGES).lower().rstrip("s"))
    for link in line.links:
        kind = material_of(link, default)
        if kind is Material.SLIDES and (default or is_label(link)):
            entry.slides.append(link)
        elif kind is Material.RECORDINGS:
            entry.recordings.append(link)
        elif default or is_label(link):
            entry.notes.append(link)


def _only_materials(line: Inline) -> bool:
    words = line.own_text.strip(_EDGES)
    labelled = bool(_MATERIAL.fullmatch(words))
    return bool(line.links) and (labelled or (not words and all(map(is_label, line.links))))
