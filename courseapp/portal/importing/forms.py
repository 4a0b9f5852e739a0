"""A course page given on the web: pasted, or as a file."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseapp.courses.models import Course, Department, User
from courseapp.courses.time_zones import validate_time_zone
from courseapp.portal.importing.command_input import MOST_BYTES, YEARS
from courseapp.portal.importing.page import CoursePage
from courseapp.portal.importing.reading.decoding import decode_page
from courseapp.portal.importing.reading.whole_page import NotACoursePage, UnknownYear, read_page

MOST_LETTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Target:
    """The course that is brought up to date, or the department of one that is new."""

    course: Course | None
    department: Department | None


class ImportForm(forms.Form):
    slug = forms.SlugField(
        label=gettext_lazy("Name of the course in addresses"),
        max_length=80,
        help_text=gettext_lazy("That of a course there is brings it up to date."),
    )
    page = forms.CharField(
        label=gettext_lazy("The page, in Markdown"),
        required=False,
        max_length=MOST_LETTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
    )
    page_file = forms.FileField(label=gettext_lazy("Or its file"), required=False)
    references = forms.CharField(
        label=gettext_lazy("References, if they are in a second file"),
        required=False,
        max_length=MOST_LETTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    references_file = forms.FileField(label=gettext_lazy("Or that file"), required=False)
    year = forms.IntegerField(
        label=gettext_lazy("Year in which the term begins"),
        required=False,
        validators=[MinValueValidator(YEARS[0]), MaxValueValidator(YEARS[-1])],
        help_text=gettext_lazy("Empty: as the page says."),
    )
    timezone = forms.CharField(
        label=gettext_lazy("Time zone"),
        required=False,
        max_length=64,
        validators=[validate_time_zone],
        help_text=gettext_lazy("Such as America/New_York. Empty: by the institution."),
    )
    base_url = forms.CharField(
        label=gettext_lazy("Address at which the page stood"),
        required=False,
        max_length=2000,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=gettext_lazy("For its relative links."),
    )
    department = forms.ModelChoiceField(
        label=gettext_lazy("Department of a new course"),
        queryset=Department.objects.none(),
        required=False,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        departments = Department.objects.all()
        if not user.is_superuser:
            departments = departments.filter(pk__in=user.administered_departments)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]
        if not departments:
            del self.fields["department"]
        elif len(departments) == 1:
            self.fields["department"].initial = departments[0].pk

    def clean(self) -> dict[str, Any]:
        for name in ("page", "references"):
            self._take_file(name)
        if not self.errors:
            self._find_target()
        if not self.errors:
            self._read()
        return self.cleaned_data

    def _take_file(self, name: str) -> None:
        """A file is read into the field of its text, which is shown and sent again from there."""
        file: UploadedFile | None = self.cleaned_data.get(f"{name}_file")
        if file is None:
            return
        if file.size is None or file.size > MOST_BYTES:
            self.add_error(f"{name}_file", _("That is larger than any page."))
            return
        self.cleaned_data[name] = decode_page(file.read())
        if len(self.cleaned_data[name]) > MOST_LETTERS:
            self.add_error(f"{name}_file", _("That is larger than any page."))
            return
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[name] = self.cleaned_data[name]  # type: ignore[index]

    def _find_target(self) -> None:
        course = Course.objects.filter(slug=self.cleaned_data["slug"]).first()
        department = self.cleaned_data.get("department")
        if course is not None:
            if not self.user.has_perm("courses.import_course", course):
                self.add_error("slug", _("There is a course of this name, and it is not yours."))
            self.target = Target(course, None)
        elif "department" not in self.fields:
            self.add_error("slug", _("There is no such course, and you cannot make new ones."))
        elif department is None:
            self.add_error("department", _("A course that is new needs its department."))
        else:
            self.target = Target(None, department)

    def _read(self) -> None:
        given = self.cleaned_data
        if not given["page"].strip():
            self.add_error("page", _("Paste the page, or choose its file."))
            return
        try:
            self.read: CoursePage = read_page(
                given["page"],
                slug=given["slug"],
                year=given["year"],
                timezone=given["timezone"] or None,
                base_url=given["base_url"] or None,
                references=given["references"] or None,
                default_timezone=settings.TIME_ZONE,
            )
        except (NotACoursePage, UnknownYear) as error:
            raise ValidationError({"page": str(error)}) from error
