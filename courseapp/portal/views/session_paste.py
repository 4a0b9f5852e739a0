"""A whole tutoring session as one pasted text: read, shown in the form that saves it, published."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courseapp.courses.models import Course, User
from courseapp.courses.requests import Request
from courseapp.portal.importing.one_session import NotASession, read_session
from courseapp.portal.importing.page import Reading, Session, flat
from schedule.forms.posting import SessionForm, TypedText
from schedule.models import Track
from schedule.prefilling import on_day, proposed
from schedule.reading_list import Line
from schedule.session_content import Content
from schedule.session_page import shown
from schedule.timetable import Timetable, timetable
from schedule.views.posting import course_to_post_in, editor, new_sheet


class PasteForm(forms.Form):
    track: forms.ModelChoiceField = forms.ModelChoiceField(
        Track.objects.none(), label=_("Track"), empty_label=None
    )
    text = TypedText(label=_("The session"), rows=16)

    def __init__(self, *args: Any, course: Course) -> None:
        super().__init__(*args)
        self.fields["track"].queryset = Track.objects.filter(course=course).select_related("course")  # type: ignore[attr-defined]


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def session_paste(request: Request, slug: str) -> HttpResponse:
    course = course_to_post_in(request, slug)
    if not course.tracks.exists():
        return redirect("schedule:session_new", course.slug)
    form = PasteForm(request.POST if request.method == "POST" else None, course=course)
    if request.method == "POST" and form.is_valid():
        try:
            return _read(request, course, **form.cleaned_data)
        except NotASession as error:
            form.add_error("text", str(error))
    status = 422 if form.errors else 200
    context = {"course": course, "form": form}
    return render(request, "portal/session_paste.html", context, status=status)


def _read(request: Request, course: Course, *, track: Track, text: str) -> HttpResponse:
    found = read_session(text, first_day=course.first_day, last_day=course.last_day)
    times = timetable(course)
    today = course.local_date(request.now)
    by: User = request.user  # type: ignore[assignment]
    content = _content(found.session, proposed(track, times=times, by=by, today=today), times)
    form = SessionForm.showing(content, course=course, seen=0)
    page = {"notes": found.notes, "pasted": text, "preview": shown(content, times)}
    return editor(request, new_sheet(course), form, **page)  # type: ignore[arg-type]


def _content(session: Session, begun: Content, times: Timetable) -> Content:
    """Return what was pasted; what it does not say is as in the form of a new session."""
    if session.day is not None:
        begun = on_day(begun, session.day, times)
    return replace(
        begun,
        number=begun.number if session.number is None else session.number,
        title=session.title,
        motivation=session.motivation,
        required=_lines(session.required),
        optional=_lines(session.optional),
        questions=session.questions,
    )


def _lines(readings: tuple[Reading, ...]) -> tuple[Line, ...]:
    return tuple(Line(one.whole, depth) for one, depth in flat(readings))
