from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
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
    actions = ("clone_selected",)
    fieldsets = (
        (None, {"fields": ("department", "title", "code", "term", "institution", "slug", "state")}),
        (_("Time"), {"fields": ("first_day", "last_day", "time_zone")}),
        (
            _("On the page"),
            {
                "fields": (
                    "description",
                    "prerequisites",
                    "syllabus",
                    "grading",
                    "page_text",
                    "members_text",
                ),
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

    @admin.action(description=_("Make again for the next term…"), permissions=["clone"])
    def clone_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        """Only leads to the page where it is asked for, rehearsed and done."""
        named = urlencode([("course", course.slug) for course in queryset])
        return redirect(f"{reverse('portal:clone')}?{named}")

    def has_clone_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("courses.clone_course")

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
