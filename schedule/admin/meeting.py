from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from courseapp.courses.admin_pages import CourseScopedAdmin
from courseapp.courses.models.membership import STAFF_ROLES
from schedule.models import Break, MeetingPattern


@admin.register(MeetingPattern)
class MeetingPatternAdmin(CourseScopedAdmin):
    list_display = ("kind", "weekday", "start", "end", "place", "host", "optional", "course")
    list_filter = ("course", "kind", "weekday")
    list_select_related = ("course", "host")
    search_fields = ("place", "host__name", "course__title")
    search_help_text = _("By place, host or course.")
    people = {"host": STAFF_ROLES}
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "course",
                    "kind",
                    "weekday",
                    ("start", "end"),
                    "optional",
                    "host",
                    "slot_minutes",
                ),
                "description": _("Hours are those of the course's time zone."),
            },
        ),
        (_("Where"), {"fields": ("place", "video_url", "video_code")}),
        (_("In which weeks"), {"fields": (("from_day", "until_day"),)}),
    )


@admin.register(Break)
class BreakAdmin(CourseScopedAdmin):
    list_display = ("title", "first_day", "last_day", "course")
    list_filter = ("course",)
    list_select_related = ("course",)
    search_fields = ("title",)
    fields = ("course", "title", ("first_day", "last_day"))
