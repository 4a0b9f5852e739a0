"""What is written of an announcement."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseapp.courses.models import Announcement, Course
from courseapp.courses.public_ids import ALPHABET, LENGTH, make_public_id
from schedule.wall_clock import is_reasonable, why_missing

LONGEST_BODY = 20_000
LOCAL = "%Y-%m-%dT%H:%M"


class AnnouncementForm(forms.Form):
    """`key` is the public id that a new one will have: a form that is sent twice makes one.
    `seen` is the revision that the form of an old one showed."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    body = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=gettext_lazy("Markdown, with maths between dollar signs."),
    )
    concerns = forms.DateTimeField(
        label=gettext_lazy("Concerns what happens at"),
        required=False,
        input_formats=[LOCAL, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
        help_text=gettext_lazy(
            "May be empty. What concerns the next 24 hours is mailed at once, anything else after"
            " ten minutes."
        ),
    )

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.course = course

    @classmethod
    def empty(cls, course: Course) -> "AnnouncementForm":
        return cls(course=course, initial={"key": make_public_id()})

    @classmethod
    def showing(cls, row: Announcement) -> "AnnouncementForm":
        local = (
            row.concerns.astimezone(row.course.zone).replace(tzinfo=None) if row.concerns else None
        )
        return cls(
            course=row.course,
            initial={
                "seen": row.revision,
                "title": row.title,
                "body": row.body,
                "concerns": local,
            },
        )

    def clean_key(self) -> str:
        """What is no public id says nothing."""
        key = str(self.cleaned_data["key"])
        return key if len(key) == LENGTH and set(key) <= set(ALPHABET) else ""

    def clean_body(self) -> str:
        return str(self.cleaned_data["body"]).replace("\r\n", "\n")

    def clean_concerns(self) -> datetime | None:
        """It is typed as the clock in the course's zone shows it."""
        typed: datetime | None = self.cleaned_data["concerns"]
        if typed is None:
            return None
        if not is_reasonable(typed.date()):
            raise forms.ValidationError(_("This date is too far away."))
        if missing := why_missing(typed.date(), typed.time(), self.course.zone):
            raise forms.ValidationError(missing)
        return typed.replace(tzinfo=self.course.zone)

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "body", "concerns")}
