from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseapp.courses.admin_moments import moment_column
from courseapp.courses.admin_steps import PublishingAdmin, refused
from courseapp.courses.models import Announcement
from courseapp.courses.models.membership import STAFF_ROLES
from courseapp.mail import announcing


@admin.register(Announcement)
class AnnouncementAdmin(PublishingAdmin):
    """Every step goes by the verbs: what waits in the outbox follows the announcement."""

    list_display = (
        "title",
        "course",
        "author",
        moment_column("published_at", gettext_lazy("published")),
        moment_column("concerns", gettext_lazy("concerns")),
    )
    list_filter = ("course", ("published_at", admin.EmptyFieldListFilter))
    list_select_related = ("course", "author")
    search_fields = ("title", "body")
    search_help_text = gettext_lazy("By title or text.")
    date_hierarchy = "published_at"
    people = {"author": STAFF_ROLES}
    actions = ("publish_selected", "withdraw_selected")
    readonly_fields = ("author", "published_at")
    fieldsets = (
        (
            None,
            {
                "fields": ("course", "title", "body", "concerns", "author", "published_at"),
                "description": gettext_lazy(
                    "Publishing mails every member of the course. For ten minutes the mail waits:"
                    " what you change or withdraw until then was never sent."
                ),
            },
        ),
    )

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        if change:
            announcing.edit(obj, by=request.user, now=request.now)
            return
        obj.author = request.user
        super().save_model(request, obj, form, change)

    def publish(self, request: Any, row: Any) -> None:
        announcing.publish(row, by=request.user, now=request.now)

    @admin.action(description=gettext_lazy("Withdraw"), permissions=["change"])
    def withdraw_selected(self, request: Any, queryset: Any) -> None:
        rows = list(queryset.published())
        if refused(self, request, rows, lambda row: self.has_change_permission(request, row)):
            return
        for row in rows:
            announcing.withdraw(row, by=request.user, now=request.now)
        self.message_user(request, _("Withdrawn: %(number)d.") % {"number": len(rows)})

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        row = kwargs.get("obj")
        if row is not None and row.published_at is not None:
            context["step"] = ("_withdraw", _("Save and withdraw"))
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        super().save_related(request, form, formsets, change)
        if "_withdraw" in request.POST:
            announcing.withdraw(form.instance, by=request.user, now=request.now)  # type: ignore[arg-type,attr-defined] # the person and moment of our requests
