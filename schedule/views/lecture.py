"""The page of one lecture."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from courseapp.courses.requests import Request
from courseapp.courses.visiting import course_seen, unseen
from schedule.lecture_page import lecture_page
from schedule.models import Lecture


@require_safe
def lecture(request: Request, slug: str, lecture: str) -> HttpResponse:
    course = course_seen(request, slug)
    if course is None:
        return unseen(request, slug)
    rows = Lecture.objects.for_own_page().filter(course=course)
    found: Lecture = get_object_or_404(rows, public_id=lecture)
    if found.is_break:
        # A link to a lecture that became a break leads to where the term says so.
        return redirect(f"{course.get_absolute_url()}#lecture-{found.public_id}")
    page = lecture_page(found, user=request.user)
    response = render(request, "schedule/lecture.html", {"course": course, "page": page})
    patch_cache_control(response, private=True, no_cache=True)
    return response
