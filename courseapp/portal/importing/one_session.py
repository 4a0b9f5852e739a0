"""One class of a track, pasted as a text of its own in the form that course pages use.

With a title in front ("* Class 3: ResNets", "#### Class 3: ResNets (Feb 15)", or a line of its
own) or without; its parts as items, headings, bold words or bare lines: Motivation, Required,
Optional, Questions. The text is set as the only class of a small course page and read as one.
What cannot be placed is noted, with its line: nothing is lost silently.
"""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext as _

from courseapp.portal.importing.page import CoursePage, Note, Session, flat
from courseapp.portal.importing.reading.decoding import looks_binary, tidy
from courseapp.portal.importing.reading.tracks import Part, part_of
from courseapp.portal.importing.reading.whole_page import NotACoursePage, read_page

LARGEST = 200_000  # characters; a session has some thousand

_NO_NUMBER = 999  # stands in for the number that the text does not have
_CLASS = re.compile(
    r"(?:class|session|week|meeting|lesson|unit|tutorial|lab|seminar|recitation)\.?\s*#?\d{1,3}\b",
    re.IGNORECASE,
)
_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*$")
_ITEM = re.compile(r"(?:[-*+•]|\d{1,3}[.)])\s+")
_INSIDE = re.compile(r"\s|>")
_BOLD_END = re.compile(r"(?:\*\*|__):|:(?:\*\*|__)")
_DRESSING = re.compile(r"^[*_\s]+|[*_\s]+$")
_FENCE = re.compile(r"\s*(?:```|~~~|\$\$\s*$)")
_WORD = re.compile(r"\w+")
_PAGE = ("# Course", "", "## Tutoring", "", "### Track", "")


class NotASession(ValueError):
    """What was pasted cannot be read; the message says so in a sentence."""


@dataclass(frozen=True, slots=True)
class ReadSession:
    session: Session
    notes: tuple[Note, ...]


def read_session(text: str, *, first_day: date | None, last_day: date | None) -> ReadSession:
    """Read a pasted session. A day without a year is taken to lie in the term, if there is one.
    Raises NotASession, and nothing else whatever the text is."""
    if not text.strip():
        raise NotASession(_("Nothing was pasted."))
    if len(text) > LARGEST:
        raise NotASession(_("This is too long for one session."))
    if looks_binary(text):
        raise NotASession(_("This is not text."))
    typed = textwrap.dedent(tidy(text)).strip("\n")
    page = _as_page(typed)
    read = _in_term(page.text, first_day, last_day)
    sessions = read.tracks[0].sessions if read.tracks else ()
    if not sessions:
        raise _nothing_found()
    session = sessions[0]
    if session.number == _NO_NUMBER:
        session = replace(session, number=None)
    notes = [Note(page.line(n.line), n.text, n.reason) for n in read.notes if n.line > len(_PAGE)]
    notes += [_another(one, page) for one in sessions[1:]]
    end = page.line(sessions[1].line) if sessions[1:] else typed.count("\n") + 2
    told = {note.line for note in notes}
    notes += [note for note in _unplaced(typed, session, end=end) if note.line not in told]
    return ReadSession(session, tuple(sorted(set(notes), key=lambda note: note.line)))


# --- The text as a page -----------------------------------------------------------------------


@dataclass(slots=True)
class _Page:
    """Lines of a page, and the line (from 1) of the pasted text that each comes from."""

    lines: list[str] = field(default_factory=lambda: list(_PAGE))
    numbers: list[int] = field(default_factory=lambda: [1] * len(_PAGE))

    def add(self, line: str, number: int) -> None:
        self.lines.append(line)
        self.numbers.append(number)

    def part(self, number: int) -> None:
        """Set what follows apart: a phone's keyboard makes no empty lines."""
        if self.lines[-1].strip():
            self.add("", number)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def line(self, number: int) -> int:
        return self.numbers[min(number, len(self.numbers)) - 1]


def _as_page(typed: str) -> _Page:
    page = _Page()
    lines = typed.split("\n")
    start = _add_title(page, lines)
    fenced, opened, within = False, False, None
    for number, line in enumerate(lines[start:], start=start + 1):
        is_fence = bool(_FENCE.match(line))
        part = None if fenced or is_fence else _part_opened(line)
        if opened or part or (within is Part.QUESTIONS and not fenced and _is_bare(line)):
            page.part(number)
        page.add(line if fenced else _below_title(line), number)
        fenced ^= is_fence
        opened = part is not None
        within = part or within
    return page


def _add_title(page: _Page, lines: list[str]) -> int:
    """Write the heading of the class; return how many lines it took."""
    first = lines[0]
    bare = _bare(first)
    if _ITEM.match(first) and _CLASS.match(bare):
        return 0  # an item, with everything below it
    title = "" if _ITEM.match(first) or _INSIDE.match(first) or _part_opened(first) else bare
    numbered = title if _CLASS.match(title) else f"Class {_NO_NUMBER}: {title}"
    page.add(f"#### {numbered}", 1)
    page.part(1)
    return 1 if title else 0


def _bare(line: str) -> str:
    heading = _HEADING.match(line)
    words = heading[1] if heading else _ITEM.sub("", line, count=1)
    return _DRESSING.sub("", _BOLD_END.sub(":", words))


def _below_title(line: str) -> str:
    """Headings of the text lie below that of the class, unless they are other classes."""
    heading = _HEADING.match(line)
    if heading is None:
        return line
    return f"{'####' if _CLASS.match(_bare(line)) else '#####'} {heading[1]}"


def _part_opened(line: str) -> Part | None:
    """Return the part that a bare line opens: "Required", "**Motivation**: why?"."""
    if not _is_bare(line):
        return None
    bare = _bare(line)
    found = part_of(bare)
    if found is None:
        return None
    part, end = found
    return part if end >= len(bare.rstrip(":*_ ")) or ":" in bare[: end + 4] else None


def _is_bare(line: str) -> bool:
    return bool(line.strip()) and not _ITEM.match(line) and not _INSIDE.match(line)


# --- Reading it -------------------------------------------------------------------------------


def _in_term(text: str, first_day: date | None, last_day: date | None) -> CoursePage:
    """Read the page in the year in which its day lies in the term."""
    ends = [day for day in (first_day, last_day) if day]
    years: list[int | None] = [*sorted({day.year for day in ends})] or [None]
    read = [_read(text, year) for year in years]
    for page in read:
        day = page.tracks[0].sessions[0].day if page.tracks else None
        if day and len(ends) == 2 and ends[0] <= day <= ends[1]:
            return page
    return read[0]


def _read(text: str, year: int | None) -> CoursePage:
    try:
        return read_page(text, slug="pasted", year=year)
    except NotACoursePage as error:
        raise _nothing_found() from error


def _nothing_found() -> NotASession:
    told = _("None of these was found in the text: Motivation, Required, Optional, Questions.")
    return NotASession(told)


def _another(session: Session, page: _Page) -> Note:
    return Note(
        page.line(session.line),
        session.title,
        _("This is another class. It was left out; paste it on its own."),
    )


def _unplaced(typed: str, session: Session, *, end: int) -> Iterator[Note]:
    """Tell of each line before `end` that has words which the session has not."""
    there = Counter(_WORD.findall(_words_of(session)))
    for number, line in enumerate(typed.split("\n")[: end - 1], start=1):
        said = _ITEM.sub("", line.strip(), count=1)
        words = Counter(_WORD.findall(said)) - Counter(_WORD.findall(_label(line)))
        if words - there:
            yield Note(number, line.strip()[:160], _("This was not placed anywhere."))
        there -= words


def _label(line: str) -> str:
    """What only says what a line is, and stands in no text: "Class 3", "Required Reading"."""
    bare = _bare(line.strip())
    if found := _CLASS.match(bare):
        return found[0]
    part = part_of(bare)
    return bare[: part[1]] if part else ""


def _words_of(session: Session) -> str:
    readings = [one.whole for one, _depth in flat((*session.required, *session.optional))]
    day = session.day
    dated = f"{day:%Y %B %b %A %a %d %m} {day.day} {day.month}" if day else ""
    return "\n".join([session.title, session.motivation, *readings, *session.questions, dated])
