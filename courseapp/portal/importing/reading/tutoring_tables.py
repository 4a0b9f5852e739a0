"""Tutoring sessions that stand in tables: a table of their own, or columns of the schedule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from courseapp.portal.importing.page import Reading, Session, Track
from courseapp.portal.importing.reading.columns import Column, Columns
from courseapp.portal.importing.reading.dates import TermCalendar
from courseapp.portal.importing.reading.entries import Entry
from courseapp.portal.importing.reading.inline import Inline
from courseapp.portal.importing.reading.ledger import Ledger
from courseapp.portal.importing.reading.materials import is_label
from courseapp.portal.importing.reading.outline import Section
from courseapp.portal.importing.reading.schedule_table import TutoringEntry
from courseapp.portal.importing.reading.titles import read_topic


def tracks_of_columns(
    entries: Iterable[TutoringEntry], calendar: TermCalendar, ledger: Ledger
) -> Iterator[Track]:
    """Make a track of each pair of tutoring columns, named after them."""
    by_name: dict[str, list[Session]] = {}
    for entry in entries:
        sessions = by_name.setdefault(entry.track, [])
        day = calendar.day(entry.mark) if entry.mark else None
        if entry.date_text and day is None and (calendar.year or not entry.mark):
            ledger.note(entry.line, entry.date_text, _("The calendar has no such day."))
        sessions.append(
            Session(
                number=len(sessions) + 1,
                title=_title(entry.topic),
                day=day,
                motivation="",
                required=tuple(_readings(entry.topic)),
                optional=(),
                questions=(),
                line=entry.line,
            )
        )
    for name, sessions in by_name.items():
        yield Track(name, "", tuple(sessions))


def is_tutoring_table(section: Section, columns: Columns) -> bool:
    """Tell whether a schedule under a heading about tutoring is its own."""
    return section.about == "tutoring" and Column.TUTORING_DATE not in columns.kinds


def as_tutoring(entries: Iterable[Entry], track: str) -> Iterator[TutoringEntry]:
    """Take the rows of a table of tutoring for sessions of a track."""
    for entry in entries:
        yield TutoringEntry(entry.line, track, entry.date_text, entry.mark, _whole(entry))


def _whole(entry: Entry) -> Inline:
    spans = [span for cell in entry.marked for span in cell.spans]
    return Inline(tuple(spans), entry.line)


def _title(topic: Inline) -> str:
    read = read_topic(topic)
    return read.title or topic.without(is_label).text or read.label


def _readings(topic: Inline) -> Iterator[Reading]:
    for link in topic.links:
        yield Reading(
            required=True,
            title=link.title,
            url=link.url,
            which_part="",
            remark="",
            group="",
            text=f"[{link.title}]({link.url})",
        )
