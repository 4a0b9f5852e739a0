"""The form of the marking page."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseapp.courses.admin_forms import changed_by
from projects.models import Grade, Submission, Work


class MarkForm(forms.Form):
    """Points and feedback for one version. `seen` is the revision of the grade that the grader
    has before them (0: none). Points are a text field: a browser silently empties a number field
    in which somebody types “7,5”."""

    submission: Any = forms.ModelChoiceField(Submission.objects.none(), widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    points = forms.DecimalField(
        label=gettext_lazy("Points"),
        max_digits=7,
        decimal_places=2,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 6}),
        error_messages={"invalid": gettext_lazy("Write points like 7 or 7.5, with a point.")},
    )
    feedback = forms.CharField(
        label=gettext_lazy("Feedback"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("Markdown, with maths between dollar signs."),
    )

    def __init__(
        self, data: Any = None, *, work: Work, version: Submission | None, grade: Grade | None
    ) -> None:
        super().__init__(data, initial=_initial(version, grade))
        field: Any = self.fields["submission"]
        field.queryset = Submission.objects.filter(work=work)

    def refuse_stale(self, stored: Grade) -> str:
        """Return in words who was faster; saving once more is meant to replace theirs."""
        sent: Any = self.data.copy()  # type: ignore[attr-defined] # a QueryDict
        sent["seen"] = str(stored.revision)
        self.data = sent
        told = changed_by(stored)
        self.add_error(None, [told, _("Nothing was overwritten; what you typed is still here.")])
        return told


def _initial(version: Submission | None, grade: Grade | None) -> dict[str, Any]:
    points = grade.points if grade else None
    return {
        "submission": version.pk if version else None,
        "seen": grade.revision if grade else 0,
        "points": None if points is None else f"{points.normalize():f}",
        "feedback": grade.feedback if grade else "",
    }
