"""How the value of each kind of field is written, and read back: one way each.

Dates are ISO 8601, moments in UTC with a Z, spans of time as ISO durations, decimals as text, so
that no reader rounds them. A file is the path under which the zip holds it, a key the public id
of the row it names: neither is decided here.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_duration
from django.utils.duration import duration_iso_string
from django.utils.translation import gettext as _

from courseapp.courses.links import SCHEMES, LinkField
from courseapp.portal.exporting.form import MOST_TEXT
from courseapp.portal.importing.saving.fitting import is_kept_link


class ValueRefused(Exception):
    """Why a value cannot be what its field holds, in words."""


def write(value: Any) -> Any:
    """Return a field's value as JSON has it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value


def _moment(text: str) -> datetime:
    if not text.endswith("Z"):
        raise ValueError(text)
    return datetime.fromisoformat(text)


def _hour(text: str) -> time:
    hour = time.fromisoformat(text)
    if hour.tzinfo is not None:
        raise ValueError(text)
    return hour


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number


# The first whose field it is, so the narrower comes first.
_READERS: tuple[tuple[type[models.Field], type, Callable[[Any], Any]], ...] = (
    (models.BooleanField, bool, bool),
    (models.IntegerField, int, int),
    (models.DecimalField, str, _decimal),
    (models.DurationField, str, parse_duration),
    (models.DateTimeField, str, _moment),
    (models.DateField, str, date.fromisoformat),
    (models.TimeField, str, _hour),
    (models.CharField, str, str),
    (models.TextField, str, str),
)


def read(field: models.Field, written: Any) -> Any:
    """Return the value that `write` wrote, valid for its field. Raises ValueRefused."""
    if isinstance(field, models.JSONField):
        return written
    if written is None:
        if field.null:
            return None
        raise ValueRefused(_("it must not be empty"))
    _kind, plain, reader = next(row for row in _READERS if isinstance(field, row[0]))
    if type(written) is not plain:
        raise ValueRefused(_("it is of another kind than it should be"))
    if isinstance(written, str):
        check_text(written)
    try:
        value = reader(written)
        same = write(value) == written
    except (ValueError, OverflowError, InvalidOperation) as error:
        raise ValueRefused(_("it cannot be read")) from error
    if not same:
        raise ValueRefused(_("it is not written as it should be"))
    validate(field, value)
    return value


def check_text(text: str) -> None:
    """Raise ValueRefused for what no database takes as text, and for more than any form takes."""
    if len(text) > MOST_TEXT:
        raise ValueRefused(_("it is longer than %(most)d characters") % {"most": MOST_TEXT})
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueRefused(_("it holds what is no character"))


def validate(field: models.Field, value: Any) -> None:
    """Let the field's own validators look at it. What is empty is the database's matter: forms
    ask for more than rows have to hold."""
    if value in field.empty_values:
        return
    if isinstance(field, LinkField):
        # A link of an imported page may be relative to the page.
        if not is_kept_link(value, field.max_length):
            raise ValueRefused(_("links begin with %s") % ", ".join(sorted(SCHEMES)))
        return
    try:
        field.run_validators(value)
        if field.choices is not None:
            field.validate(value, None)
    except ValidationError as error:
        raise ValueRefused(" ".join(error.messages)) from error
