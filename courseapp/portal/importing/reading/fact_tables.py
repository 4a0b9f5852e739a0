"""Tables that are laid out facts, "Instructor | Jane Roe", and no rows of a kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from courseapp.portal.importing.reading.inline import BREAK, LINE_END, Inline, Span
from courseapp.portal.importing.reading.roles import is_role

_FACT = re.compile(
    r"(?:course |class |lecture )?(?:lectures?|class(?:es)?|meets|meetings?|times?|hours|schedule"
    r"|when|where|locations?|places?|rooms?|venue|days?|dates|office hours?|offices?|phone"
    r"|e-?mails?|contacts?|web ?sites?|web ?pages?|home ?pages?|forum|piazza|slack|canvas|ed"
    r"|discussions?|sections?|recitations?|labs?|tutorials?|seminars?|term|semester|quarter|year|units|credits?"
    r"|ects|codes?|numbers?|titles?|names?|prerequisites?|text ?books?|language|institution|school"
    r"|university|department|level|zoom|video|grading|syllabus|communication)"
    r"(?: (?:times?|and|&|/|location|place|room|hours))*",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"[\d.,\s]*%?")
_MOST = 0.6


def is_facts(rows: Sequence[Sequence[Inline]]) -> bool:
    """Tell whether most of the first of two columns are labels of facts; the header counts too.

    Four columns may be two and two.
    """
    if len(rows[0]) not in (2, 4) or any(len(row) != len(rows[0]) for row in rows):
        return False
    filled = [row[n : n + 2] for row in rows for n in range(0, len(row), 2) if _any(row[n : n + 2])]
    if len(filled) < 2:
        return False
    if rows[0][0].text and not _is_fact(rows[0]):
        return False
    return sum(map(_is_fact, filled)) >= _MOST * len(filled)


def _any(row: Sequence[Inline]) -> bool:
    return any(cell.text for cell in row)


def _is_fact(row: Sequence[Inline]) -> bool:
    label, said = row[0].text.strip(" :*"), row[1].text
    told = bool(_FACT.fullmatch(label)) or is_role(label)
    return told and not _FIGURE.fullmatch(said) and not _FACT.fullmatch(said)


def as_lines(rows: Sequence[tuple[Sequence[Inline], int]]) -> Inline:
    """Write the rows, each with its line, as the lines of one paragraph: "Instructor: Jane Roe"."""
    spans: list[Span] = []
    anchors: list[str] = []
    first = at = rows[0][1]
    for cells, line in rows:
        spans.append(Span(LINE_END * (line - at)))
        at = line
        for number, cell in enumerate(cells):
            between = ("", ": ", BREAK, ": ")[number] if cells[number - number % 2].text else ""
            spans += [Span(between), *_counted_on(cell.spans, spans)]
            anchors += cell.anchors
    return Inline(tuple(span for span in spans if span.text or span.nth), first, tuple(anchors))


def _counted_on(new: Sequence[Span], known: Sequence[Span]) -> list[Span]:
    """Count the links of one cell on from those of the cells before it."""
    last = max((span.nth for span in known), default=0)
    return [replace(span, nth=span.nth + last) if span.nth else span for span in new]
