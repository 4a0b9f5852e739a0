"""A student's own project: what is due, what was handed in, what came of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courseapp.courses.access import can_run_course, is_student
from courseapp.courses.models import Course, User
from courseapp.courses.requests import Request
from projects.models import Grade, Project, Submission
from projects.owners import project_of
from projects.reasons import ToldReason, told_reasons
from projects.standing import Standing, standings


@dataclass(frozen=True, slots=True)
class Stage:
    """One milestone on the line, as its student sees it. `grade` is a released one or None."""

    standing: Standing
    reasons: list[ToldReason]
    versions: list[Submission] = field(default_factory=list)
    grade: Grade | None = None

    @property
    def counting(self) -> Submission | None:
        work = self.standing.work
        found = (row for row in self.versions if work and row.pk == work.counting_id)
        return next(found, None)

    @property
    def other_versions(self) -> list[Submission]:
        return [row for row in self.versions if row != self.counting]

    @property
    def can_be_taken_back(self) -> bool:
        standing = self.standing
        return standing.milestone.course.is_open and standing.due.is_on_time(standing.now)


@login_required
@never_cache
@require_safe
def own(request: Request, slug: str) -> HttpResponse:
    course = get_object_or_404(Course.objects.visible_to(request.user), slug=slug)
    if not is_student(request.user, course):
        if can_run_course(request.user, course):
            return redirect(course)
        raise Http404
    person: User = request.user  # type: ignore[assignment]
    stages = _stages(person, course, request)
    to_do = [stage for stage in stages if stage.standing.is_to_do]
    project = project_of(person, course)
    context = {
        "course": course,
        "project": project,
        "members": _members(project),
        "stages": stages,
        "next": min(to_do, key=lambda stage: stage.standing.nearness(), default=None),
    }
    return render(request, "projects/own.html", context)


def _members(project: Project | None) -> list[User]:
    if project is None:
        return []
    return [member.user for member in project.members.live().select_related("user")]


def _stages(person: User, course: Course, request: Request) -> list[Stage]:
    milestones = list(course.milestones.in_order().select_related("course"))
    found = standings(person, milestones, now=request.now)
    works = [standing.work for standing in found if standing.work is not None]
    versions = _versions(work.pk for work in works)
    # Only what is released is ever read here: rule 7.
    grades = Grade.objects.released().filter(work__in=works).select_related("submission")
    by_work = {grade.work_id: grade for grade in grades.defer("submission__text")}
    return [
        Stage(
            standing=standing,
            reasons=told_reasons(standing.due, viewer=person.public_id),
            versions=versions.get(standing.work.pk, []) if standing.work else [],
            grade=by_work.get(standing.work.pk) if standing.work else None,
        )
        for standing in sorted(found, key=_by_date)
    ]


def _by_date(standing: Standing) -> tuple[bool, float]:
    at = standing.due.at
    return at is None, at.timestamp() if at else 0.0


def _versions(works: Iterable[int]) -> dict[int, list[Submission]]:
    """Return all versions with their files, newest first, by work."""
    rows = Submission.objects.filter(work__in=list(works)).order_by("-version")
    versions: dict[int, list[Submission]] = defaultdict(list)
    light = rows.defer("text", "receipt", "due_reasons").select_related("submitted_by")
    for row in light.prefetch_related("files"):
        versions[row.work_id].append(row)
    return versions
