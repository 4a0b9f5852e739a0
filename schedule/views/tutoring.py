"""Tutoring as everybody reads it: all tracks of a course, and each session on a page of its own."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from courseapp.courses.addresses import absolute
from courseapp.courses.models import Course
from courseapp.courses.requests import Request
from schedule.course_page import SessionRow, TrackRow, track_rows
from schedule.forum_text import as_forum_text
from schedule.models import TutoringSession
from schedule.session_content import Content
from schedule.session_page import neighbours, shown
from schedule.timetable import timetable


@require_safe
def tutoring(request: Request, slug: str) -> HttpResponse:
    course = get_object_or_404(Course.objects.visible_to(request.user), slug=slug)
    runs = request.user.has_perm("courses.run_course", course)
    today = course.local_date(request.now)
    context: dict[str, Any] = {
        "course": course,
        "tracks": [(track, _next(track, today)) for track in track_rows(course)],
        "today": today,
        "may_post": request.user.has_perm("schedule.add_tutoringsession", course),
        "drafts": drafts_of(course) if runs else [],
    }
    return _own(render(request, "schedule/tutoring.html", context))


@require_safe
def session(request: Request, slug: str, session: str) -> HttpResponse:
    seen = TutoringSession.objects.visible_to(request.user).select_related("track__course")
    found = get_object_or_404(seen, public_id=session, track__course__slug=slug)
    course = found.course
    page = shown(Content.of(found), timetable(course))
    context = {
        "course": course,
        "session": found,
        "shown": page,
        "neighbours": neighbours(found),
        "sees_video": request.user.has_perm("courses.see_video", course),
        "may_post": request.user.has_perm("schedule.change_tutoringsession", course),
        "forum_text": as_forum_text(page, course, address=absolute(found.get_absolute_url())),
    }
    return _own(render(request, "schedule/session.html", context))


def drafts_of(course: Course) -> list[TutoringSession]:
    drafts = TutoringSession.objects.filter(track__course=course, published_at__isnull=True)
    return list(drafts.select_related("track").order_by("track", "number", "pk"))


def _next(track: TrackRow, today: date) -> SessionRow | None:
    """The first session that has not been yet; it is shown unfolded."""
    ahead = [row for row in track.sessions if row.day is not None and row.day >= today]
    return min(ahead, key=lambda row: row.day or today, default=None)


def _own(response: HttpResponse) -> HttpResponse:
    """Who reads decides what stands on the page: nobody else may be given it."""
    response["Cache-Control"] = "private, no-cache"
    return response
