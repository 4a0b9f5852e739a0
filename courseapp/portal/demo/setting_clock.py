"""Setting the demo's clock, for page, worker and beat alike."""

import logging
from datetime import UTC, datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from courseapp.courses import clock
from courseapp.courses.models import Course
from courseapp.mail.tasks import send_ready
from projects.tasks import sweep_reminders

logger = logging.getLogger(__name__)
# Further away nothing of the course is left to see, and dates would leave the calendar.
FARTHEST = timedelta(days=3 * 366)


class ClockForm(forms.Form):
    """One of three: a moment that a button names, a local date and time, or back to now."""

    moment = forms.CharField(required=False)
    local = forms.DateTimeField(
        label=_("date and time"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    back = forms.BooleanField(required=False)

    def __init__(self, *args: object, course: Course, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.course = course

    def clean_moment(self) -> datetime | None:
        if not (text := self.cleaned_data["moment"]):
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise forms.ValidationError(_("This is no moment."))
        return _not_too_far(moment)

    def clean_local(self) -> datetime | None:
        local: datetime | None = self.cleaned_data["local"]
        if local is None:
            return None
        return _not_too_far(local.replace(tzinfo=self.course.zone))

    def clean(self) -> dict[str, object]:
        data = self.cleaned_data
        if not (self.errors or data.get("back") or data.get("moment") or data.get("local")):
            self.add_error("local", _("Choose a date and a time."))
        return data

    def chosen(self) -> datetime | None:
        """Return the moment to set; None for the machine's own time."""
        if self.cleaned_data["back"]:
            return None
        moment: datetime | None = self.cleaned_data["moment"] or self.cleaned_data["local"]
        return moment


def _not_too_far(moment: datetime) -> datetime:
    if abs(moment - clock.real_now()) > FARTHEST:
        raise forms.ValidationError(_("Choose a moment within three years of today."))
    return moment.astimezone(UTC)


def set_clock(moment: datetime | None) -> None:
    """Set the clock, and let a worker look at once at what is due then.

    The tasks carry no time of their own: Celery counts in the machine's time, and what a task
    does it does at the demo's (`clock.now`)."""
    clock.set_demo_clock(moment)
    for task in (sweep_reminders, send_ready):
        try:
            task.apply_async(retry=False)
        except (OperationalError, OSError) as error:
            logger.warning("No broker: the next sweep, within a minute, sees the clock. %s", error)
