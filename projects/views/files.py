"""Handing out what was handed in."""

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from courseapp.courses.requests import Request
from projects.models import Submission, SubmissionFile


@login_required
@require_safe
def file(request: Request, file: str, name: str) -> HttpResponseBase:
    """Send a file to its team and to the staff of its course; for anybody else there is none."""
    seen = SubmissionFile.objects.filter(submission__in=Submission.objects.visible_to(request.user))
    found = get_object_or_404(seen, public_id=file)
    if name != found.name:
        return redirect(found)
    response = FileResponse(
        default_storage.open(found.key),
        as_attachment=True,  # what people upload never opens as a page of this site
        filename=found.name,
        content_type=found.content_type,
    )
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response
