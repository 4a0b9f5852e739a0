"""Schedules with a column for each day of the week: "Week | Tuesday | Thursday"."""

from __future__ import annotations

from collections.abc import Sequence

from courseapp.portal.importing.reading.blocks import Row, Table
from courseapp.portal.importing.reading.columns import is_empty
from courseapp.portal.importing.reading.dates import DateMark, find_dates
from courseapp.portal.importing.reading.hours import find_hours
from courseapp.portal.importing.reading.inline import Inline, Span
from courseapp.portal.importing.reading.weekdays import find_weekdays

_BY_DAY = ("Week", "Date", "Topic")
_BY_WEEK = ("Week of", "Day", "Topic")


def one_day_a_row(table: Table) -> Table:
    """Give each day of a week a row of its own; any other table is returned as it is."""
    days = [n for n, cell in enumerate(table.header.cells) if _is_weekday(cell.text)]
    others = [n for n in range(len(table.header.cells)) if n not in days]
    cells = [row.cells[n] for row in table.rows for n in days if n < len(row.cells)]
    if len(days) < 2 or len(others) != 1 or _tell_hours(cells):
        return table
    line = table.header.line
    by_week = not any(_own_date(cell) for cell in cells)
    header = Row(tuple(_plain(words, line) for words in (_BY_WEEK if by_week else _BY_DAY)), line)
    rows = (
        _row(row, cell, table.header.cells[n] if by_week else None, others[0])
        for row in table.rows
        for n, cell in enumerate(row.cells)
        if n in days and not is_empty(cell.text)
    )
    return Table(table.first, table.last, header, tuple(rows), table.flaw)


def _is_weekday(text: str) -> bool:
    found = find_weekdays(text)
    return len(found) == 1 and len(found[0].days) == 1 and len(text) <= found[0].end + 2


def _tell_hours(cells: Sequence[Inline]) -> bool:
    filled = [cell for cell in cells if not is_empty(cell.text)]
    told = (any(hours.end for hours in find_hours(cell.text)) for cell in filled)
    return 2 * sum(told) >= len(filled)


def _row(row: Row, cell: Inline, day: Inline | None, other: int) -> Row:
    """Make the row of one day, by its weekday or else by the date in its cell."""
    mark = _own_date(cell)
    when = day or (cell.cut(mark.start, mark.end) if mark else _plain("", row.line))
    return Row((row.cells[other], when, _behind(cell, mark.end) if mark else cell), row.line)


def _own_date(cell: Inline) -> DateMark | None:
    mark = next(iter(find_dates(cell.raw)), None)
    return mark if mark and not cell.raw[: mark.start].strip(" *(") else None


def _behind(cell: Inline, end: int) -> Inline:
    rest = cell.raw[end:]
    return cell.cut(end + len(rest) - len(rest.lstrip(" :–—-)*")))


def _plain(words: str, line: int) -> Inline:
    return Inline((Span(words),), line)
