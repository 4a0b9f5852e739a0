"""Setting up the lectures of a term: one form, what it would make, and the word to make it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courseapp.courses.models import Course
from courseapp.courses.requests import Request
from schedule.forms.setup import SetupForm
from schedule.planning import SetUp, set_up_lectures
from schedule.term_plan import Plan, PlanRefused, plan_lectures
from schedule.views.staff import course_run


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lectures_setup(request: Request, slug: str) -> HttpResponse:
    course = course_run(request, slug, "schedule.add_lecture")
    if request.method != "POST":
        return _page(request, course, SetupForm.prefilled(course))
    form = SetupForm(request.POST)
    if not form.is_valid():
        return _page(request, course, form, status=422)
    try:
        return _answer(request, course, form, plan_lectures(course, form.wish()))
    except PlanRefused as refusal:
        form.add_error(refusal.field, refusal.message)
        return _page(request, course, form, status=422)


def _answer(request: Request, course: Course, form: SetupForm, plan: Plan) -> HttpResponse:
    """Make what was shown; show what would be made to who has not seen it as it is now."""
    seen = request.POST.get("seen")
    if seen != plan.digest:
        return _page(request, course, form, plan=plan, status=409 if seen else 200)
    person: Any = request.user
    done = set_up_lectures(course, plan.wish, by=person, now=request.now)
    messages.success(request, _told(done, plan))
    return redirect("schedule:lectures", slug=course.slug)


def _told(done: SetUp, plan: Plan) -> str:
    count, there = len(done.lectures), len(plan.there)
    parts = [
        ngettext("%(n)d lecture is set up.", "%(n)d lectures are set up.", count) % {"n": count}
    ]
    if there:
        parts.append(
            ngettext(
                "%(n)d day had one already, which stays as it is.",
                "%(n)d days had one already, which stay as they are.",
                there,
            )
            % {"n": there}
        )
    parts += [_("New weekly meeting: %(meeting)s.") % {"meeting": row} for row in done.patterns]
    return " ".join(parts)


def _page(
    request: Request,
    course: Course,
    form: SetupForm,
    *,
    plan: Plan | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"course": course, "form": form, "plan": plan, "has_changed": status == 409}
    return render(request, "schedule/lectures_setup.html", context, status=status)
