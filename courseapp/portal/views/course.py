"""The course page."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courseapp.courses.models import Course
from courseapp.courses.requests import Request
from courseapp.courses.visiting import course_seen, unseen
from courseapp.portal.course_page import course_page
from courseapp.portal.page_cache import visitors_page
from courseapp.portal.public_course import public_course


@require_safe
def course(request: Request, slug: str) -> HttpResponseBase:
    if not request.user.is_authenticated:
        public = public_course(slug)
        return visitors_page(request, public) if public else unseen(request, slug)
    own = course_seen(request, slug)
    return _own_page(request, own) if own else unseen(request, slug)


def _own_page(request: Request, course: Course) -> HttpResponse:
    """The page of somebody who is signed in, with their own navigation and due times. It is not
    kept and has no validator: nothing of theirs may be told by a length or a tag."""
    page = course_page(course, user=request.user, today=course.local_date(request.now))
    response = render(request, "portal/course.html", {"course": course, "page": page})
    response["Cache-Control"] = "private, no-cache"
    return response
