"""The schedule as headings: one for each lecture, or one for each week."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from courseapp.portal.importing.page import LectureKind
from courseapp.portal.importing.reading import citations
from courseapp.portal.importing.reading.blocks import Block, List, Paragraph
from courseapp.portal.importing.reading.entries import Entry, week_in
from courseapp.portal.importing.reading.inline import LINE_END, Inline
from courseapp.portal.importing.reading.ledger import Ledger
from courseapp.portal.importing.reading.outline import About, Section
from courseapp.portal.importing.reading.schedule_list import (
    COUNTED,
    READING,
    WEEK,
    group,
    headline,
    leading_date,
    read_below,
)
from courseapp.portal.importing.reading.titles import is_break, kind_of, read_topic
from courseapp.portal.importing.reading.tree import Tree

_LECTURE = re.compile(r"(?:\d+\.\s+)?lec(?:ture)?\.?[\s_#-]*\d", re.IGNORECASE)


def lecture_headings(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Find the headings that count lectures ("Lecture 3: Trees"); one alone is no schedule."""
    counted = [
        section
        for section in sections
        if section.heading and (_is_counted(section) or _dated_lecture(section))
    ]
    levels = {section.level for section in counted}
    if not counted:
        return ()
    dated = {section.level for section in counted if _dated_lecture(section)}
    level = max(dated or levels, key=lambda one: sum(section.level == one for section in counted))
    same = [section for section in counted if section.level == level]
    around = {section.parent for section in same}
    between = (one for one in sections if one.level == level and one.parent in around)
    found = tuple(one for one in between if one in same or _is_special(one))
    return found if len(same) > 1 else ()


def _is_special(section: Section) -> bool:
    """A guest, a break or an exam between counted lectures belongs to the schedule."""
    return (
        section.says in (None, About.LECTURES) and kind_of(section.title) is not LectureKind.LECTURE
    )


def _is_counted(section: Section) -> bool:
    """A lecture may be about anything; a class or a week may also be one of tutoring."""
    if section.about in (About.TUTORING, About.GRADING):
        return bool(_LECTURE.match(section.title))
    return bool(COUNTED.match(section.title))


def _dated_lecture(section: Section) -> bool:
    above = section.parent
    in_place = above is not None and (
        above.about is About.LECTURES or bool(WEEK.match(above.title))
    )
    return in_place and leading_date(section.title) is not None


def read_heading(section: Section, below: Iterable[Section], tree: Tree, ledger: Ledger) -> Entry:
    """Read a heading with its text, links and readings; ``below`` are its sub-sections."""
    entry = headline(section.heading or Inline((), section.first + 1), brackets_name=True)
    ledger.take_lines(range(section.first, section.own_first))
    if section.parent and WEEK.match(section.parent.title):
        entry.week, entry.part = week_in(section.parent.title), section.parent.title
        ledger.take_lines(range(section.parent.first, section.parent.own_first))
    for block in section.blocks:
        ledger.take(block)
        read_below(entry, _titled(entry, block), tree)
    _read_parts(entry, below, tree, ledger)
    return entry


def _read_parts(entry: Entry, below: Iterable[Section], tree: Tree, ledger: Ledger) -> None:
    readings: Section | None = None  # the part about reading that the next parts belong to
    for part in below:
        ledger.take_lines(range(part.first, part.own_first))
        if readings is None or part.level <= readings.level:
            readings = part if READING.match(part.title) else None
        if readings is None and part.blocks:
            entry.remarks.append(f"**{part.title}**")
        for block in part.blocks:
            ledger.take(block)
            if readings is not None and isinstance(block, List):
                entry.references.extend(citations.in_blocks([block], group(part.title)))
            else:
                read_below(entry, block, tree)


def _titled(entry: Entry, block: Block) -> Block:
    """Take the first line below a heading that is only a day for the title; return the rest."""
    if not isinstance(block, Paragraph) or entry.topic.title:
        return block
    first, *_rest = block.inline.lines() or (block.inline,)
    topic = read_topic(first)
    entry.topic = topic
    entry.slides += topic.slides
    entry.recordings += topic.recordings
    entry.notes += topic.notes
    entry.marked.append(first)
    spans = block.inline.spans
    position = next((n for n, span in enumerate(spans) if LINE_END in span.text), len(spans))
    rest = Inline(spans[position:], first.line)
    return Paragraph(block.first, block.last, rest)


def read_week(section: Section, ledger: Ledger) -> list[Entry]:
    """Read a week without lectures: a heading that counts it over "Reading week, no lectures"."""
    lines = [block.inline for block in section.blocks if isinstance(block, Paragraph)]
    week = WEEK.match(section.title)
    if not week or len(section.blocks) > 1 or len(lines) != len(section.blocks):
        return []
    words = lines[0] if lines else section.heading
    if words is None or not is_break(words.text):
        return []
    last = section.blocks[0].last if lines else section.own_first
    ledger.take_lines(range(section.first, last))
    entry = Entry(words.line, read_topic(words), week=week_in(section.title))
    entry.part = section.part
    return [entry]
