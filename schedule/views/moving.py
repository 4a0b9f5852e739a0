"""All coming dates of a course, and the page on which one of them is changed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courseapp.courses.models import Course, StaleError
from courseapp.courses.requests import Request
from schedule import moving
from schedule.coming import PlannedDate, last_day, planned_date, planned_dates
from schedule.forms.moving import CancelForm, ChangeForm, MoveForm, move_form
from schedule.models import MeetingPattern
from schedule.moving import Done, MoveRefused
from schedule.timetable import timetable
from schedule.views.staff import course_run, require
from schedule.wall_clock import is_reasonable


@login_required
@never_cache
@require_safe
def meetings(request: Request, slug: str) -> HttpResponse:
    course = course_run(request, slug)
    times, today = timetable(course), course.local_date(request.now)
    rows = planned_dates(times, first=today, last=last_day(course, times, today=today))
    context = {
        "course": course,
        "rows": rows,
        "today": today,
        "may_change": request.user.has_perm("schedule.add_meetingchange", course),
        "may_set_breaks": request.user.has_perm("schedule.add_break", course),
    }
    return render(request, "schedule/meetings.html", context)


@dataclass(frozen=True, slots=True)
class Page:
    """The page of one date; `planned` is None where the date is gone, `problem` is what is said
    of the form that was sent."""

    course: Course
    pattern: MeetingPattern
    planned: PlannedDate | None
    forms: dict[str, ChangeForm] = field(default_factory=dict)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, slug: str, pattern: str, day: str) -> HttpResponse:
    course = course_run(request, slug)
    page = _page(course, pattern, _day(day))
    if request.method == "POST":
        require(request, "schedule.add_meetingchange", course)
        return _change(request, page)
    if page.planned is None:
        raise Http404
    return _show(request, page)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if not is_reasonable(day):
        raise Http404
    return day


def _page(course: Course, pattern: str, day: date) -> Page:
    rows = MeetingPattern.objects.filter(course=course).select_related("course", "host")
    found = get_object_or_404(rows, public_id=pattern)
    planned = planned_date(timetable(course), found, day)
    forms: dict[str, ChangeForm] = {}
    if planned is not None:
        seen = {"seen": planned.seen}
        forms = {
            "move": move_form(planned),
            "cancel": CancelForm(initial=seen, auto_id="cancel_%s"),
            "back": ChangeForm(initial=seen, auto_id="back_%s"),
            "hold": ChangeForm(initial=seen, auto_id="hold_%s"),
        }
    return Page(course, found, planned, forms)


def _sent(request: Request, page: Page, act: str) -> ChangeForm:
    if act == "move":
        return move_form(page.planned, request.POST) if page.planned else MoveForm(request.POST)
    kind = CancelForm if act == "cancel" else ChangeForm
    return kind(request.POST, auto_id=f"{act}_%s")


def _change(request: Request, page: Page) -> HttpResponse:
    act = request.POST.get("act", "")
    if act not in VERBS:
        return _show(request, page, status=422)
    form = _sent(request, page, act)
    page.forms[act] = form
    if page.planned is None or form["seen"].data != page.planned.seen:
        return _meanwhile(request, page, act)
    if not form.is_valid():
        return _show(request, page, status=422)
    try:
        done = VERBS[act](page.planned, form, request)
    except MoveRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _show(request, page, status=422)
    except StaleError:
        again = _page(page.course, page.pattern.public_id, page.planned.meeting.day)
        again.forms[act] = _sent(request, again, act)
        return _meanwhile(request, again, act)
    return _say(request, page, act, done)


def _cancel(planned: PlannedDate, form: Any, request: Any) -> Done:
    return moving.cancel(planned.meeting, scope=form.cleaned_data["scope"], **_deed(form, request))


def _move(planned: PlannedDate, form: Any, request: Any) -> Done:
    scope = form.cleaned_data["scope"]
    return moving.move(planned.meeting, to=form.target, scope=scope, **_deed(form, request))


def _back(planned: PlannedDate, form: Any, request: Any) -> Done:
    return moving.put_back(planned.meeting, **_deed(form, request))


def _hold(planned: PlannedDate, form: Any, request: Any) -> Done:
    return moving.hold(planned.meeting, **_deed(form, request))


def _deed(form: Any, request: Any) -> dict[str, Any]:
    given = form.cleaned_data
    return {
        "note": given["note"].strip(),
        "tell": given["tell"],
        "by": request.user,
        "now": request.now,
    }


VERBS: dict[str, Callable[[PlannedDate, ChangeForm, Request], Done]] = {
    "cancel": _cancel,
    "move": _move,
    "back": _back,
    "hold": _hold,
}
SAID = {
    "cancel": gettext_lazy("It is cancelled."),
    "move": gettext_lazy("It is moved."),
    "back": gettext_lazy("It is as every week again."),
    "hold": gettext_lazy("It takes place."),
}


def _say(request: Request, page: Page, act: str, done: Done) -> HttpResponse:
    if done.announcement:
        told = _("Everyone is told: “%(title)s”.") % {"title": done.announcement.title}
    else:
        told = _("Nobody is told.")
    messages.success(request, f"{SAID[act]} {told}")
    for doubt in done.doubts:
        messages.warning(request, doubt)
    return redirect("schedule:meetings", slug=page.course.slug)


def _show(request: Request, page: Page, *, status: int = 200, **more: object) -> HttpResponse:
    context = {
        "course": page.course,
        "pattern": page.pattern,
        "planned": page.planned,
        "meeting": page.planned.meeting if page.planned else None,
        "forms": page.forms,
        "may_change": request.user.has_perm("schedule.add_meetingchange", page.course),
        **more,
    }
    return render(request, "schedule/move.html", context, status=status)


def _meanwhile(request: Request, page: Page, act: str) -> HttpResponse:
    """Say that somebody was faster: what is there now, what was typed, and a form that, sent
    again, is meant."""
    sent = page.forms[act]
    if page.planned is not None:
        renewed = request.POST.copy()
        renewed["seen"] = page.planned.seen
        sent.data = renewed
    return _show(request, page, status=409, typed=sent.typed, was_stale=True)
