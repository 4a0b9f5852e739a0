"""The blocks of a page, made from the tokens of markdown-it-py."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from courseapp.portal.importing.reading import (
    fact_tables,
    html_headings,
    html_tables,
    link_source,
    loose_tables,
)
from courseapp.portal.importing.reading.blocks import (
    Block,
    Heading,
    Item,
    List,
    Paragraph,
    Raw,
    Row,
    Table,
)
from courseapp.portal.importing.reading.inline import Inline, flatten

if TYPE_CHECKING:
    from markdown_it.token import Token

# A list in a list takes two levels: fifteen lists deep is read, what lies deeper is kept as text.
# It also bounds how deep the parser, and every walk over the tree, recurses.
NESTING = 32


@dataclass(frozen=True, slots=True)
class Tree:
    lines: tuple[str, ...]
    blocks: tuple[Block, ...]
    front: str  # the text between the bars at the head of the file
    definitions: dict[str, str]  # label of a link definition: its target
    definition_lines: tuple[int, ...]  # from 0
    links: tuple[link_source.LinkUse, ...]
    unread: tuple[int, ...]  # lines, from 0, that lie too deep to be read

    def source(self, first: int, last: int) -> str:
        return "\n".join(self.lines[first:last])


_TOML = re.compile(r"\A\+\+\+[ \t]*\n((?:(?!\+\+\+).*\n)*)\+\+\+[ \t]*\n")


class _Parser(MarkdownIt):
    """CommonMark with tables; targets stay as written and all of them are seen."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the parser calls it so
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the parser calls it so
        return url


def parse(text: str) -> Tree:
    """Read Markdown whose line ends are ``\\n``."""
    text = _TOML.sub(r"---\n\1---\n", text)
    parser = _Parser("commonmark", {"maxNesting": NESTING}).enable(["table", "strikethrough"])
    parser.use(front_matter_plugin)
    parser.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False)
    link_source.remember(parser)
    environment: dict[str, Any] = {}
    tokens = parser.parse(text, environment)
    lines = tuple(text.split("\n"))
    building = _Building(parser, environment, lines)
    blocks = building.build(tokens)
    found = environment.get("references", {})
    defined = tuple(line for one in found.values() for line in range(*one["map"]))
    return Tree(
        lines=lines,
        blocks=blocks,
        front=building.front,
        definitions={label: one["href"] for label, one in found.items()},
        definition_lines=defined,
        links=tuple(building.links),
        unread=_unread(lines, tokens, defined),
    )


def _unread(
    lines: Sequence[str], tokens: Sequence[Token], defined: Sequence[int]
) -> tuple[int, ...]:
    """Find the lines that no leaf of the tree covers."""
    covered = set(defined)
    for token in tokens:
        if token.map and token.nesting != -1 and token.type not in _CONTAINERS:
            covered.update(range(*token.map))
    return tuple(
        number
        for number, line in enumerate(lines)
        if number not in covered and _MARKERS.sub("", line)
    )


_MARKERS = re.compile(r"^(?:[\s>*+\-]|\d+[.)](?=\s|$))*")
_CONTAINERS = {"bullet_list_open", "ordered_list_open", "list_item_open", "blockquote_open"}
_RAW = {"fence", "code_block", "html_block", "hr", "math_block"}


@dataclass(slots=True)
class _Open:
    """A container whose end has not been seen yet."""

    token: Token
    blocks: list[Any] = field(default_factory=list)


class _Building:
    def __init__(
        self, parser: MarkdownIt, environment: dict[str, Any], lines: Sequence[str]
    ) -> None:
        self.parser = parser
        self.environment = environment
        self.lines = lines
        self.front = ""
        self.links: list[link_source.LinkUse] = []

    def build(self, tokens: Sequence[Token]) -> tuple[Block, ...]:
        root: list[Any] = []
        opened: list[_Open] = []
        for token in tokens:
            target = opened[-1].blocks if opened else root
            if token.type == "front_matter":
                self.front = token.content
            elif token.type in _RAW:
                target.extend(self._raw(token))
            elif token.type == "inline":
                first, last = token.map or (0, 0)
                children = token.children or []
                self.links.extend(link_source.uses_in(children, first, last))
                target.append((token, flatten(children, first + 1)))
            elif token.nesting == 1:
                opened.append(_Open(token))
            elif token.nesting == -1:
                closed = opened.pop()
                parent = opened[-1] if opened else None
                in_head = parent is not None and parent.token.type == "thead_open"
                (parent.blocks if parent else root).extend(self._closed(closed, in_head=in_head))
        return tuple(block for block in root if not isinstance(block, tuple))

    def _closed(self, opened: _Open, *, in_head: bool) -> Iterator[Any]:
        token, blocks = opened.token, opened.blocks
        first, last = token.map or (0, 0)
        inline = blocks[0][1] if blocks and isinstance(blocks[0], tuple) else None
        kind = token.type.removesuffix("_open")
        if kind == "paragraph":
            yield from self._paragraph(first, last, blocks)
        elif kind in {"thead", "tbody"}:
            yield from blocks
        elif kind == "tr":
            surplus = () if in_head else self._surplus(first, len(blocks))
            yield Row((*blocks, *surplus), first + 1)
        elif kind in {"th", "td"}:
            yield inline or Inline((), first + 1)
        elif kind == "heading":
            yield Heading(first, last, inline or Inline((), first + 1), int(token.tag[1:]))
        else:
            yield self._container(kind, first, last, blocks)

    def _container(self, kind: str, first: int, last: int, blocks: Sequence[Any]) -> Any:
        if kind == "list_item":
            return Item(first, last, tuple(blocks))
        if kind == "table":
            return self._table(first, last, blocks)
        if kind == "blockquote":
            return Raw(first, last, "quote", "\n".join(self.lines[first:last]), tuple(blocks))
        return List(first, last, tuple(blocks), kind == "ordered_list")

    def _table(self, first: int, last: int, rows: Sequence[Row]) -> Table | Paragraph:
        if fact_tables.is_facts([row.cells for row in rows]):
            lines = [(row.cells, row.line) for row in rows]
            return Paragraph(first, last, fact_tables.as_lines(lines))
        ragged = any(len(row.cells) > len(rows[0].cells) for row in rows[1:])
        flaw = loose_tables.Flaw.WIDE_ROW if ragged else None
        return Table(first, last, rows[0], tuple(rows[1:]), flaw)

    def _surplus(self, first: int, known: int) -> Iterator[Inline]:
        """Read the cells of a row that has more of them than the header, which GFM drops."""
        line = self.lines[first]
        if not line.lstrip().startswith(">"):
            for cell in loose_tables.split_bars(line)[known:]:
                yield self._inline(cell, first)

    def _inline(self, text: str, first: int) -> Inline:
        parsed = self.parser.parseInline(text, self.environment)
        children = parsed[0].children or []
        self.links.extend(link_source.uses_in(children, first, first + 1))
        return flatten(children, first + 1)

    def _paragraph(self, first: int, last: int, blocks: Sequence[Any]) -> Iterator[Block]:
        if not blocks:
            return
        token, inline = blocks[0]
        lines = token.content.split("\n")
        start, flaw = loose_tables.find(lines)
        if flaw is None or len(lines) != last - first:
            yield Paragraph(first, last, inline)
            return
        if start:
            lead = self._inline("\n".join(lines[:start]), first)
            yield Paragraph(first, first + start, lead)
        yield self._loose_table(lines[start:], first + start, last, flaw)

    def _loose_table(
        self, lines: Sequence[str], first: int, last: int, flaw: loose_tables.Flaw
    ) -> Table:
        rows = [
            Row(tuple(self._inline(cell, number) for cell in cells), number + 1)
            for number, cells in enumerate(map(loose_tables.split_bars, lines), first)
            if not loose_tables.is_divider(lines[number - first])
        ]
        return Table(first, last, rows[0], tuple(rows[1:]), flaw)

    def _raw(self, token: Token) -> Iterator[Block]:
        first, last = token.map or (0, 0)
        lines = token.content.rstrip("\n").split("\n")
        if token.type == "code_block" and loose_tables.find(lines) == (0, _INDENTED):
            yield self._loose_table(lines, first, last, loose_tables.Flaw.INDENTED)
            return
        if token.type == "html_block":
            self.links.extend(link_source.uses_in_html(token.content, first, last))
            if made := [*self._headed(token.content, first), *self._html_table(token, first, last)]:
                yield from made
                return
        yield Raw(first, last, token.type, token.content)

    def _html_table(self, token: Token, first: int, last: int) -> Iterator[Table | Paragraph]:
        rows = [
            Row(tuple(self._html(cell, first + line) for cell in cells), first + line + 1)
            for line, cells in html_tables.rows_of(token.content)
        ]
        if len(rows) > 1:
            yield self._table(first, last, rows)

    def _html(self, text: str, line: int) -> Inline:
        """Read inline HTML whose links are known already."""
        return flatten(self.parser.parseInline(text, self.environment)[0].children or [], line + 1)

    def _headed(self, content: str, first: int) -> Iterator[Heading | Paragraph]:
        for start, end, level, text in html_headings.pieces_of(content):
            inline = self._html(text, first + start)
            if level:
                yield Heading(first + start, first + end, inline, level)
            else:
                yield Paragraph(first + start, first + end, inline)


_INDENTED = loose_tables.Flaw.NO_DIVIDER
