"""What tutors fill in. Whether it is taken is decided by `schedule.posting`, not here."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseapp.courses import links
from courseapp.courses.models import Course, User
from courseapp.courses.models.membership import STAFF_ROLES
from schedule.models import Track
from schedule.reading_list import (
    DEEPEST,
    Line,
    TooDeep,
    as_box,
    as_question_box,
    questions_of,
    readings_of,
)
from schedule.session_content import Content, in_order

LONGEST_BOX = 200_000  # characters that are looked at
ISO_DAY, ISO_HOUR = "%Y-%m-%d", "%H:%M"
LISTS = ("required", "optional")


class TypedText(forms.CharField):
    """A text with one kind of line end, whatever the browser sends."""

    def __init__(self, **options: Any) -> None:
        area = forms.Textarea(attrs={"rows": options.pop("rows", 4)})
        given: dict[str, Any] = {
            "required": False,
            "strip": False,
            "max_length": LONGEST_BOX,
            "widget": area,
        }
        super().__init__(**given | options)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Without `maxlength`: a browser would cut what is pasted, without a word."""
        return {}


class SessionForm(forms.Form):
    """`seen` is the revision that it was opened with; 0: there was none."""

    use_required_attribute = False  # a draft may lack anything

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    track: forms.ModelChoiceField = forms.ModelChoiceField(
        Track.objects.none(), label=gettext_lazy("Track"), empty_label=None
    )
    number = forms.IntegerField(
        label=gettext_lazy("Number"), min_value=0, max_value=999, required=False
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=300, required=False)
    day = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        input_formats=[ISO_DAY],
        widget=forms.DateInput(format=ISO_DAY, attrs={"type": "date"}),
    )
    start = forms.TimeField(
        label=gettext_lazy("Start"),
        required=False,
        widget=forms.TimeInput(format=ISO_HOUR, attrs={"type": "time"}),
    )
    end = forms.TimeField(
        label=gettext_lazy("End"),
        required=False,
        widget=forms.TimeInput(format=ISO_HOUR, attrs={"type": "time"}),
    )
    place = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False)
    video_url = forms.CharField(
        label=gettext_lazy("Video link"),
        max_length=links.MAX_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "off"}),
    )
    video_code = forms.CharField(
        label=gettext_lazy("Meeting number, code or password"), max_length=200, required=False
    )
    tutors: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=gettext_lazy("Tutors"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    motivation = TypedText(label=gettext_lazy("Motivation"))
    required = TypedText(label=gettext_lazy("Required reading"), rows=6)
    optional = TypedText(label=gettext_lazy("Optional reading"), rows=4)
    questions = TypedText(label=gettext_lazy("Questions"), rows=5)

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["track"].queryset = Track.objects.filter(course=course)  # type: ignore[attr-defined]
        staff = course.memberships.active().filter(role__in=STAFF_ROLES)
        there = User.objects.filter(tutoring_sessions__track__course=course)
        choices = User.objects.filter(memberships__in=staff) | there
        self.fields["tutors"].queryset = choices.distinct()  # type: ignore[attr-defined]

    @classmethod
    def showing(cls, content: Content, *, course: Course, seen: int) -> "SessionForm":
        """Return the form with this in it, opened with this revision."""
        return cls(initial={**initial(content), "seen": seen}, course=course)

    def clean_motivation(self) -> str:
        return str(self.cleaned_data["motivation"]).strip()

    def clean_required(self) -> tuple[Line, ...]:
        return _readings(self.cleaned_data["required"])

    def clean_optional(self) -> tuple[Line, ...]:
        return _readings(self.cleaned_data["optional"])

    def clean_questions(self) -> tuple[str, ...]:
        return tuple(questions_of(self.cleaned_data["questions"]))

    def content(self) -> Content:
        given = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return Content(**{**given, "tutors": in_order(given["tutors"])})


def initial(content: Content) -> dict[str, Any]:
    """Return what stands in the fields of the form for this."""
    names = (
        "number", "title", "day", "start", "end", "place", "video_url", "video_code", "motivation",
    )  # fmt: skip
    return {
        **{name: getattr(content, name) for name in names},
        "track": content.track.pk,
        "tutors": [tutor.pk for tutor in content.tutors],
        "required": as_box(content.required),
        "optional": as_box(content.optional),
        "questions": as_question_box(content.questions),
    }


def _readings(box: str) -> tuple[Line, ...]:
    try:
        return tuple(readings_of(box))
    except TooDeep as error:
        told = _("Line %(line)d hangs under more than %(most)d others.")
        raise forms.ValidationError(told % {"line": error.line, "most": DEEPEST}) from error
