"""Breaks of the term, set by those who lead the course."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courseapp.courses.models import Course, StaleError
from courseapp.courses.requests import Request
from schedule.breaks import BreakRefused, remove_break, set_break
from schedule.forms.moving import BreakForm
from schedule.models import Break
from schedule.views.staff import course_run, require


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def breaks(request: Request, slug: str) -> HttpResponse:
    """List the breaks, and add one."""
    course = course_run(request, slug)
    require(request, "schedule.add_break", course)
    if request.method != "POST":
        return _page(request, course, BreakForm())
    form = BreakForm(request.POST)
    return _set(request, Break(course=course), form) or _page(request, course, form, status=422)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one_break(request: Request, slug: str, pause: str) -> HttpResponse:
    """Change or remove a break."""
    course = course_run(request, slug)
    require(request, "schedule.change_break", course)
    rows = Break.objects.filter(course=course).select_related("course")
    row = get_object_or_404(rows, public_id=pause)
    if request.method != "POST":
        return _page(request, course, BreakForm(initial=_stored(row)), row)
    form = BreakForm(request.POST)
    if form["seen"].data != str(row.revision):
        return _meanwhile(request, row)
    if "remove" in request.POST:
        remove_break(row, by=_person(request), now=request.now)
        messages.success(request, _("“%(title)s” is removed.") % {"title": row.title})
        return redirect("schedule:breaks", slug=slug)
    try:
        done = _set(request, row, form)
    except StaleError:
        return _meanwhile(request, get_object_or_404(rows, pk=row.pk))
    return done or _page(request, course, form, row, status=422)


def _set(request: Request, pause: Break, form: BreakForm) -> HttpResponse | None:
    """Write the break and go to the list; None if the form is not taken."""
    if not form.is_valid():
        return None
    given = {name: form.cleaned_data[name] for name in ("title", "first_day", "last_day")}
    try:
        doubts = set_break(pause, **given, by=_person(request), now=request.now)
    except BreakRefused as refusal:
        form.add_error(refusal.field, refusal.message)
        return None
    messages.success(request, _("“%(title)s” is set.") % {"title": pause.title})
    for doubt in doubts:
        messages.warning(request, doubt)
    return redirect("schedule:breaks", slug=pause.course.slug)


def _meanwhile(request: Request, row: Break) -> HttpResponse:
    """Somebody was faster: show what is stored and keep what was typed; sent again, it is meant."""
    data = request.POST.copy()
    data["seen"] = str(row.revision)
    form = BreakForm(data)
    return _page(request, row.course, form, row, status=409, stored=row)


def _stored(row: Break) -> dict[str, Any]:
    names = ("title", "first_day", "last_day")
    return {"seen": row.revision, **{name: getattr(row, name) for name in names}}


def _person(request: Request) -> Any:
    return request.user


def _page(
    request: Request,
    course: Course,
    form: BreakForm,
    row: Break | None = None,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    context = {
        "course": course,
        "form": form,
        "row": row,
        "breaks": Break.objects.filter(course=course),
        **more,
    }
    return render(request, "schedule/breaks.html", context, status=status)
