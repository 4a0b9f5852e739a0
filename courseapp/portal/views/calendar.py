"""Calendars: of a course, for everyone; of one person, at an address that is theirs alone; and the
page on which that address is found."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import caches
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courseapp.courses.models import Course, User
from courseapp.courses.requests import Request
from courseapp.portal.calendar import address
from courseapp.portal.calendar.own import own_calendar as calendar_of
from courseapp.portal.calendar.own import own_etag
from courseapp.portal.calendar.public import public_calendar, public_etag
from courseapp.portal.models import CalendarToken
from courseapp.portal.public_course import PublicCourse, public_course

CONTENT_TYPE = "text/calendar; charset=utf-8"


@require_safe
def calendar(request: Request, slug: str) -> HttpResponseBase:
    """The calendar of a course whose page is for everyone; who belongs to another has an address
    of their own. An app cannot sign in, so it is told 404 rather than led to a form."""
    course = public_course(slug)
    if course is None:
        raise Http404
    etag = public_etag(course.public_id, course.page_version)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = _file(_kept_bytes(etag, course), name=slug)
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    return response


@require_safe
def own_calendar(request: Request, token: str) -> HttpResponseBase:
    """The calendar of whoever owns the token; nothing once the account is closed."""
    found = CalendarToken.objects.in_use().select_related("user").filter(token=token).first()
    if found is None:
        raise Http404
    content = calendar_of(found, now=request.now)
    etag = own_etag(content)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = _file(content, name="courses")
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_address(request: Request) -> HttpResponse:
    """Show, make, renew or revoke the address of one's own calendar."""
    person: User = request.user  # type: ignore[assignment]
    if request.method == "POST":
        return _change(request, person)
    return _address_page(request, person)


def _change(request: Request, person: User) -> HttpResponse:
    match request.POST.get("step"):
        case "renew":
            address.renew(person, now=request.now)
            messages.success(request, _("This is your calendar's address now."))
        case "revoke":
            address.revoke(person, now=request.now)
            messages.success(request, _("The address is revoked. Nothing is read there any more."))
        case _:
            messages.error(request, _("Nothing was changed: choose one of the buttons."))
            return _address_page(request, person, status=422)
    return redirect("portal:calendar_address")


def _address_page(request: Request, person: User, *, status: int = 200) -> HttpResponse:
    token = CalendarToken.objects.filter(user=person).first()
    found = address.address_of(token) if token else ""
    context = {"token": token, "address": found, "subscribing": address.subscribing(found)}
    return render(request, "portal/calendar_address.html", context, status=status)


def _kept_bytes(etag: str, course: PublicCourse) -> bytes:
    kept: bytes | None = caches["pages"].get(etag)
    if kept is None:
        kept = public_calendar(Course.objects.get(pk=course.pk))
        caches["pages"].set(etag, kept)
    return kept


def _file(content: bytes, *, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}.ics"'}
    return HttpResponse(content, content_type=CONTENT_TYPE, headers=headers)
