"""Filters whose choices are the reader's own."""

from typing import Any

from django.contrib.admin import RelatedFieldListFilter
from django.http import HttpRequest

from courseapp.courses.access import course_of
from courseapp.courses.admin_scope import courses_where
from courseapp.courses.models import Course, User


class OwnRowsFilter(RelatedFieldListFilter):
    """Offers the rows of the courses in which the list shows anything; of people, those with the
    roles that the admin names for the field."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: Any
    ) -> list[tuple[str, Any]]:
        courses = courses_where(request, "view", model_admin.model)
        model = field.related_model
        rows = model_admin.rows_of(model, courses)
        if model is User:
            roles = model_admin.people[field.name]
            rows = rows.filter(memberships__role__in=roles)
        elif not (model is Course or len(courses) < 2 or not hasattr(model, "course")):
            rows = rows.select_related(model_admin.path_of(model))
            return [(str(row.pk), f"{row} ({_short(row)})") for row in rows]
        return [(str(row.pk), str(row)) for row in rows]


def _short(row: Any) -> str:
    course = course_of(row)
    return course.code or course.title if course else ""


def scoped(model: Any, name: Any) -> Any:
    """Return the entry of a `list_filter` such that a relation in it offers one's own rows."""
    if not isinstance(name, str):
        return name
    field, opts = None, model._meta
    for part in name.split("__"):
        field = opts.get_field(part)
        opts = field.related_model._meta if field.is_relation else opts
    return (name, OwnRowsFilter) if field is not None and field.is_relation else name
