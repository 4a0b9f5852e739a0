"""What is to be handed in, and when: from prose about the grade, tables, and marks in cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from django.utils.translation import gettext as _

from courseapp.portal.importing.page import Milestone, MilestoneKind
from courseapp.portal.importing.reading.blocks import Paragraph, Table
from courseapp.portal.importing.reading.columns import Column, columns_of, is_date_cell
from courseapp.portal.importing.reading.dates import TermCalendar, find_dates
from courseapp.portal.importing.reading.due import DUE, DueMark, find_due, single_hour
from courseapp.portal.importing.reading.inline import Inline
from courseapp.portal.importing.reading.ledger import Ledger
from courseapp.portal.importing.reading.milestone_words import EDGES, Noun, nouns_in
from courseapp.portal.importing.reading.numbers import pages_in, percents_in, references_in
from courseapp.portal.importing.reading.outline import About, Section, walk_items

# A full stop behind an initial, or an abbreviation such as "e.g.", ends no sentence.
_SENTENCE = re.compile(
    r"(?<!\b\w\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)(?<!\bDr\.)(?<!\bProf\.)(?<=[.!?])\s+(?=[A-Z*_])"
)
_SEARCHED = {None, *About} - {About.TUTORING, About.PREREQUISITES, About.LINKS}
_ASKED_FOR = (MilestoneKind.ABSTRACT, MilestoneKind.FINAL)
_GRADED = re.compile(
    r"\b(?:grad|mid-?term|submi|hand|due|counts?|worth|consist|requir|percent|write)|%",
    re.IGNORECASE,
)
_RIGHT_BEFORE = re.compile(r"[\s:(–—-]*(?:(?:due|by|on)\b[\s:]*)?")
_EACH = re.compile(r"\b(?:each|all|every|both)\b", re.IGNORECASE)
_BELONGS = re.compile(r"\b(?:of|for|in|on|at|with) (?:the|your|an?) $", re.IGNORECASE)


@dataclass(slots=True)
class _Draft:
    kind: MilestoneKind
    title: str
    line: int
    due: DueMark | None = None
    moment: datetime | None = None  # from a mark in the schedule
    pages: tuple[int | None, int | None] | None = None
    references: int | None = None
    weight: int | None = None
    said: list[str] = field(default_factory=list)
    certain: bool = False  # asked for, not only mentioned with a length


class Milestones:
    """Gathers what the page says about each milestone, sentence by sentence."""

    def __init__(self) -> None:
        self._drafts: dict[tuple[MilestoneKind, str], _Draft] = {}
        self._hour: time | None = None  # of a line such as "All deadlines are at 10 PM:"

    def read_prose(self, sections: Sequence[Section], ledger: Ledger) -> None:
        for section in sections:
            if section.about not in _SEARCHED:
                continue
            self._hour = None
            for inline in _prose(section, ledger):
                self._unit(inline, graded=section.about is About.GRADING)

    def _unit(self, inline: Inline, *, graded: bool) -> None:
        """Read the sentences of a paragraph; one without a noun goes on about the last."""
        text = " ".join(inline.raw.split())
        current: _Draft | None = None
        for sentence in _SENTENCE.split(text):
            shared = single_hour(sentence) if _EACH.search(sentence) else None
            hour = shared or self._hour
            for clause in _clauses(sentence):
                current = self._clause(clause, hour, current, inline.line, graded=graded)
        if graded:
            self._weights(text, inline.line)
        if text.endswith(":"):
            self._hour = single_hour(text)

    def _clause(
        self, clause: str, hour: time | None, current: _Draft | None, line: int, *, graded: bool
    ) -> _Draft | None:
        noun = _subject(clause)
        if noun is None:
            if current is not None:
                self._facts(current, clause, hour)
            return current
        due = _due_of(clause, hour, listed=graded)
        wanted = graded and noun.kind in _ASKED_FOR
        asked = wanted and bool(_GRADED.search(clause))
        measured = wanted and (pages_in(clause) or references_in(clause))
        if noun.kind is None or not (
            due or asked or measured or self._known(noun.kind, noun.title)
        ):
            return None
        draft = self._draft(noun.kind, noun.title, line)
        draft.certain = draft.certain or asked
        if due and draft.due is None:
            draft.title = noun.title  # the sentence with the date names it best
        self._facts(draft, clause, hour)
        if graded:
            self._also_named(clause, noun, line)
        return draft

    def _also_named(self, clause: str, subject: Noun, line: int) -> None:
        """One clause may name two: "an abstract and a final project make up the grade"."""
        for noun in nouns_in(clause):
            belongs = _BELONGS.search(clause[: noun.start])
            if noun.kind in _ASKED_FOR and noun.kind is not subject.kind and not belongs:
                self._draft(noun.kind, noun.title, line).certain = True

    def _facts(self, draft: _Draft, clause: str, hour: time | None) -> None:
        draft.due = draft.due or _due_of(clause, hour, listed=True)
        draft.pages = draft.pages or pages_in(clause)
        draft.references = draft.references or references_in(clause)
        own = (noun for noun in nouns_in(clause) if not _BELONGS.search(clause[: noun.start]))
        shared = len({noun.kind for noun in own} - {None}) > 1
        if clause not in draft.said and not (shared and draft.due is None):
            draft.said.append(clause)

    def _weights(self, text: str, line: int) -> None:
        """Give each percentage to the noun nearest before it, else to the one behind it."""
        nouns, last = nouns_in(text), 0
        for place, value in percents_in(text):
            near = [noun for noun in nouns if last <= noun.start < place]
            far = [noun for noun in nouns if noun.start >= place]
            noun = near[-1] if near else next(iter(far), None)
            last = place
            draft = self._known(noun.kind, noun.title) if noun and noun.kind else None
            if draft and draft.weight is None:
                draft.weight = value

    def _known(self, kind: MilestoneKind, title: str) -> _Draft | None:
        """There is one abstract, one topic and one final hand-in; others go by their titles."""
        return self._drafts.get(_key(kind, title))

    def _draft(self, kind: MilestoneKind, title: str, line: int) -> _Draft:
        draft = self._known(kind, title)
        if draft is None:
            draft = _Draft(kind, title, line)
            self._drafts[_key(kind, title)] = draft
        return draft

    def read_tables(self, sections: Sequence[Section], ledger: Ledger) -> None:
        """Read "Deliverable | Due | Weight"; the table itself stays in the text."""
        for section in sections:
            for block in section.blocks:
                if isinstance(block, Table) and not ledger.is_taken(block.first):
                    self._table(block, graded=section.about is About.GRADING)

    def _table(self, table: Table, *, graded: bool) -> None:
        columns = columns_of(table)
        dated = columns.has(Column.DUE) or (graded and columns.has(Column.DATE))
        for row in table.rows:
            when = next((cell for cell in row.cells if is_date_cell(cell.text)), None)
            named = next((cell for cell in row.cells if nouns_in(cell.text)), None)
            if dated and when and named:
                noun = nouns_in(named.text)[0]
                title = noun.title if noun.kind is not MilestoneKind.OTHER else named.text
                draft = self._draft(noun.kind or MilestoneKind.OTHER, title.strip(EDGES), row.line)
                draft.due = draft.due or find_due(when.text)
            if graded:
                self._weights(" ".join(cell.text for cell in row.cells), row.line)

    def add_mark(self, title: str, moment: datetime | None, line: int, ledger: Ledger) -> None:
        """Add a due mark of the schedule; prose about the same milestone comes first."""
        noun = next(iter(nouns_in(title)), None)
        kind = (noun.kind if noun else None) or MilestoneKind.OTHER
        known = self._known(kind, title)
        if known and known.moment and moment and known.moment != moment:
            ledger.note(line, title, _("Two dates are told for this milestone; the first is kept."))
        draft = self._draft(kind, title, line)
        draft.moment = draft.moment or moment

    def finished(self, calendar: TermCalendar, zone: str, ledger: Ledger) -> Iterator[Milestone]:
        for draft in self._drafts.values():
            told = draft.due.moment(calendar, zone) if draft.due else None
            due = told or draft.moment
            if draft.due is None and due is None and not (draft.certain or draft.weight):
                continue
            if due is None and draft.due is None:
                ledger.note(draft.line, draft.title, _("This milestone needs a date."))
            elif due is None:
                ledger.note(draft.line, draft.title, _("The date of this milestone is no day."))
            elif told and draft.moment and told.date() != draft.moment.date():
                reason = _("Text and schedule tell different dates for this; the text's is kept.")
                ledger.note(draft.line, draft.title, reason)
            least, most = draft.pages or (None, None)
            yield Milestone(
                kind=draft.kind,
                title=draft.title,
                due=due,
                instructions=" ".join(draft.said),
                min_pages=least,
                max_pages=most,
                min_references=draft.references,
                weight=draft.weight,
                line=draft.line,
            )


def _key(kind: MilestoneKind, title: str) -> tuple[MilestoneKind, str]:
    return kind, title.casefold() if kind is MilestoneKind.OTHER else ""


def _prose(section: Section, ledger: Ledger) -> Iterator[Inline]:
    for block in section.blocks:
        if isinstance(block, Paragraph) and not ledger.is_taken(block.first):
            yield block.inline
        for item in walk_items([block]):
            if not ledger.is_taken(item.first) and item.inline.spans:
                yield item.inline


def _subject(clause: str) -> Noun | None:
    """Return what a clause is about: its first noun, or a narrower one of its kind.

    In "two pieces of coursework: CW1 due 3/4" it is the last one in front of the day.
    """
    nouns = nouns_in(clause)
    if not nouns:
        return None
    day = next((mark.start for mark in find_dates(clause)), 0)
    before = [
        noun for noun in nouns if noun.end <= day and not _BELONGS.search(clause[: noun.start])
    ]
    if before and _RIGHT_BEFORE.fullmatch(clause[before[-1].end : day]):
        return before[-1]
    same = [noun for noun in nouns if noun.kind is nouns[0].kind and noun.start < day]
    return same[-1] if same and nouns[0].kind is MilestoneKind.OTHER else nouns[0]


def _clauses(sentence: str) -> Iterator[str]:
    """Cut a sentence that tells several dates at the nouns they belong to."""
    days = [mark.start for mark in find_dates(sentence)]
    start = 0
    if len(days) > 1:
        for noun in nouns_in(sentence):
            dated = any(start <= day < noun.start for day in days)
            if dated and noun.kind and not _BELONGS.search(sentence[: noun.start]):
                yield sentence[start : noun.start].strip()
                start = noun.start
    yield sentence[start:].strip()


def _due_of(clause: str, hour: time | None, *, listed: bool) -> DueMark | None:
    """Find a due date; in a list about the grade "Abstract: March 8" will do without "due"."""
    if DUE.search(clause):
        return find_due(clause, hour)
    marks = find_dates(clause) if listed else ()
    before = clause[: marks[0].start] if marks else ""
    short = re.search(r"[:–—(|-]\s*(?:\w+,?\s+)?$", before) and len(clause.split()) <= 14
    return find_due(clause, hour) if short else None
