"""Values that may occur only once among siblings: the name of a track, the number of a class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from courseapp.courses.models import Noun
from courseapp.portal.importing.saving.matching import Plain
from courseapp.portal.importing.saving.merging import plain


class OnlyOnce:
    """Keeps such values apart before the database would refuse them."""

    def __init__(self, name: str, *, column: Any) -> None:
        self.name, self.column = name, column

    def settle(
        self,
        fitted: Sequence[dict[str, Plain]],
        rows: Mapping[int, tuple[Noun, Mapping[str, Plain]]],
        others: Sequence[Noun],
    ) -> dict[int, Plain]:
        """Give each place of `fitted` a value of its own; returns those that had to change.

        `rows` holds, for the places that are in the course already, the row and what the page
        said of it last time; `others` are the siblings that stay as they are.
        """
        staying = {place: row for place, (row, said) in rows.items() if self._is_edited(row, said)}
        used = {self._value(row) for row in (*others, *staying.values())}
        changed: dict[int, Plain] = {}
        for place, values in enumerate(fitted):
            value = values[self.name]
            if value is None or place in staying:
                continue
            if value in used:
                values[self.name] = changed[place] = value = self._another(value, used)
            used.add(value)
        self._make_way(fitted, {place: row for place, (row, _said) in rows.items()})
        return changed

    def _value(self, row: Noun) -> Plain:
        return plain(getattr(row, self.name))

    def _is_edited(self, row: Noun, said: Mapping[str, Plain]) -> bool:
        return self.name not in said or self._value(row) != said[self.name]

    def _another(self, value: Plain, used: set[Plain]) -> Plain:
        if self.column.null:
            return None
        number = 2
        while (tried := f"{str(value)[: self.column.max_length - 8]} ({number})") in used:
            number += 1
        return tried

    def _make_way(self, fitted: Sequence[dict[str, Plain]], rows: Mapping[int, Noun]) -> None:
        """Where two rows trade values, one must let go before the other can take."""
        wanted = {values[self.name]: place for place, values in enumerate(fitted)}
        for place, row in rows.items():
            stands = getattr(row, self.name)
            if stands is None or wanted.get(plain(stands), place) == place:
                continue
            setattr(row, self.name, None if self.column.null else row.public_id)
            row.save(update_fields=[self.name])
            setattr(row, self.name, stands)
