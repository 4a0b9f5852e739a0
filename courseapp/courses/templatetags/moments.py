"""Moments, days and distances in templates. The words are `courseapp.courses.moments`'s."""

from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courseapp.courses import moments
from courseapp.courses.models import Course
from courseapp.courses.time_zones import city_of

register = template.Library()


@register.simple_tag(takes_context=True)
def when(context: template.Context, moment: datetime | None, course: Course) -> str | SafeString:
    """Print a moment exactly, in the course's zone, and beside it in the viewer's if theirs
    differs: `<time datetime="…Z">Sat 1 May, 23:59</time> New York`. Nothing for None."""
    if moment is None:
        return ""
    exact = format_html("{} {}", _tag(moment, course.zone, course), city_of(course.zone))
    theirs = getattr(context.get("user"), "time_zone", "")
    if not theirs or _same_clock(moment, ZoneInfo(theirs), course.zone):
        return exact
    return format_html(_("{} ({} for you)"), exact, _tag(moment, ZoneInfo(theirs), course))


@register.simple_tag
def distance(moment: datetime | None, course: Course, now: datetime) -> str:
    """Print how far away a moment is: “in 3 days”. Nothing for None."""
    return "" if moment is None else moments.distance(moment, now=now, course=course)


@register.simple_tag
def days_away(moment: datetime | date | None, course: Course, today: date) -> str:
    """Print how many days away a moment or day is: “today”, “in 3 days”. Unlike `distance` it
    stays true all day, so it may stand in bytes that are kept."""
    if moment is None:
        return ""
    day = course.local_date(moment) if isinstance(moment, datetime) else moment
    return moments.days_away(day, today=today)


@register.filter
def day(value: date | None) -> str | SafeString:
    """Print a calendar day: `<time datetime="2027-03-15">Mon 15 Mar</time>`."""
    return _day_tag(value, "D j M")


@register.filter
def full_day(value: date | None) -> str | SafeString:
    """Print a calendar day where nothing near it tells the year: `15 March 2027`."""
    return _day_tag(value, "j F Y")


@register.filter
def dated_day(value: date | None) -> str | SafeString:
    """Print the day of a day or of a local moment, with all there is: `Mon 15 Mar 2027`."""
    return _day_tag(value.date() if isinstance(value, datetime) else value, "D j M Y")


@register.filter
def city(course: Course) -> str:
    """Print the place whose clock a course goes by: `New York`."""
    return city_of(course.zone)


@register.filter
def clock(value: datetime | time) -> str:
    """Print an hour of the day as it stands: `19:10`."""
    return date_format(value, "H:i") if isinstance(value, datetime) else f"{value:%H:%M}"


def _day_tag(value: date | None, pattern: str) -> str | SafeString:
    if value is None:
        return ""
    shown = date_format(value, pattern)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), shown)


def _tag(moment: datetime, zone: ZoneInfo, course: Course) -> SafeString:
    """A moment with its year only where the term does not tell it."""
    year = moment.astimezone(zone).year
    ends = (course.first_day, course.last_day)
    tells = any(end is not None and end.year == year for end in ends)
    return _worded(moment, zone, "D j M" if tells else "D j M Y", get_language())


# The same few moments stand on everybody's pages, and to word one takes 40 µs.
@lru_cache(maxsize=1000)
def _worded(moment: datetime, zone: ZoneInfo, pattern: str, language: str | None) -> SafeString:
    local = moment.astimezone(zone)
    shown = _("%(day)s, %(time)s") % {
        "day": date_format(local.date(), pattern),
        "time": f"{local:%H:%M}",
    }
    utc = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return format_html('<time datetime="{}">{}</time>', utc, shown)


def _same_clock(moment: datetime, one: ZoneInfo, other: ZoneInfo) -> bool:
    return moment.astimezone(one).utcoffset() == moment.astimezone(other).utcoffset()
