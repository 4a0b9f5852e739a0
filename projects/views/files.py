"""Handing out what was handed in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from courseapp.courses.downloads import download
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
    return download(found.key, name=found.name, content_type=found.content_type)
