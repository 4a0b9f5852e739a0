from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from courseapp.courses.admin_pages import CourseScopedAdmin, CourseScopedTabular
from schedule.models import Lecture, LectureLink, Reference


class LectureLinks(CourseScopedTabular):
    model = LectureLink
    fields = ("position", "kind", "title", "url")


class References(CourseScopedTabular):
    model = Reference
    fields = ("position", "group", "title", "url", "remark")


@admin.register(Lecture)
class LectureAdmin(CourseScopedAdmin):
    list_display = ("__str__", "day", "week", "position", "kind", "speaker", "course")
    list_filter = ("course", "kind")
    list_select_related = ("course",)
    search_fields = ("title", "label", "speaker", "affiliation")
    search_help_text = _("By title, label, speaker or affiliation.")
    date_hierarchy = "day"
    inlines = (LectureLinks, References)
    fieldsets = (
        (None, {"fields": ("course", ("position", "week", "day"), ("kind", "label"), "title")}),
        (_("Guest"), {"fields": (("speaker", "affiliation"),)}),
        (None, {"fields": ("remark",)}),
    )
