"""Spans of time as people write them: “7 days”, “3 hours”."""

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
UNITS = {"w": 7 * DAY, "d": DAY, "h": HOUR, "m": MINUTE}
WRITTEN = re.compile(
    r"\s*(\d{1,4})\s*(w|d|h|m)(?:eeks?|ays?|ours?|inutes?|ins?)?\s*", re.IGNORECASE
)


def in_words(span: timedelta) -> str:
    """Return a span in its largest whole unit: “2 days”, “36 hours”, “90 minutes”."""
    if span % DAY == timedelta(0):
        days = span // DAY
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    if span % HOUR == timedelta(0):
        hours = span // HOUR
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    minutes = -(-span // MINUTE)  # rounded up
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


class SpanField(forms.Field):
    """A span longer than nothing, of whole minutes."""

    default_error_messages = {"invalid": gettext_lazy("Write it like “7 days” or “3 hours”.")}

    def prepare_value(self, value: Any) -> Any:
        return in_words(value) if isinstance(value, timedelta) else value

    def to_python(self, value: Any) -> timedelta | None:
        if value in self.empty_values:
            return None
        parts = WRITTEN.fullmatch(str(value))
        if parts is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        span = int(parts[1]) * UNITS[parts[2].lower()]
        if not span:
            raise ValidationError(_("A reminder comes before it is due."), code="invalid")
        return span

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial if initial is None else in_words(initial)) != (
                self.to_python(data)
            )
        except ValidationError:
            return True
