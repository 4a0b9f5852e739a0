"""The form of a department's next term: a row a course, and the breaks once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseapp.courses.models import Course, Role
from courseapp.portal.cloning.given import NotUnderstood, read_breaks, read_people, written
from courseapp.portal.cloning.planning import Asked, Person
from courseapp.portal.cloning.terms import DaysOff

PEOPLE = gettext_lazy("Addresses, a line each. Empty: nobody.")
LINES = forms.Textarea(attrs={"rows": 2})


class CourseRow(forms.Form):
    """One course: to be made again or not, under which name, from when, by whom."""

    wanted = forms.BooleanField(label=gettext_lazy("Make it again"), required=False)
    source = forms.SlugField(widget=forms.HiddenInput)
    slug = forms.SlugField(
        label=gettext_lazy("New name in addresses"), max_length=80, required=False
    )
    starts = forms.DateField(
        label=gettext_lazy("First day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    instructors = forms.CharField(
        label=gettext_lazy("Instructors"), required=False, widget=LINES, help_text=PEOPLE
    )
    tutors = forms.CharField(
        label=gettext_lazy("Tutors"), required=False, widget=LINES, help_text=PEOPLE
    )

    def clean_instructors(self) -> tuple[Person, ...]:
        return self._people("instructors", Role.INSTRUCTOR)

    def clean_tutors(self) -> tuple[Person, ...]:
        return self._people("tutors", Role.TUTOR)

    def _people(self, name: str, role: Role) -> tuple[Person, ...]:
        try:
            return read_people(self.cleaned_data[name], role)
        except NotUnderstood as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("wanted"):
            for name in ("slug", "starts"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _("A course that is made again needs this."))
        return given


class BaseCourseRows(forms.BaseFormSet):
    def clean(self) -> None:
        if any(self.errors):
            return
        names = [form.cleaned_data["slug"] for form in self.wanted]
        if not names:
            raise ValidationError(_("Tick the courses that are made again."))
        if len(set(names)) < len(names):
            raise ValidationError(_("Two courses cannot have the same new name."))

    @property
    def wanted(self) -> list[forms.Form]:
        return [form for form in self.forms if form.cleaned_data.get("wanted")]


CourseRows = forms.formset_factory(
    CourseRow, formset=BaseCourseRows, extra=0, max_num=200, absolute_max=200, validate_max=True
)


class TermForm(forms.Form):
    """What all courses of the new term have in common."""

    term = forms.CharField(
        label=gettext_lazy("Name of the term"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Such as Spring 2028. Empty: by its first day."),
    )
    breaks = forms.CharField(
        label=gettext_lazy("Breaks of the new term"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("A line each, such as: 2028-03-13 2028-03-19 Spring break"),
    )

    def clean_breaks(self) -> tuple[DaysOff, ...]:
        try:
            return read_breaks(self.cleaned_data["breaks"])
        except NotUnderstood as error:
            raise ValidationError(str(error)) from error


def initial_rows(courses: Sequence[Course], *, ticked: bool) -> list[dict[str, Any]]:
    """Return what the table begins with: each course with its staff as they are."""
    return [
        {
            "wanted": ticked,
            "source": course.slug,
            "instructors": _addresses(course, Role.INSTRUCTOR),
            "tutors": _addresses(course, Role.TUTOR),
        }
        for course in courses
    ]


def _addresses(course: Course, role: Role) -> str:
    people = (row for row in course.memberships.all() if row.active and row.role == role)
    return "\n".join(
        written(Person(row.user.email, row.user.name, role))
        for row in sorted(people, key=lambda row: row.position)
    )


def asked_of(
    row: Mapping[str, Any], term: Mapping[str, Any], pinned: Iterable[str] | None
) -> Asked:
    return Asked(
        slug=row["slug"],
        starts=row["starts"],
        off=term["breaks"],
        term=term["term"],
        staff=(*row["instructors"], *row["tutors"]),
        pinned=None if pinned is None else frozenset(pinned),
    )
