"""When and where the course meets: lectures, tutoring, office hours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from courseapp.portal.importing.page import Meeting, MeetingKind
from courseapp.portal.importing.reading.columns import Column, Columns, columns_of
from courseapp.portal.importing.reading.inline import Inline, Span
from courseapp.portal.importing.reading.ledger import Ledger
from courseapp.portal.importing.reading.names import is_name, leading_name
from courseapp.portal.importing.reading.outline import About, Section, walk_items
from courseapp.portal.importing.reading.places import place_of
from courseapp.portal.importing.reading.slots import Slot, slots_in
from courseapp.portal.importing.reading.staff import Staff
from courseapp.portal.importing.reading.tree import Item, List, Paragraph, Row, Table
from courseapp.portal.importing.reading.weekdays import find_weekdays

_KIND_WORDS = (
    (
        MeetingKind.OFFICE_HOURS,
        (
            r"office hours?|\bo\.?h\.?\b|consultations?|drop-?in|help (?:hours|session|desk)"
            r"|sprechstunde"
        ),
    ),
    (
        MeetingKind.TUTORING,
        (
            r"tutor|recitations?|\blabs?\b|lab(?:oratory)? sessions?|practicals?|discussions?"
            r"|exercise|problem (?:class|session)|examples? class|seminars?|workshops?|precepts?"
            r"|parallel curricul|reading group"
            r"|review sessions?|\bsections?\b|\bgroup \d"
        ),
    ),
    (MeetingKind.LECTURE, r"lectures?\b|class(?:es)?\b|meets?\b|meetings?|course\b"),
)
_KINDS = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _KIND_WORDS)
_OF_SECTION = {
    About.OFFICE_HOURS: MeetingKind.OFFICE_HOURS,
    About.STAFF: MeetingKind.OFFICE_HOURS,
    About.TUTORING: MeetingKind.TUTORING,
}
_SEARCHED = {None, About.LOGISTICS, About.STAFF, About.OFFICE_HOURS, About.DESCRIPTION,
             About.LECTURES, About.TUTORING, About.SYLLABUS}  # fmt: skip
_PLACE_LINE = re.compile(r"^\W*(?:place|location|room|where|venue|classroom)\b\W*", re.IGNORECASE)
_OPTIONAL = re.compile(r"\boptional\b", re.IGNORECASE)
_CALL = re.compile(
    r"zoom|meet\.google|teams\.(?:microsoft|live)|webex|jitsi|whereby", re.IGNORECASE
)
_NOT_WEEKLY = re.compile(r"\b(?:due|deadline|submit|exam|midterm|quiz|homework)\b", re.IGNORECASE)
_OPEN_HOURS = re.compile(
    r"\bappointment\b|\btb[adc]\b|to be (?:announced|determined)", re.IGNORECASE
)
_STOP = re.compile(r"(?<=[\w)])\.\s+(?=[A-Z])")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_EDGES = " \t\n,;.:–—-|@·•/"
_GAP = Span(", ")
_LONG_LINE = 30  # words; such a line is running text, and stays one


def read_meetings(sections: Sequence[Section], staff: Staff, ledger: Ledger) -> tuple[Meeting, ...]:
    reading = _Reading(staff, ledger)
    for section in sections:
        if section.about in _SEARCHED:
            reading.section(section)
    return tuple(reading.found)


class _Reading:
    def __init__(self, staff: Staff, ledger: Ledger) -> None:
        self.staff = staff
        self.ledger = ledger
        self.found: list[Meeting] = []

    def section(self, section: Section) -> None:
        known = len(self.found)
        above: Inline | None = None  # a line such as "Office hours:" over a list
        for block in section.blocks:
            if isinstance(block, Paragraph):
                for line in self._open(block.inline.statements()):
                    self._line(line, "", section)
                above = _announcing(block.inline)
            elif isinstance(block, List):
                self._list(block, above, section)
            elif isinstance(block, Table) and not self.ledger.is_taken(block.first):
                self._table(block, section)
            elif isinstance(block, Table):
                self._rows(block, columns_of(block), section)
        self._places(section, known)

    def _open(self, lines: Iterable[Inline]) -> Iterator[Inline]:
        return (line for line in lines if not self.ledger.is_taken(line.line - 1))

    def _list(self, block: List, above: Inline | None, section: Section) -> None:
        for item in block.items:
            self._item(item, above.text if above else "", section)
        firsts = (item.first for item in walk_items([block]))
        if above and all(map(self.ledger.is_taken, firsts)):
            self.ledger.take_lines([above.line - 1])

    def _item(self, item: Item, label: str, section: Section) -> None:
        for line in self._open(item.inline.statements()):
            self._line(line, label, section)
        inner = " ".join(filter(None, (label, item.inline.text)))
        for one in item.lists:
            for child in one.items:
                self._item(child, inner, section)

    def _line(self, line: Inline, label: str, section: Section) -> None:
        """Read a line, one sentence after the other; it is taken if nothing of it is left."""
        text = " ".join(line.raw.split())
        pieces = list(_sentences(text))
        read = [self._sentence(piece, line, label, section) for piece in pieces]
        if all(read) and len(text.split()) <= _LONG_LINE * len(pieces):
            self.ledger.take_lines(range(line.line - 1, line.last))

    def _sentence(self, text: str, line: Inline, label: str, section: Section) -> bool:
        slots = slots_in(text)
        kind = self._kind(text, label, section, slots)
        if kind is MeetingKind.OFFICE_HOURS and not slots and _OPEN_HOURS.search(text):
            reason = _("Office hours without a weekday cannot be put into a calendar.")
            self.ledger.note(line.line, text, reason)
        if kind is None or not slots:
            return False
        leftover, start, host = "", 0, ""
        for number, slot in enumerate(slots):
            end = slots[number + 1].start if number + 1 < len(slots) else len(text)
            before, behind = text[start : slot.start], text[slot.end : end]
            place, leftover = place_of(before, text[slot.start : slot.end], behind)
            if kind is MeetingKind.OFFICE_HOURS:
                host = self._host(before, behind) or host or self._host_of_line(line)
            self._add(slot, place, kind, host, line, section)
            start = slot.end
        return not leftover and all(slot.hours and slot.hours.end for slot in slots)

    def _kind(
        self, text: str, label: str, section: Section, slots: Sequence[Slot]
    ) -> MeetingKind | None:
        """Decide by the words in front of the hours, around them, then by the section.

        In running text, and where no hours are given, only a line that says what it is counts.
        """
        front = text[: slots[0].start] if slots else text
        kind = kind_in(front) or kind_in(label) or _OF_SECTION.get(section.about or About.PROSE)
        timed = any(slot.hours and slot.hours.end for slot in slots)
        if slots and not timed:
            spoken = kind_in(front) or kind_in(label) or kind_in(text)
            hours = any(slot.hours for slot in slots)
            if _NOT_WEEKLY.search(text) or len(text.split()) > (25 if hours else 12):
                return None
            return spoken
        if slots and _NOT_WEEKLY.search(front):
            return None
        return kind or kind_in(text) or (MeetingKind.LECTURE if slots else None)

    def _add(
        self,
        slot: Slot,
        place: str,
        kind: MeetingKind,
        host: str,
        line: Inline,
        section: Section,
    ) -> None:
        call = next((link.url for link in line.links if is_call(link.url)), "")
        others = (link for link in line.links if link.url != call)
        self.staff.links.extend(one for one in others if not one.url.startswith("mailto:"))
        for day in slot.days:
            self.found.append(
                Meeting(
                    kind=kind,
                    weekday=day,
                    start=slot.hours.start if slot.hours else None,
                    end=slot.hours.end if slot.hours else None,
                    place=place,
                    optional=bool(_OPTIONAL.search(f"{section.title} {line.text}")),
                    url=call,
                    host=host,
                    line=line.line,
                )
            )

    def _host(self, before: str, behind: str) -> str:
        """Find whose hours they are: a name in brackets behind them, or one in front."""
        for text in (*_BRACKETED.findall(behind), before):
            for person in self.staff.people:
                parts = (part for part in person.name.split() if len(part) > 2)
                if any(_names(part, text) for part in parts):
                    return person.name
            named = leading_name(re.sub(r"^\W*(?:TA|GSI|Prof\w*|Dr)\b\W*", "", text).lstrip(" *("))
            if is_name(named) and not find_weekdays(named):
                return named
        return ""

    def _host_of_line(self, line: Inline) -> str:
        return self.staff.hosts.get(line.line - 1, "")

    def _places(self, section: Section, known: int) -> None:
        """Give a line that only tells the place, "Where: CIWW 102", to the lectures beside it."""
        for block in section.blocks:
            inlines = [block.inline] if isinstance(block, Paragraph) else []
            if isinstance(block, List):
                inlines = [item.inline for item in block.items]
            for inline in inlines:
                for line in self._open(inline.lines()):
                    found = _PLACE_LINE.match(line.text)
                    if found and self._give_place(line.text[found.end() :], known):
                        self.ledger.take_lines([line.line - 1])

    def _give_place(self, place: str, known: int) -> bool:
        given = False
        for position in range(known, len(self.found)):
            meeting = self.found[position]
            if not meeting.place and meeting.kind is MeetingKind.LECTURE:
                self.found[position] = replace(meeting, place=place.strip(_EDGES))
                given = True
        return given

    def _table(self, table: Table, section: Section) -> None:
        columns = columns_of(table)
        if columns.has(Column.HOURS, Column.DAY) and not columns.has(Column.DATE, Column.DUE):
            self.ledger.take_lines(range(table.first, table.first + 2))
            self._rows(table, columns, section)

    def _rows(self, table: Table, columns: Columns, section: Section) -> None:
        """Read a table of hours: each row is a line of its cells."""
        if not columns.has(Column.HOURS, Column.DAY, Column.TIME):
            return
        for row in table.rows:
            if not self.ledger.is_taken(row.line - 1):
                self._row(row, columns, section)

    def _row(self, row: Row, columns: Columns, section: Section) -> None:
        order = (Column.DAY, Column.HOURS, Column.TIME, Column.PLACE)
        when = [cell for kind in order for cell in columns.cells(row, kind)]
        rest = [cell for cell in row.cells if cell not in when]
        about = Inline((Span(columns.header(Column.HOURS)),), row.line)
        spans = [span for cell in (about, *rest, *when) for span in (*cell.spans, _GAP)]
        self._line(Inline(tuple(spans), row.line), "", section)


def is_call(url: str) -> bool:
    """Tell whether a link leads to a video call."""
    return bool(_CALL.search(url))


def _announcing(inline: Inline) -> Inline | None:
    """Return the last line of a paragraph if it announces the list below it."""
    last = inline.lines()[-1:]
    return last[0] if last and last[0].text.endswith(":") and kind_in(last[0].text) else None


def _sentences(text: str) -> Iterator[str]:
    """Cut a text at full stops, but only in front of a sentence with a weekday of its own."""
    start = 0
    for stop in _STOP.finditer(text):
        following = _STOP.split(text[stop.end() :], maxsplit=1)[0]
        if find_weekdays(following) and find_weekdays(text[start : stop.start()]):
            yield text[start : stop.start()]
            start = stop.end()
    yield text[start:]


def _names(part: str, text: str) -> bool:
    return bool(re.search(rf"\b{re.escape(part)}\b(?!\s+(?:Hall|Building|Center|Centre))", text))


def kind_in(text: str) -> MeetingKind | None:
    """Return the kind of meeting whose word comes first, office hours before all."""
    if _KINDS[0][1].search(text):
        return MeetingKind.OFFICE_HOURS
    found = [(match.start(), kind) for kind, words in _KINDS if (match := words.search(text))]
    return min(found)[1] if found else None
