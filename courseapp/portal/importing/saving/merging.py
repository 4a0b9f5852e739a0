"""What the page says, what it said last time, and what people made of it: field by field.

Pure functions, no database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from courseapp.portal.importing.saving.matching import Plain, Values

# The order of a list: that people sorted it otherwise is told once for the list, not for each row.
POSITION = "position"


@dataclass(frozen=True, slots=True)
class Merge:
    """`take` is to be written; `kept` are fields that people changed and that stay as they are."""

    take: Mapping[str, Plain]
    kept: tuple[str, ...]


def merge(*, page: Values, last: Values, current: Values) -> Merge:
    """Decide for each field of the page: people's own words are never overwritten.

    A field that still stands as the page last said it follows the page. `last` lacks what was
    never imported: there people's words stand, and a field that they left empty is filled.
    """
    take: dict[str, Plain] = {}
    kept: list[str] = []
    for name, said in page.items():
        stands = current[name]
        if stands == said:
            continue
        if stands == last.get(name, "") or (name not in last and stands is None):
            take[name] = said
        else:
            kept.append(name)
    return Merge(take, tuple(kept))


def plain(value: Any) -> Plain:
    """Return a field's value as it is kept and compared: JSON, with one way to write each value.

    A browser sends line ends as CR LF and may add blanks at the end; saving a form unchanged is
    no change.
    """
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, str):
        return str(value).replace("\r\n", "\n").strip()
    return value  # type: ignore[no-any-return]  # numbers, truth values and None are plain
