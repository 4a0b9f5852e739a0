"""How a noun of a page comes into being, by the verbs of the house where it has one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from courseapp.courses.changing import sign
from courseapp.courses.enrolling import enrol
from courseapp.courses.models import Course, Membership, Noun, Role, User
from courseapp.portal.importing.saving import kinds
from courseapp.portal.importing.saving.kinds import Wanted
from courseapp.portal.importing.saving.matching import Values
from projects.models import Milestone, ReminderRule
from projects.reminders import DEFAULT_RULES


def make(noun: Wanted, values: Values, *, parent: Noun, by: User | None, now: datetime) -> Noun:
    """Write a new noun and return it."""
    if noun.kind is kinds.STAFF and isinstance(parent, Course):
        return _enrolled(values, course=parent, by=by, now=now)
    row = noun.kind.model(**{noun.kind.above: parent}, **noun.only_when_new)
    assign(row, values)
    save(row, by=by, now=now)
    if isinstance(row, Milestone):
        for before in DEFAULT_RULES:
            ReminderRule.objects.create(milestone=row, before=before)
    return row


def _enrolled(values: Values, *, course: Course, by: User | None, now: datetime) -> Membership:
    return enrol(
        person=User.objects.get(pk=int(values["user_id"] or 0)),
        course=course,
        role=Role(str(values["role"])),
        title=str(values["title"]),
        position=int(values["position"] or 0),
        by=by,
        now=now,
    )


def assign(row: models.Model, values: Values) -> None:
    """Set fields from their plain form."""
    for name, value in values.items():
        column: Any = row._meta.get_field(name)
        setattr(row, column.attname, column.to_python(value))


def save(row: models.Model, *, by: User | None, now: datetime, **kwargs: Any) -> None:
    """Save, and let its history say who did it when."""
    sign(row, by=by, now=now)
    row.save(**kwargs)
