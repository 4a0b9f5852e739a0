from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseapp.courses.admin_moments import moment_column
from courseapp.courses.admin_pages import CourseScopedAdmin, CourseScopedTabular
from courseapp.courses.admin_steps import PublishingAdmin, refused
from courseapp.courses.models import StaleError
from courseapp.courses.models.membership import STAFF_ROLES
from schedule import posting
from schedule.models import Question, Reading, Resource, Track, TutoringSession
from schedule.session_content import PostingRefused


class Resources(CourseScopedTabular):
    model = Resource
    fields = ("position", "short_name", "title", "url")


@admin.register(Track)
class TrackAdmin(CourseScopedAdmin):
    list_display = ("name", "position", "document_url", "course")
    list_filter = ("course",)
    list_select_related = ("course",)
    search_fields = ("name",)
    inlines = (Resources,)
    fieldsets = (
        (
            None,
            {
                "fields": ("course", "name", "position", "document_url"),
                "description": gettext_lazy(
                    "A parallel curriculum. Readings that name one of its resources by the short "
                    "name, as in “NM, Ch 3”, are linked to it."
                ),
            },
        ),
    )


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
        "start",
        "place",
        moment_column("published_at", gettext_lazy("published")),
    )
    list_filter = ("track__course", "track", ("published_at", admin.EmptyFieldListFilter), "day")
    list_select_related = ("track__course",)
    search_fields = ("title", "track__name", "place")
    search_help_text = gettext_lazy("By title, track or place.")
    date_hierarchy = "day"
    people = {"tutors": STAFF_ROLES}
    inlines = (Readings, Questions)
    actions = ("publish_selected", "withdraw_selected", "shift_selected")
    fieldsets = (
        (None, {"fields": ("track", ("number", "title"), "tutors")}),
        (
            gettext_lazy("When and where"),
            {
                "fields": ("day", ("start", "end"), "place", ("video_url", "video_code")),
                "description": gettext_lazy(
                    "Empty hours, place or link: those of the weekly tutoring on that day, "
                    "wherever it is moved."
                ),
            },
        ),
        (None, {"fields": ("motivation", "published_at")}),
    )

    def publish(self, request: Any, row: Any) -> None:
        # Its readings may just have been saved, which raised its revision.
        row.refresh_from_db(fields=["revision", "published_at"])
        posting.publish(row, by=request.user, now=request.now)

    @admin.action(description=gettext_lazy("Publish"), permissions=["change"])
    def publish_selected(self, request: HttpRequest, queryset: Any) -> None:
        self._each(request, queryset, _("Published: %(number)d."), self.publish)

    @admin.action(
        description=gettext_lazy("Take from the page: drafts again"), permissions=["change"]
    )
    def withdraw_selected(self, request: Any, queryset: Any) -> None:
        def withdraw(request: Any, row: Any) -> None:
            posting.withdraw(row, by=request.user, now=request.now)

        self._each(request, queryset, _("Drafts again: %(number)d."), withdraw)

    @admin.action(description=gettext_lazy("Move to the next week"), permissions=["change"])
    def shift_selected(self, request: Any, queryset: Any) -> None:
        def shift(request: Any, row: Any) -> None:
            posting.shift(row, weeks=1, by=request.user, now=request.now)

        self._each(request, queryset, _("Moved by a week: %(number)d."), shift)

    def _each(
        self, request: HttpRequest, queryset: Any, told: str, verb: Callable[[Any, Any], None]
    ) -> None:
        """Do this with each of the rows, or say why not and do nothing."""
        rows = list(queryset)
        if refused(self, request, rows, lambda row: self.has_change_permission(request, row)):
            return
        try:
            with transaction.atomic():
                for row in rows:
                    verb(request, row)
        except PostingRefused as why:
            self.message_user(request, why.message, messages.ERROR)
        except StaleError:
            again = _("Somebody has just changed one of these. Nothing was done; try again.")
            self.message_user(request, again, messages.ERROR)
        else:
            self.message_user(request, told % {"number": len(rows)})
