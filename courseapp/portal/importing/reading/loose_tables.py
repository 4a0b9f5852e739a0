"""Tables that Markdown does not take for tables, because their bars do not add up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

_DIVIDER = re.compile(r"[\s|:\-]*-[\s|:\-]*")
_BAR = re.compile(r"(?<!\\)\|")


class Flaw(StrEnum):
    WIDE_ROW = "wide row"
    BAD_DIVIDER = "bad divider"
    NO_DIVIDER = "no divider"
    INDENTED = "indented"


def is_divider(line: str) -> bool:
    return "|" in line and bool(_DIVIDER.fullmatch(line))


def split_bars(line: str) -> list[str]:
    """Cut a line of a table into cells; an escaped bar belongs to its cell."""
    cells = [cell.strip().replace("\\|", "|") for cell in _BAR.split(line.strip())]
    if cells and not cells[0]:
        cells.pop(0)
    if cells and not cells[-1]:
        cells.pop()
    return cells


def find(lines: Sequence[str]) -> tuple[int, Flaw | None]:
    """Find where in a paragraph a table begins that the parser did not see.

    Either a divider line whose number of columns differs from the header above it, or lines
    that all begin and end with a bar and have no divider at all. Dividers alone are no table.
    """
    if all(is_divider(line) or "|" not in line for line in lines):
        return 0, None
    for number, line in enumerate(lines[1:], 1):
        if is_divider(line) and "|" in lines[number - 1]:
            return number - 1, Flaw.BAD_DIVIDER
    barred = [line.strip() for line in lines if line.strip()]
    if len(barred) >= 2 and all(re.fullmatch(r"\|.*\|.*\|", line) for line in barred):
        return 0, Flaw.NO_DIVIDER
    return 0, None
