from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from courseapp.courses.admin_moments import moment_column
from courseapp.courses.admin_pages import CourseScopedAdmin, CourseScopedTabular
from courseapp.courses.admin_steps import PublishingAdmin
from courseapp.courses.models.membership import STAFF_ROLES
from schedule.models import Question, Reading, Track, TutoringSession
from schedule.publishing import publish


@admin.register(Track)
class TrackAdmin(CourseScopedAdmin):
    list_display = ("name", "position", "document_url", "course")
    list_filter = ("course",)
    list_select_related = ("course",)
    search_fields = ("name",)
    fields = ("course", "name", "position", "document_url")


class Readings(CourseScopedTabular):
    model = Reading
    fields = ("position", "required", "depth", "text")


class Questions(CourseScopedTabular):
    model = Question
    fields = ("position", "text")


@admin.register(TutoringSession)
class TutoringSessionAdmin(PublishingAdmin):
    course_path = "track__course"
    fixed_fields = ()
    list_display = (
        "title",
        "number",
        "track",
        "day",
        moment_column("published_at", _("published")),
    )
    list_filter = ("track__course", "track", ("published_at", admin.EmptyFieldListFilter))
    list_select_related = ("track__course",)
    search_fields = ("title", "track__name", "place")
    search_help_text = _("By title, track or place.")
    date_hierarchy = "day"
    people = {"tutors": STAFF_ROLES}
    inlines = (Readings, Questions)
    fieldsets = (
        (None, {"fields": ("track", ("number", "title"), ("day", "place"), "tutors")}),
        (None, {"fields": ("motivation", "published_at")}),
    )

    def publish(self, request: Any, row: Any) -> None:
        publish(row, by=request.user, now=request.now)
