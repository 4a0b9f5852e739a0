"""Milestones with their reminders. A new one comes with the reminders that most courses want."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from courseapp.courses.admin_forms import SeenForm
from courseapp.courses.admin_history import CourseHistoryAdmin
from courseapp.courses.admin_moments import moment_column
from courseapp.courses.admin_pages import CourseScopedTabular
from projects.admin.spans import SpanField
from projects.models import Milestone, ReminderRule
from projects.reminders import DEFAULT_RULES


class ReminderRuleForm(SeenForm):
    before = SpanField(
        label=_("how long before it is due"), help_text=_("Such as “7 days” or “3 hours”.")
    )

    def has_changed(self) -> bool:
        """A rule that was proposed is wanted if it was left standing, and not if it was emptied."""
        if self.instance.pk is None:
            return bool(self["before"].data)
        return super().has_changed()


class ReminderRules(CourseScopedTabular):
    model = ReminderRule
    form = ReminderRuleForm
    course_path = "milestone__course"
    fields = ("before", "audience")

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj else len(DEFAULT_RULES)


@admin.register(Milestone)
class MilestoneAdmin(CourseHistoryAdmin):
    list_display = (
        "title",
        "kind",
        "each",
        moment_column("due", _("due")),
        moment_column("closes", _("closes")),
        "weight",
        "points",
        "course",
    )
    list_filter = ("course", "kind", "each")
    list_select_related = ("course",)
    search_fields = ("title", "instructions", "course__title", "course__code")
    search_help_text = _("By title, instructions or course.")
    inlines = (ReminderRules,)
    until_fields = ("due", "closes")
    fieldsets = (
        (None, {"fields": ("course", ("kind", "each"), "title", "instructions")}),
        (
            _("When"),
            {
                "fields": ("opens", "due", "grace_minutes", "closes"),
                "description": _("A due or closing day without an hour means its last second."),
            },
        ),
        (_("What it is worth"), {"fields": (("points", "weight"),)}),
        (
            _("What is handed in"),
            {
                "fields": (
                    ("takes_text", "max_words"),
                    ("needs_file", "max_files"),
                    ("min_pages", "max_pages"),
                    "min_references",
                )
            },
        ),
    )

    def get_formset_kwargs(self, request: Any, obj: Any, inline: Any, prefix: str) -> Any:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, ReminderRules) and obj.pk is None:
            kwargs["initial"] = [{"before": span} for span in DEFAULT_RULES]
        return kwargs
