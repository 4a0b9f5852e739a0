"""What people type when they ask for clones: breaks a line each, people by their addresses."""

import re
from collections.abc import Iterator
from datetime import date
from email.utils import getaddresses

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from courseapp.courses.models import Role
from courseapp.portal.cloning.planning import Person
from courseapp.portal.cloning.terms import DaysOff

_DATE = r"\d{4}-\d{2}-\d{2}"
_BREAK = re.compile(rf"({_DATE})(?:\s*(?:–|-|to|\s)\s*({_DATE}))?\s*[,:]?\s*(.*)")


class NotUnderstood(ValueError):
    """Which of the words given were not understood, and how to write them."""


def read_breaks(text: str) -> tuple[DaysOff, ...]:
    """Read lines such as “2028-03-13 2028-03-19 Spring break”; one day alone is a break too.
    Raises NotUnderstood, with the line."""
    return tuple(_breaks(text))


def _breaks(text: str) -> Iterator[DaysOff]:
    for line in filter(None, map(str.strip, text.splitlines())):
        pause = _break(line)
        if pause is None:
            message = _("“%s” is no break; write it like: 2028-03-13 2028-03-19 Spring break")
            raise NotUnderstood(message % line[:200])
        if pause.last < pause.first:
            raise NotUnderstood(_("“%s” ends before it begins.") % line[:200])
        yield pause


def _break(line: str) -> DaysOff | None:
    found = _BREAK.fullmatch(line)
    if found is None:
        return None
    try:
        first = date.fromisoformat(found[1])
        last = date.fromisoformat(found[2]) if found[2] else first
    except ValueError:
        return None
    return DaysOff(found[3].strip()[:200] or _("Break"), first, last)


def read_people(text: str, role: Role) -> tuple[Person, ...]:
    """Read addresses such as “Ada Example <ada@example.edu>, boris@example.edu”; each once.
    Raises NotUnderstood, with the address."""
    people: dict[str, Person] = {}
    for name, address in getaddresses([text.replace("\n", ",")]):
        if not name and not address:
            continue
        try:
            validate_email(address)
        except ValidationError as error:
            message = _("“%s” is no address; write it like: Ada Example <ada@example.edu>")
            raise NotUnderstood(message % (address or name)[:200]) from error
        called = name or address.partition("@")[0]
        people.setdefault(address.casefold(), Person(address, called[:150], role))
    return tuple(people.values())


def written(person: Person) -> str:
    return f"{person.name} <{person.email}>"
