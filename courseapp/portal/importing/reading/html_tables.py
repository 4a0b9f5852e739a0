"""Tables that are written as HTML, cut into rows and cells of inline HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TABLE = re.compile(r"\s*<table\b[^>]*>(.*?)(?:</table\s*>\s*|\Z)", re.IGNORECASE | re.DOTALL)
_ROW = re.compile(r"<tr\b[^>]*>(.*?)(?=</?tr\b|</?table\b|\Z)", re.IGNORECASE | re.DOTALL)
_CELL = re.compile(r"<(?:td|th)\b([^>]*)>(.*?)(?=</?t[dhr]\b|\Z)", re.IGNORECASE | re.DOTALL)
_WIDTH = re.compile(r"colspan\s*=\s*[\"']?(\d{1,2})", re.IGNORECASE)
_BLOCK_END = re.compile(r"</(?:p|div|li)\s*>(?!\s*$)", re.IGNORECASE)


def rows_of(content: str) -> Iterator[tuple[int, list[str]]]:
    """Give each row its line, counted from that of the block, and its cells.

    Nothing is returned for a block that is more than one table. A cell over several columns
    leaves those behind it empty.
    """
    table = _TABLE.fullmatch(content)
    if not table or "<table" in table.group(1).lower():
        return
    for row in _ROW.finditer(content, *table.span(1)):
        cells: list[str] = []
        for attributes, inner in _CELL.findall(row.group(1)):
            width = _WIDTH.search(attributes)
            cells.append(" ".join(_BLOCK_END.sub("<br>", inner).split()))
            cells += [""] * (int(width.group(1)) - 1 if width else 0)
        if cells:
            yield content.count("\n", 0, row.start()), cells
