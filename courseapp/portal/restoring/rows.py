"""Writes the rows of an export as they were: ids, revisions and times included, so nothing of it
passes through `save()`, which would raise and renew them, nor leaves history of its own."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db import DataError, IntegrityError, models
from django.db.models import Min
from django.utils.translation import gettext as _

from courseapp.courses.models import AuditEntry
from courseapp.portal.exporting import values
from courseapp.portal.exporting.stored_files import STORED
from courseapp.portal.exporting.tables import SHARED, Table, target
from courseapp.portal.restoring.document import Document, Row
from courseapp.portal.restoring.identities import Identities
from courseapp.portal.restoring.opening import RestoreRefused


class Rows:
    """The rows that were written so far, by model and id, so that later ones can name them."""

    def __init__(self, document: Document, identities: Identities, keys: Mapping[str, str]) -> None:
        self.document = document
        self.identities = identities
        self.keys = keys  # of files on storage, by path in the zip
        self.known: dict[type[models.Model], dict[str, int]] = defaultdict(dict)
        self.later: list[tuple[models.Model, models.ForeignKey, str]] = []

    def know(self, public_id: str, row: models.Model) -> None:
        """Let rows of the export name one that is here already, by its id in the export."""
        self.known[type(row)][public_id] = row.pk

    def write(self, *, over: Mapping[type[models.Model], Mapping[str, Any]]) -> None:
        """Write all rows; `over` are values that this machine decides, by model."""
        for table in self.document.tables:
            if table.model in SHARED:
                continue
            for number, said in enumerate(self.document.of(table), 1):
                where = f"{table.label} {number}"
                self._write_one(table, said, where, over.get(table.model, {}))
        for row, key, public_id in self.later:
            self._tie(row, key, public_id)

    def _write_one(self, table: Table, said: Row, where: str, over: Mapping[str, Any]) -> None:
        row = table.model(**{**self._values(table, said, where), **over})
        if table.history_of is not None:
            row.id = self._key_of_past(table, said["public_id"])  # type: ignore[attr-defined]
        try:
            row.save_base(raw=True, force_insert=True)
        except (IntegrityError, DataError) as error:
            reason = str(error).strip().split("\n", maxsplit=1)[0]
            told = {"where": where, "reason": reason}
            raise RestoreRefused(_("%(where)s cannot be: %(reason)s") % told) from error
        if table.is_noun:
            self.known[table.model][said["public_id"]] = row.pk
        for field in table.keys:
            if said.get(field.name) is not None and getattr(row, field.attname) is None:
                self.later.append((row, field, said[field.name]))

    # --- Values -------------------------------------------------------------------------------

    def _values(self, table: Table, said: Row, where: str) -> dict[str, Any]:
        return dict(self._value(table, said, field, where) for field in table.fields)

    def _value(self, table: Table, said: Row, field: models.Field, where: str) -> tuple[str, Any]:
        try:
            if field.name not in said:
                return field.attname, self._default(field)
            return field.attname, self._read(table, field, said[field.name])
        except values.ValueRefused as error:
            told = {"where": where, "field": field.name, "reason": error}
            raise RestoreRefused(_("%(where)s, field “%(field)s”: %(reason)s.") % told) from error

    @staticmethod
    def _default(field: models.Field) -> Any:
        """An export of an earlier version lacks what was added since."""
        if not (field.has_default() or field.null or (field.blank and field.empty_strings_allowed)):
            raise values.ValueRefused(_("it is missing"))
        return field.get_default()

    def _read(self, table: Table, field: models.Field, said: Any) -> Any:
        if isinstance(field, models.ForeignKey):
            return self._named(table, field, said)
        stored = STORED.get(table.model)
        if stored and field.name == stored.key:
            return self.keys[said] if said else ""
        value = values.read(field, said)
        is_id = field.name == "public_id" or (
            table.model is AuditEntry and field.name == "subject_id"
        )
        if is_id or isinstance(field, models.JSONField):
            return self.identities.within(value)
        return value

    def _named(self, table: Table, key: models.ForeignKey, said: Any) -> int | None:
        """Return the primary key of the row that is named; None for none, and for one that is
        only written later."""
        if said is None:
            if not key.null:
                raise values.ValueRefused(_("it must not be empty"))
            return None
        if isinstance(said, str) and (found := self.known[target(key)].get(said)) is not None:
            return found
        if isinstance(said, str) and key.null and self._comes_later(table, target(key)):
            return None
        raise values.ValueRefused(_("it names what is not in the export"))

    def _comes_later(self, table: Table, model: type[models.Model]) -> bool:
        order = [one.model for one in self.document.tables]
        return model in order and order.index(model) > order.index(table.model)

    def _tie(self, row: models.Model, key: models.ForeignKey, public_id: str) -> None:
        """Close a circle of rows that name each other."""
        found = self.known[target(key)].get(public_id)
        if found is None:
            where = type(row)._meta.label
            told = {"where": where, "field": key.name}
            raise RestoreRefused(
                _("%(where)s, field “%(field)s”: it names what is not in the export.") % told
            )
        type(row)._base_manager.filter(pk=row.pk).update(**{key.attname: found})

    def _key_of_past(self, table: Table, public_id: str) -> int:
        """Return the key of the row whose history this is. One that is gone gets a key that no
        row will ever have, the same for all of its history."""
        known = self.known[table.history_of]  # type: ignore[index]
        if public_id not in known:
            least = table.model._base_manager.aggregate(least=Min("id"))["least"]
            known[public_id] = min(least or 0, 0) - 1
        return known[public_id]
