from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from courseapp.courses.admin_moments import moment_column
from courseapp.courses.admin_pages import CourseScopedAdmin
from courseapp.courses.models.audit import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(CourseScopedAdmin):
    """To be read: no permission to add, change or delete an entry exists."""

    list_display = (moment_column("at", _("at")), "actor", "verb", "subject", "course")
    list_filter = ("verb", "course")
    list_select_related = ("course", "actor")
    search_fields = ("subject_id", "actor__name", "actor__email")
    search_help_text = _("By the public id of what was changed, or by who did it.")
    date_hierarchy = "at"
    fixed_fields = ()
    fields = ("at", "course", "actor", "verb", "subject", "details")
    readonly_fields = ("subject",)

    @admin.display(description=_("to what"))
    def subject(self, row: Any) -> str:
        return f"{row.subject_type.partition('.')[2]} {row.subject_id}"
