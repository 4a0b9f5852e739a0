"""Form fields of the admin."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator

END_OF_DAY = time(23, 59, 59)


class OnceIterator(ModelChoiceIterator):
    """Reads the choices once for all rows of a formset, which share the field's `memory`."""

    field: Any

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        if "rows" not in self.field.memory:
            self.field.memory["rows"] = [self.choice(row) for row in self.queryset]
        yield from self.field.memory["rows"]


class OnceChoiceField(forms.ModelChoiceField):
    iterator = OnceIterator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Copies of the field, one a row of a formset, share this.
        self.memory: dict[str, Any] = {}
        super().__init__(*args, **kwargs)


class OnceMultipleChoiceField(forms.ModelMultipleChoiceField):
    iterator = OnceIterator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.memory: dict[str, Any] = {}
        super().__init__(*args, **kwargs)


class UntilField(forms.SplitDateTimeField):
    """A moment until which something may be done: a date without an hour is the end of that day,
    in the zone of the page."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(require_all_fields=False, **kwargs)
        self.fields[1].required = False

    def compress(self, data_list: Any) -> datetime | None:
        if data_list and data_list[0] and data_list[1] in self.empty_values:
            data_list = [data_list[0], END_OF_DAY]
        return super().compress(data_list)
