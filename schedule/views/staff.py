"""How staff pages find their course."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from courseapp.courses.models import Course, CourseState
from courseapp.courses.requests import Request


def course_run(request: Request, slug: str, permission: str | None = None) -> Course:
    """Return a course that this person runs; for anybody else there is no such page (404). With a
    `permission`, raise PermissionDenied where their role, or a course that is over, lacks it."""
    course: Course = get_object_or_404(Course.objects.run_by(request.user), slug=slug)
    if permission is not None:
        require(request, permission, course)
    return course


def require(request: Request, permission: str, course: Course) -> None:
    """Refuse (403) what this person's role, or a course that is over, does not allow."""
    if request.user.has_perm(permission, course):
        return
    if course.state == CourseState.ARCHIVED:
        raise PermissionDenied(_("This course is over; nothing in it is changed any more."))
    raise PermissionDenied
