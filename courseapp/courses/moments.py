"""Moments in words, in a course's time zone."""

from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courseapp.courses.models import Course
from courseapp.courses.time_zones import city_of

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def in_words(moment: datetime, course: Course) -> str:
    """Return an aware moment as people read it: “Sat 1 May 2027, 23:59, New York time”."""
    local = moment.astimezone(course.zone)
    return _("%(day)s, %(time)s, %(city)s time") % {
        "day": date_format(local, "D j M Y"),
        "time": date_format(local, "H:i"),
        "city": city_of(course.zone),
    }


def distance(moment: datetime, *, now: datetime, course: Course) -> str:
    """Return how far away a moment is, by the calendar of the course's zone: “in 3 days”,
    “tomorrow”, “in 2 hours”, “3 days ago”. Whole days are counted as people count them, by
    dates; within the same day, hours and minutes."""
    days = (course.local_date(moment) - course.local_date(now)).days
    if days == 0 or (abs(days) == 1 and abs(moment - now) < DAY / 2):
        return _within_hours(moment - now)
    return days_away(course.local_date(moment), today=course.local_date(now))


def days_away(day: date, *, today: date) -> str:
    """Return how many days away a day is: “in 3 days”, “tomorrow”, “today”, “3 days ago”."""
    days = (day - today).days
    if days > 1:
        return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
    if days < -1:
        return ngettext("%(n)d day ago", "%(n)d days ago", -days) % {"n": -days}
    return {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}[days]


def _within_hours(span: timedelta) -> str:
    ahead, size = span >= timedelta(0), abs(span)
    if size < HOUR:
        count = int(size.total_seconds() // 60)
        if ahead:
            return ngettext("in %(n)d minute", "in %(n)d minutes", count) % {"n": count}
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", count) % {"n": count}
    count = int(size / HOUR)
    if ahead:
        return ngettext("in %(n)d hour", "in %(n)d hours", count) % {"n": count}
    return ngettext("%(n)d hour ago", "%(n)d hours ago", count) % {"n": count}
