"""References by anchor: what each marked section of a page, or of a second file, lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from courseapp.portal.importing.page import Reference
from courseapp.portal.importing.reading import citations
from courseapp.portal.importing.reading.blocks import Block, Heading, Paragraph, Raw

_NAMED = re.compile(r"<\w+\s[^>]*\b(?:name|id)\s*=\s*[\"']?([^\s\"'>]+)", re.IGNORECASE)


@dataclass(slots=True)
class Anchored:
    """A stretch that an anchor marks: up to the next one, or to a heading of its own rank."""

    name: str
    line: int
    blocks: list[Block] = field(default_factory=list)
    level: int | None = None  # of the heading it begins with; None until one is seen
    written: bool = True  # as an anchor; False for the name that a heading has by itself

    @property
    def references(self) -> tuple[Reference, ...]:
        return tuple(citations.in_blocks(self.blocks))


def anchored(blocks: Sequence[Block]) -> tuple[Anchored, ...]:
    """Find every anchor in the order of the page; one name may occur more than once."""
    made: list[Anchored] = []
    current: list[Anchored] = []
    for block in blocks:
        names = list(_names(block))
        if names and not isinstance(block, Heading):
            current = [one for one in current if one.level is not None]
        opened = [Anchored(name, block.first + 1) for name in names]
        if isinstance(block, Heading):
            current = [one for one in current if one.level is None or one.level < block.level]
            slug = Anchored(_slug(block.inline.text), block.first + 1, written=False)
            opened.append(slug)
            for one in (*current, *opened):
                if one.level is None and not one.blocks:
                    one.level = block.level
                else:
                    one.blocks.append(block)
        else:
            for one in current:
                one.blocks.append(block)
        current += opened
        made += opened
    return tuple(made)


def _names(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph | Heading):
        yield from block.inline.anchors
    elif isinstance(block, Raw) and block.kind == "html_block":
        yield from _NAMED.findall(block.content)


def _slug(heading: str) -> str:
    """The name that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
