"""References of a lecture: from a cell, from a list, each with what is said beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from courseapp.portal.importing.page import Reference
from courseapp.portal.importing.reading.blocks import Block, Heading, Item, List, Paragraph, Table
from courseapp.portal.importing.reading.columns import is_empty
from courseapp.portal.importing.reading.inline import Inline

_EDGES = " \t,;.:–—-|"
_LABEL = re.compile(
    r"\W*(?:(?:optional|required|further|suggested|recommended|background|main)(?:\s+readings?)?"
    r"|readings?)\s*:",
    re.IGNORECASE,
)
_PARTING = re.compile(rf";|(?<=\S)\s+(?={_LABEL.pattern})", re.IGNORECASE)


def in_cell(cell: Inline, group: str = "") -> Iterator[Reference]:
    """One reference a link; words without any link are one a line, or one a semicolon."""
    for line in cell.lines():
        for piece in pieces(line):
            links = piece.links
            beside = _beside(piece)
            for number, link in enumerate(links):
                yield Reference(link.title, link.url, beside if number == 0 else "", group)
            words = _LABEL.sub("", piece.text).strip(_EDGES)
            if not links and not is_empty(words):
                yield Reference(words, "", "", group)


def pieces(line: Inline) -> Iterator[Inline]:
    """Cut a line at semicolons, and in front of "Optional:", outside of links."""
    raw, start = line.raw, 0
    linked = list(_linked(line))
    for found in _PARTING.finditer(raw):
        if not any(low <= found.start() < high for low, high in linked):
            yield line.cut(start, found.start())
            start = found.end()
    yield line.cut(start)


def _linked(line: Inline) -> Iterator[tuple[int, int]]:
    position = 0
    for span in line.spans:
        if span.nth:
            yield position, position + len(span.text)
        position += len(span.text)


def of_item(item: Item, group: str) -> Iterator[Reference]:
    """One reference an item of a list, however many links it has; its own sublists follow."""
    inline = item.inline
    nested = [block for block in item.blocks if isinstance(block, List)]
    links = inline.links
    if not links and nested and _holds_links(nested):
        group = inline.text.strip(_EDGES) or group
    elif inline.text:
        yield of_line(inline, group)
    for one in nested:
        for child in one.items:
            yield from of_item(child, group)


def of_line(inline: Inline, group: str) -> Reference:
    links = inline.links
    if not links:
        return Reference(inline.text.strip(), "", "", group)
    first = links[0]
    seen = iter([True])
    rest = inline.without(lambda link: link == first and next(seen, False))
    remark = rest.markdown.strip(_EDGES)
    return Reference(first.title, first.url, remark, group)


def in_blocks(blocks: Sequence[Block], group: str = "") -> Iterator[Reference]:
    """Everything that a stretch of the page lists: items, and paragraphs that have a link."""
    for block in blocks:
        if isinstance(block, Heading):
            group = block.inline.text.strip(_EDGES)
        elif isinstance(block, List):
            for item in block.items:
                yield from of_item(item, group)
        else:
            yield from _in_text(block, group)


def _in_text(block: Block, group: str) -> Iterator[Reference]:
    lines: Sequence[Inline] = ()
    if isinstance(block, Table):
        linked = (next((one for one in row.cells if one.links), None) for row in block.rows)
        lines = [cell for cell in linked if cell]
    elif isinstance(block, Paragraph):
        lines = block.inline.lines()
    yield from (of_line(line, group) for line in lines if line.links)


def behind_colon(line: Inline) -> Inline:
    """Return what follows the colon of "Reading: …", if there is one before the first link."""
    colon = line.raw.find(":")
    first_link = line.raw.find(line.links[0].title) if line.links else len(line.raw)
    return line.cut(colon + 1) if 0 <= colon < max(first_link, 1) else line


def _beside(line: Inline) -> str:
    words = re.sub(r"\s*[,;]\s*(?=[,;]|$)", "", line.own_text).strip(_EDGES)
    words = re.sub(r"(?:\s[,;&]|\s?\band\b)+(?=\s|$)", "", words).strip(_EDGES)
    return "" if re.fullmatch(r"[\W_]*|(?:and|or)", words) else words


def _holds_links(lists: Sequence[List]) -> bool:
    return any(item.inline.links for one in lists for item in one.items)
