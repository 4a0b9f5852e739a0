"""Moments in the admin are those of the course: shown with their zone, typed in it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format

from courseapp.courses.access import course_of
from courseapp.courses.models import Course


def shown_moment(moment: datetime | None, course: Course | None) -> str:
    """“Sat 1 May 2027, 23:59 EDT”: lists go across courses, so each moment names its zone."""
    if moment is None:
        return ""
    local = moment.astimezone(course.zone if course else UTC)
    return f"{date_format(local, 'D j M Y, H:i')} {local.tzname()}"


def moment_column(name: str, label: Any) -> Callable[[Any], str]:
    """A column of a list that shows the moment `name` in the zone of the row's course."""

    @admin.display(description=label, ordering=name, empty_value="–")
    def column(row: Any) -> str:
        return shown_moment(getattr(row, name), course_of(row))

    column.__name__ = name
    return column


def in_zone_of(course: Course | None) -> AbstractContextManager[None]:
    zone: ZoneInfo | None = course.zone if course else None
    return timezone.override(zone)


def rendered(response: Any) -> Any:
    """Render now, while the course's zone is active, not after the view has returned."""
    return response.render() if isinstance(response, TemplateResponse) else response
