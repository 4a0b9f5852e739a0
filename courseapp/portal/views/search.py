"""Search within a course."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from courseapp.courses.requests import Request
from courseapp.courses.visiting import course_seen, unseen
from courseapp.portal.searching import MAX_ASKED, Group, SearchRefused
from courseapp.portal.searching import search as search_course


@require_safe
def search(request: Request, slug: str) -> HttpResponse:
    course = course_seen(request, slug)
    if course is None:
        return unseen(request, slug)
    asked = request.GET.get("q", "").replace("\x00", "")
    groups: list[Group] = []
    refusal = ""
    try:
        groups = search_course(course, asked)
    except SearchRefused as error:
        refusal = str(error.message)
    context = {
        "course": course,
        "asked": asked[:MAX_ASKED],
        "groups": groups,
        "refusal": refusal,
        "here": course.get_absolute_url(),
    }
    response = render(request, "portal/search.html", context, status=422 if refusal else 200)
    patch_cache_control(response, private=True, no_cache=True)
    return response
