"""How staff pages find their course."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from courseapp.courses.models import Course
from courseapp.courses.requests import Request


def course_run(request: Request, slug: str) -> Course:
    """Return a course that this person runs; any other is not found."""
    course: Course = get_object_or_404(Course.objects.run_by(request.user), slug=slug)
    return course


def require(request: Request, permission: str, course: Course) -> None:
    """Refuse (403) what this person's role, or a course that is over, does not allow."""
    if not request.user.has_perm(permission, course):
        raise PermissionDenied
