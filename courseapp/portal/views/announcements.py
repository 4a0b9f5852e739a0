"""Announcements as staff write them: preview, publish, edit, withdraw. Each step is a verb of
`courseapp.mail.announcing`; this only finds the row and translates."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courseapp.courses import audit
from courseapp.courses.models import Announcement, Course, StaleError
from courseapp.courses.requests import Request
from courseapp.mail import announcing
from courseapp.portal.announcement_form import AnnouncementForm
from courseapp.portal.views.staff import waiting
from schedule.views.staff import course_run, require


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def announcements(request: Request, slug: str) -> HttpResponse:
    """List them, and write a new one."""
    course = course_run(request, slug)
    if request.method != "POST":
        return _list(request, course, AnnouncementForm.empty(course))
    require(request, "courses.add_announcement", course)
    form = AnnouncementForm(request.POST, course=course)
    if not form.is_valid():
        return _list(request, course, form, status=422)
    if "preview" in request.POST:
        return _list(request, course, form, preview=form.values)
    row = _once(course, form, request)
    if "publish" in request.POST:
        announcing.publish(row, by=_person(request), now=request.now)
    _say(request, row)
    return redirect("portal:announcements", slug=slug)


def _once(course: Course, form: AnnouncementForm, request: Request) -> Announcement:
    """Write the draft; of one form sent twice at a moment the second finds the first."""
    try:
        return _write(course, form, by=_person(request), now=request.now)
    except IntegrityError:
        return _write(course, form, by=_person(request), now=request.now)


@transaction.atomic
def _write(course: Course, form: AnnouncementForm, *, by: Any, now: Any) -> Announcement:
    """Make the draft. A form that is sent twice makes one; the same form with another text, as
    after "back", makes another."""
    key, values = form.cleaned_data["key"], {"course": course, "author": by, **form.values}
    known = Announcement.objects.filter(public_id=key).first() if key else None
    if known is not None and all(getattr(known, name) == values[name] for name in values):
        return known
    row = Announcement(**values)
    if key and known is None:
        row.public_id = key
    row.save()
    audit.record("add", subject=row, course=course, by=by, now=now)
    return row


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def announcement(request: Request, slug: str, announcement: str) -> HttpResponse:
    """Show one, edit, publish or withdraw it, or remove a draft."""
    course = course_run(request, slug)
    row = _row(course, announcement)
    if request.method != "POST":
        return _one(request, row, AnnouncementForm.showing(row))
    require(request, "courses.change_announcement", course)
    form = AnnouncementForm(request.POST, course=course)
    if form["seen"].data != str(row.revision):
        return _meanwhile(request, row)
    if not form.is_valid():
        return _one(request, row, form, status=422)
    if "preview" in request.POST:
        return _one(request, row, form, preview=form.values)
    try:
        return _step(request, row, form)
    except StaleError:
        return _meanwhile(request, _row(course, announcement))


@transaction.atomic
def _step(request: Request, row: Announcement, form: AnnouncementForm) -> HttpResponse:
    """Take the step whose button was pressed; what was typed is kept by each of them."""
    deed: dict[str, Any] = {"by": _person(request), "now": request.now}
    if "remove" in request.POST and row.published_at is None:
        audit.record("delete", subject=row, course=row.course, **deed)
        row.delete()
        messages.success(request, _("The draft is removed."))
        return redirect("portal:announcements", slug=row.course.slug)
    announcing.edit(row, **form.values, **deed)
    if "publish" in request.POST:
        announcing.publish(row, **deed)
    elif "withdraw" in request.POST:
        announcing.withdraw(row, **deed)
    _say(request, row)
    return redirect("portal:announcements", slug=row.course.slug)


def _row(course: Course, public_id: str) -> Announcement:
    rows = Announcement.objects.filter(course=course).select_related("course", "author")
    found: Announcement = get_object_or_404(rows, public_id=public_id)
    return found


def _say(request: Request, row: Announcement) -> None:
    if row.published_at is None:
        text = _("“%(title)s” is a draft: only staff see it, nobody is mailed.")
    else:
        text = _(
            "“%(title)s” stands on the course page, and so it is mailed to whom it was not yet."
        )
    messages.success(request, text % {"title": row.title})


def _meanwhile(request: Request, row: Announcement) -> HttpResponse:
    """Somebody was faster: show both texts; sent again, what was typed is meant."""
    data = request.POST.copy()
    data["seen"] = str(row.revision)
    form = AnnouncementForm(data, course=row.course)
    return _one(request, row, form, status=409, stored=row)


def _person(request: Request) -> Any:
    return request.user


def _list(
    request: Request,
    course: Course,
    form: AnnouncementForm,
    *,
    status: int = 200,
    preview: dict[str, Any] | None = None,
) -> HttpResponse:
    mails = {one.announcement.pk: one for one in waiting(course)}
    rows = Announcement.objects.filter(course=course).select_related("author")
    context = {
        "course": course,
        "form": form,
        "preview": preview,
        "rows": [(row, mails.get(row.pk)) for row in rows.drafts_first()],
        "may_write": request.user.has_perm("courses.add_announcement", course),
    }
    return render(request, "portal/announcements.html", context, status=status)


def _one(
    request: Request,
    row: Announcement,
    form: AnnouncementForm,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    mails = {one.announcement.pk: one for one in waiting(row.course)}
    context = {
        "course": row.course,
        "row": row,
        "form": form,
        "waiting": mails.get(row.pk),
        "may_write": request.user.has_perm("courses.change_announcement", row.course),
        **more,
    }
    return render(request, "portal/announcement.html", context, status=status)
