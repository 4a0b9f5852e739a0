"""Due marks in the cells of the schedule: "Midterm Exam (due on Mar 11)", "HW1 due"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from courseapp.portal.importing.page import Lecture
from courseapp.portal.importing.reading import citations
from courseapp.portal.importing.reading.dates import TermCalendar, find_dates
from courseapp.portal.importing.reading.due import MARK, find_due, moment_of
from courseapp.portal.importing.reading.entries import Entry
from courseapp.portal.importing.reading.inline import Inline
from courseapp.portal.importing.reading.ledger import Ledger
from courseapp.portal.importing.reading.milestone_words import EDGES, nouns_in
from courseapp.portal.importing.reading.milestones import Milestones

_GIVEN_OUT = re.compile(r"\b(?:out|released|assigned|posted|handed out)\b", re.IGNORECASE)
_PARTING = re.compile(r"[;,.:](?=\s)|\s[–—+&|-](?=\s)|(?<=\w)\s:")


def read_due_marks(
    entries: Iterable[Entry],
    lectures: Iterable[Lecture],
    *,
    milestones: Milestones,
    calendar: TermCalendar,
    zone: str,
    ledger: Ledger,
) -> None:
    """Add what the cells say is due; without a day of its own it is due on the lecture's.

    Under a header such as "Due" a cell needs no mark.
    """
    for entry, lecture in zip(entries, lectures, strict=True):
        marked = [(line, False) for cell in entry.marked for line in _pieces(cell)]
        due = [(line, True) for cell in entry.due for line in _pieces(cell)]
        for line, in_due_column in (*marked, *due):
            text = line.text
            mark = MARK.search(text)
            if not _is_due(text, mark, in_due_column=in_due_column):
                continue
            told = find_due(text[mark.start() :] if mark else text)
            if told:
                moment = told.moment(calendar, zone)
            else:
                moment = moment_of(lecture.day, None, zone) if lecture.day else None
            title = _title(line) or lecture.title
            milestones.add_mark(title, moment, lecture.line, ledger)


def _pieces(cell: Inline) -> Iterator[Inline]:
    """Cut a cell at its lines and semicolons, if each piece says what is due or given out."""
    for line in cell.lines():
        pieces = tuple(citations.pieces(line))
        each = all(MARK.search(piece.text) or _GIVEN_OUT.search(piece.text) for piece in pieces)
        yield from pieces if each else (line,)


def _is_due(text: str, mark: re.Match[str] | None, *, in_due_column: bool) -> bool:
    """A deadline, other than what is due, may be anybody's: "No meeting (ICML deadline)"."""
    if mark is None:
        return in_due_column and not _GIVEN_OUT.search(text)
    return mark.group().lower() != "deadline" or in_due_column or bool(nouns_in(text))


def _title(line: Inline) -> str:
    """Return what is due: the words before the mark, else those behind it, without the day."""
    text = line.text
    mark = MARK.search(text)
    words = text[: mark.start()] if mark else text
    if mark and not words.strip(EDGES):
        words = text[mark.end() :]
    for date_mark in reversed(find_dates(words)):
        words = words[: date_mark.start] + words[date_mark.end :]
    words = re.sub(r"\b(?:is|are)\s*$", "", " ".join(words.split()).strip(EDGES))
    return _narrowed(words.strip(EDGES))


def _narrowed(words: str) -> str:
    """In "Trees; HW1" only what stands last, and is handed in, is due."""
    *before, last = _PARTING.split(words)
    last = last.strip(EDGES)
    noun = next(iter(nouns_in(last)), None)
    if noun and noun.end - noun.start == len(last):
        return noun.title
    return last[:1].upper() + last[1:] if before and noun else words
