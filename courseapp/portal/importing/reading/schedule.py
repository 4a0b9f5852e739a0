"""The schedule of a page in whatever form it has: tables, else lists, else headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from courseapp.portal.importing.reading import own_tables
from courseapp.portal.importing.reading.blocks import List, Table
from courseapp.portal.importing.reading.columns import Column, columns_of
from courseapp.portal.importing.reading.entries import Entry
from courseapp.portal.importing.reading.ledger import Ledger
from courseapp.portal.importing.reading.outline import About, Section, below
from courseapp.portal.importing.reading.schedule_headings import (
    lecture_headings,
    read_heading,
    read_week,
)
from courseapp.portal.importing.reading.schedule_list import (
    is_lecture_list,
    read_list,
    read_paragraphs,
)
from courseapp.portal.importing.reading.schedule_table import (
    MOST_ROWS,
    TutoringEntry,
    is_schedule,
    read_schedule,
)
from courseapp.portal.importing.reading.tree import Tree
from courseapp.portal.importing.reading.tutoring_tables import as_tutoring, is_tutoring_table
from courseapp.portal.importing.reading.weekday_tables import one_day_a_row

_ABOUT_LECTURES = (About.LECTURES, About.SYLLABUS)


@dataclass(slots=True)
class Schedule:
    entries: list[Entry] = field(default_factory=list)
    tutoring: list[TutoringEntry] = field(default_factory=list)
    certain: bool = False  # not only a list of days somewhere, as any page may have


def read_schedules(sections: Sequence[Section], tree: Tree, ledger: Ledger) -> Schedule:
    """Read all tables that are schedules; only a page without any is searched for lists of
    lectures, and only one without those for a heading a lecture."""
    schedule = Schedule()
    for section in sections:
        for block in section.blocks:
            if isinstance(block, Table):
                _read_table(block, section, schedule, ledger)
    if not schedule.entries:
        _read_lists(sections, schedule, tree, ledger)
    if not schedule.entries:
        _read_headings(sections, schedule, tree, ledger)
    return schedule


def _read_table(table: Table, section: Section, schedule: Schedule, ledger: Ledger) -> None:
    if own_tables.is_lectures(table):
        schedule.entries += own_tables.read_lectures(table, ledger, most=MOST_ROWS)
        return
    table = one_day_a_row(table)
    columns = columns_of(table)
    in_place = section.about in _ABOUT_LECTURES
    own = is_tutoring_table(section, columns)
    if section.about in (About.GRADING, About.STAFF, About.OFFICE_HOURS):
        return
    if not is_schedule(columns, about_lectures=in_place or own):
        return
    entries, tutoring = read_schedule(table, columns, ledger)
    for entry in entries:
        entry.part = entry.part or section.part
    schedule.certain = True
    if own:
        schedule.tutoring += as_tutoring(entries, section.title.strip(" :"))
        return
    schedule.entries += entries
    schedule.tutoring += tutoring
    header = " | ".join(columns.headers)
    if Column.TOPIC not in columns.kinds:
        ledger.note(table.first + 1, header, _("The schedule has no column of topics."))
    if entries and not any(entry.mark for entry in entries):
        ledger.note(table.first + 1, header, _("The schedule has no column of dates."))


def _read_lists(
    sections: Sequence[Section], schedule: Schedule, tree: Tree, ledger: Ledger
) -> None:
    plainly = [one for one in sections if one.about is About.LECTURES]
    _read_lists_in(plainly, schedule, tree, ledger)
    if not schedule.entries:
        _read_lists_in(sections, schedule, tree, ledger)
    if not schedule.entries:
        for section in sections:
            schedule.entries += read_paragraphs(section, tree, ledger)
        schedule.certain = bool(schedule.entries)


def _read_lists_in(
    sections: Sequence[Section], schedule: Schedule, tree: Tree, ledger: Ledger
) -> None:
    for section in sections:
        if schedule.entries and schedule.entries[-1].week:
            schedule.entries += read_week(section, ledger)
        for block in section.blocks:
            if isinstance(block, List) and not ledger.is_taken(block.first):
                _read_list(block, section, schedule, tree, ledger)


def _read_list(
    block: List, section: Section, schedule: Schedule, tree: Tree, ledger: Ledger
) -> None:
    if not is_lecture_list(block, section):
        return
    entries = read_list(block, section, tree, ledger)
    schedule.entries += entries
    counted = any(entry.topic.label or entry.week for entry in entries)
    schedule.certain |= counted or section.about in _ABOUT_LECTURES
    if len(block.items) > MOST_ROWS:
        left = block.items[MOST_ROWS]
        reason = _("A schedule is read up to %(count)d rows; the others stay as text.")
        ledger.note(left.first + 1, left.inline.text, reason % {"count": MOST_ROWS})


def _read_headings(
    sections: Sequence[Section], schedule: Schedule, tree: Tree, ledger: Ledger
) -> None:
    position_of = {id(section): position for position, section in enumerate(sections)}
    for section in lecture_headings(sections)[:MOST_ROWS]:
        if not ledger.is_taken(section.first):
            inner = below(sections, position_of[id(section)])
            schedule.entries.append(read_heading(section, inner, tree, ledger))
            schedule.certain = True
