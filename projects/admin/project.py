"""Projects and who is on their teams."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseapp.courses.admin_forms import SeenForm
from courseapp.courses.admin_history import CourseHistoryAdmin
from courseapp.courses.admin_pages import CourseScopedTabular
from courseapp.courses.admin_scope import page_course
from courseapp.courses.models import Course, Role
from projects.models import Project, TeamMember, TeamState
from projects.teams import set_state


class TeamMemberForm(SeenForm):
    course_of_page: Course | None = None

    def clean(self) -> Any:
        """Say kindly what the database would refuse: one live project a person and course."""
        cleaned = super().clean()
        given = self.cleaned_data
        person = given.get("user") or (self.instance.pk and self.instance.user)
        if not person or given.get("state") != TeamState.ACCEPTED:
            return cleaned
        elsewhere = TeamMember.objects.live().filter(course=self.course_of_page, user=person)
        other = elsewhere.exclude(pk=self.instance.pk).select_related("project").first()
        if other is not None:
            text = _("%(person)s is in “%(project)s” already.")
            raise ValidationError(text % {"person": person, "project": other.project})
        return cleaned


class TeamMembers(CourseScopedTabular):
    model = TeamMember
    form = TeamMemberForm
    fields = ("user", "state", "joined_at", "left_at")
    readonly_fields = ("joined_at", "left_at")
    people = {"user": frozenset({Role.STUDENT})}

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("user")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.course_of_page = page_course(request)  # type: ignore[attr-defined]
        return formset


@admin.register(Project)
class ProjectAdmin(CourseHistoryAdmin):
    list_display = ("__str__", "team", "roster_frozen", "course")
    list_filter = ("course", "roster_frozen")
    list_select_related = ("course",)
    search_fields = ("title", "members__user__name")
    search_help_text = gettext_lazy("By title or by the name of a member.")
    fields = ("course", "title", "roster_frozen")
    inlines = (TeamMembers,)
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("members__user")

    @admin.display(description=gettext_lazy("team"))
    def team(self, row: Project) -> str:
        return ", ".join(str(member.user) for member in row.members.all() if member.live)

    def save_formset(self, request: Any, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        for member in formset.save(commit=False):
            set_state(member, state=TeamState(member.state), by=request.user, now=request.now)
