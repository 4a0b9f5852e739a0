"""Lectures in the admin. A term is edited as a whole in its table, files are attached on the
lecture's own page; the list leads to both."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseapp.courses.admin_forms import SeenForm
from courseapp.courses.admin_pages import CourseScopedAdmin, CourseScopedTabular
from courseapp.courses.admin_scope import courses_where
from courseapp.courses.admin_steps import refused
from courseapp.courses.models import StaleError
from schedule import shifting
from schedule.models import Lecture, LectureLink, Reference
from schedule.shifting import ShiftRefused

TABLES = 3  # courses whose tables the list names


class LinkForm(SeenForm):
    """A link is a link or a file (a constraint); files are attached on the lecture's own page."""

    def clean(self) -> Any:
        cleaned = super().clean()
        url, is_file = self.cleaned_data.get("url"), self.instance.is_file
        if url and is_file:
            raise ValidationError(
                {"url": _("This is a file; a link beside it says another thing.")}
            )
        if not url and not is_file and "url" not in self.errors:
            raise ValidationError({"url": _("Give a link. Files are attached by “Attach files”.")})
        return cleaned


class LectureLinks(CourseScopedTabular):
    model = LectureLink
    form = LinkForm
    fields = ("position", "kind", "title", "url", "file_name")
    readonly_fields = ("file_name",)


class References(CourseScopedTabular):
    model = Reference
    fields = ("position", "group", "title", "url", "remark")


@admin.register(Lecture)
class LectureAdmin(CourseScopedAdmin):
    change_list_template = "admin/schedule/lecture/change_list.html"
    list_display = ("__str__", "day", "week", "position", "kind", "speaker", "attach", "course")
    list_filter = ("course", "kind", ("day", admin.EmptyFieldListFilter))
    list_select_related = ("course",)
    search_fields = ("title", "label", "speaker", "affiliation", "remark")
    search_help_text = gettext_lazy("By title, label, speaker, affiliation or remark.")
    date_hierarchy = "day"
    ordering = ("course", "position", "pk")
    sortable_by = ("day", "week", "position", "kind", "speaker", "course")
    actions = ("move_on",)
    inlines = (LectureLinks, References)
    fieldsets = (
        (
            None,
            {
                "fields": ("course", ("position", "week", "day"), ("kind", "label"), "title"),
                "description": gettext_lazy(
                    "All rows of a term are edited in one table; the list leads there."
                ),
            },
        ),
        (gettext_lazy("Guest"), {"fields": (("speaker", "affiliation"),)}),
        (None, {"fields": ("remark",)}),
    )

    @admin.display(description=gettext_lazy("slides, references"))
    def attach(self, row: Lecture) -> SafeString:
        address = reverse("schedule:lecture_edit", args=[row.course.slug, row.public_id])
        return format_html('<a href="{}">{}</a>', address, _("Attach files"))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        tables = courses_where(request, "change", Lecture)[:TABLES]
        return super().changelist_view(request, {"tables": tables, **(extra_context or {})})

    @admin.action(
        description=gettext_lazy("Move on to the next date, and shift the rest"),
        permissions=["change"],
    )
    def move_on(self, request: Any, queryset: Any) -> None:
        rows = list(queryset)
        if refused(self, request, rows, lambda row: self.has_change_permission(request, row)):
            return
        if len(rows) != 1:
            text = _("Choose one lecture: those after it move along.")
            self.message_user(request, text, messages.ERROR)
            return
        try:
            shifted = shifting.move_on(rows[0], by=request.user, now=request.now)
        except ShiftRefused as refusal:
            self.message_user(request, refusal.message, messages.ERROR)
        except StaleError:
            text = _("Somebody else has just changed it; nothing was moved.")
            self.message_user(request, text, messages.ERROR)
        else:
            text = _("“%(name)s” moved on, and what follows along with it.")
            self.message_user(request, text % {"name": shifted.lecture.name})
