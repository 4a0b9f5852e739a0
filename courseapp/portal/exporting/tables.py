"""The models of an export, as the data register declares them, in the order in which their rows
can be written: whatever a row needs comes before it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import models

from courseapp.courses.models import Department, User
from courseapp.portal.data_register import REGISTER, Export, When

# They belong to no course: reading an export finds them by address and slug, or makes them.
SHARED: tuple[type[models.Model], ...] = (User, Department)


@dataclass(frozen=True)
class Table:
    """One model in one kind of export. Its fields are the database's columns without keys that
    mean nothing elsewhere."""

    model: type[models.Model]
    export: Export
    with_people: bool

    @property
    def label(self) -> str:
        return self.model._meta.label

    @property
    def history_of(self) -> type[models.Model] | None:
        """The model of whose rows this one keeps the history."""
        return getattr(self.model, "instance_type", None)

    @property
    def is_noun(self) -> bool:
        """Whether its rows have public ids of their own, under which others name them."""
        names = {field.name for field in self.model._meta.concrete_fields}
        return "public_id" in names and self.history_of is None

    @cached_property
    def fields(self) -> tuple[models.Field, ...]:
        return tuple(field for field in self.model._meta.concrete_fields if self._holds(field))

    def _holds(self, field: models.Field) -> bool:
        export = self.export
        is_key = field.primary_key or (self.history_of is not None and field.name == "id")
        if is_key or field.name in export.never:
            return False
        if export.only and field.name not in export.only:
            return False
        return self.with_people or field.name not in export.with_people

    @cached_property
    def keys(self) -> tuple[models.ForeignKey, ...]:
        """The fields that name rows of other models."""
        return tuple(field for field in self.fields if isinstance(field, models.ForeignKey))


def target(key: models.ForeignKey) -> type[models.Model]:
    model: Any = key.related_model
    return model  # type: ignore[no-any-return]


def tables(*, with_people: bool) -> tuple[Table, ...]:
    """Return what an export holds, in the order in which it can be written."""
    wanted = {When.ALWAYS, When.WITH_PEOPLE} if with_people else {When.ALWAYS}
    declared = [
        Table(apps.get_model(entry.model), entry.export, with_people)
        for entry in REGISTER
        if entry.export.when in wanted
    ]
    return tuple(_in_order(declared))


def _in_order(declared: Sequence[Table]) -> Iterator[Table]:
    """Put what is named before what names it; of a circle, what can do without comes first."""
    waiting = list(declared)
    while waiting:
        later = {table.model for table in waiting}
        free = [table for table in waiting if not (_named(table) & later) - {table.model}]
        able = [table for table in waiting if not _needed(table) & later]
        table = (free or able)[0]
        waiting.remove(table)
        yield table


def _needed(table: Table) -> set[type[models.Model]]:
    """Return the models without whose rows one of this table cannot be."""
    return {target(key) for key in table.keys if not key.null}


def _named(table: Table) -> set[type[models.Model]]:
    """Return the models whose rows one of this table may name. A row of history names rows that
    are gone: it comes after what is still there, and after the history of what it names."""
    found = {target(key) for key in table.keys}
    if table.history_of is not None:
        found |= {table.history_of, *filter(None, map(history_model, found))}
    return found


def history_model(model: type[models.Model]) -> type[models.Model] | None:
    manager = getattr(model, "history", None)
    return manager.model if manager is not None else None


def nouns(found: Sequence[Table]) -> list[Table]:
    """Return the tables whose rows belong to the course and have public ids."""
    return [table for table in found if table.is_noun and table.model not in SHARED]
