from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courseapp.courses.models import User


class AttendanceForm(forms.Form):
    """A box for each student. `shown` carries what was ticked when the form was opened, so that
    saving changes only what this person changed. Choices are public ids; the cleaned values are
    `came` (people) and `shown` (their primary keys), as `attending.take` wants them."""

    came = forms.MultipleChoiceField(
        label=_("Who came"), required=False, widget=forms.CheckboxSelectMultiple
    )
    shown = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)

    def __init__(
        self, *args: Any, students: Sequence[User], present: Collection[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.public_id: person for person in students}
        choices = [(person.public_id, person.name) for person in students]
        ticked = [person.public_id for person in students if person.pk in present]
        for name in ("came", "shown"):
            field = self.fields[name]
            field.choices = choices  # type: ignore[attr-defined]
            field.initial = ticked

    def clean_came(self) -> list[User]:
        return [self.people[public_id] for public_id in self.cleaned_data["came"]]

    def clean_shown(self) -> list[int]:
        return [self.people[public_id].pk for public_id in self.cleaned_data["shown"]]
