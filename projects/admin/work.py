"""Submissions to grade: the queue, the action that releases, the door to the marking page."""

from typing import Any

import rules
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import F, Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseapp.courses.admin_history import CourseHistoryAdmin
from courseapp.courses.admin_moments import in_zone_of, rendered
from courseapp.courses.admin_steps import Question, ask_first, is_confirmed, refused
from courseapp.courses.models.membership import STAFF_ROLES
from projects import grading
from projects.admin.marking import marking_page
from projects.lateness import span_in_words
from projects.models import Grade, GradeState, TeamMember, Work
from projects.models.grade import in_queue_order

MARKING = {
    "waiting": (gettext_lazy("waiting"), Q(grade__isnull=True)),
    "draft": (gettext_lazy("draft"), Q(grade__state=GradeState.DRAFT)),
    "released": (gettext_lazy("released"), Q(grade__state=GradeState.RELEASED)),
    "newer": (
        gettext_lazy("a newer version counts"),
        Q(grade__isnull=False) & ~Q(grade__submission=F("counting")),
    ),
}


class MarkingFilter(admin.SimpleListFilter):
    title = gettext_lazy("marking")
    parameter_name = "marking"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        return [(key, words) for key, (words, _rows) in MARKING.items()]

    def queryset(self, request: Any, queryset: QuerySet[Work]) -> QuerySet[Work]:
        chosen = MARKING.get(self.value() or "")
        return queryset.filter(chosen[1]) if chosen else queryset


@admin.register(Work)
class WorkAdmin(CourseHistoryAdmin):
    course_path = "milestone__course"
    fixed_fields = ()
    list_display = (
        "who",
        "milestone",
        "marking",
        "points",
        "version",
        "late",
        "newer",
        "grader",
    )
    list_filter = (MarkingFilter, "milestone", "milestone__course", "grade__grader")
    search_fields = ("project__title", "student__name", "project__members__user__name")
    search_help_text = gettext_lazy("By project or by the name of a student.")
    people = {"grader": STAFF_ROLES}
    actions = ("release_selected",)

    def get_queryset(self, request: HttpRequest) -> Any:
        live = TeamMember.objects.live().select_related("user")
        rows: Any = super().get_queryset(request)
        return rows.for_grading().prefetch_related(
            Prefetch("project__members", live, to_attr="live_members")
        )

    def get_ordering(self, request: HttpRequest) -> Any:
        queue = in_queue_order(Work.objects.none())
        return ("milestone__due", "milestone", *queue.query.order_by)

    # --- Columns ----------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("work of"), ordering="project__title")
    def who(self, row: Work) -> str:
        if row.project is None:
            return str(row.student)
        team = ", ".join(str(member.user) for member in row.project.live_members)  # type: ignore[attr-defined]
        return format_html('{} <span class="quiet">{}</span>', row.project, team)

    @admin.display(description=gettext_lazy("marking"), ordering="grade__state")
    def marking(self, row: Work) -> str:
        grade = _grade(row)
        return grade.get_state_display() if grade else str(MARKING["waiting"][0])

    @admin.display(description=gettext_lazy("points"), ordering="grade__points")
    def points(self, row: Work) -> str:
        grade = _grade(row)
        return "–" if grade is None or grade.points is None else f"{grade.points.normalize():f}"

    @admin.display(description=gettext_lazy("version"), ordering="counting__version")
    def version(self, row: Work) -> int:
        """The one that counts."""
        return row.counting.version  # type: ignore[union-attr]

    @admin.display(description=gettext_lazy("late by"), ordering="counting__late_by")
    def late(self, row: Work) -> str:
        return span_in_words(row.counting.late_by) if row.counting.is_late else ""  # type: ignore[union-attr]

    @admin.display(description=gettext_lazy("newer version"))
    def newer(self, row: Work) -> str:
        grade = _grade(row)
        return _("yes, not marked") if grade and not grade.marks_counting_version else ""

    @admin.display(description=gettext_lazy("grader"), ordering="grade__grader__name")
    def grader(self, row: Work) -> str:
        grade = _grade(row)
        return str(grade.grader) if grade else ""

    # --- Marking and releasing --------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        if object_id is None:
            raise PermissionDenied
        work = self.get_object(request, unquote(object_id))
        if work is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context = {
            **self.admin_site.each_context(request),
            **self.zone_context(work.course),
            "title": str(work),
            "opts": self.opts,
            "original": work,
            "has_view_permission": True,
        }
        with in_zone_of(work.course):
            return rendered(marking_page(request, work, context=context))

    def has_release_permission(self, request: HttpRequest) -> bool:
        return bool(rules.has_perm("projects.release_grade", request.user))

    @admin.action(description=gettext_lazy("Release the marking"), permissions=["release"])
    def release_selected(self, request: Any, queryset: QuerySet[Work]) -> Any:
        works = list(queryset)
        may = "projects.release_grade"
        if refused(self, request, works, lambda work: rules.has_perm(may, request.user, work)):
            return None
        grades = [grade for grade in map(_grade, works) if grade is not None]
        if not is_confirmed(request):
            return ask_first(self, request, _question(works, grades))
        try:
            released = grading.release(grades, by=request.user, now=request.now)
        except grading.GradingRefused as why:
            self.message_user(request, str(why), messages.ERROR)
        else:
            told = _("Released: %(number)d. Their students were mailed.")
            self.message_user(request, told % {"number": len(released)})
        return None


def _grade(work: Work) -> Grade | None:
    return getattr(work, "grade", None)


def _question(works: list[Work], grades: list[Grade]) -> Question:
    drafts = [grade for grade in grades if grade.state == GradeState.DRAFT]
    pointless = any(grade.points is None for grade in drafts)
    return Question(
        action="release_selected",
        title=_("Release %(number)d gradings to their students?") % {"number": len(drafts)},
        button=_("Release"),
        lines=[(work, _oddity(_grade(work))) for work in works],
        may_go_on=bool(drafts) and not pointless,
    )


def _oddity(grade: Grade | None) -> str:
    """What somebody should know before this is released; "" if nothing is odd."""
    if grade is None:
        return _("not marked: nothing will be released")
    if grade.state == GradeState.RELEASED:
        return _("released already")
    if grade.points is None:
        return _("has no points: nothing at all is released before it has")
    return "" if grade.marks_counting_version else _("a newer version counts than was marked")
