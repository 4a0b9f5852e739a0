"""Headings that are written as HTML: ``<h1 align="center">CS 101: Heaps</h1>``."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1\s*>", re.IGNORECASE | re.DOTALL)
_END = re.compile(r"</(?:p|div|li|tr|center)\s*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def pieces_of(content: str) -> Iterator[tuple[int, int, int, str]]:
    """Cut a block of HTML at its headings; nothing is returned when it has none.

    Each piece tells its first line and the one past its last, both counted from the block's
    own, the level of the heading (0 for what stands between), and the inline HTML in it.
    """
    position, at = 0, 0
    for found in _HEADING.finditer(content):
        if found.group(2).strip():
            first = content.count("\n", 0, found.start())
            yield from _between(content[position : found.start()], at, first)
            at = first + found.group().count("\n") + 1
            yield first, at, int(found.group(1)), " ".join(found.group(2).split())
            position = found.end()
    if at:
        last = max(at, content.rstrip("\n").count("\n") + 1)
        yield from _between(content[position:], at, last)


def _between(text: str, first: int, last: int) -> Iterator[tuple[int, int, int, str]]:
    if _TAG.sub("", text).strip():
        yield first, last, 0, " ".join(_END.sub("<br>", text).split())
