"""Who runs the course, from a table of names."""

from __future__ import annotations

from courseapp.portal.importing.page import Person, Role
from courseapp.portal.importing.reading import names
from courseapp.portal.importing.reading.blocks import Row, Table
from courseapp.portal.importing.reading.columns import Column, Columns, columns_of
from courseapp.portal.importing.reading.ledger import Ledger
from courseapp.portal.importing.reading.people import Staff, person_of, sites_of
from courseapp.portal.importing.reading.roles import role_in


def read_table(staff: Staff, table: Table, words: str, role: Role, ledger: Ledger) -> None:
    columns = columns_of(table)
    if not columns.has(Column.NAME, Column.SPEAKER):
        return
    ledger.take_lines(range(table.first, table.first + 2))
    for row in table.rows:
        _read_row(staff, row, columns, words, role, ledger)


def _read_row(
    staff: Staff, row: Row, columns: Columns, words: str, role: Role, ledger: Ledger
) -> None:
    cell = columns.cell(row, Column.NAME, Column.SPEAKER)
    if cell is None:
        return
    mail_cell = columns.cell(row, Column.EMAIL)
    said = columns.cell(row, Column.ROLE)
    title = said.text if said else words
    mails = names.find_mails(names.unveil_mails(mail_cell.text)) if mail_cell else []
    people = names.split_people(cell.text)
    if not people:
        people = [names.Named(names.plain_name(cell.text), "", "")]
    found = role_in(title) or role_in(columns.header(Column.NAME)) or role
    for number, person in enumerate(people):
        made = person_of(person, role_in(person.extra) or found, title, row.line)
        mail = made.email or (mails[number] if number < len(mails) else "")
        staff.add(Person(made.name, mail, made.role, made.title, made.line))
    staff.links.extend(link for one in row.cells for link in sites_of(one, people))
    staff.hosts[row.line - 1] = people[0].name
    read = (Column.NAME, Column.SPEAKER, Column.EMAIL, Column.ROLE)
    rest = [cell for cell, kind in zip(row.cells, columns.kinds, strict=False) if kind not in read]
    if not any(cell.text for cell in rest):
        ledger.take(row)
