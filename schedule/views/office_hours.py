"""Office hours: when, where and with whom in the coming weeks; booking a slot of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courseapp.courses.models import Course, User
from courseapp.courses.reader import Reader
from courseapp.courses.requests import Request
from courseapp.courses.visiting import course_seen, unseen
from schedule.forms.office_hours import BookingForm
from schedule.models import Booking, MeetingKind, MeetingPattern
from schedule.occurrences import Occurrence
from schedule.slots import Slot, SlotRefused, book, give_back, slots_of
from schedule.timetable import timetable

AHEAD = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Hours:
    """One date of office hours, as one reader sees it."""

    meeting: Occurrence
    slots: Sequence[Slot]
    own: Slot | None
    open: list[Slot] = field(default_factory=list)


@never_cache
@require_safe
def office_hours(request: Request, slug: str) -> HttpResponse:
    course = course_seen(request, slug)
    return _page(request, course) if course else unseen(request, slug)


@login_required
@require_POST
def book_slot(request: Request, slug: str, pattern: str, day: date) -> HttpResponse:
    course, found = _course_and_pattern(request, slug, pattern)
    if not request.user.has_perm("schedule.book", course):
        raise PermissionDenied(_("Office hours are booked by members of the course."))
    form = BookingForm(request.POST)
    if not form.is_valid():
        return _page(request, course, form=form, status=422)
    try:
        book(found, day=day, by=_person(request), now=request.now, **form.cleaned_data)
    except SlotRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, course, form=form, status=409)
    messages.success(request, _("The slot is yours."))
    return redirect("schedule:office_hours", slug)


@login_required
@require_POST
def give_slot_back(request: Request, slug: str, booking: str) -> HttpResponse:
    mine = Booking.objects.visible_to(request.user).select_related("pattern__course", "person")
    found = get_object_or_404(mine, public_id=booking, pattern__course__slug=slug)
    if not request.user.has_perm("schedule.book", found):
        raise PermissionDenied(_("This course is over; nothing in it is changed any more."))
    try:
        give_back(found, by=_person(request), now=request.now)
    except SlotRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The slot is free again."))
    return redirect("schedule:office_hours", slug)


def _course_and_pattern(request: Request, slug: str, pattern: str) -> tuple[Course, MeetingPattern]:
    course = get_object_or_404(Course.objects.visible_to(request.user), slug=slug)
    rows = course.meeting_patterns.filter(kind=MeetingKind.OFFICE_HOURS)
    return course, get_object_or_404(rows.select_related("course"), public_id=pattern)


def _person(request: Request) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def _page(
    request: Request, course: Course, *, form: BookingForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "course": course,
        "page": {"reader": Reader.of(request.user, course)},
        "may_book": request.user.has_perm("schedule.book", course),
        "dates": _dates(request, course),
        "form": form or BookingForm(),
        "here": request.path if request.method == "GET" else course.get_absolute_url(),
    }
    return render(request, "schedule/office_hours.html", context, status=status)


def _dates(request: Request, course: Course) -> list[Hours]:
    """The coming dates; two queries for the timetable and one for all bookings."""
    today = course.local_date(request.now)
    coming = [
        meeting
        for meeting in timetable(course).between(today, today + AHEAD)
        if meeting.pattern.kind == MeetingKind.OFFICE_HOURS and meeting.end > request.now
    ]
    booked = Booking.objects.live().filter(pattern__course=course, day__gte=today - AHEAD)
    rows = list(booked.select_related("person"))
    return [_hours(request, meeting, slots_of(meeting, rows)) for meeting in coming]


def _hours(request: Request, meeting: Occurrence, slots: Sequence[Slot]) -> Hours:
    mine = (one for one in slots if one.booking and one.booking.person_id == request.user.pk)
    free = [one for one in slots if one.is_open(request.now)]
    return Hours(meeting, slots, next(mine, None), free)
