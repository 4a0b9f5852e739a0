"""What the admin changes goes into the book of deeds, and is told from there.

Django keeps a book of its own (`LogEntry`), with the words of each row: two books are one too
many to keep, to show only to the right people, and to erase from.
"""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from courseapp.courses import audit
from courseapp.courses.access import course_of
from courseapp.courses.models import Course


class AuditingAdmin(admin.ModelAdmin):
    def record(self, request: Any, verb: str, row: models.Model, **details: Any) -> None:
        """Write an audit entry: names of what changed, never values."""
        course = course_of(row) if hasattr(row, "course") or isinstance(row, Course) else None
        audit.record(verb, subject=row, course=course, by=request.user, now=request.now, **details)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """Save what has changed, and nothing where nothing has."""
        if change and not form.changed_fields:
            return
        super().save_model(request, obj, form, change)
        self.record(request, "change" if change else "add", obj, fields=form.changed_fields)

    def save_formset(self, request: Any, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        formset.save()
        for row in formset.new_objects:
            self.record(request, "add", row)
        for row, names in formset.changed_objects:
            self.record(request, "change", row, fields=[name for name in names if name != "seen"])

    def delete_model(self, request: Any, obj: Any) -> None:
        self.record(request, "delete", obj, shown=str(obj))
        obj.delete()

    def delete_queryset(self, request: Any, queryset: models.QuerySet[Any]) -> None:
        """One by one: a bulk deletion leaves no audit entry and an old course page."""
        for row in queryset:
            self.delete_model(request, row)

    def log_addition(self, request: Any, obj: Any, message: Any) -> Any:
        """Nothing: see above."""

    def log_change(self, request: Any, obj: Any, message: Any) -> Any:
        """Nothing: see above."""

    def log_deletions(self, request: Any, queryset: Any) -> Any:
        """Nothing: see above."""

    def told_history(
        self, request: HttpRequest, object_id: str, context: dict[str, Any]
    ) -> HttpResponse:
        """The page that tells what was done with a row."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined,no-any-return]
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        entries = audit.about(row).select_related("actor")
        told = {
            **self.admin_site.each_context(request),
            "title": _("History: %s") % row,
            "object": row,
            "opts": self.opts,
            "module_name": self.opts.verbose_name_plural,
            "entries": Paginator(entries, 100).get_page(request.GET.get("p")),
        }
        return TemplateResponse(request, "admin/audit_history.html", told | context)
