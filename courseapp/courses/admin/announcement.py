from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from courseapp.courses.admin_moments import moment_column
from courseapp.courses.admin_steps import PublishingAdmin
from courseapp.courses.announcing import publish
from courseapp.courses.models import Announcement
from courseapp.courses.models.membership import STAFF_ROLES


@admin.register(Announcement)
class AnnouncementAdmin(PublishingAdmin):
    list_display = ("title", "course", "author", moment_column("published_at", _("published")))
    list_filter = ("course", ("published_at", admin.EmptyFieldListFilter))
    list_select_related = ("course", "author")
    search_fields = ("title", "body")
    people = {"author": STAFF_ROLES}
    fields = ("course", "title", "body", "author", "published_at")
    readonly_fields = ("author", "published_at")

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        if not change:
            obj.author = request.user
        super().save_model(request, obj, form, change)

    def publish(self, request: Any, row: Any) -> None:
        publish(row, by=request.user, now=request.now)
