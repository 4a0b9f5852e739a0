"""The course page for people who are not signed in: one for all of them, kept as bytes.

Its bytes follow from the course's page version, the day in the course's zone, the language and
the code. So a hash of these is both its validator (`ETag`) and the key under which the process
keeps it; it is never stale and never needs to be cleared. Whoever holds the page is answered 304
for the one query that reads the version.
"""

import hashlib
from datetime import date

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.http import HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

from courseapp.courses.models import Course
from courseapp.courses.requests import Request
from courseapp.portal.code_version import code_version
from courseapp.portal.course_page import course_page
from courseapp.portal.public_course import PublicCourse


def visitors_page(request: Request, course: PublicCourse) -> HttpResponseBase:
    """Answer a visitor: 304 if they hold the page, else its bytes. No query if they are kept."""
    today = course.local_date(request.now)
    etag = page_etag(course, today=today)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(_kept_bytes(etag, course, today))
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    return response


def page_etag(course: PublicCourse, *, today: date) -> str:
    """Return the validator of the visitors' page (RFC 9110, section 8.8.3)."""
    parts = (course.public_id, course.page_version, today, get_language(), code_version())
    digest = hashlib.sha256("\n".join(map(str, parts)).encode())
    return f'"{digest.hexdigest()[:32]}"'


def _kept_bytes(etag: str, course: PublicCourse, today: date) -> bytes:
    kept: bytes | None = caches["pages"].get(etag)
    if kept is None:
        kept = _render(Course.objects.get(pk=course.pk), today).encode()
        caches["pages"].set(etag, kept)
    return kept


def _render(course: Course, today: date) -> str:
    """Render without the request: what belongs to one visitor (a message, a token, a name) cannot
    get into bytes that all of them share."""
    visitor = AnonymousUser()
    return render_to_string(
        "portal/course.html",
        {
            "course": course,
            "page": course_page(course, user=visitor, today=today),
            "user": visitor,
            "is_demo": settings.DEMO,
            "here": course.get_absolute_url(),
        },
    )
