"""Links that people enter: http, https or mailto, nothing that a browser would run."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

SCHEMES = frozenset({"http", "https", "mailto"})
MAX_LENGTH = 2000


def validate_link(url: str) -> None:
    """Raise ValidationError unless `url` is an absolute http(s) or mailto link (RFC 3986)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    place = parts.path if parts.scheme == "mailto" else parts.netloc
    if parts.scheme not in SCHEMES or not place or any(ord(letter) < 33 for letter in url):
        raise ValidationError(
            _("Links begin with https://, http:// or mailto: and have no spaces.")
        )


class LinkField(models.CharField):
    """A link as text: `URLField` refuses mailto and hosts inside a campus network."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = MAX_LENGTH
        kwargs.setdefault("validators", [validate_link])
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length", None)
        kwargs.pop("validators", None)
        return name, path, args, kwargs
