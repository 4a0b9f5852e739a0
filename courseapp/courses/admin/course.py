from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from courseapp.courses.admin_pages import CourseScopedAdmin, CourseScopedTabular
from courseapp.courses.models import Course, CourseLink, Department


class CourseLinks(CourseScopedTabular):
    model = CourseLink
    fields = ("position", "title", "url", "is_video_call")


@admin.register(Course)
class CourseAdmin(CourseScopedAdmin):
    course_path = "pk"
    fixed_fields = ()
    list_display = ("title", "code", "term", "department", "first_day", "last_day", "state")
    list_filter = ("state", "department", "term")
    list_select_related = ("department",)
    search_fields = ("title", "code", "term", "slug")
    search_help_text = _("By title, code or term.")
    prepopulated_fields = {"slug": ("code", "term")}
    inlines = (CourseLinks,)
    fieldsets = (
        (None, {"fields": ("department", "title", "code", "term", "institution", "slug", "state")}),
        (_("Time"), {"fields": ("first_day", "last_day", "time_zone")}),
        (
            _("On the page"),
            {
                "fields": ("description", "prerequisites", "syllabus", "grading", "page_text"),
                "description": _("Markdown, with maths between dollar signs."),
            },
        ),
        (
            _("Who sees what"),
            {
                "fields": (
                    "page_visibility",
                    "file_visibility",
                    "recording_visibility",
                    "video_visibility",
                    "hue",
                )
            },
        ),
    )

    def choices(self, request: HttpRequest, field: Any) -> models.QuerySet[Any]:
        """A course stands in a department of one's own, or stays where it is."""
        rows: models.QuerySet[Any] = Department.objects.all()
        if request.user.is_superuser:
            return rows
        return rows.filter(pk__in=request.user.administered_departments)  # type: ignore[union-attr]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        if obj is None or self.choices(request, None).filter(pk=obj.department_id).exists():
            return fields
        return [*fields, "department"]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        # Addresses that are out there stay what they are.
        return {} if obj else self.prepopulated_fields
