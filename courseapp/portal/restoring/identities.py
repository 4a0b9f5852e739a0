"""Under which ids the rows of an export come into this database: their own, if none is taken."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from courseapp.courses.public_ids import ALPHABET, LENGTH, make_public_id
from courseapp.portal.exporting.tables import nouns
from courseapp.portal.restoring.document import Document
from courseapp.portal.restoring.opening import RestoreRefused

BATCH = 500


class Identities:
    """The ids of an export and what each becomes here; the same where the course is not here."""

    def __init__(self, document: Document) -> None:
        own = dict(_ids(document))
        self.are_new = any(_is_taken(model, ids) for model, ids in own.items())
        everything = [one for ids in own.values() for one in ids]
        if len(set(everything)) < len(everything):
            raise RestoreRefused(_("Two rows of the export have the same id."))
        self._becomes: Mapping[str, str] = (
            {old: make_public_id() for old in everything} if self.are_new else {}
        )

    def of(self, public_id: str) -> str:
        return self._becomes.get(public_id, public_id)

    def within(self, value: Any) -> Any:
        """Return a value of JSON with the ids in it as they are here."""
        if isinstance(value, str):
            return self.of(value)
        if isinstance(value, list):
            return [self.within(one) for one in value]
        if isinstance(value, dict):
            return {key: self.within(one) for key, one in value.items()}
        return value


def is_public_id(value: Any) -> bool:
    return isinstance(value, str) and len(value) == LENGTH and set(value) <= set(ALPHABET)


def _ids(document: Document) -> Iterator[tuple[type[models.Model], list[str]]]:
    for table in nouns(document.tables):
        ids = [row.get("public_id") for row in document.of(table)]
        if not all(map(is_public_id, ids)):
            raise RestoreRefused(_("A row of %s has no public id.") % table.label)
        yield table.model, ids  # type: ignore[misc]


def _is_taken(model: type[models.Model], ids: list[str]) -> bool:
    rows = model._base_manager
    return any(rows.filter(public_id__in=some).exists() for some in _batches(ids))


def _batches(ids: list[str]) -> Iterable[list[str]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
