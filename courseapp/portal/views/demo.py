"""The demo's own pages: the mail that it sent, and its clock. Nowhere else do they exist."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courseapp.courses import clock
from courseapp.courses.requests import Request
from courseapp.portal.demo.clock_choices import choices_for
from courseapp.portal.demo.loading import demo_course
from courseapp.portal.demo.mailbox import newest_letters
from courseapp.portal.demo.setting_clock import ClockForm, set_clock

View = Callable[[Request], HttpResponse]


def in_demo(view: View) -> View:
    """404 anywhere but in a demo, before anything else is asked."""

    @wraps(view)
    def shown(request: Request) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request)

    return shown


@never_cache
@in_demo
@require_safe
def demo_mail(request: Request) -> HttpResponse:
    letters = newest_letters(Path(settings.EMAIL_FILE_PATH))
    return render(request, "portal/demo_mail.html", {"letters": letters, "demo": demo_course()})


@never_cache
@in_demo
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def demo_clock(request: Request) -> HttpResponse:
    course = demo_course()
    if course is None:
        raise Http404
    if not request.user.has_perm("courses.run_course", course):
        raise PermissionDenied(_("The clock is set by the staff of the demo."))
    form = ClockForm(request.POST if request.method == "POST" else None, course=course)
    if request.method == "POST" and form.is_valid():
        set_clock(form.chosen())
        messages.success(request, _("The clock is set. Reminders that are due now go out."))
        return redirect("portal:demo_clock")
    context = {
        "demo": course,
        "form": form,
        "choices": choices_for(course),
        "is_set": bool(clock.shift()),
    }
    status = 422 if form.errors else 200
    return render(request, "portal/demo_clock.html", context, status=status)
