"""What a page is made of: paragraphs, headings, lists, tables, and what is kept as it stands.

Every block knows the lines of the source it covers (``first`` counts from 0, ``last`` is one
past the end), so that what no reader wants can be kept as it was written.
"""

from __future__ import annotations

from dataclasses import dataclass

from courseapp.portal.importing.reading import loose_tables
from courseapp.portal.importing.reading.inline import Inline


@dataclass(frozen=True, slots=True)
class Paragraph:
    first: int
    last: int
    inline: Inline


@dataclass(frozen=True, slots=True)
class Heading:
    first: int
    last: int
    inline: Inline
    level: int


@dataclass(frozen=True, slots=True)
class Item:
    first: int
    last: int
    blocks: tuple[Block, ...]

    @property
    def inline(self) -> Inline:
        """The item's own first words; empty when it begins with something else."""
        lead = self.blocks[0] if self.blocks else None
        return lead.inline if isinstance(lead, Paragraph | Heading) else Inline((), self.first + 1)

    @property
    def own_last(self) -> int:
        """One past the last line of the item's own words."""
        lead = self.blocks[0] if self.blocks else None
        return lead.last if isinstance(lead, Paragraph | Heading) else self.first

    @property
    def lists(self) -> tuple[List, ...]:
        return tuple(block for block in self.blocks if isinstance(block, List))


@dataclass(frozen=True, slots=True)
class List:
    first: int
    last: int
    items: tuple[Item, ...]
    ordered: bool


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Inline, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """``flaw`` says what was wrong with it, if it had to be mended to be read."""

    first: int
    last: int
    header: Row
    rows: tuple[Row, ...]
    flaw: loose_tables.Flaw | None = None


@dataclass(frozen=True, slots=True)
class Raw:
    """Code, formulas, HTML, rules and quotations: kept as they stand."""

    first: int
    last: int
    kind: str
    content: str
    blocks: tuple[Block, ...] = ()


Block = Paragraph | Heading | List | Table | Raw
