"""Handing out the files of lectures."""

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from courseapp.courses.downloads import download, type_by_name
from courseapp.courses.requests import Request
from courseapp.courses.visiting import unseen
from schedule.access import permission_to_follow
from schedule.models import LectureLink


@require_safe
def file(request: Request, link: str, name: str) -> HttpResponseBase:
    """Send a file to those for whom the course has it; who may be one of them signs in first."""
    files = LectureLink.objects.exclude(file="").select_related("lecture__course")
    found = get_object_or_404(files, public_id=link)
    if not request.user.has_perm(permission_to_follow(found), found.course):
        return unseen(request, found.course.slug)
    if name != found.download_name:
        return redirect(found.address)
    return download(found.key, name=name, content_type=type_by_name(name))
