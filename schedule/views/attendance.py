"""Attendance: the occasions so far, and one page to tick who came to one of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courseapp.courses.access import membership_of
from courseapp.courses.models import Course, Membership, User
from courseapp.courses.requests import Request
from schedule.attending import (
    Counted,
    Occasion,
    attended,
    could_come,
    key_of,
    numbers,
    occasions,
    present_at,
    take,
)
from schedule.forms.attendance import AttendanceForm


@dataclass(frozen=True, slots=True)
class Line:
    """An occasion with how many came; None where nobody has ticked yet."""

    occasion: Occasion
    came: int | None


@dataclass(frozen=True, slots=True)
class PersonLine:
    membership: Membership
    counted: Counted


@login_required
@never_cache
@require_safe
def attendance(request: Request, slug: str) -> HttpResponse:
    """For staff: every occasion, and how often each student came. For a student: their own."""
    course = get_object_or_404(Course.objects.visible_to(request.user), slug=slug)
    held = occasions(course, until=course.local_date(request.now))
    if not request.user.has_perm("courses.run_course", course):
        return _own(request, course, held)
    members = list(
        course.memberships.students().select_related("user").order_by("user__name", "pk")
    )
    context = {
        "course": course,
        "lines": _lines(course, held),
        "people": _people(members, attended(course, members, among=held)),
    }
    return render(request, "schedule/attendance.html", context)


def _own(request: Request, course: Course, held: Sequence[Occasion]) -> HttpResponse:
    mine = membership_of(request.user, course)
    if mine is None or mine.role != "student":
        raise Http404
    counted = attended(course, [mine], among=held)
    context = {"course": course, "counted": counted[mine.user_id]}
    return render(request, "schedule/attendance_own.html", context)


def _lines(course: Course, found: Sequence[Occasion]) -> list[Line]:
    came = numbers(course)
    return [Line(one, came[key_of(one)] if one.attendance_at else None) for one in found]


def _people(members: Sequence[Membership], counted: dict[int, Counted]) -> list[PersonLine]:
    return [PersonLine(member, counted[member.user_id]) for member in members]


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def attendance_of(request: Request, slug: str, occasion: str) -> HttpResponse:
    """One page for one occasion: a box a student. Ticks of somebody else meanwhile stay."""
    course = get_object_or_404(Course.objects.run_by(request.user), slug=slug)
    found = _occasion(course, occasion, request)
    if not request.user.has_perm("schedule.take_attendance", course):
        raise PermissionDenied(_("This course is archived: it stays as it was."))
    students = [row.user for row in could_come(course, day=found.day)] if found.day else []
    form = AttendanceForm(
        request.POST if request.method == "POST" else None,
        students=students,
        present=present_at(found),
    )
    if request.method == "POST" and form.is_valid():
        person: User = request.user  # type: ignore[assignment]
        take(found, by=person, now=request.now, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("schedule:attendance", slug)
    context = {"course": course, "occasion": found, "form": form}
    status = 422 if form.errors else 200
    return render(request, "schedule/attendance_of.html", context, status=status)


def _occasion(course: Course, public_id: str, request: Request) -> Occasion:
    found = (
        one
        for one in occasions(course, until=course.local_date(request.now))
        if one.public_id == public_id
    )
    occasion = next(found, None)
    if occasion is None:
        raise Http404
    return occasion
