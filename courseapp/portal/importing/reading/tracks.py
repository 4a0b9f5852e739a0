"""Parallel curricula: tracks with a living document, and their classes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from courseapp.portal.importing.page import Link, Reading, Session, Track
from courseapp.portal.importing.reading import readings
from courseapp.portal.importing.reading.blocks import Block, Heading, Item, List, Paragraph
from courseapp.portal.importing.reading.dates import DateMark, TermCalendar, find_dates
from courseapp.portal.importing.reading.inline import Inline
from courseapp.portal.importing.reading.ledger import Ledger
from courseapp.portal.importing.reading.outline import About, Section, below
from courseapp.portal.importing.reading.tree import Tree

_SESSION = re.compile(
    r"(?:class|session|week|meeting|lesson|unit|tutorial|lab|seminar|recitation|part|module)\.?"
    r"\s*\#?(\d{1,3})\b\s*[:.)–—-]*\s*",
    re.IGNORECASE,
)
# Lectures may have readings below them, too; under such a heading they are no classes of a track.
_SCHEDULE = re.compile(
    r"(?:\W|course|class|lecture|tentative|detailed|weekly)*\b"
    r"(?:schedule|calendar|time ?table|lectures?)(?: schedule| plan| topics)?\W*$",
    re.IGNORECASE,
)
_WEEK = re.compile(r"week\b", re.IGNORECASE)
_DOCUMENT = re.compile(r"living doc|\bdoc(?:ument)?s?\b|notes|page", re.IGNORECASE)
_SHARED = re.compile(
    r"docs\.google|hackmd|overleaf|notion|dropbox\.com/paper|etherpad", re.IGNORECASE
)
_EDGES = " \t:.,;–—-"


class Part(StrEnum):
    MOTIVATION = "motivation"
    REQUIRED = "required"
    OPTIONAL = "optional"
    QUESTIONS = "questions"


_PARTS = (
    (Part.MOTIVATION, r"motivation|background|goals?|objectives?|summary|overview|about|synopsis"),
    (
        Part.OPTIONAL,
        r"(?:optional|further|additional|extra|bonus|supplementa\w+|suggested)\b[\w /&-]*",
    ),
    (
        Part.REQUIRED,
        (
            r"(?:required|mandatory|main|core|essential|primary)\b[\w /&-]*|readings?(?: list)?"
            r"|to read"
            r"|read before[\w ]*|papers?|topics?"
        ),
    ),
    (
        Part.QUESTIONS,
        r"(?:discussion |study |review )?questions?|exercises|problems|discussion|homework",
    ),
)
_PART = tuple(
    (part, re.compile(rf"(?:{words})\s*(?:\([^)]*\))?\s*(?:[:.–—-]\s*|$)", re.IGNORECASE))
    for part, words in _PARTS
)


@dataclass(slots=True)
class _Draft:
    """A class before the calendar is known."""

    number: int | None
    title: str
    mark: DateMark | None
    line: int
    motivation: list[str] = field(default_factory=list)
    required: list[Reading] = field(default_factory=list)
    optional: list[Reading] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)


@dataclass(slots=True)
class TrackDraft:
    name: str
    document: str
    sessions: list[_Draft]
    links: list[Link] = field(default_factory=list)  # of its heading, beside the document

    def finished(self, calendar: TermCalendar) -> Track:
        sessions = (
            Session(
                number=one.number,
                title=one.title,
                day=calendar.day(one.mark) if one.mark else None,
                motivation="\n\n".join(filter(None, one.motivation)),
                required=tuple(one.required),
                optional=tuple(one.optional),
                questions=tuple(one.questions),
                line=one.line,
            )
            for one in self.sessions
        )
        return Track(self.name, self.document, tuple(sessions))


def read_tracks(sections: Sequence[Section], tree: Tree, ledger: Ledger) -> list[TrackDraft]:
    """Find the tracks of a page: sections whose classes have parts, or that have a document."""
    tracks = []
    for position, section in enumerate(sections):
        inner = below(sections, position)
        sessions = [*_listed(section, tree, ledger), *_headed(section, inner, tree, ledger)]
        if sessions:
            tracks.append(_track(section, sessions, ledger))
    return tracks


def _track(section: Section, sessions: list[_Draft], ledger: Ledger) -> TrackDraft:
    ledger.take_lines(range(section.first, section.own_first))
    heading = section.heading or Inline((), section.first + 1)
    candidates = list(heading.links)
    for block in section.blocks:
        if isinstance(block, Paragraph) and not ledger.is_taken(block.first):
            found = [link for link in block.inline.links if _is_document(link)]
            if found and len(block.inline.own_text.strip(_EDGES)) < 40:
                candidates += found
                ledger.take(block)
    document = next((link for link in candidates if _is_document(link)), None)
    name = heading.without(_is_document).text if document else heading.text
    name = re.sub(r"\(\s*\)|\[\s*\]", "", name).strip(_EDGES)
    rest = [link for link in candidates if link is not document]
    return TrackDraft(name, document.url if document else "", sessions, rest)


def _is_document(link: Link) -> bool:
    return bool(_SHARED.search(link.url) or _DOCUMENT.search(link.title))


def _listed(section: Section, tree: Tree, ledger: Ledger) -> Iterator[_Draft]:
    """Classes as items, "* Class 1: Title", with their parts below."""
    if _SCHEDULE.match(section.title):
        return
    for block in section.blocks:
        if not isinstance(block, List):
            continue
        for item in block.items:
            if _SESSION.match(item.inline.text) and (_has_parts(item) or _tutors(section, item)):
                draft = _draft(item.inline)
                _read_parts(draft, item.blocks[1:], tree)
                ledger.take(item)
                yield draft


def _tutors(section: Section, item: Item) -> bool:
    """In a section about tutoring a counted item is a class even if it has but a few words."""
    return section.about is About.TUTORING and not item.inline.links


def _has_parts(item: Item) -> bool:
    below = (child for one in item.lists for child in one.items)
    paragraphs = (block for block in item.blocks[1:] if isinstance(block, Paragraph))
    leads = (*(child.inline for child in below), *(one.inline for one in paragraphs))
    return any(part_of(lead.text) for lead in leads)


def _headed(
    section: Section, inner: Sequence[Section], tree: Tree, ledger: Ledger
) -> Iterator[_Draft]:
    """Classes as headings, "#### Class 1: Title", with their parts as lists or headings."""
    for position, one in enumerate(inner):
        if one.parent is not section or not one.heading or not _SESSION.match(one.title):
            continue
        if _WEEK.match(one.title) and section.about is not About.TUTORING:
            continue
        blocks = [*one.blocks]
        for part in below(inner, position):
            lead = Heading(part.first, part.own_first, part.heading or Inline((), 0), part.level)
            blocks += [lead, *part.blocks]
        parts = any(part_of(lead.text) for lead in _leads(blocks))
        if parts or (section.about is About.TUTORING and blocks):
            draft = _draft(one.heading)
            _read_parts(draft, blocks, tree)
            ledger.take_lines(range(one.first, one.own_first))
            for block in blocks:
                ledger.take(block)
            yield draft


def _leads(blocks: Sequence[Block]) -> Iterator[Inline]:
    for block in blocks:
        if isinstance(block, Paragraph | Heading):
            yield block.inline
        elif isinstance(block, List):
            yield from (item.inline for item in block.items)


def _draft(inline: Inline) -> _Draft:
    line, *_more = inline.lines() or (inline,)
    found = _SESSION.match(line.text)
    title = line.text[found.end() :] if found else line.text
    mark = next(iter(find_dates(title)), None)
    if mark:
        title = f"{title[: mark.start].rstrip(' (,')} {title[mark.end :].lstrip(' ),')}"
    number = int(found.group(1)) if found else None
    draft = _Draft(number, " ".join(title.split()).strip(_EDGES), mark, line.line)
    if line.links:
        draft.motivation.append(line.markdown)
    return draft


def part_of(text: str) -> tuple[Part, int] | None:
    """Return which part of a class a line opens, and where its own words begin."""
    for part, matcher in _PART:
        if found := matcher.match(text):
            return part, found.end()
    return None


def _read_parts(draft: _Draft, blocks: Sequence[Block], tree: Tree) -> None:
    """Give every block to the part that was opened last; before any, it tells the motivation."""
    current: Part | None = None
    for block in blocks:
        lead = block.inline if isinstance(block, Paragraph | Heading) else None
        opened = part_of(lead.text) if lead else None
        if lead and opened:
            current, start = opened
            _add_words(draft, current, lead, start)
        elif isinstance(block, List):
            for item in block.items:
                _read_item(draft, item, block, current, tree)
        elif not isinstance(block, Heading):
            _add(draft, current, block, tree)
        elif lead:
            draft.motivation.append(f"**{lead.markdown}**")


def _read_item(draft: _Draft, item: Item, block: List, current: Part | None, tree: Tree) -> None:
    opened = part_of(item.inline.text) if current is None or item.lists else None
    if opened is None:
        alone = List(item.first, item.last, (item,), block.ordered)
        _add(draft, current or _unlabelled(item), alone, tree)
        return
    part, start = opened
    _add_words(draft, part, item.inline, start)
    for inner in item.blocks[1:]:
        _add(draft, part, inner, tree)


def _unlabelled(item: Item) -> Part:
    return Part.REQUIRED if item.inline.links else Part.MOTIVATION


def _add_words(draft: _Draft, part: Part, lead: Inline, start: int) -> None:
    """Place what stands on the line of the part's name, behind the colon."""
    raw_start = len(lead.raw) - len(lead.raw.lstrip())
    words = lead.cut(raw_start + start) if lead.raw.strip() == lead.text else lead
    if not words.text.strip(_EDGES):
        return
    if part is Part.MOTIVATION:
        draft.motivation.append(words.markdown.strip())
    elif part is Part.QUESTIONS:
        draft.questions.append(words.markdown.strip())
    else:
        target = draft.required if part is Part.REQUIRED else draft.optional
        target.extend(readings.of_words(words, required=part is Part.REQUIRED))


def _add(draft: _Draft, part: Part | None, block: Block, tree: Tree) -> None:
    if part is Part.QUESTIONS and isinstance(block, List):
        draft.questions.extend(readings.item_text(item, tree) for item in block.items)
    elif part is Part.QUESTIONS and draft.questions and not isinstance(block, Paragraph):
        # Code or a formula behind a question belongs to it.
        draft.questions[-1] += "\n\n" + readings.dedented(tree, block.first, block.last)
    elif part is Part.QUESTIONS:
        draft.questions.append(readings.dedented(tree, block.first, block.last))
    elif part in (Part.REQUIRED, Part.OPTIONAL) and isinstance(block, List | Paragraph):
        required = part is Part.REQUIRED
        target = draft.required if required else draft.optional
        target.extend(readings.readings_in([block], tree, required=required))
    else:
        draft.motivation.append(readings.dedented(tree, block.first, block.last))
