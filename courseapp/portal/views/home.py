"""The courses that a person may see."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courseapp.courses.models import Course
from courseapp.courses.requests import Request


@require_safe
def home(request: Request) -> HttpResponse:
    return render(request, "portal/home.html", {"terms": by_term(request)})


def by_term(request: Request) -> list[tuple[str, list[Course]]]:
    """Return the courses by term, the term that begins last first; one query."""
    terms: dict[str, list[Course]] = {}
    for course in Course.objects.visible_to(request.user).newest_first():
        terms.setdefault(course.term, []).append(course)
    return list(terms.items())
