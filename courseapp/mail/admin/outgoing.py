"""The outbox, to be read by those who lead the course."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from courseapp.courses.admin_moments import moment_column
from courseapp.courses.admin_pages import CourseScopedAdmin
from courseapp.mail.models import OutgoingMail


@admin.register(OutgoingMail)
class OutgoingMailAdmin(CourseScopedAdmin):
    """To be read: no permission to add, change or delete a mail exists."""

    list_display = (
        "subject",
        "recipient",
        "kind",
        "state",
        moment_column("not_before", _("not before")),
        moment_column("sent_at", _("sent")),
        "course",
    )
    list_filter = ("state", "kind", "course")
    list_select_related = ("course", "recipient")
    search_fields = ("subject", "recipient__name", "recipient__email")
    search_help_text = _("By subject, or by who gets it.")
    date_hierarchy = "not_before"
    fixed_fields = ()
    fields = (
        "recipient",
        "course",
        "kind",
        "state",
        "not_before",
        "sent_at",
        "attempts",
        "last_error",
        "subject",
        "body",
    )
