"""Weekly meetings with their changed dates, and breaks, in the admin.

Dates are edited inline, as data. What everyone should hear of goes by the verbs of
`schedule.moving`: on the pages of staff, and by the actions here.
"""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseapp.courses.admin_pages import CourseScopedAdmin, CourseScopedTabular
from courseapp.courses.admin_steps import Question, ask_first, is_confirmed, refused
from courseapp.courses.models import StaleError
from courseapp.courses.models.membership import STAFF_ROLES
from courseapp.mail.outbox import one_line
from schedule import moving
from schedule.breaks import shift_break
from schedule.coming import next_date
from schedule.models import Break, MeetingChange, MeetingPattern
from schedule.moving import MoveRefused
from schedule.telling import in_words

WEEK = timedelta(days=7)


class MeetingChanges(CourseScopedTabular):
    model = MeetingChange
    fields = ("day", "state", "new_day", "start", "end", "place", "video_url", "note")
    verbose_name_plural = gettext_lazy("changed dates (nobody is told of what is changed here)")


@admin.register(MeetingPattern)
class MeetingPatternAdmin(CourseScopedAdmin):
    list_display = (
        "kind",
        "weekday",
        "start",
        "end",
        "place",
        "host",
        "from_day",
        "until_day",
        "course",
    )
    list_filter = ("course", "kind", "weekday", "optional")
    list_select_related = ("course", "host")
    search_fields = ("place", "host__name", "course__title")
    search_help_text = gettext_lazy("By place, host or course.")
    ordering = ("course", "weekday", "start")
    people = {"host": STAFF_ROLES}
    actions = ("cancel_next",)
    inlines = (MeetingChanges,)
    fieldsets = (
        (
            None,
            {
                "fields": ("course", "kind", "weekday", ("start", "end"), "optional", "host"),
                "description": gettext_lazy("Hours are those of the course's time zone."),
            },
        ),
        (
            gettext_lazy("Where"),
            {
                "fields": ("place", "video_url", "video_code"),
                "description": gettext_lazy(
                    "Who sees the video link and its code is set in the course."
                ),
            },
        ),
        (gettext_lazy("In which weeks"), {"fields": (("from_day", "until_day"),)}),
        (gettext_lazy("Booking"), {"fields": ("slot_minutes",)}),
    )

    @admin.action(
        description=gettext_lazy("Cancel the next date, and tell everyone"), permissions=["change"]
    )
    def cancel_next(self, request: Any, queryset: Any) -> Any:
        rows = list(queryset.select_related("course", "host"))
        if refused(self, request, rows, lambda row: self.has_change_permission(request, row)):
            return None
        found = [(row, next_date(row, now=request.now)) for row in rows]
        if not is_confirmed(request):
            lines = [(row, in_words(date) if date else _("has none")) for row, date in found]
            title, button = _("Cancel the next date of these?"), _("Cancel them")
            any_left = any(date for _row, date in found)
            question = Question("cancel_next", title, button, lines, may_go_on=any_left)
            return ask_first(self, request, question)
        self._cancel(request, [date for _row, date in found if date])
        return None

    def _cancel(self, request: Any, dates: list[Any]) -> None:
        done = 0
        for date in dates:
            try:
                moving.cancel(date, by=request.user, now=request.now)
            except (MoveRefused, StaleError) as error:
                why = getattr(error, "message", _("changed meanwhile"))
                said = one_line(f"{in_words(date)}: {why}")
                self.message_user(request, said, messages.WARNING)
            else:
                done += 1
        self.message_user(request, _("Cancelled: %(number)d.") % {"number": done})


@admin.register(Break)
class BreakAdmin(CourseScopedAdmin):
    list_display = ("title", "first_day", "last_day", "course")
    list_filter = ("course",)
    list_select_related = ("course",)
    search_fields = ("title",)
    search_help_text = gettext_lazy("By name.")
    actions = ("shift_by_a_week",)
    fieldsets = (
        (
            None,
            {
                "fields": ("course", "title", ("first_day", "last_day")),
                "description": gettext_lazy(
                    "No weekly meeting takes place on these days, unless a date is held on purpose."
                ),
            },
        ),
    )

    @admin.action(description=gettext_lazy("Shift by a week"), permissions=["change"])
    def shift_by_a_week(self, request: HttpRequest, queryset: Any) -> None:
        rows = list(queryset.select_related("course"))
        if refused(self, request, rows, lambda row: self.has_change_permission(request, row)):
            return
        for row in rows:
            shift_break(row, by_days=WEEK.days, by=request.user, now=request.now)  # type: ignore[attr-defined,arg-type] # our requests have both
        self.message_user(request, _("Shifted: %(number)d.") % {"number": len(rows)})
