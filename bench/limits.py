"""What each page is measured against: the least that Django could do for the same answer."""

import os
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.views.decorators.http import condition

from courseapp.courses.audit import record
from courseapp.courses.models import Course
from courseapp.courses.requests import Request


@cache
def _bytes_of_our_page() -> bytes:
    return (Path(settings.DATA_DIR) / "course-page.html").read_bytes()


def page(request: HttpRequest) -> HttpResponse:
    """A bare view that returns the very bytes of our course page."""
    return HttpResponse(_bytes_of_our_page())


def _version(request: HttpRequest) -> str:
    return str(Course.objects.values_list("page_version", flat=True).get(slug="bench"))


@condition(etag_func=lambda request: f'"{_version(request)}"')
def unchanged(request: HttpRequest) -> HttpResponse:
    """A 304 whose validator makes one query."""
    return HttpResponse("changed")


TRIVIAL = engines["django"].from_string("<!doctype html><title>x</title><p>{{ course.title }}</p>")


@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """One query and a trivial template, signed in."""
    return HttpResponse(TRIVIAL.render({"course": Course.objects.get(slug="bench")}, request))


@login_required
def upload(request: Request) -> HttpResponse:
    """Write the file, flush it, insert one row."""
    [given] = request.FILES.getlist("files")
    target = Path(settings.DATA_DIR) / "limit" / os.urandom(16).hex()
    target.parent.mkdir(exist_ok=True)
    with target.open("wb") as file:
        for chunk in given.chunks():
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    course = Course.objects.get(slug="bench")
    record("limit", subject=course, course=course, by=None, now=request.now)
    return HttpResponse(status=302, headers={"Location": "/"})
