"""The access table as a document for people: `docs/access.md`."""

from collections.abc import Sequence

from courseapp.portal.access_table import (
    ACCOUNTS,
    ADMIN,
    API,
    IN_ADMIN,
    NO_SUCH_METHOD,
    PAGES,
    Kind,
    Row,
)

HEAD = """# Who may use what

Written by `manage.py access_table` from `courseapp/portal/access_table.py`, of which
`tests/test_access_table.py` tries every cell. “Yes” means that the door opens, whatever a form
behind it then says. “Sign-in” leads to the sign-in page. “Hidden” is the admin's way to refuse:
403, or back to its first page as if there were no such row. A course is an island: an instructor
of another course is nobody here. HEAD is as GET; a method that is not listed is refused, with 405
once who asks is known.
"""


def as_markdown() -> str:
    """Return `docs/access.md`."""
    parts = [
        HEAD,
        _section("Pages", PAGES),
        _section("API", API),
        _section("Accounts", ACCOUNTS),
        _section("Admin", ADMIN),
        _nouns(),
    ]
    return "\n".join(parts)


def _section(title: str, listed: Sequence[Row]) -> str:
    lines = [f"## {title}", "", _line(["route", "method", *Kind]), _line(["---"] * (len(Kind) + 2))]
    for row in listed:
        told = {name: of for name, of in row.methods.items() if of is not NO_SUCH_METHOD}
        shown = told or {"any": row.rest or {}}
        lines += [_line([row.route, method, *of.values()]) for method, of in shown.items()]
    return "\n".join([*lines, ""])


def _nouns() -> str:
    lines = [
        "## Nouns in the admin",
        "",
        "Each of the course's own staff; for all others its rows do not exist.",
        "",
        _line(["noun", "look", "its history", "add", "change", "remove"]),
        _line(["---"] * 6),
    ]
    for noun in IN_ADMIN:
        past = noun.look if noun.past is None else noun.past
        steps = (noun.look, past, noun.add, noun.change, noun.remove)
        lines.append(_line([noun.noun, *(_who(step) for step in steps)]))
    return "\n".join([*lines, ""])


def _who(kinds: Sequence[Kind]) -> str:
    return f"{kinds[0]} and up" if kinds else "nobody"


def _line(texts: Sequence[str]) -> str:
    return f"| {' | '.join(texts)} |"
