"""The course page."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courseapp.courses.models import Course, CourseState
from courseapp.courses.requests import Request
from courseapp.portal.course_page import course_page
from courseapp.portal.page_cache import visitors_page
from courseapp.portal.public_course import public_course


@require_safe
def course(request: Request, slug: str) -> HttpResponseBase:
    if not request.user.is_authenticated:
        public = public_course(slug)
        return visitors_page(request, public) if public else _unseen(request, slug)
    own = Course.objects.visible_to(request.user).filter(slug=slug).first()
    return _own_page(request, own) if own else _unseen(request, slug)


def _own_page(request: Request, course: Course) -> HttpResponse:
    """The page of somebody who is signed in, with their own navigation and due times. It is not
    kept and has no validator: nothing of theirs may be told by a length or a tag."""
    page = course_page(course, user=request.user, today=course.local_date(request.now))
    response = render(request, "portal/course.html", {"course": course, "page": page})
    response["Cache-Control"] = "private, no-cache"
    return response


def _unseen(request: Request, slug: str) -> HttpResponse:
    """A course that is out but not for everyone: who comes by a link that was given to them, such
    as a member without a session, is asked to sign in. Who has signed in and still may not see it
    gets a 404, as everybody does for a draft: whether it exists is not for them to know."""
    out = Course.objects.filter(slug=slug).exclude(state=CourseState.DRAFT)
    if request.user.is_authenticated or not out.exists():
        raise Http404
    return redirect_to_login(request.get_full_path())
