"""What of the page has found its place, line by line, and what is to be told about it."""

from __future__ import annotations

from collections.abc import Iterable

from courseapp.portal.importing.page import Note
from courseapp.portal.importing.reading.blocks import Block, Item, Row

_LONGEST = 160


class Ledger:
    """Readers take the lines that they have turned into values; the rest becomes page text.

    Lines count from 0 here, as in the tree; in notes they count from 1, as people do.
    """

    def __init__(self) -> None:
        self._taken: set[int] = set()
        self._notes: dict[Note, None] = {}  # in the order they were made
        self._noted: set[int] = set()

    def take(self, block: Block | Item | Row) -> None:
        if isinstance(block, Row):
            self._taken.add(block.line - 1)
        else:
            self._taken.update(range(block.first, block.last))

    def take_lines(self, lines: Iterable[int]) -> None:
        self._taken.update(lines)

    def release(self, lines: Iterable[int]) -> None:
        """Put lines back among the rest, although something around them was taken."""
        self._taken.difference_update(lines)

    def is_taken(self, line: int) -> bool:
        return line in self._taken

    def note(self, line: int, text: str, reason: str) -> None:
        words = " ".join(text.split())
        if len(words) > _LONGEST:
            words = words[: _LONGEST - 1].rstrip() + "…"
        self._notes.setdefault(Note(line, words, reason))
        self._noted.add(line - 1)

    def is_noted(self, line: int) -> bool:
        """Tell whether a line, from 0, has a note already."""
        return line in self._noted

    @property
    def notes(self) -> tuple[Note, ...]:
        return tuple(sorted(self._notes, key=lambda note: note.line))
