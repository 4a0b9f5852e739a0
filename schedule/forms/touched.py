"""Forms of which several stand on one page, and several people may have the page open."""

import hashlib
from collections.abc import Mapping
from typing import Any, TypeVar

from django import forms

from courseapp.courses.admin_forms import SeenForm
from courseapp.courses.models import Noun


class TouchedForm(SeenForm):
    """Carries a digest of what it showed: whether somebody typed in it can be told even where the
    row behind it has changed meanwhile."""

    shown = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["shown"] = self._digest({name: self._as_sent(name) for name in self.typed})

    @property
    def typed(self) -> list[str]:
        return [name for name in self.fields if name not in {"seen", "shown"}]

    @property
    def is_touched(self) -> bool:
        sent = {name: str(self.data.get(self.add_prefix(name), "")) for name in self.typed}
        return self._digest(sent) != self.data.get(self.add_prefix("shown"))

    @property
    def changed_fields(self) -> list[str]:
        return [name for name in super().changed_fields if name != "shown"]

    def _as_sent(self, name: str) -> str:
        """What a browser sends of a field in which nobody typed."""
        field = self.fields[name]
        value = self.get_initial_for_field(field, name)
        if isinstance(field, forms.BooleanField | forms.FileField):
            return ""
        shown = field.widget.format_value(field.prepare_value(value))
        return str((shown[0] if isinstance(shown, list) and shown else shown) or "")

    def _digest(self, values: Mapping[str, str]) -> str:
        lines = "\n".join(f"{name}={value}".replace("\r\n", "\n") for name, value in values.items())
        return hashlib.sha256(lines.encode(errors="replace")).hexdigest()


AForm = TypeVar("AForm", bound=TouchedForm)


def as_sent(
    form_class: type[AForm], row: Noun, *, prefix: str, data: Any, files: Any = None
) -> AForm:
    """Return the form of a row with what was sent of it; one in which nobody typed shows what is
    stored now."""
    if data is not None and f"{prefix}-shown" in data:
        form = form_class(data, files, instance=row, prefix=prefix)
        if form.is_touched:
            return form
    return form_class(instance=row, prefix=prefix)
