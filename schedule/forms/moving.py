"""What staff fill in to move a meeting. Whether it is taken is decided by the rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schedule.coming import PlannedDate
from schedule.moving import Scope, Target
from schedule.wall_clock import is_reasonable

CALENDAR = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
SCOPES = (
    (Scope.ONE, gettext_lazy("This one")),
    (Scope.LATER, gettext_lazy("This and later ones")),
    (Scope.ALL, gettext_lazy("All")),
)


class DayField(forms.DateField):
    widget = CALENDAR

    def to_python(self, value: Any) -> Any:
        day = super().to_python(value)
        if day is not None and not is_reasonable(day):
            raise forms.ValidationError(_("This date is too far away."))
        return day


class ChangeForm(forms.Form):
    """What every change is sent with. `seen` tells which state of the date the form showed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)
    tell = forms.BooleanField(label=gettext_lazy("Tell everyone"), required=False, initial=True)

    @property
    def typed(self) -> list[tuple[Any, Any]]:
        """Labels and values as they were sent, for the page that says that somebody was faster."""
        shown = [self[name] for name in self.fields if name not in {"seen", "tell", "scope"}]
        told = [(field.label, field.data) for field in shown if field.data]
        scope = dict(SCOPES).get(self.data.get("scope", ""))
        return [*told, (_("Which dates"), scope)] if scope else told


class CancelForm(ChangeForm):
    scope = forms.ChoiceField(
        label=gettext_lazy("Which dates"),
        choices=SCOPES,
        widget=forms.RadioSelect,
        initial=Scope.ONE,
        required=False,
    )
    field_order: Any = ("seen", "scope", "note", "tell")

    def clean_scope(self) -> Scope:
        return Scope(self.cleaned_data["scope"] or Scope.ONE)


class MoveForm(CancelForm):
    day = DayField(label=gettext_lazy("Day"))
    start = forms.TimeField(label=gettext_lazy("Starts"), widget=CLOCK)
    end = forms.TimeField(label=gettext_lazy("Ends"), widget=CLOCK)
    place = forms.CharField(label=gettext_lazy("Room"), max_length=200, required=False)
    video_url = forms.CharField(
        label=gettext_lazy("Video link"),
        max_length=2000,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )
    video_code = forms.CharField(
        label=gettext_lazy("Meeting number or password"), max_length=200, required=False
    )
    field_order = ("seen", "day", "start", "end", "place", "video_url", "video_code", "scope")

    @property
    def target(self) -> Target:
        given = self.cleaned_data
        return Target(
            day=given["day"],
            start=given["start"],
            end=given["end"],
            place=given["place"].strip(),
            video_url=given["video_url"].strip(),
            video_code=given["video_code"].strip(),
        )


class BreakForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    first_day = DayField(label=gettext_lazy("First day"))
    last_day = DayField(label=gettext_lazy("Last day"))
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


def move_form(planned: PlannedDate, data: Any = None) -> MoveForm:
    """Return the form of one date, filled with when it takes place; an empty text keeps what is
    there, which its help says."""
    meeting = planned.meeting
    change = meeting.change
    form = MoveForm(
        data,
        auto_id="move_%s",
        initial={
            "seen": planned.seen,
            "day": meeting.takes_place_on,
            "start": meeting.start.time(),
            "end": meeting.end.time(),
            "place": change.place if change else "",
            "video_url": change.video_url if change else "",
            "video_code": change.video_code if change else "",
            "note": meeting.note,
        },
    )
    pattern = meeting.pattern
    for name in ("place", "video_url", "video_code"):
        if usual := getattr(pattern, name):
            form.fields[name].help_text = _("Empty: as every week, %(usual)s.") % {"usual": usual}
    return form
