"""Identifiers that leave the house: in URLs, calendars, the API, exports and receipts."""

import secrets
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

# No 0/o, 1/l/i, no u (it is heard as "you"): an id can be read out over the telephone.
ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
LENGTH = 12


def make_public_id() -> str:
    """Return 12 random characters, about 59 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


class PublicIdField(models.CharField):
    """A unique random id, made once and never changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("verbose_name", _("public id"))
        kwargs["max_length"] = LENGTH
        kwargs.setdefault("unique", True)
        kwargs["editable"] = False
        kwargs.setdefault("default", make_public_id)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for derived in ("max_length", "unique", "editable"):
            kwargs.pop(derived, None)
        if not self.unique:  # in a table of history, where a row has many versions
            kwargs["unique"] = False
        return name, path, args, kwargs
