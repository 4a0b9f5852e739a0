"""The first page of those who run a course: this week's meetings, what goes out next, and doors
to everything else."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courseapp.courses.models import Announcement, Course
from courseapp.courses.requests import Request
from courseapp.mail.announcing import waiting_of
from courseapp.portal.ribbon import monday
from courseapp.portal.staff_doors import doors_for
from schedule.coming import planned_dates
from schedule.timetable import timetable
from schedule.views.staff import course_run


@dataclass(frozen=True, slots=True)
class Waiting:
    """An announcement of which mails have not gone out yet; `next_at` is when the next one does."""

    announcement: Announcement
    mails: int
    next_at: datetime


@login_required
@never_cache
@require_safe
def staff(request: Request, slug: str) -> HttpResponse:
    course = course_run(request, slug)
    first = monday(course.local_date(request.now))
    dates = planned_dates(timetable(course), first=first, last=first + timedelta(days=6))
    context = {
        "course": course,
        "rows": dates,
        "may_change": request.user.has_perm("schedule.add_meetingchange", course),
        "waiting": waiting(course),
        "doors": doors_for(request.user, course),
    }
    return render(request, "portal/staff.html", context)


def waiting(course: Course) -> list[Waiting]:
    """Return what goes out next, the nearest first; two queries."""
    counted = waiting_of(course)
    rows = Announcement.objects.filter(course=course, public_id__in=counted)
    found = [Waiting(row, *counted[row.public_id]) for row in rows.published()]
    return sorted(found, key=lambda one: one.next_at)
