"""What is due for one person, across all their courses, in as few queries as it takes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courseapp.courses.models import Course, Role, User
from courseapp.courses.requests import Request
from courseapp.portal.next_meetings import next_meetings
from courseapp.portal.own_due import own_due
from projects.models import Milestone


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
    run = [row.course_id for row in rows if row.is_staff]
    is_student = any(row.role == Role.STUDENT for row in rows)
    due = own_due(person, now=request.now) if is_student else []
    context = {
        "to_do": [standing for standing in due if standing.is_to_do],
        "others": [standing for standing in due if not standing.is_to_do],
        "taught": _taught(run) if run else [],
        "is_member": bool(rows),
        "meetings": next_meetings(person, now=request.now) if rows else [],
        "grading_url": reverse("admin:projects_work_changelist") if run else "",
    }
    return render(request, "portal/dashboard.html", context)


def _taught(courses: list[int]) -> list[Taught]:
    rows = Milestone.objects.for_dashboard().counted_for_staff().filter(course__in=courses)
    by_course: dict[Course, list[Milestone]] = {}
    for milestone in rows.order_by("course__title", "due", "pk"):
        by_course.setdefault(milestone.course, []).append(milestone)
    return [Taught(course, milestones) for course, milestones in by_course.items()]
