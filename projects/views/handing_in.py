"""The form that hands in, the draft behind it, and taking a version back.

Whatever goes wrong, the same page comes again with the typed text, the reason beside its field
and, wherever that is possible, the text kept as the draft.
"""

import logging
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from courseapp.courses import clock
from courseapp.courses.access import can_read_course, is_student
from courseapp.courses.requests import Request
from courseapp.courses.storing import StorageError
from courseapp.courses.uploading import Cut, UploadRequest, cut_in_words, with_uploads
from projects import drafting, submitting
from projects.accepting import HandInRefused, NotTakenNow
from projects.access import can_hand_in
from projects.forms import HandInForm
from projects.models import Draft, Milestone, Submission
from projects.standing import Standing, standings

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why it was not taken: `field` is the part of the form it stands beside, if any."""

    message: str
    status: int
    field: str | None = None
    theirs: Draft | None = None  # the draft of a teammate that is not overwritten


@csrf_exempt  # `with_uploads` checks it, once permission is known and the body is read
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: Request, milestone: str) -> HttpResponse:
    standing = _standing(request, milestone)
    return _take(request, standing) if request.method == "POST" else _open(request, standing)


@csrf_exempt  # as above
@login_required
@require_POST
def save_draft(request: Request, milestone: str) -> HttpResponse:
    return _keep(request, _standing(request, milestone))


@login_required
@require_POST
def withdraw(request: Request, milestone: str, submission: str) -> HttpResponse:
    own = Submission.objects.visible_to(request.user).filter(work__milestone__public_id=milestone)
    found = get_object_or_404(own.select_related("work__milestone__course"), public_id=submission)
    if not can_hand_in(request.user, found):
        raise PermissionDenied
    try:
        submitting.withdraw(found, by=_person(request), now=request.now)
    except HandInRefused as refusal:
        messages.error(request, refusal.message)
    else:
        shown = {"version": found.version, "milestone": found.work.milestone}
        messages.success(
            request, _("Version %(version)d of “%(milestone)s” is taken back.") % shown
        )
    return redirect("projects:own", slug=found.course.slug)


def _standing(request: Request, public_id: str) -> Standing:
    """Find the milestone, and where this student stands with it; with all that the page needs,
    should the database go meanwhile."""
    # The predicate, not `visible_to`, whose SQL takes a millisecond to write.
    milestone = get_object_or_404(Milestone.objects.select_related("course"), public_id=public_id)
    if not can_read_course(request.user, milestone):
        raise Http404
    if not is_student(request.user, milestone):
        raise PermissionDenied(_("Only students of the course hand in."))
    person = _person(request)
    person.administered_departments  # noqa: B018 - read once a request, and the frame asks
    return standings(person, [milestone], now=request.now)[0]


def _person(request: Request) -> Any:
    return request.user


def _open(request: Request, standing: Standing) -> HttpResponse:
    draft = _draft(standing)
    form = (
        HandInForm.showing(draft.text, draft=draft.revision)
        if draft
        else HandInForm.showing("", draft=0)
    )
    return _page(request, standing, form)


def _draft(standing: Standing) -> Draft | None:
    work = standing.work
    found: Draft | None = work.draft if work and standing.has_draft else None
    return found


@with_uploads
def _take(request: UploadRequest, standing: Standing) -> HttpResponse:
    if request.cut:
        return _again(request, standing, _cut(request.cut))
    form = HandInForm(request.POST, request.FILES)
    if not form.is_valid():
        problem = Problem(_("The form was sent in a way that cannot be read."), status=400)
        return _again(request, standing, problem)
    try:
        submission = submitting.hand_in(_given(request, standing, form), clock=clock.now)
    except HandInRefused as refusal:
        status = 409 if isinstance(refusal, NotTakenNow) else 422
        return _again(request, standing, Problem(refusal.message, status, refusal.field))
    except (StorageError, DatabaseError):
        logger.exception("A hand-in of %s failed", standing.milestone.public_id)
        return _again(request, standing, _not_stored())
    return redirect(submission)


def _given(request: Request, standing: Standing, form: HandInForm) -> submitting.HandIn:
    fields = form.cleaned_data
    return submitting.HandIn(
        milestone=standing.milestone,
        owner=standing.owner,
        by=_person(request),
        text=fields["text"],
        uploads=fields["files"],
        form_key=fields["key"],
        began=request.now,
        draft=fields["draft"] or 0,
    )


@with_uploads
def _keep(request: UploadRequest, standing: Standing) -> HttpResponse:
    if request.cut:
        return _again(request, standing, _cut(request.cut))
    try:
        _save(request, standing)
    except drafting.DraftMoved as moved:
        return _again(request, standing, Problem(moved.message, 409, "text", theirs=moved.draft))
    except HandInRefused as refusal:
        return _again(request, standing, Problem(refusal.message, 422, refusal.field))
    except DatabaseError:
        logger.exception("A draft of %s was not saved", standing.milestone.public_id)
        return _again(request, standing, _not_stored())
    messages.success(request, _("The draft is saved. It is not handed in yet."))
    return redirect("projects:hand_in", milestone=standing.milestone.public_id)


def _save(request: Request, standing: Standing) -> Draft:
    typed = _typed(request)
    return drafting.save_draft(
        standing.milestone,
        owner=standing.owner,
        text=typed["text"],
        by=_person(request),
        now=request.now,
        seen=typed["draft"],
    )


def _typed(request: Request) -> dict[str, Any]:
    """Return what stands in the form, readable or not."""
    form = HandInForm(request.POST)
    form.is_valid()
    blank = {"text": "", "key": "", "draft": 0}
    return blank | {name: value for name, value in form.cleaned_data.items() if value}


def _again(request: Request, standing: Standing, problem: Problem) -> HttpResponse:
    """Show the page once more with what was typed; it is kept as the draft if that is possible."""
    typed = _typed(request)
    revision, is_kept = typed["draft"], False
    if typed["text"].strip() and problem.theirs is None:
        try:
            draft = _save(request, standing)
            revision, is_kept = draft.revision, True
        except drafting.DraftMoved as moved:
            problem = replace(problem, theirs=moved.draft)
        except (HandInRefused, DatabaseError) as error:
            logger.warning("The text of a refused hand-in is not kept as a draft: %s", error)
    if problem.theirs is not None:
        revision = problem.theirs.revision
    form = HandInForm.showing(typed["text"], draft=revision, key=typed["key"])
    return _page(request, standing, form, problem=problem, is_kept=is_kept)


def _page(
    request: Request,
    standing: Standing,
    form: HandInForm,
    *,
    problem: Problem | None = None,
    is_kept: bool = False,
) -> HttpResponse:
    context = {
        "course": standing.milestone.course,
        "milestone": standing.milestone,
        "standing": standing,
        "form": form,
        "problem": problem,
        "is_kept": is_kept,
        "max_bytes": settings.MAX_UPLOAD_BYTES,
    }
    status = problem.status if problem else 200
    return render(request, "projects/hand_in.html", context, status=status)


def _cut(cut: Cut) -> Problem:
    return Problem(cut_in_words(cut), cut.value, field="files")


def _not_stored() -> Problem:
    return Problem(_("It could not be stored: this is our fault. Try again soon."), 503)
