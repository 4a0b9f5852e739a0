"""The schedule as a table: its rows become entries, whatever the order of its columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from courseapp.portal.importing.page import LectureKind, Link, Reference
from courseapp.portal.importing.reading import citations, speakers
from courseapp.portal.importing.reading.blocks import Row, Table
from courseapp.portal.importing.reading.columns import Column, Columns, is_date_cell, is_empty
from courseapp.portal.importing.reading.dates import DateMark, find_dates
from courseapp.portal.importing.reading.due import MARK
from courseapp.portal.importing.reading.entries import Entry, week_in
from courseapp.portal.importing.reading.inline import Inline
from courseapp.portal.importing.reading.ledger import Ledger
from courseapp.portal.importing.reading.materials import (
    Material,
    is_label,
    material_of,
    names_material,
)
from courseapp.portal.importing.reading.titles import READING_LINE, Topic, read_topic, says_no_class
from courseapp.portal.importing.reading.weekdays import find_weekdays

MOST_ROWS = 1000
_PART = re.compile(
    r"(?:part|module|unit|section|block|chapter|theme|topic)\s*(?:\d+|[ivx]+|[a-d])\b",
    re.IGNORECASE,
)
_WEEK = re.compile(r"week\s*\d", re.IGNORECASE)
_DATED = (Column.DATE, Column.WEEK, Column.DAY, Column.NUMBER, Column.TIME)
_DUE_HEADER = re.compile(r"\b(?:due|deadlines?|hand-?ins?|submissions?)\b", re.IGNORECASE)
_READING_HEADER = re.compile(r"readings?|references?|papers?|notes", re.IGNORECASE)
_NOT_READ = (Material.SLIDES, Material.RECORDINGS)
_MATERIALS = {
    Column.SLIDES: Material.SLIDES,
    Column.RECORDINGS: Material.RECORDINGS,
    Column.MATERIALS: None,
}
_READ = {*_DATED, *_MATERIALS, Column.TOPIC, Column.SPEAKER, Column.REFERENCES,
         Column.TUTORING_DATE, Column.TUTORING_TOPIC}  # fmt: skip
_TELLING = {Column.TOPIC, Column.WEEK, Column.NUMBER, Column.REFERENCES, Column.SLIDES, Column.DATE}
_TELLING_ALONE = _TELLING - {Column.DATE}


@dataclass(slots=True)
class TutoringEntry:
    """What a row says of the tutoring session in its second date column."""

    line: int
    track: str
    date_text: str
    mark: DateMark | None
    topic: Inline


def is_schedule(columns: Columns, *, about_lectures: bool) -> bool:
    """Tell whether a table is a schedule: a topic that has a day, a week or a number."""
    weekly = columns.has(Column.DAY) and columns.has(Column.TIME) and not columns.has(Column.DATE)
    if weekly or columns.has(Column.EMAIL, Column.WEIGHT):
        return False
    timed = columns.has(Column.DATE, Column.WEEK, Column.NUMBER)
    if Column.TOPIC in columns.kinds and (not timed or not columns.said & _TELLING_ALONE):
        return about_lectures
    if Column.TOPIC not in columns.kinds:
        return about_lectures and len(columns.said & _TELLING) > 1
    return timed


def read_schedule(
    table: Table, columns: Columns, ledger: Ledger
) -> tuple[list[Entry], list[TutoringEntry]]:
    """Read the rows of a schedule; at most ``MOST_ROWS`` of them, the rest stays as text."""
    entries: list[Entry] = []
    tutoring: list[TutoringEntry] = []
    part = ""
    ledger.take_lines((table.first, table.first + 1))
    ledger.take(table.header)
    if len(table.rows) <= MOST_ROWS:
        ledger.take(table)
    for row in _rows(table, ledger):
        ledger.take(row)
        filled = [cell for cell in row.cells if not is_empty(cell.text)]
        if _is_part(filled, row, columns):
            part = filled[0].text.strip(" *:")
            continue
        if found := _tutoring(row, columns):
            tutoring.append(found)
        if filled and (entry := _entry(row, columns)):
            entry.part = part
            if entry.week is None and _WEEK.match(part):
                entry.week = week_in(part)
            entries.append(entry)
    return entries, tutoring


def _rows(table: Table, ledger: Ledger) -> Iterator[Row]:
    if any(is_date_cell(cell.text) for cell in table.header.cells):
        yield table.header
    yield from table.rows[:MOST_ROWS]
    if len(table.rows) > MOST_ROWS:
        first_left = table.rows[MOST_ROWS]
        reason = _("A schedule is read up to %(count)d rows; the others stay as text.")
        ledger.note(first_left.line, first_left.cells[0].text, reason % {"count": MOST_ROWS})


def _is_part(filled: list[Inline], row: Row, columns: Columns) -> bool:
    """Tell a section row, "**Part II: Optimization**" over the whole width, from a lecture."""
    words = {cell.text for cell in filled}
    if len(words) != 1 or filled[0].links:
        return False
    text = filled[0].text
    topic = read_topic(filled[0])
    if topic.kind is not LectureKind.LECTURE or is_date_cell(text):
        return False
    in_front = columns.cell(row, Column.TOPIC) is None and not re.fullmatch(r"\d+", text)
    all_bold = filled[0].bold == text and not topic.label
    return bool(_PART.match(text)) or in_front or all_bold or len(filled) > 1


def _entry(row: Row, columns: Columns) -> Entry | None:
    topic = columns.cell(row, Column.TOPIC) or _stand_in(row, columns)
    with_speaker = columns.cell(row, Column.SPEAKER)
    if topic is None and with_speaker is None and not columns.cells(row, *_MATERIALS):
        if columns.cell(row, Column.TUTORING_DATE, Column.TUTORING_TOPIC):
            return None
        topic = columns.cell(row, Column.REFERENCES, Column.DUE, Column.OTHER)
        if topic is None and not any(is_date_cell(cell.text) for cell in row.cells):
            return None
    entry = Entry(row.line, read_topic(topic or Inline((), row.line)))
    _read_when(entry, row, columns)
    _read_speaker(entry, with_speaker, columns.header(Column.SPEAKER))
    _read_materials(entry, row, columns)
    for cell in columns.cells(row, Column.REFERENCES):
        _read_references(entry, cell)
    entry.marked[:0] = [topic] if topic else []
    _read_rest(entry, row, columns)
    if _says_no_class(entry, row, columns):
        entry.topic = replace(entry.topic, kind=LectureKind.BREAK)
    return entry


def _says_no_class(entry: Entry, row: Row, columns: Columns) -> bool:
    """A row without a count is a break if another of its cells says no more than "Holiday"."""
    if entry.topic.kind is not LectureKind.LECTURE or entry.topic.label or entry.number:
        return False
    kinds = (Column.OTHER, Column.DUE, Column.REFERENCES, Column.SPEAKER, *_MATERIALS)
    return any(says_no_class(cell.text) for cell in columns.cells(row, *kinds))


def _stand_in(row: Row, columns: Columns) -> Inline | None:
    """A row without topic may say "No class" in another column."""
    others = columns.cells(row, Column.OTHER, Column.NUMBER, Column.SPEAKER, Column.REFERENCES)
    special = (cell for cell in others if read_topic(cell).kind is not LectureKind.LECTURE)
    return next(special, None)


def _read_when(entry: Entry, row: Row, columns: Columns) -> None:
    cell = columns.cell(row, Column.DATE)
    candidates = [cell] if cell else columns.cells(row, *_DATED)
    for candidate in candidates:
        marks = find_dates(candidate.text, terse=candidate is cell)
        if marks:
            entry.mark, entry.date_text = marks[0], candidate.text
            entry.week_of = "week" in columns.header_of(row, candidate).lower()
            break
    else:
        entry.date_text = cell.text if cell else ""
    if entry.mark and entry.week_of:
        day = columns.cell(row, Column.DAY)
        named = find_weekdays(day.text) if day else ()
        entry.weekday = named[0].days[0] if named else None
        entry.week = week_in(entry.date_text[: entry.mark.start])
    if week := columns.cell(row, Column.WEEK):
        words = week.text if entry.date_text != week.text else week.text.split("(")[0]
        entry.week = week_in(words) if not is_date_cell(week.text) or "(" in week.text else None
    number = columns.cell(row, Column.NUMBER)
    entry.number = number.text.strip(" *.") if number and len(number.text) <= 20 else ""
    entry.notes.extend(link for one in columns.cells(row, *_DATED) for link in one.links)


def _read_speaker(entry: Entry, cell: Inline | None, header: str) -> None:
    if cell is None:
        return
    talk = speakers.read_speaker(" ".join(cell.without(is_label).raw.split()))
    entry.speaker, entry.affiliation = talk.speaker, talk.affiliation
    for link in cell.links:
        _place(entry, link, None if is_label(link) else Material.NOTES)
    guest = speakers.is_guest(f"{header} {cell.text}") and "instructor" not in header.lower()
    if guest and entry.topic.kind is LectureKind.LECTURE:
        entry.topic = replace(entry.topic, kind=LectureKind.GUEST)
        if speakers.is_guest(cell.text) and "," not in entry.speaker:
            found = speakers.read_guest_speaker(cell.text)
            entry.speaker = found.speaker or entry.speaker
            entry.affiliation = found.affiliation or entry.affiliation
    if entry.topic.kind is LectureKind.GUEST and entry.speaker:
        entry.topic = _without_speaker(entry.topic, entry.speaker)


def _without_speaker(topic: Topic, speaker: str) -> Topic:
    """What looks like a name behind "Guest lecture:" is the title if a column has the name."""
    title = speakers.without_guest(topic.title)
    if not title and topic.speaker and topic.speaker not in speaker:
        return replace(topic, title=topic.speaker, speaker="")
    return topic if topic.speaker else replace(topic, title=title or topic.title)


def _read_references(entry: Entry, cell: Inline) -> None:
    """Slides and recordings are no references, even in a column of these."""
    aside = [link for link in cell.links if is_label(link) and material_of(link) in _NOT_READ]
    for link in aside:
        _place(entry, link, None)
    rest = cell.without(aside.__contains__)
    entry.references.extend(citations.in_cell(rest))
    entry.pointers.extend(rest.links)


def _read_materials(entry: Entry, row: Row, columns: Columns) -> None:
    for kind, default in _MATERIALS.items():
        mixed = _READING_HEADER.search(columns.header(kind))  # each link says what it is
        for cell in columns.cells(row, kind):
            for line in cell.lines():
                _read_material(entry, line, None if mixed else default)


def _read_material(entry: Entry, line: Inline, default: Material | None) -> None:
    if READING_LINE.match(line.text):
        entry.references.extend(citations.in_cell(citations.behind_colon(line)))
        return
    for link in line.links:
        _place(entry, link, default)
    if MARK.search(line.own_text):
        entry.marked.append(line)
    words = line.own_text.strip(" ,;|/·•()[]–-")
    if not names_material(words) and not is_empty(words):
        entry.remarks.append(words)


def _place(entry: Entry, link: Link, default: Material | None) -> None:
    match material_of(link, default):
        case Material.SLIDES:
            entry.slides.append(link)
        case Material.RECORDINGS:
            entry.recordings.append(link)
        case Material.READING:
            entry.references.append(Reference(link.title, link.url, "", ""))
            entry.pointers.append(link)
        case _:
            entry.notes.append(link)


def _read_rest(entry: Entry, row: Row, columns: Columns) -> None:
    """Keep what stands in columns without a meaning of their own, under their headers."""
    for position, cell in enumerate(row.cells):
        kind = columns.kinds[position] if position < len(columns.kinds) else Column.OTHER
        if kind in _READ or is_empty(cell.text) or cell.text == entry.topic.title:
            continue
        header = columns.headers[position] if position < len(columns.headers) else ""
        due = kind is Column.DUE and _DUE_HEADER.search(header)
        (entry.due if due else entry.marked).append(cell)
        entry.remarks.append(f"{header}: {cell.markdown}" if header else cell.markdown)


def _tutoring(row: Row, columns: Columns) -> TutoringEntry | None:
    when = columns.cell(row, Column.TUTORING_DATE)
    topic = columns.cell(row, Column.TUTORING_TOPIC)
    if when is None and topic is None:
        return None
    marks = find_dates(when.text, terse=True) if when else ()
    return TutoringEntry(
        line=row.line,
        track=_track_name(columns),
        date_text=when.text if when else "",
        mark=marks[0] if marks else None,
        topic=topic or Inline((), row.line),
    )


def _track_name(columns: Columns) -> str:
    """Name the track after its columns: "Tutoring Date" and "Tutoring Topic" make "Tutoring"."""
    for kind in (Column.TUTORING_DATE, Column.TUTORING_TOPIC):
        words = re.sub(
            r"\b(?:dates?|days?|topics?|titles?|when)\b",
            "",
            columns.header(kind),
            flags=re.IGNORECASE,
        )
        if words.strip(" :()/-"):
            return " ".join(words.split()).strip(" :()/-")
    return _("Tutoring")
