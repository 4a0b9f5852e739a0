"""The `ModelAdmin` and the inlines that every noun's admin is made of.

A page is about one course and shows its times; every change leaves an audit entry with the names
of what changed, never values; a row that somebody else has changed is not overwritten.
"""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from courseapp.courses.access import course_of
from courseapp.courses.admin_changes import AuditingAdmin
from courseapp.courses.admin_filters import scoped
from courseapp.courses.admin_forms import SeenForm
from courseapp.courses.admin_moments import in_zone_of, rendered
from courseapp.courses.admin_scope import (
    CourseScope,
    courses_run,
    courses_where,
    page_course,
    set_page_course,
)
from courseapp.courses.models import Course, StaleError
from courseapp.courses.time_zones import city_of


class CourseScopedAdmin(CourseScope, AuditingAdmin):
    form = SeenForm
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    save_on_top = False

    # --- Lists ------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """The rows that this person may see here; a course's own where the rules let them view."""
        rows: models.QuerySet[Any] = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        if self.course_path is None:
            return rows.none()
        ids = [course.pk for course in courses_where(request, "view", self.model)]
        return rows.filter(**{f"{self.course_path}__in": ids})

    def get_list_filter(self, request: HttpRequest) -> Any:
        return [scoped(self.model, entry) for entry in super().get_list_filter(request)]

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Only by what the list declares: any other lookup would answer questions about what a
        reader may not see, such as who has an extension."""
        entries = self.list_filter if request is None else self.get_list_filter(request)
        names = [self.date_hierarchy or "", *map(_filter_name, entries)]
        declared = any(lookup == name or lookup.startswith(f"{name}__") for name in names if name)
        return declared and super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type] # its own default

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        run = courses_run(request)
        context = {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})}
        with in_zone_of(run[0] if len(run) == 1 else None):
            return rendered(super().changelist_view(request, context))  # type: ignore[no-any-return]

    # --- One page, one course ---------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        course = self.course_of_page(request, object_id)
        undecided = course is None and object_id is None and self.asks_for_course
        if undecided and request.method == "GET":
            return self.choose_course(request)
        set_page_course(request, course)
        context = {**self.zone_context(course), **(extra_context or {})}
        given = (request, object_id, form_url, context)
        with in_zone_of(course):
            try:
                return rendered(super().changeform_view(*given))
            except StaleError:
                # Somebody saved between our reading and writing: now the form itself says so.
                return rendered(super().changeform_view(*given))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        course = self.course_of_page(request, object_id)
        context = {**self.zone_context(course), **(extra_context or {})}
        with in_zone_of(course):
            return rendered(self.told_history(request, object_id, context))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        course = self.course_of_page(request, object_id)
        with in_zone_of(course):
            return rendered(super().delete_view(request, object_id, extra_context))

    @property
    def asks_for_course(self) -> bool:
        return self.course_path not in (None, "pk")

    def zone_context(self, course: Course | None) -> dict[str, Any]:
        return {"page_course": course, "page_city": city_of(course.zone) if course else ""}

    def course_of_page(self, request: HttpRequest, object_id: str | None) -> Course | None:
        """The course of the object or, for a new one, the one that was chosen (`?course=`), that
        the form names, or the only one there is."""
        if self.course_path is None:
            return None
        if object_id is not None:
            return course_of(self.get_object(request, unquote(object_id)))
        if not self.asks_for_course:
            return None
        open_to = courses_where(request, "add", self.model)
        named = request.GET.get("course") or request.POST.get("course")
        if named is None and len(open_to) == 1:
            return open_to[0]
        return next((course for course in open_to if str(course.pk) == named), None)

    def choose_course(self, request: HttpRequest) -> TemplateResponse:
        """Ask first in which course: then every choice, and every hour, is that course's."""
        courses = courses_where(request, "add", self.model)
        if not courses:
            raise PermissionDenied
        asked = request.GET.copy()
        asked.pop("course", None)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Add %s") % self.opts.verbose_name,
            "opts": self.opts,
            "is_popup": "_popup" in request.GET,
            "courses": courses,
            "query": asked.urlencode(),
        }
        return TemplateResponse(request, "admin/choose_course.html", context)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        course = page_course(request)
        given = super().get_changeform_initial_data(request)
        return {**given, "course": course.pk} if course else given


def _filter_name(entry: Any) -> str:
    """The lookup that an entry of `list_filter` makes."""
    if isinstance(entry, str | tuple):
        return entry if isinstance(entry, str) else entry[0]
    return str(entry.parameter_name)


class _Inline(CourseScope):
    form: Any = SeenForm
    extra = 0
    fixed_fields = ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = [name for name in super().get_fields(request, obj) if name != "seen"]
        return [*fields, "seen"] if self.has_change_permission(request, obj) else fields


class CourseScopedTabular(_Inline, admin.TabularInline):
    """Rows of an object, in a table."""
