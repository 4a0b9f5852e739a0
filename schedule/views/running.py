"""Pages for those who run a course."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from courseapp.courses.models import Course


def course_run(request: HttpRequest, slug: str, permission: str) -> Course:
    """Return a course that this person runs. For anybody else there is no such page (404); an
    archived one is only looked at: raises PermissionDenied for what would change it."""
    course: Course = get_object_or_404(Course.objects.run_by(request.user), slug=slug)
    if not request.user.has_perm(permission, course):
        raise PermissionDenied(_("This course is over; nothing in it is changed any more."))
    return course
