"""Who runs the course: lines with a role, headings, blocks of name and e-mail, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from courseapp.portal.importing.page import Link, Person, Role
from courseapp.portal.importing.reading import names
from courseapp.portal.importing.reading.columns import Column, Columns, columns_of
from courseapp.portal.importing.reading.front_matter import Front
from courseapp.portal.importing.reading.inline import Inline
from courseapp.portal.importing.reading.ledger import Ledger
from courseapp.portal.importing.reading.outline import About, Section, walk_items
from courseapp.portal.importing.reading.roles import role_in, title_for
from courseapp.portal.importing.reading.tree import Paragraph, Row, Table

_LABEL = re.compile(r"^[\s*_-]*([^:@|]{2,60}?)\s*(?::|\s[–—-](?=\s))\s*")
_NAME_LABEL = re.compile(r"(?:full )?names?", re.IGNORECASE)
_MAIL_LABEL = re.compile(r"e-?mails?(?: address)?|mail|contact", re.IGNORECASE)
_SITE_LABEL = re.compile(
    r"(?:[\w-]+ )?(?:web ?(?:page|site)|homepage|site|page|url)s?", re.IGNORECASE
)
# Where a line without such a label may still begin with a role: "Instructor: Jane Roe".
_ELSEWHERE = {None, About.LOGISTICS, About.DESCRIPTION, About.OFFICE_HOURS, About.LECTURES,
              About.TUTORING, About.SYLLABUS}  # fmt: skip
_EDGES = " \t,;.:–—-|()"


@dataclass(slots=True)
class Staff:
    """The people found so far; ``hosts`` tells for a line, from 0, whose hours it may tell."""

    people: list[Person] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    hosts: dict[int, str] = field(default_factory=dict)

    def add(self, person: Person) -> None:
        for position, known in enumerate(self.people):
            if known.name.casefold() == person.name.casefold():
                email = known.email or person.email
                self.people[position] = Person(
                    known.name, email, known.role, known.title or person.title, known.line
                )
                return
        self.people.append(person)

    def give_mail(self, mail: str) -> bool:
        """Give an address to the last person who has none."""
        last = self.people[-1] if self.people else None
        if last is None or (last.email and last.email != mail):
            return False
        self.people[-1] = Person(last.name, mail, last.role, last.title, last.line)
        return True


def read_staff(sections: Sequence[Section], ledger: Ledger, *, front: Front) -> Staff:
    staff = Staff()
    for role in Role:
        for person in names.split_people(front.get(role)):
            staff.add(_person(person, role, "", 1))
    for section in sections:
        if ledger.is_taken(section.first) and section.heading:
            continue
        if section.about is About.STAFF:
            _read_section(staff, section, ledger)
        elif section.about in _ELSEWHERE:
            _read_tables(staff, section, ledger)
            for line in _lines(section, ledger):
                _read_labelled(staff, line, ledger, strict=True)
    return staff


def _read_tables(staff: Staff, section: Section, ledger: Ledger) -> None:
    """Read a table of names and addresses wherever it stands."""
    for block in section.blocks:
        if isinstance(block, Table) and not ledger.is_taken(block.first):
            said = columns_of(block).said
            if Column.NAME in said and said & {Column.EMAIL, Column.ROLE}:
                _read_table(staff, block, "", Role.INSTRUCTOR, ledger)


def _lines(section: Section, ledger: Ledger) -> Iterator[Inline]:
    for block in section.blocks:
        if isinstance(block, Paragraph):
            yield from _open(block.inline, ledger)
        else:
            for item in walk_items([block]):
                yield from _open(item.inline, ledger)


def _open(inline: Inline, ledger: Ledger) -> Iterator[Inline]:
    return (line for line in inline.lines() if not ledger.is_taken(line.line - 1))


def _read_section(staff: Staff, section: Section, ledger: Ledger) -> None:
    words, role = _of_heading(staff, section, ledger)
    current = staff.people[-1].name if staff.people and not words else ""
    for block in section.blocks:
        if isinstance(block, Table):
            _read_table(staff, block, words, role, ledger)
    for line in _lines(section, ledger):
        known = len(staff.people)
        placed = (
            _read_labelled(staff, line, ledger, strict=False, role=role, words=words)
            or _read_bare(staff, line, ledger, role=role, words=words)
        )  # fmt: skip
        if context := _opens_role(line):
            words, role = context
            ledger.take_lines([line.line - 1])
        if len(staff.people) > known:
            current = staff.people[-1].name
        if current and not placed:
            staff.hosts[line.line - 1] = current


def _of_heading(staff: Staff, section: Section, ledger: Ledger) -> tuple[str, Role]:
    """Read "Lecturer: Jane Roe", "TAs" or "Jane Roe"; return the words and role for those below.

    The words are empty when the heading itself names the person that the lines below are about.
    """
    title, heading = section.title, section.heading
    outer = section.parent.title if section.parent and not section.says else title
    role = role_in(title) or role_in(outer) or Role.INSTRUCTOR
    label = _LABEL.match(f"{title} ")
    behind = title[label.end() :] if label else ""
    people = names.split_people(behind) if label and role_in(label.group(1)) else []
    words = title_for(label.group(1)) if label and people else title_for(outer)
    if not people and names.is_name(title) and not section.says:
        people = names.split_people(title)
    for person in people:
        staff.add(_person(person, role, words, section.first + 1))
    if people:
        staff.links.extend(_sites(heading, people) if heading else ())
        ledger.take_lines(range(section.first, section.own_first))
        return "", role
    return (words if role_in(words) else ""), role


def _read_labelled(
    staff: Staff,
    line: Inline,
    ledger: Ledger,
    *,
    strict: bool,
    role: Role | None = None,
    words: str = "",
) -> bool:
    """Read "Tutor: Jane Roe (jane@x.edu)", "Name: Jane Roe", "Email: …"; tell if it was one."""
    text = line.text
    label = _LABEL.match(text)
    if not label:
        return False
    before, behind = label.group(1).strip(), text[label.end() :]
    if not strict and _about_person(staff, line, before, behind):
        ledger.take_lines([line.line - 1])
        return True
    own_role = role_in(before)
    named = bool(_NAME_LABEL.fullmatch(before)) and not strict
    if not named and (own_role is None or len(before.split()) > 7):
        return False
    behind, hours = _cut_hours(behind)
    people = names.split_people(behind)
    if not people:
        return False
    title = words if named else title_for(before)
    for person in people:
        staff.add(_person(person, own_role or role or Role.INSTRUCTOR, title, line.line))
    staff.links.extend(_sites(line, people))
    if hours:
        staff.hosts[line.line - 1] = people[-1].name
    else:
        ledger.take_lines([line.line - 1])
    return True


def _about_person(staff: Staff, line: Inline, before: str, behind: str) -> bool:
    """Read what a line says of the person above it: an address, a page."""
    if not staff.people:
        return False
    if _MAIL_LABEL.fullmatch(before):
        rest = names.unveil_mails(behind)
        mails = names.find_mails(rest)
        for mail in mails:
            rest = rest.replace(mail, "")
        return bool(mails) and len(rest.strip(_EDGES)) < 12 and staff.give_mail(mails[0])
    if _SITE_LABEL.fullmatch(before) and line.links:
        name = staff.people[-1].name
        own = " ".join(line.own_text.split())
        more = own[len(before) :].strip(" :") if own.startswith(before) else ""
        title = " ".join(filter(None, (before, f"– {name}", more)))
        staff.links.extend(Link(title, link.url) for link in line.links)
        return True
    return False


def _read_bare(staff: Staff, line: Inline, ledger: Ledger, *, role: Role, words: str) -> bool:
    """Read a line that is only people, "Jane Roe (MIT)", or only the address of the one above."""
    text, hours = _cut_hours(line.text)
    mails = names.find_mails(names.unveil_mails(text))
    if mails and len(mails) == 1 and not re.sub(r"[\s()<>\[\]]", "", text.replace(mails[0], "")):
        if staff.give_mail(mails[0]):
            ledger.take_lines([line.line - 1])
            return True
        return False
    lead = names.leading_name(text.lstrip(" *"))
    if not lead or not names.is_name(lead) or len(text.split()) > 30:
        return False
    people = names.split_people(text)
    if not people or _is_sentence(text):
        return False
    for person in people:
        staff.add(_person(person, role_in(person.extra) or role, words, line.line))
    staff.links.extend(_sites(line, people))
    if hours:
        staff.hosts[line.line - 1] = people[-1].name
    else:
        ledger.take_lines([line.line - 1])
    return True


def _is_sentence(text: str) -> bool:
    return bool(re.search(r"\b(?:is|are|will|was|has|have|can|please|you)\b", text))


def _opens_role(line: Inline) -> tuple[str, Role] | None:
    """Read "**TAs:**" alone on its line, which tells the role of those below it."""
    words = line.text.strip(" :*")
    role = role_in(words)
    if role is None or len(words.split()) > 5 or line.links or not re.search(r":\s*$", line.text):
        return None
    return title_for(words), role


def _cut_hours(text: str) -> tuple[str, bool]:
    """Leave out office hours that stand on a person's line; the meetings read them."""
    found = re.search(r"[,;.(]?\s*\b(?:office hours?|o\.?h\.?:)", text, re.IGNORECASE)
    return (text[: found.start()], True) if found and found.start() > 0 else (text, False)


def _person(person: names.Named, role: Role, words: str, line: int) -> Person:
    title = words
    if person.extra:
        title = f"{words} ({person.extra})" if words else person.extra
    return Person(person.name, person.email, role, title, line)


def _sites(line: Inline, people: Sequence[names.Named]) -> Iterator[Link]:
    """Name the pages of people after them; "homepage" alone would say nothing in a list."""
    for link in line.links:
        if not link.url.lower().startswith("mailto:"):
            whose = [one.name for one in people if one.name in link.title]
            told = whose or len(people) != 1
            yield Link(link.title if told else f"{link.title} – {people[0].name}", link.url)


def _read_table(staff: Staff, table: Table, words: str, role: Role, ledger: Ledger) -> None:
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
        made = _person(person, found, title, row.line)
        mail = made.email or (mails[number] if number < len(mails) else "")
        staff.add(Person(made.name, mail, made.role, made.title, made.line))
    staff.links.extend(link for one in row.cells for link in _sites(one, people))
    staff.hosts[row.line - 1] = people[0].name
    read = (Column.NAME, Column.SPEAKER, Column.EMAIL, Column.ROLE)
    rest = [cell for cell, kind in zip(row.cells, columns.kinds, strict=False) if kind not in read]
    if not any(cell.text for cell in rest):
        ledger.take(row)
