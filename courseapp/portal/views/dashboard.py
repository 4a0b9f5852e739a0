"""What is due for one person, across all their courses, in as few queries as it takes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courseapp.courses.models import Course, Role, User
from courseapp.courses.requests import Request
from projects.models import Milestone
from projects.standing import Standing, standings


@dataclass(frozen=True, slots=True)
class Taught:
    """A course that one runs, with its milestones and how many wait (see `counted_for_staff`)."""

    course: Course
    milestones: Sequence[Milestone]


@login_required
@never_cache
@require_safe
def dashboard(request: Request) -> HttpResponse:
    person: User = request.user  # type: ignore[assignment]
    rows = list(person.active_memberships.values())
    studied = [row.course_id for row in rows if row.role == Role.STUDENT]
    run = [row.course_id for row in rows if row.is_staff]
    due = _due(person, studied, request) if studied else []
    context = {
        "to_do": [standing for standing in due if standing.is_to_do],
        "others": [standing for standing in due if not standing.is_to_do],
        "taught": _taught(run) if run else [],
        "is_member": bool(rows),
    }
    return render(request, "portal/dashboard.html", context)


def _due(person: User, courses: list[int], request: Request) -> list[Standing]:
    milestones = list(Milestone.objects.for_dashboard().filter(course__in=courses))
    return sorted(standings(person, milestones, now=request.now), key=Standing.nearness)


def _taught(courses: list[int]) -> list[Taught]:
    rows = Milestone.objects.counted_for_staff().filter(course__in=courses)
    by_course: dict[Course, list[Milestone]] = {}
    for milestone in rows.order_by("course__title", "due", "pk"):
        by_course.setdefault(milestone.course, []).append(milestone)
    return [Taught(course, milestones) for course, milestones in by_course.items()]
