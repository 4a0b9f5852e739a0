"""Who belongs to a course: enrolled by e-mail, dropped by an action, changed in place."""

from typing import Any

import rules
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseapp.courses.admin_forms import SeenForm
from courseapp.courses.admin_history import CourseHistoryAdmin
from courseapp.courses.admin_scope import page_course
from courseapp.courses.admin_steps import Question, ask_first, is_confirmed, refused
from courseapp.courses.enrolling import drop, enrol, find_or_create_person
from courseapp.courses.models import Membership, Role
from courseapp.courses.models.membership import STAFF_ROLES


class EnrolForm(SeenForm):
    """Names a person by e-mail; who is unknown here is made, without a password."""

    email = forms.EmailField(label=gettext_lazy("E-mail"))
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=150,
        help_text=gettext_lazy("Used if this address is new here."),
    )

    class Meta:
        model = Membership
        fields = ("course", "role", "title", "section", "position", "extra_hours")

    def clean(self) -> Any:
        cleaned = super().clean()
        members = Membership.objects.active().filter(course=self.cleaned_data.get("course"))
        if members.filter(user__email__iexact=self.cleaned_data.get("email", "")).exists():
            raise ValidationError({"email": _("This person is a member already.")})
        return cleaned


@admin.register(Membership)
class MembershipAdmin(CourseHistoryAdmin):
    list_display = ("person", "email", "course", "role", "title", "section", "active")
    list_filter = ("course", "role", "active", "section")
    list_select_related = ("course", "user")
    search_fields = ("user__name", "user__email", "user__campus_id", "section")
    search_help_text = gettext_lazy("By name, e-mail, campus id or section.")
    people = {"user": frozenset(Role)}
    actions = ("drop_selected",)
    fixed_fields = ("course", "user")
    readonly_fields = ("active", "joined_at", "left_at")
    fields = ("course", "user", "role", "title", "section", "position", "extra_hours", "active")
    changed_once_made = ("joined_at", "left_at")

    @admin.display(description=gettext_lazy("person"), ordering="user__name")
    def person(self, row: Membership) -> str:
        return str(row.user)

    @admin.display(description=gettext_lazy("e-mail"), ordering="user__email")
    def email(self, row: Membership) -> str:
        return row.user.email

    # --- Accommodations are seen by instructors alone (rule 2) ------------------------------

    def sees_accommodation(self, request: HttpRequest, obj: Any) -> bool:
        return bool(rules.has_perm("courses.see_accommodation", request.user, obj))

    def has_view_history_or_change_history_permission(
        self, request: HttpRequest, obj: Any = None
    ) -> bool:
        # Hiding the hours in a history would still tell when they changed.
        return self.sees_accommodation(request, obj)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = [*self.fields, *self.changed_once_made] if obj else list(self._enrolled_by())
        if not self.sees_accommodation(request, obj or page_course(request)):
            fields.remove("extra_hours")
        return fields

    def _enrolled_by(self) -> tuple[str, ...]:
        return ("course", "email", "name", *EnrolForm.Meta.fields[1:])

    # --- Enrolling and dropping -------------------------------------------------------------

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's
        if obj is None:
            kwargs["form"] = EnrolForm
        return super().get_form(request, obj, change, **kwargs)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        if change:
            super().save_model(request, obj, form, change)
            return
        given = form.cleaned_data
        saved = enrol(
            person=find_or_create_person(email=given["email"], name=given["name"]),
            course=obj.course,
            role=Role(obj.role),
            by=request.user,
            now=request.now,
        )
        self._complete(request, saved, form)
        obj.pk = saved.pk
        obj.refresh_from_db()

    def _complete(self, request: Any, saved: Membership, form: Any) -> None:
        """Write what enrolling does not ask for; who comes back may have had other values."""
        names = ("title", "section", "position", "extra_hours")
        given = {name: form.cleaned_data[name] for name in names if name in form.cleaned_data}
        changed = [name for name, value in given.items() if getattr(saved, name) != value]
        for name in changed:
            setattr(saved, name, given[name])
        if changed:
            saved.save(update_fields=changed)
            self.record(request, "change", saved, fields=changed)

    @admin.action(description=gettext_lazy("Drop from the course"), permissions=["change"])
    def drop_selected(self, request: Any, queryset: Any) -> Any:
        rows = list(queryset.active())
        if refused(self, request, rows, lambda row: self.has_change_permission(request, row)):
            return None
        if not is_confirmed(request):
            lines = [(row, _("runs the course") if row.role in STAFF_ROLES else "") for row in rows]
            title, button = _("Drop these people from the course?"), _("Drop them")
            question = Question("drop_selected", title, button, lines, may_go_on=bool(rows))
            return ask_first(self, request, question)
        for row in rows:
            drop(row, by=request.user, now=request.now)
        self.message_user(request, _("Dropped: %(number)d.") % {"number": len(rows)})
        return None
