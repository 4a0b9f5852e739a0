"""Handing out the export of a course to those who lead it."""

from tempfile import TemporaryFile

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courseapp.courses.models import Course
from courseapp.courses.requests import Request
from courseapp.portal.exporting.exporting_course import EXPORT, EXPORT_PEOPLE, export_course
from courseapp.portal.exporting.form import ExportRefused

CONTENT_TYPE = "application/zip"


class WithPeopleForm(forms.Form):
    """Nobody takes the work of students along by a slip of the finger."""

    understood = forms.BooleanField(
        label=_("I keep it where only those can read it who may read it here."),
        error_messages={"required": _("Confirm this first; nothing was exported.")},
    )


@login_required
@never_cache
@require_safe
def export_page(request: Request, slug: str) -> HttpResponse:
    """The choice between an export without people and one with them."""
    return _page(request, _led(request, slug), WithPeopleForm())


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: Request, slug: str) -> HttpResponseBase:
    """Send the zip: without people by GET, with them by POST and a confirmation."""
    course = _led(request, slug)
    if request.method == "HEAD":
        return HttpResponse(content_type=CONTENT_TYPE)  # nothing is made, so nothing is in the book
    if request.method == "GET":
        return _zip(request, course, with_people=False)
    if not request.user.has_perm(EXPORT_PEOPLE, course):
        raise PermissionDenied(_("Only an admin of the department exports a course with people."))
    form = WithPeopleForm(request.POST)
    if not form.is_valid():
        return _page(request, course, form, status=422)
    return _zip(request, course, with_people=True)


def _led(request: Request, slug: str) -> Course:
    course = get_object_or_404(Course, slug=slug)
    if not request.user.has_perm(EXPORT, course):
        raise Http404
    return course


def _page(
    request: Request, course: Course, form: WithPeopleForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "course": course,
        "form": form,
        "problem": problem,
        "may_export_people": request.user.has_perm(EXPORT_PEOPLE, course),
    }
    return render(request, "portal/export.html", context, status=status)


def _zip(request: Request, course: Course, *, with_people: bool) -> HttpResponseBase:
    # It has no name on the disk, and is gone when the answer is closed.
    file = TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115 - the answer closes it
    try:
        by = request.user
        export_course(course, to=file, with_people=with_people, by=by, now=request.now)  # type: ignore[arg-type]
    except ExportRefused as error:
        file.close()
        return _page(request, course, WithPeopleForm(), problem=str(error), status=503)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    name = f"{course.slug}-with-people.zip" if with_people else f"{course.slug}.zip"
    response = FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPE)
    response["X-Content-Type-Options"] = "nosniff"
    return response
