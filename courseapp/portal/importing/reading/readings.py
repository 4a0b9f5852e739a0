"""Nested lists of things to read, and of questions, below a class of a track."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from courseapp.portal.importing.page import Reading
from courseapp.portal.importing.reading import citations
from courseapp.portal.importing.reading.blocks import Block, Item, List, Paragraph
from courseapp.portal.importing.reading.inline import Inline
from courseapp.portal.importing.reading.tree import Tree

_BRACKETED = re.compile(r"\(([^()]*(?:\([^()]*\))?[^()]*)\)")
_PART = re.compile(
    r"\b(?:(?:minus|except|without)\s+)?(?:(?:ch(?:apter)?s?|sec(?:tion)?s?|pages?|pp?|parts?"
    r"|lectures?|exercises?|eqs?|figures?)"
    r"\.?\s*\d[\w.,{}\s–-]*(?<![\s,]))",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"[\d.,\s–-]+")
_OPEN_END = re.compile(r"\s+(?:from|of|in|on|at)\s*$", re.IGNORECASE)
_EDGES = " \t,;.:–—-"


def readings_in(blocks: Sequence[Block], tree: Tree, *, required: bool) -> Iterator[Reading]:
    """Read the lists, and the lone paragraphs, below "Required Reading".

    The rule of counting: an item is a reading if it carries one of its own, in a link or in
    words. An item that only gathers ("ResNets and ODEs:" over two links) is the group of the
    readings below it. An item without a link below a reading is a remark on that reading; one
    with a link hangs under it as a reading. An item with several links is one reading.
    """
    for block in blocks:
        if isinstance(block, List):
            yield from _in_list(block, tree, required=required, group="")
        elif isinstance(block, Paragraph):
            for line in block.inline.lines():
                yield of_line(line, required=required)


def of_line(line: Inline, *, required: bool) -> Reading:
    return _reading(line, required=required, group="", text=line.markdown)


def of_words(words: Inline, *, required: bool) -> Iterator[Reading]:
    """Read what stands behind "Required:" on its line; semicolons part readings with links."""
    pieces = [piece for piece in citations.pieces(words) if piece.text.strip(_EDGES)]
    linked = all(piece.links for piece in pieces)
    yield from (of_line(piece, required=required) for piece in (pieces if linked else [words]))


def count(readings: Sequence[Reading]) -> int:
    """Count readings with those that hang under them."""
    return sum(1 + count(reading.children) for reading in readings)


def _in_list(block: List, tree: Tree, *, required: bool, group: str) -> Iterator[Reading]:
    for item in block.items:
        if _gathers(item):
            words = item.inline.text.strip(_EDGES)
            for one in item.lists:
                yield from _in_list(one, tree, required=required, group=words or group)
        elif item.inline.spans or item.blocks:
            yield _of_item(item, tree, required=required, group=group)


def _gathers(item: Item) -> bool:
    below = [child for one in item.lists for child in one.items]
    return not item.inline.links and any(_has_link(child) for child in below)


def _has_link(item: Item) -> bool:
    below = [child for one in item.lists for child in one.items]
    return bool(item.inline.links) or any(map(_has_link, below))


def _of_item(item: Item, tree: Tree, *, required: bool, group: str) -> Reading:
    children: list[Reading] = []
    remarks: list[str] = []
    for block in item.blocks[1:] if item.inline.spans else item.blocks:
        if not isinstance(block, List):
            remarks.append(dedented(tree, block.first, block.last))
            continue
        for child in block.items:
            if _has_link(child):
                children.extend(
                    _in_list(
                        List(child.first, child.last, (child,), block.ordered),
                        tree,
                        required=required,
                        group="",
                    )
                )
            else:
                remarks.append(item_text(child, tree))
    text = without_marker(dedented(tree, item.first, item.own_last))
    return _reading(
        item.inline,
        required=required,
        group=group,
        text=text,
        remark="\n\n".join(remarks),
        children=tuple(children),
    )


def _reading(
    line: Inline,
    *,
    required: bool,
    group: str,
    text: str,
    remark: str = "",
    children: tuple[Reading, ...] = (),
) -> Reading:
    links = line.links
    return Reading(
        required=required,
        title=links[0].title if links else line.text.strip(_EDGES),
        url=links[0].url if links else "",
        which_part=_which_part(line) if links else "",
        remark=remark,
        group=group,
        text=text,
        children=children,
    )


def _which_part(line: Inline) -> str:
    """Find "(Ch 3, Ch 4)" behind, or "Sections 2,3 from" before the first link."""
    words = line.own_text
    for inside in _BRACKETED.findall(words):
        if _PART.search(inside) or _NUMBERS.fullmatch(inside):
            return str(inside).strip()
    found = _PART.search(words)
    return _OPEN_END.sub("", found.group()).strip(_EDGES) if found else ""


def item_text(item: Item, tree: Tree) -> str:
    """Return an item as Markdown of its own: code, formulas and lists below it included."""
    return without_marker(dedented(tree, item.first, item.last))


def dedented(tree: Tree, first: int, last: int) -> str:
    """Cut lines out of the page and move them to the margin."""
    lines = [line.expandtabs(4) for line in tree.lines[first:last]]
    filled = [line for line in lines if line.strip()]
    if not filled:
        return ""
    margin = len(filled[0]) - len(filled[0].lstrip())
    moved = (line[min(margin, len(line) - len(line.lstrip())) :] for line in lines)
    return "\n".join(line.rstrip() for line in moved).strip("\n")


def without_marker(text: str) -> str:
    """Take the bullet or number from the front of an item, and the indent it causes."""
    first, *rest = text.split("\n")
    marker = re.match(r"(?:[-*+]|\d{1,9}[.)])(?:\s+|$)", first)
    if not marker:
        return text
    width = len(marker.group())
    moved = (line[min(width, len(line) - len(line.lstrip())) :] for line in rest)
    return "\n".join((first[width:], *moved)).strip()
