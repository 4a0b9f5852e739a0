"""What the first page of the admin shows."""

from typing import Any

from django import template
from django.db.models import QuerySet

from courseapp.courses.models import Course

register = template.Library()
SHOWN = 20


@register.filter
def courses_run_by(user: Any) -> QuerySet[Course]:
    """The newest of the courses that this person runs."""
    rows: QuerySet[Course] = Course.objects.run_by(user).only("title", "term", "slug")
    return rows[:SHOWN]
