"""Hand-ins in templates: fingerprints, exact moments, lateness."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django import template
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from courseapp.courses.models import Course
from courseapp.courses.moments import distance
from courseapp.courses.time_zones import city_of
from projects.lateness import span_in_words

register = template.Library()


@register.filter
def fingerprint(sha256: str) -> SafeString:
    """Print a SHA-256 shortened, the whole of it on demand."""
    shown = f"{sha256[:4]} {sha256[4:8]} … {sha256[-4:]}"
    return format_html('<code title="{}">{}</code>', sha256, shown)


@register.filter
def exactly(moment: datetime, course: Course) -> SafeString:
    """Print a moment to the second, in the course's zone: proof is not rounded."""
    utc = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    shown = date_format(moment.astimezone(course.zone), "D j M Y, H:i:s")
    return format_html('<time datetime="{}">{}</time> {}', utc, shown, city_of(course.zone))


@register.simple_tag
def since(moment: datetime, course: Course, now: datetime) -> str:
    """Print how long ago something was saved: “just now”, “5 minutes ago”."""
    if now - moment < timedelta(minutes=1):
        return _("just now")
    return distance(moment, now=now, course=course)


@register.filter
def span(value: timedelta) -> str:
    return span_in_words(value)


@register.filter
def seconds(value: int) -> str:
    return span_in_words(timedelta(seconds=value))


@register.filter
def in_utc(moment: datetime) -> SafeString:
    """Print a moment of which no course, and so no time zone, is known."""
    utc = moment.astimezone(UTC)
    shown = date_format(utc, "D j M Y, H:i:s")
    return format_html('<time datetime="{}">{}</time> UTC', utc.isoformat(), shown)


@register.filter
def points(value: Decimal) -> str:
    """Print points without needless zeros: 88, 7.5."""
    return number_format(f"{value.normalize():f}")
