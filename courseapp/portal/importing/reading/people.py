"""The people of a course, as they are found one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from courseapp.portal.importing.page import Link, Person, Role
from courseapp.portal.importing.reading import names
from courseapp.portal.importing.reading.inline import Inline


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


def person_of(person: names.Named, role: Role, words: str, line: int) -> Person:
    title = words
    if person.extra:
        title = f"{words} ({person.extra})" if words else person.extra
    return Person(person.name, person.email, role, title, line)


def sites_of(line: Inline, people: Sequence[names.Named]) -> Iterator[Link]:
    """Name the pages of people after them; "homepage" alone would say nothing in a list."""
    for link in line.links:
        if not link.url.lower().startswith("mailto:"):
            whose = [one.name for one in people if one.name in link.title]
            told = whose or len(people) != 1
            yield Link(link.title if told else f"{link.title} – {people[0].name}", link.url)
