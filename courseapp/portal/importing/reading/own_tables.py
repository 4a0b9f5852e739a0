"""The tables that an export of this app writes: their words mean exactly what their headers say,
so nothing in them is guessed. `courseapp.portal.exporting.page_text` writes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from courseapp.portal.importing.page import LectureKind, Link, Milestone, MilestoneKind
from courseapp.portal.importing.reading import citations
from courseapp.portal.importing.reading.blocks import Row, Table
from courseapp.portal.importing.reading.dates import find_dates
from courseapp.portal.importing.reading.entries import Entry, week_in
from courseapp.portal.importing.reading.inline import Inline
from courseapp.portal.importing.reading.ledger import Ledger
from courseapp.portal.importing.reading.outline import Section, below
from courseapp.portal.importing.reading.readings import dedented
from courseapp.portal.importing.reading.titles import Topic
from courseapp.portal.importing.reading.tree import Tree

# Of lectures there may be fewer columns, but never without these two.
LECTURES = (
    "Week", "Date", "No.", "Kind", "Topic", "Speaker", "Affiliation", "Slides", "Recordings",
    "Notes", "References", "Remark",
)  # fmt: skip
ALWAYS = frozenset({"Kind", "Topic"})
MILESTONES = ("Milestone", "Kind", "Due", "Pages", "References", "Weight")


def is_lectures(table: Table) -> bool:
    headers = _headers(table)
    return set(LECTURES) >= headers >= ALWAYS


def _headers(table: Table) -> set[str]:
    return {cell.text for cell in table.header.cells}


class _Cells:
    """The cells of a row by their headers; one that is not there is empty."""

    def __init__(self, table: Table, row: Row) -> None:
        headers = (cell.text for cell in table.header.cells)
        self.row = row
        self.cells = dict(zip(headers, row.cells, strict=False))

    def cell(self, header: str) -> Inline:
        return self.cells.get(header, Inline((), self.row.line))

    def text(self, header: str) -> str:
        return self.cell(header).text

    def number(self, header: str) -> int | None:
        text = self.text(header)
        return int(text) if text.isdecimal() and len(text) < 6 else None

    def links(self, header: str) -> tuple[Link, ...]:
        return self.cell(header).links


def read_lectures(table: Table, ledger: Ledger, *, most: int) -> Iterator[Entry]:
    """Read the rows of a schedule; at most `most` of them."""
    ledger.take_lines(range(table.first, table.last))
    for row in table.rows[:most]:
        yield _entry(_Cells(table, row))


def _entry(cells: _Cells) -> Entry:
    entry = Entry(cells.row.line, _topic(cells))
    entry.week = week_in(cells.text("Week"))
    entry.date_text = cells.text("Date")
    entry.mark = next(iter(find_dates(entry.date_text)), None)
    references = cells.cell("References")
    entry.references.extend(citations.in_cell(references))
    entry.pointers.extend(references.links)
    return entry


def _topic(cells: _Cells) -> Topic:
    kind = cells.text("Kind")
    return Topic(
        label=cells.text("No."),
        title=cells.text("Topic"),
        kind=LectureKind(kind) if kind in set(LectureKind) else LectureKind.LECTURE,
        speaker=cells.text("Speaker"),
        affiliation=cells.text("Affiliation"),
        slides=cells.links("Slides"),
        recordings=cells.links("Recordings"),
        notes=cells.links("Notes"),
        readings=(),
        remark="\n\n".join(line.markdown for line in cells.cell("Remark").lines()),
    )


def read_milestones(
    sections: Sequence[Section], tree: Tree, zone: str, ledger: Ledger
) -> list[Milestone] | None:
    """Read the milestones if the page has our table of them, with what is asked for below it.

    Then it has no others: what its prose says of dates may be older. None where there is none.
    """
    for position, section in enumerate(sections):
        for block in section.blocks:
            if isinstance(block, Table) and _headers(block) == set(MILESTONES):
                ledger.take_lines(range(section.first, block.last))
                asked = _instructions(sections, position, tree, ledger)
                return [_milestone(_Cells(block, row), asked, zone, ledger) for row in block.rows]
    return None


def _instructions(
    sections: Sequence[Section], position: int, tree: Tree, ledger: Ledger
) -> dict[str, str]:
    """Return what stands under a heading of each milestone's own, by title."""
    found: dict[str, str] = {}
    inner = below(sections, position)
    ends = [*(one.first for one in sections[position + 1 :]), len(tree.lines)][1:]
    title = ""
    for one, end in zip(inner, ends, strict=False):
        first = one.first
        if one.level == sections[position].level + 1:
            title, first = one.title, one.own_first
        ledger.take_lines(range(one.first, end))
        parts = (found.get(title, ""), dedented(tree, first, end))
        found[title] = "\n\n".join(filter(None, parts))
    return found


def _milestone(cells: _Cells, instructions: dict[str, str], zone: str, ledger: Ledger) -> Milestone:
    kind, title = cells.text("Kind"), cells.text("Milestone")
    least, _dash, most = cells.text("Pages").partition("-")
    return Milestone(
        kind=MilestoneKind(kind) if kind in set(MilestoneKind) else MilestoneKind.OTHER,
        title=title,
        due=_due(cells, zone, ledger),
        instructions=instructions.get(title, ""),
        min_pages=int(least) if least.isdecimal() else None,
        max_pages=int(most) if most.isdecimal() else None,
        min_references=cells.number("References"),
        weight=cells.number("Weight"),
        line=cells.row.line,
    )


def _due(cells: _Cells, zone: str, ledger: Ledger) -> datetime | None:
    text = cells.text("Due")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            return moment.replace(tzinfo=ZoneInfo(zone))
        return moment.astimezone(ZoneInfo(zone))
    except (ValueError, OverflowError):
        ledger.note(cells.row.line, text, _("This could not be read as a date."))
        return None
