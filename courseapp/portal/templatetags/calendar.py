"""Calendars in templates."""

from django import template
from django.urls import reverse

from courseapp.courses.addresses import absolute
from courseapp.courses.models import Course, CourseState, Visibility
from courseapp.portal.calendar.address import subscribing

register = template.Library()


@register.filter
def subscribe_link(course: Course) -> str:
    """Return the link that opens a calendar app with the course's calendar; empty where the course
    is not for everyone, and has none."""
    if course.state == CourseState.DRAFT or course.page_visibility != Visibility.PUBLIC:
        return ""
    return subscribing(absolute(reverse("portal:calendar", args=[course.slug])))
