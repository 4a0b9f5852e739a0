"""What waits to be marked, for the first page of the admin."""

from typing import Any

from django import template
from django.db.models import QuerySet

from courseapp.courses.models import Course
from projects.models import Milestone

register = template.Library()


@register.simple_tag
def marking_queues(user: Any) -> QuerySet[Milestone]:
    """Milestones of one's own courses for which something was handed in, with how much of it is
    to be marked (see `counted_for_staff`)."""
    counted: QuerySet[Any] = Milestone.objects.counted_for_staff()
    return (
        counted.filter(course__in=Course.objects.run_by(user), handed_in__gt=0)
        .select_related("course")
        .order_by("-course__first_day", "course", "due", "pk")
    )


@register.filter
def plain(value: Any) -> str:
    """Print a number without the zeros that its column keeps: 88.50 → 88.5."""
    return "" if value is None else f"{value.normalize():f}"
