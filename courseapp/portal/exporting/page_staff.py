"""The people of a page: a line for each, or a table where somebody's name would be misread."""

import re
from collections.abc import Iterator, Sequence

from courseapp.portal.exporting.markdown import cell, one_line, plain
from courseapp.portal.importing.page import Person, Role
from courseapp.portal.importing.reading.names import Named, split_people
from courseapp.portal.importing.reading.roles import role_in

_WORDS = {Role.INSTRUCTOR: "Instructor", Role.TUTOR: "Tutor"}
_LABEL = re.compile(r"[\w .,()/&'’-]{2,60}")
_MOST_WORDS = 7


def staff_lines(people: Sequence[Person], role: Role) -> Iterator[str]:
    """Yield lines, or one table where a line would lose somebody: it keeps their order."""
    own = [person for person in people if person.role is role]
    if all(map(_reads_back, own)):
        yield from map(_line, own)
        return
    rows = ["| Name | Role | Email |", "| --- | --- | --- |"]
    rows += [f"| {cell(plain(p.name))} | {cell(plain(_title(p)))} | {p.email} |" for p in own]
    yield "\n".join(rows)


def _line(person: Person) -> str:
    return f"__{plain(_title(person))}__: {plain(person.name)} ({person.email})"


def _reads_back(person: Person) -> bool:
    return split_people(f"{person.name} ({person.email})") == [Named(person.name, person.email, "")]


def _title(person: Person) -> str:
    """Return words that name the role, with the title if a line has room for both."""
    title = one_line(person.title)
    word = _WORDS[person.role]
    for words in (title, f"{word} ({title})"):
        fits = _LABEL.fullmatch(words) and len(words.split()) <= _MOST_WORDS
        if title and fits and role_in(words) is person.role:
            return words
    return word
