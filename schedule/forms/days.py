"""Days and hours in forms."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from schedule.term_plan import Span

MOST = 100
_TO = re.compile(r"\s+(?:to|–|-)\s+|\s*–\s*|\.\.")


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **options: Any) -> None:
        # What a browser's own field for dates takes, whatever the language.
        super().__init__(format="%Y-%m-%d", **options)


class HourInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%H:%M", **options)


class SpansField(forms.CharField):
    """Days or spans of days, one a line: `2027-03-15`, `2027-03-15 to 2027-03-19`."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> tuple[Span, ...]:
        lines = [line.strip() for line in re.split(r"[\n,;]", super().clean(value) or "")]
        spans = tuple(_span(line) for line in lines if line)
        if len(spans) > MOST:
            raise ValidationError(_("At most %(most)d days or spans."), params={"most": MOST})
        return spans


def _span(line: str) -> Span:
    try:
        days = [date.fromisoformat(part) for part in _TO.split(line)]
        span = Span(days[0], days[-1])
    except ValueError as error:
        raise _unreadable(line) from error
    if len(days) > 2 or span.last < span.first:
        raise _unreadable(line)
    return span


def _unreadable(line: str) -> ValidationError:
    return ValidationError(
        _("“%(line)s” is no day: write 2027-03-15, or 2027-03-15 to 2027-03-19."),
        params={"line": line[:80]},
    )
