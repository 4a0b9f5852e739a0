"""What is allowed and probably not meant: said after it was done, never refused."""

from collections.abc import Iterator
from datetime import date, time

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courseapp.courses.models import Course
from schedule.models import Break, MeetingPattern
from schedule.occurrences import Occurrence, dates, in_break
from schedule.timetable import timetables
from schedule.wall_clock import why_missing, why_twice


def about_date(meeting: Occurrence) -> list[str]:
    """Return doubts about one date as it is now."""
    course, day = meeting.pattern.course, meeting.takes_place_on
    said = [
        why_twice(day, meeting.start.time(), course.zone),
        why_twice(day, meeting.end.time(), course.zone),
        about_day(day, course),
        _in_a_break(day, course) if day != meeting.day else "",
        *(_clash(other) for other in _at_the_same_time(meeting)),
    ]
    return [text for text in said if text]


def about_pattern(pattern: MeetingPattern) -> list[str]:
    """Return doubts about a weekly meeting as it is now."""
    return [
        *_hours_that_are_missing(pattern),
        *(_clash_every_week(other) for other in overlapping(pattern)),
    ]


def about_day(day: date, course: Course) -> str:
    """Say so if a day lies outside the term; "" if it does not."""
    before = course.first_day is not None and day < course.first_day
    after = course.last_day is not None and day > course.last_day
    if not before and not after:
        return ""
    return _("%(day)s lies outside the term.") % {"day": date_format(day, "D j M Y")}


def overlapping(pattern: MeetingPattern) -> list[MeetingPattern]:
    """Return the other weekly meetings of the same host at the same hour, in any course whose
    clock is the same."""
    if pattern.host_id is None:
        return []
    others = MeetingPattern.objects.filter(
        host=pattern.host_id,
        weekday=pattern.weekday,
        start__lt=pattern.end,
        end__gt=pattern.start,
        course__time_zone=pattern.course.time_zone,
    )
    rows = others.exclude(pk=pattern.pk).select_related("course")
    return [other for other in rows if _share_days(pattern, other)]


def _share_days(one: MeetingPattern, other: MeetingPattern) -> bool:
    first, last = _span(one)
    begins, ends = _span(other)
    return max(first, begins) <= min(last, ends)


def _span(pattern: MeetingPattern) -> tuple[date, date]:
    return (
        pattern.from_day or pattern.course.first_day or date.min,
        pattern.until_day or pattern.course.last_day or date.max,
    )


def _in_a_break(day: date, course: Course) -> str:
    pause = in_break(day, Break.objects.filter(course=course))
    if pause is None:
        return ""
    return _("%(day)s lies in “%(break)s”.") % {
        "day": date_format(day, "D j M"),
        "break": pause.title,
    }


def _at_the_same_time(meeting: Occurrence) -> Iterator[Occurrence]:
    """The host's other meetings that overlap this one; three queries."""
    if meeting.pattern.host_id is None:
        return
    day = meeting.takes_place_on
    courses = Course.objects.filter(meeting_patterns__host=meeting.pattern.host_id).distinct()
    for times in timetables(courses):
        for other in times.between(day, day):
            is_same = (other.pattern.pk, other.day) == (meeting.pattern.pk, meeting.day)
            if is_same or other.is_cancelled or other.pattern.host_id != meeting.pattern.host_id:
                continue
            if other.start < meeting.end and meeting.start < other.end:
                yield other


def _clash(other: Occurrence) -> str:
    return _("%(host)s has something else then: %(what)s, %(start)s–%(end)s.") % {
        "host": other.pattern.host,
        "what": other.pattern.get_kind_display(),
        "start": f"{other.start:%H:%M}",
        "end": f"{other.end:%H:%M}",
    }


def _clash_every_week(other: MeetingPattern) -> str:
    return _("%(host)s has something else every week then: %(what)s.") % {
        "host": other.host,
        "what": other,
    }


def _hours_that_are_missing(pattern: MeetingPattern) -> Iterator[str]:
    course = pattern.course
    if course.first_day is None or course.last_day is None:
        return
    hours: tuple[time, time] = (pattern.start, pattern.end)
    for day in dates(pattern, course=course, first=course.first_day, last=course.last_day):
        for hour in hours:
            if missing := why_missing(day, hour, course.zone):
                yield missing
