"""Forms of the admin: a form that was opened before somebody else's change overwrites nothing."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from courseapp.courses import audit
from courseapp.courses.admin_moments import shown_moment
from courseapp.courses.models import Noun


def changed_by(row: Noun) -> str:
    """Say who changed a row last, and when, from the audit; "" if it tells nothing."""
    last = audit.about(row).select_related("actor", "course").first()
    if last is None:
        return _("Somebody else has changed this since you opened it.")
    return _("%(person)s changed this at %(moment)s, after you had opened it.") % {
        "person": last.actor or _("The app"),
        "moment": shown_moment(last.at, last.course),
    }


class SeenForm(forms.ModelForm):
    """Carries the revision that its reader has seen. Where the row has a newer one nothing is
    saved; what was typed stays, what is stored now is told, and saving again is then meant."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    is_stale = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = getattr(self.instance, "revision", None)

    def clean(self) -> Any:
        cleaned = super().clean()
        if self.instance.pk and "seen" in self.fields and isinstance(self.instance, Noun):
            self._check_seen(self.instance)
        return cleaned

    def _check_seen(self, row: Noun) -> None:
        if self.cleaned_data.get("seen") == row.revision:
            return
        self.is_stale = True
        told = [changed_by(row), _("Nothing was overwritten; what you typed is still here.")]
        told += [self._stored(name) for name in self.changed_fields]
        told.append(_("Save again to replace what is stored by what stands here."))
        sent: Any = self.data.copy()  # type: ignore[attr-defined] # a QueryDict
        sent[self.add_prefix("seen")] = str(row.revision)
        self.data = sent
        raise ValidationError(told)

    def add_error(self, field: str | None, error: Any) -> None:
        """The constraints' names are sentences that say what must hold: tell those."""
        super().add_error(field, error)
        rules = self._meta.model._meta.constraints
        named = {str(rule.get_violation_error_message()): rule.name for rule in rules}
        found: Any = self.errors.get(NON_FIELD_ERRORS)
        for told in found.data if found else ():
            if (name := named.get(str(told.message))) is not None:
                told.message = _("This must hold: %(rule)s.") % {"rule": name.replace("_", " ")}

    def _stored(self, name: str) -> str:
        value = self.get_initial_for_field(self.fields[name], name)
        choices = dict(getattr(self.fields[name], "choices", ()))
        # Several, where the field takes several; rows are known to `choices` by their key.
        stored = value if isinstance(value, list) else [value]
        shown = [
            choices.get(getattr(one, "pk", one), one) for one in stored if one not in (None, "")
        ]
        return _("Stored now as “%(field)s”: %(value)s") % {
            "field": self.fields[name].label or name,
            "value": ", ".join(str(one) for one in shown) or _("nothing"),
        }

    @property
    def changed_fields(self) -> list[str]:
        """Names of the fields that differ from what is stored."""
        return [name for name in self.changed_data if name != "seen"]
