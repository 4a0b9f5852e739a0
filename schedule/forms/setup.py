"""The one form from which a term's lectures are made."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courseapp.courses.models import Course
from schedule.forms.days import DayInput, HourInput, SpansField
from schedule.models import MeetingKind, Weekday
from schedule.term_plan import Wish


class SetupForm(forms.Form):
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Weekdays"),
        choices=Weekday.choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    start = forms.TimeField(label=_("From"), widget=HourInput())
    end = forms.TimeField(label=_("To"), widget=HourInput())
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    first_day = forms.DateField(label=_("First day"), widget=DayInput())
    last_day = forms.DateField(label=_("Last day"), widget=DayInput())
    without = SpansField(
        label=_("Without these days"),
        required=False,
        max_length=5000,
        help_text=_(
            "One a line: 2027-03-15, or 2027-03-15 to 2027-03-19. Breaks of the course are taken"
            " out anyway."
        ),
    )
    numbered = forms.BooleanField(label=_("Call them “Lecture 1”, “Lecture 2”, …"), required=False)

    @classmethod
    def prefilled(cls, course: Course) -> "SetupForm":
        """Return the form with the term of the course and its lectures' weekly meetings."""
        meetings = list(course.meeting_patterns.filter(kind=MeetingKind.LECTURE))
        initial: dict[str, Any] = {"first_day": course.first_day, "last_day": course.last_day}
        if meetings:
            first = meetings[0]
            alike = [row for row in meetings if (row.start, row.end) == (first.start, first.end)]
            initial |= {
                "weekdays": [row.weekday for row in alike],
                "start": first.start,
                "end": first.end,
                "place": first.place,
            }
        return cls(initial=initial)

    def wish(self) -> Wish:
        """Return what a valid form asks for."""
        fields = dict(self.cleaned_data)
        return Wish(**fields | {"weekdays": tuple(sorted(fields["weekdays"]))})
