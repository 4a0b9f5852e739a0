from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseapp.courses.admin_moments import moment_column
from courseapp.courses.admin_pages import CourseScopedAdmin
from courseapp.courses.admin_steps import refused
from schedule.models import Booking
from schedule.slots import SlotRefused, give_back


@admin.register(Booking)
class BookingAdmin(CourseScopedAdmin):
    """To be read, and given back for somebody: booking is done on the page of office hours."""

    course_path = "pattern__course"
    fixed_fields = ()
    list_display = (
        "person",
        "day",
        "place_in_line",
        "pattern",
        "about",
        moment_column("booked_at", gettext_lazy("booked")),
        moment_column("cancelled_at", gettext_lazy("given back")),
    )
    list_filter = ("pattern__course", ("cancelled_at", admin.EmptyFieldListFilter))
    list_select_related = ("pattern__course", "person")
    search_fields = ("person__name", "person__email", "about", "others")
    search_help_text = gettext_lazy("By person, subject or who else comes.")
    date_hierarchy = "day"
    fields = ("pattern", "day", "place_in_line", "person", "others", "about", "booked_at")
    actions = ("give_back_selected",)

    @admin.action(description=gettext_lazy("Give back, and tell them"), permissions=["view"])
    def give_back_selected(self, request: Any, queryset: Any) -> None:
        rows = list(queryset.select_related("pattern__course", "person"))
        if refused(self, request, rows, lambda row: self.may_give_back(request, row)):
            return
        done = sum(self._give_back(request, row) for row in rows)
        self.message_user(request, _("Given back: %(number)d.") % {"number": done})

    def may_give_back(self, request: HttpRequest, row: Booking) -> bool:
        # As with every change: by staff, and not in a course that is over.
        return request.user.has_perm("schedule.take_attendance", row)

    def _give_back(self, request: Any, row: Booking) -> bool:
        try:
            give_back(row, by=request.user, now=request.now)
        except SlotRefused as refusal:
            self.message_user(request, f"{row}: {refusal}", messages.WARNING)
            return False
        return True
