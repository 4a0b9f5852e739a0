"""Extensions, seen and given by those who lead the course."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseapp.courses.admin_forms import SeenForm
from courseapp.courses.admin_history import CourseHistoryAdmin
from courseapp.courses.admin_moments import moment_column
from courseapp.courses.models import Role
from projects.extending import extend
from projects.models import Extension


class ExtensionForm(SeenForm):
    def clean(self) -> Any:
        cleaned = super().clean()
        if self.instance.pk is None:
            self._check_owner()
        self._check_due()
        return cleaned

    def _check_owner(self) -> None:
        given = self.cleaned_data
        owners = {name: given.get(name) for name in ("project", "student")}
        named = {name: owner for name, owner in owners.items() if owner is not None}
        if len(named) != 1:
            raise ValidationError(_("Choose a project or a student, one of the two."))
        known = Extension.objects.filter(milestone=given.get("milestone"), **named)
        if known.exists():
            raise ValidationError(_("There is an extension of this already: change that one."))

    def _check_due(self) -> None:
        milestone = self.cleaned_data.get("milestone") or getattr(self.instance, "milestone", None)
        due = self.cleaned_data.get("due")
        if milestone is None or due is None:
            return
        if milestone.due is None:
            self.add_error("due", _("The milestone itself has no due time yet."))
        elif due <= milestone.due:
            self.add_error("due", _("That is not later than it is due for all."))


@admin.register(Extension)
class ExtensionAdmin(CourseHistoryAdmin):
    form = ExtensionForm
    course_path = "milestone__course"
    fixed_fields = ("milestone", "project", "student")
    list_display = (
        "owner",
        "milestone",
        moment_column("due", gettext_lazy("new due time")),
        "granted_by",
        "course",
    )
    list_filter = ("milestone__course", "milestone")
    list_select_related = ("milestone__course", "project", "student", "granted_by")
    search_fields = ("project__title", "student__name", "student__email", "reason")
    search_help_text = gettext_lazy("By project, student or reason.")
    people = {"student": frozenset({Role.STUDENT})}
    fields = ("milestone", "project", "student", "due", "reason", "granted_by")
    readonly_fields = ("granted_by",)
    until_fields = ("due",)

    @admin.display(description=gettext_lazy("for"))
    def owner(self, row: Extension) -> str:
        return str(row.project or row.student)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        saved = extend(
            obj.milestone,
            owner=obj.project or obj.student,
            due=obj.due,
            reason=obj.reason,
            by=request.user,
            now=request.now,
        )
        obj.pk = saved.pk
        obj.refresh_from_db()
