"""What waits to be marked, for the first page of the admin."""

from typing import Any

from django import template
from django.db.models import Count, Q, QuerySet

from courseapp.courses.models import Course
from projects.models import Milestone

register = template.Library()


@register.simple_tag
def marking_queues(user: Any) -> QuerySet[Milestone]:
    """Milestones of one's own courses for which something was handed in, with how many works wait
    to be marked, how many gradings wait to be released, and how many works there are."""
    handed_in = Q(works__counting__isnull=False)
    return (
        Milestone.objects.filter(course__in=Course.objects.run_by(user))
        .select_related("course")
        .annotate(
            works_here=Count("works", filter=handed_in),
            waiting=Count("works", filter=handed_in & Q(works__grade__isnull=True)),
            drafts=Count("works", filter=Q(works__grade__state="draft")),
        )
        .filter(works_here__gt=0)
        .order_by("-course__first_day", "course", "due", "pk")
    )


@register.filter
def plain(value: Any) -> str:
    """Print a number without the zeros that its column keeps: 88.50 → 88.5."""
    return "" if value is None else f"{value.normalize():f}"
