"""The next term of a department: asked for in a table, rehearsed, then made."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courseapp.courses.models import Course, User
from courseapp.courses.requests import Request
from courseapp.portal.cloning.copying import clone
from courseapp.portal.cloning.forms import CourseRows, TermForm, asked_of, initial_rows
from courseapp.portal.cloning.planning import CloneRefused, Plan

MOST = 60


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def clone_courses(request: Request) -> HttpResponse:
    courses = Course.objects.cloned_by(request.user)
    if not courses.exists():
        raise Http404
    if request.method == "POST":
        return _rehearse_or_make(request, {course.slug: course for course in courses})
    named = request.GET.getlist("course")
    rows = courses.filter(slug__in=named) if named else courses
    shown = list(rows.newest_first().prefetch_related("memberships__user")[:MOST])
    form = {
        "term": TermForm(),
        "rows": CourseRows(initial=initial_rows(shown, ticked=bool(named))),
    }
    return _page(request, form, {course.slug: course for course in shown})


def _rehearse_or_make(request: Request, courses: dict[str, Course]) -> HttpResponse:
    term, rows = TermForm(request.POST), CourseRows(request.POST)
    form = {"term": term, "rows": rows}
    if not all([term.is_valid(), rows.is_valid()]):
        return _page(request, form, courses, status=422)
    try:
        plans = _plans(request, form, courses)
        told = _fingerprint(plans)
        if "make" not in request.POST:
            return _page(request, form, courses, plans=plans, told=told)
        if request.POST.get("told") != told:
            notice = _("Something has changed since the rehearsal. This is how it would be now.")
            return _page(request, form, courses, plans=plans, told=told, notice=notice, status=409)
        made = clone(plans, by=_person(request), now=request.now)
    except CloneRefused as refusal:
        return _page(request, form, courses, notice=str(refusal), status=422)
    text = ngettext(
        "%(n)d course is there as a draft.", "%(n)d courses are there as drafts.", len(made)
    )
    messages.success(request, text % {"n": len(made)})
    return redirect(made[0] if len(made) == 1 else "portal:home")


def _plans(request: Request, form: dict[str, Any], courses: dict[str, Course]) -> list[Plan]:
    # Before the first rehearsal each milestone says itself whether it keeps its date.
    pinned = request.POST.getlist("pin") if "told" in request.POST else None
    plans = []
    for row in form["rows"].wanted:
        source = courses.get(row.cleaned_data["source"])
        if source is None:
            raise Http404
        plans.append(Plan(source, asked_of(row.cleaned_data, form["term"].cleaned_data, pinned)))
    return plans


def _fingerprint(plans: Sequence[Plan]) -> str:
    together = "".join(plan.fingerprint for plan in plans)
    return hashlib.sha256(together.encode()).hexdigest()


def _person(request: Request) -> User:
    return request.user  # type: ignore[return-value]


def _page(
    request: Request,
    form: dict[str, Any],
    courses: dict[str, Course],
    *,
    plans: Sequence[Plan] = (),
    told: str = "",
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "term": form["term"],
        "rows": form["rows"],
        "lines": [(row, courses.get(str(row["source"].value()))) for row in form["rows"]],
        "plans": plans,
        "told": told,
        "notice": notice,
    }
    return render(request, "portal/clone.html", context, status=status)
