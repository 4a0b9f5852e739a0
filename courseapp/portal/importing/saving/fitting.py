"""Makes what a page says fit the columns of a noun; what had to give way is told."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext as _

from courseapp.courses.links import SCHEMES, LinkField
from courseapp.portal.importing.saving.matching import Plain, Values

MOST_SMALL = 32767  # of a PositiveSmallIntegerField on every database


def fit(model: type[models.Model], values: Values) -> tuple[dict[str, Plain], list[str]]:
    """Return the values as the model can keep them, and in words what was cut or left out."""
    fitted: dict[str, Plain] = {}
    losses: list[str] = []
    for name, value in values.items():
        column = model._meta.get_field(name)
        fitted[name], loss = _fit_one(column, value)
        if loss:
            losses.append(loss)
    return fitted, losses


def _fit_one(column: Any, value: Plain) -> tuple[Plain, str]:
    if isinstance(value, str) and isinstance(column, LinkField):
        return (value, "") if is_kept_link(value, column.max_length) else ("", _lost_link(value))
    if isinstance(value, str) and isinstance(column, models.CharField) and column.max_length:
        if len(value) <= column.max_length:
            return value, ""
        loss = _("Cut to %(length)d letters: %(words)s") % {
            "length": column.max_length,
            "words": value,
        }
        return f"{value[: column.max_length - 1].rstrip()}…", loss
    if isinstance(column, models.PositiveSmallIntegerField) and isinstance(value, int):
        fits = 0 <= value <= MOST_SMALL
        return (value, "") if fits else (None, _("Left out: the number %d.") % value)
    return value, ""


def _lost_link(url: str) -> str:
    return _("Left out, because no browser should follow it: %(url)s") % {"url": url}


def is_kept_link(url: str, most: int | None = None) -> bool:
    """Tell whether a link may be kept: a scheme that runs nothing, or none (as written)."""
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return False
    return (not scheme or scheme in SCHEMES) and len(url) <= (most or len(url))


def is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return True
