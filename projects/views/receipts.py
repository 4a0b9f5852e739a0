"""Receipts: one's own to read and keep, and anybody's to verify."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from courseapp.courses.requests import Request
from courseapp.courses.uploading import UploadRequest, read_whole
from projects import signing
from projects.access import can_hand_in
from projects.deadlines import due_for
from projects.forms import VerifyForm
from projects.models import Submission
from projects.owners import owner_of
from projects.submitting import may_withdraw
from projects.verifying import TOO_LARGE, verdict_on


def _receipt(request: Request, public_id: str) -> Submission:
    seen = Submission.objects.visible_to(request.user).select_related(
        "work__milestone__course", "work__project", "work__student", "submitted_by"
    )
    found: Submission = get_object_or_404(seen, public_id=public_id)
    return found


@login_required
@never_cache
@require_safe
def receipt(request: Request, submission: str) -> HttpResponse:
    found = _receipt(request, submission)
    work, milestone = found.work, found.work.milestone
    is_own = can_hand_in(request.user, found)
    due = due_for(milestone, owner_of(work)) if is_own and not found.is_withdrawn else None
    context = {
        "submission": found,
        "files": found.files.all(),
        "work": work,
        "milestone": milestone,
        "course": milestone.course,
        "counts": work.counting_id == found.pk,
        "is_own": is_own,
        "can_withdraw": due is not None and may_withdraw(work, due=due, now=request.now),
        "due": due,
    }
    return render(request, "projects/receipt.html", context)


@login_required
@never_cache
@require_safe
def receipt_json(request: Request, submission: str) -> HttpResponse:
    """Send the receipt as it was signed, byte for byte."""
    found = _receipt(request, submission)
    response = HttpResponse(found.receipt, content_type="application/json")
    name = f"receipt-{found.public_id}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@csrf_exempt  # it changes nothing: anybody may ask from anywhere
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: Request) -> HttpResponse:
    if request.method == "POST":
        return read_whole(_verified, if_unreadable=_verified)(request)
    return render(request, "projects/verify.html", {"form": VerifyForm()})


def _verified(request: UploadRequest) -> HttpResponse:
    """Tell whether a receipt is genuine, from it and the published keys alone."""
    if request.cut:
        context = {"form": VerifyForm(), "problem": TOO_LARGE}
        status = request.cut.value
        return render(request, "projects/verify.html", context, status=status)
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "projects/verify.html", {"form": form}, status=422)
    fields = form.cleaned_data
    verdict = verdict_on(fields["receipt"], files=fields["files"])
    return render(request, "projects/verify.html", {"form": form, "verdict": verdict})


@require_safe
def keys(request: Request) -> JsonResponse:
    """Publish every key under which a receipt is valid: today's and the retired ones."""
    current = signing.signing_key().public_key()
    return JsonResponse(
        {
            "keys": [
                {
                    "id": key_id,
                    "algorithm": "Ed25519",
                    "current": key == current,
                    "public_key": signing.public_key_pem(key),
                }
                for key_id, key in signing.public_keys().items()
            ]
        }
    )
