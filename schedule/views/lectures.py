"""The table of a term's lectures: what was typed in any row is saved, and then a step is taken."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courseapp.courses.models import Course, StaleError
from courseapp.courses.requests import Request
from schedule import shifting
from schedule.forms.lectures import LectureTable
from schedule.models import Lecture
from schedule.ordering import order_by_day
from schedule.planning import save_lectures
from schedule.shifting import Shifted, ShiftRefused
from schedule.views.staff import course_run

Step = Callable[[Request, Lecture], str]


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lectures(request: Request, slug: str) -> HttpResponse:
    course = course_run(request, slug, "schedule.change_lecture")
    if request.method != "POST":
        return _page(request, LectureTable(course))
    try:
        return _save(request, course, LectureTable(course, request.POST))
    except StaleError:
        # Somebody saved between our reading and writing: now the rows themselves say so.
        return _again(request, LectureTable(course, request.POST), is_stale=True)


def _save(request: Request, course: Course, table: LectureTable) -> HttpResponse:
    if not table.is_valid():
        return _again(request, table)
    step, _colon, public_id = request.POST.get("do", "").partition(":")
    with transaction.atomic():
        save_lectures(
            course,
            changed=table.changed,
            added=table.added,
            by=_person(request),
            now=request.now,
        )
        told = _take_step(request, course, step, public_id)
    for warning in table.warnings():
        messages.warning(request, warning)
    if told or table.changed or table.added:
        messages.success(request, told or _("Saved."))
    if step == "drop" and not told and Lecture.objects.filter(public_id=public_id).exists():
        return redirect("schedule:lecture_drop", slug=course.slug, lecture=public_id)
    here = reverse("schedule:lectures", args=[course.slug])
    return redirect(f"{here}#row-{public_id}" if public_id else here)


def _take_step(request: Request, course: Course, step: str, public_id: str) -> str:
    """Take the step of the button that was pressed and say what it did; "" for none."""
    if step == "order":
        order_by_day(course, by=_person(request), now=request.now)
        return _("The lectures stand in the order of their days.")
    take = STEPS.get(step)
    lecture = Lecture.objects.filter(course=course, public_id=public_id).first()
    if lecture is None and public_id:
        messages.error(request, _("That row was dropped by somebody else."))
    if take is None or lecture is None:
        return ""
    try:
        return take(request, lecture)
    except ShiftRefused as refusal:
        messages.error(request, refusal.message)
        return ""


def _move_on(request: Request, lecture: Lecture) -> str:
    shifted = shifting.move_on(lecture, by=_person(request), now=request.now)
    told = [_moved(shifted)]
    if shifted.last.day is None:
        message = _("The weekly meetings have no date left: “%(name)s” has no day now.")
        told.append(message % {"name": shifted.last.name})
    elif shifted.last.pk != shifted.lecture.pk:
        message = _("The last one, “%(name)s”, is on %(day)s now.")
        told.append(message % {"name": shifted.last.name, "day": _day(shifted.last)})
    return " ".join(told)


def _move_back(request: Request, lecture: Lecture) -> str:
    return _moved(shifting.move_back(lecture, by=_person(request), now=request.now))


def _moved(shifted: Shifted) -> str:
    told = {"name": shifted.lecture.name, "day": _day(shifted.lecture)}
    return _("“%(name)s” is on %(day)s now, and what follows has moved along.") % told


def _day(lecture: Lecture) -> str:
    return date_format(lecture.day, "D j M") if lecture.day else _("no day")


def _up(request: Request, lecture: Lecture) -> str:
    shifting.swap(lecture, up=True, by=_person(request), now=request.now)
    return _("Saved.")


def _down(request: Request, lecture: Lecture) -> str:
    shifting.swap(lecture, up=False, by=_person(request), now=request.now)
    return _("Saved.")


def _drop(request: Request, lecture: Lecture) -> str:
    """Drop a bare row; for one with something under it "": it is asked first."""
    if what_hangs_under(lecture):
        return ""
    shifting.drop(lecture, by=_person(request), now=request.now)
    return _("“%(name)s” is dropped.") % {"name": lecture.name}


STEPS: dict[str, Step] = {
    "on": _move_on,
    "back": _move_back,
    "up": _up,
    "down": _down,
    "drop": _drop,
}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lecture_drop(request: Request, slug: str, lecture: str) -> HttpResponse:
    """Ask whether a lecture goes with all that hangs under it, and let it go."""
    course = course_run(request, slug, "schedule.delete_lecture")
    found = get_object_or_404(Lecture, course=course, public_id=lecture)
    changed = request.method == "POST" and request.POST.get("seen") != str(found.revision)
    if request.method == "POST" and not changed:
        shifting.drop(found, by=_person(request), now=request.now)
        messages.success(request, _("“%(name)s” is dropped.") % {"name": found.name})
        return redirect("schedule:lectures", slug=course.slug)
    context = {
        "course": course,
        "lecture": found,
        "below": what_hangs_under(found),
        "has_changed": changed,
    }
    return render(request, "schedule/lecture_drop.html", context, status=409 if changed else 200)


def what_hangs_under(lecture: Lecture) -> list[str]:
    """Tell what would go with a lecture."""
    counted = (
        (lecture.links.count(), _("slides, recordings or notes: %(n)d")),
        (lecture.references.count(), _("references: %(n)d")),
        (lecture.attendance.count(), _("people whose attendance was taken: %(n)d")),
    )
    found = [words % {"n": count} for count, words in counted if count]
    if lecture.attendance_at and not lecture.attendance.count():
        found.append(_("that its attendance was taken"))
    return found


def _person(request: Request) -> Any:
    return request.user


def _again(request: Request, table: LectureTable, *, is_stale: bool = False) -> HttpResponse:
    table.is_valid()
    return _page(request, table, status=409 if is_stale or table.is_stale else 422)


def _page(request: Request, table: LectureTable, *, status: int = 200) -> HttpResponse:
    context = {"course": table.course, "table": table, "status": status}
    return render(request, "schedule/lectures.html", context, status=status)
