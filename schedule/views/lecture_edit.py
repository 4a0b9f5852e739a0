"""One lecture for its staff: what it is, and the slides, recordings and references under it."""

import logging
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from courseapp.courses.models import Course, StaleError
from courseapp.courses.requests import Request
from courseapp.courses.storing import StorageError
from courseapp.courses.uploading import UploadRequest, cut_in_words, with_uploads
from schedule.attaching import save_lecture
from schedule.forms.lecture import LectureForm
from schedule.models import Lecture

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why nothing was saved, with the status that says so."""

    message: str
    status: int


@login_required
@never_cache
@require_safe
def lecture_edit(request: Request, slug: str, lecture: str) -> HttpResponse:
    found = _lecture(request, lecture)
    if found.course.slug != slug:
        return redirect("schedule:lecture_edit", slug=found.course.slug, lecture=lecture)
    return _page(request, LectureForm(found))


@csrf_exempt  # `with_uploads` checks it, once permission is known and the body is read
@login_required
@never_cache
@require_POST
def lecture_save(request: Request, lecture: str) -> HttpResponse:
    return _save(request, _lecture(request, lecture))


def _lecture(request: Request, public_id: str) -> Lecture:
    run = Course.objects.run_by(request.user)
    rows = Lecture.objects.for_own_page().filter(course__in=run)
    found: Lecture = get_object_or_404(rows, public_id=public_id)
    if not request.user.has_perm("schedule.change_lecture", found.course):
        raise PermissionDenied(_("This course is over; nothing in it is changed any more."))
    return found


@with_uploads
def _save(request: UploadRequest, lecture: Lecture) -> HttpResponse:
    form = LectureForm(lecture, request.POST, request.FILES)
    if request.cut:
        return _page(request, form, Problem(cut_in_words(request.cut), request.cut.value))
    if not form.is_valid():
        return _refused(request, form)
    person: Any = request.user
    try:
        save_lecture(
            lecture, fields=form.fields(), parts=form.changed_parts(), by=person, now=request.now
        )
    except StaleError:
        # Somebody saved between our reading and writing: now the form itself says so.
        fresh = LectureForm(_fresh(lecture), request.POST, request.FILES)
        return _refused(request, fresh, is_stale=True)
    except StorageError:
        logger.exception("A file of lecture %s could not be stored", lecture.public_id)
        message = _("The files could not be stored: this is our fault. Try again soon.")
        return _page(request, form, Problem(message, 503))
    if form.is_outside_the_term:
        messages.warning(request, _("The day lies outside the term of the course."))
    messages.success(request, _("Saved."))
    return redirect("schedule:lecture_edit", slug=lecture.course.slug, lecture=lecture.public_id)


def _fresh(lecture: Lecture) -> Lecture:
    found: Lecture = get_object_or_404(Lecture.objects.for_own_page(), pk=lecture.pk)
    return found


def _refused(request: Request, form: LectureForm, *, is_stale: bool = False) -> HttpResponse:
    form.is_valid()
    if is_stale or form.is_stale:
        return _page(request, form, Problem(_("Somebody else has changed this meanwhile."), 409))
    return _page(request, form, Problem(_("Something needs a look before it can be saved."), 422))


def _page(request: Request, form: LectureForm, problem: Problem | None = None) -> HttpResponse:
    context = {
        "course": form.lecture.course,
        "lecture": form.lecture,
        "form": form,
        "problem": problem,
        "chose_files": bool(request.FILES) or (problem is not None and problem.status == 413),
        "max_bytes": settings.MAX_UPLOAD_BYTES,
    }
    status = problem.status if problem else 200
    return render(request, "schedule/lecture_edit.html", context, status=status)
