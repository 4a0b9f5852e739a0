"""Who runs the course: lines with a role, headings, blocks of name and e-mail, tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from courseapp.portal.importing.page import Role
from courseapp.portal.importing.reading import names
from courseapp.portal.importing.reading.blocks import Paragraph, Table
from courseapp.portal.importing.reading.columns import Column, columns_of
from courseapp.portal.importing.reading.front_matter import Front
from courseapp.portal.importing.reading.inline import Inline
from courseapp.portal.importing.reading.ledger import Ledger
from courseapp.portal.importing.reading.outline import About, Section, walk_items
from courseapp.portal.importing.reading.people import Staff, person_of, sites_of
from courseapp.portal.importing.reading.roles import role_in, title_for
from courseapp.portal.importing.reading.staff_lines import (
    LABEL,
    TITLED,
    Read,
    opens_role,
    read_bare,
    read_byline,
    read_labelled,
    read_strictly,
)
from courseapp.portal.importing.reading.staff_tables import read_table

# Where a line without such a label may still begin with a role: "Instructor: Jane Roe".
_ELSEWHERE = {None, About.LOGISTICS, About.DESCRIPTION, About.OFFICE_HOURS, About.LECTURES,
              About.TUTORING, About.SYLLABUS}  # fmt: skip
_DASHED = re.compile(r"\s+[·•|–—-]")
_SEPARATOR = re.compile(r"\s+(?:[·•|–—-]|and|&)\s+|[;.,]\s+")


def read_staff(sections: Sequence[Section], ledger: Ledger, *, front: Front) -> Staff:
    staff = Staff()
    for role in Role:
        for person in names.split_people(front.get(role)):
            staff.add(person_of(person, role, "", 1))
    for section in sections:
        if ledger.is_taken(section.first) and section.heading:
            continue
        if section.about is About.STAFF:
            _read_section(staff, section, ledger)
        elif section.about in _ELSEWHERE:
            _read_tables(staff, section, ledger)
            _read_elsewhere(staff, section, ledger)
    return staff


def _read_elsewhere(staff: Staff, section: Section, ledger: Ledger) -> None:
    """Read lines that begin with a role, and people below one that is only a role: "TAs:".

    "Example University · Instructor: Jane Roe" is two lines here: what is set apart is read apart.
    """
    opened: tuple[str, Role] | None = None
    above = 0
    near_title = _near_title(section)
    reads: dict[int, list[Read]] = defaultdict(list)
    for line in _lines(section, ledger):
        read = read_strictly(staff, line)
        if read is Read.NOT and line.line in near_title:
            read = read_byline(staff, line)
        if read is Read.NOT and opened:
            words, role = opened
            read = read_bare(staff, line, role=role, words=words)
            ledger.take_lines([above] if read is not Read.NOT else ())
        reads[line.line - 1].append(read)
        if context := opens_role(line):
            opened, above = context, line.line - 1
        elif read is Read.NOT:
            opened = None
    _settle(reads, ledger)


def _near_title(section: Section) -> range:
    """The lines right below the title of the page, where people are named without their role."""
    paragraphs = [block for block in section.blocks[:3] if isinstance(block, Paragraph)]
    if section.parent or section.says or not paragraphs:
        return range(0)
    return range(paragraphs[0].first + 1, paragraphs[-1].last + 1)


def _settle(reads: Mapping[int, Sequence[Read]], ledger: Ledger) -> None:
    """Take the lines of the source of which everything was read, behind a ``<br>`` as well."""
    ledger.take_lines(
        line for line, parts in reads.items() if all(part is Read.WHOLE for part in parts)
    )


def _set_apart(line: Inline) -> Iterator[Inline]:
    """Cut a line where behind a dot or a bar a role begins: "… · TA: John Doe"."""
    start = 0
    for found in _SEPARATOR.finditer(line.raw):
        rest = line.raw[found.end() :]
        label = LABEL.match(rest)
        labelled = label and len(label.group(1).split()) <= 3 and role_in(label.group(1))
        if labelled or (TITLED.match(rest) and _DASHED.match(found.group())):
            yield line.cut(start, found.start())
            start = found.end()
    yield line.cut(start)


def _read_tables(staff: Staff, section: Section, ledger: Ledger) -> None:
    """Read a table of names and addresses wherever it stands."""
    for block in section.blocks:
        if isinstance(block, Table) and not ledger.is_taken(block.first):
            said = columns_of(block).said
            if Column.NAME in said and said & {Column.EMAIL, Column.ROLE}:
                read_table(staff, block, "", Role.INSTRUCTOR, ledger)


def _lines(section: Section, ledger: Ledger) -> Iterator[Inline]:
    for block in section.blocks:
        if isinstance(block, Paragraph):
            yield from _open(block.inline, ledger)
        else:
            for item in walk_items([block]):
                yield from _open(item.inline, ledger)


def _open(inline: Inline, ledger: Ledger) -> tuple[Inline, ...]:
    lines = (line for line in inline.lines() if not ledger.is_taken(line.line - 1))
    return tuple(piece for line in lines for piece in _set_apart(line))


def _read_section(staff: Staff, section: Section, ledger: Ledger) -> None:
    words, role = _of_heading(staff, section, ledger)
    current = staff.people[-1].name if staff.people and not words else ""
    for block in section.blocks:
        if isinstance(block, Table):
            read_table(staff, block, words, role, ledger)
    reads: dict[int, list[Read]] = defaultdict(list)
    for line in _lines(section, ledger):
        known = len(staff.people)
        read = read_labelled(staff, line, role=role, words=words, among=True)
        if read is Read.NOT:
            read = read_bare(staff, line, role=role, words=words)
        reads[line.line - 1].append(read)
        if context := opens_role(line):
            words, role = context
            ledger.take_lines([line.line - 1])
        if len(staff.people) > known:
            current = staff.people[-1].name
        if current and read is Read.NOT:
            staff.hosts[line.line - 1] = current
    _settle(reads, ledger)


def _of_heading(staff: Staff, section: Section, ledger: Ledger) -> tuple[str, Role]:
    """Read "Lecturer: Jane Roe", "TAs" or "Jane Roe"; return the words and role for those below.

    The words are empty when the heading itself names the person that the lines below are about.
    """
    title, heading = section.title, section.heading
    outer = section.parent.title if section.parent and not section.says else title
    role = role_in(title) or role_in(outer) or Role.INSTRUCTOR
    label = LABEL.match(f"{title} ")
    behind = title[label.end() :] if label else ""
    people = names.split_people(behind) if label and role_in(label.group(1)) else []
    words = title_for(label.group(1)) if label and people else title_for(outer)
    if not people and names.is_name(title) and not section.says:
        people = names.split_people(title)
    for person in people:
        staff.add(person_of(person, role, words, section.first + 1))
    if people:
        staff.links.extend(sites_of(heading, people) if heading else ())
        ledger.take_lines(range(section.first, section.own_first))
        return "", role
    return (words if role_in(words) else ""), role
