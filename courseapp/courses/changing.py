"""Changing many rows at once without losing history.

`QuerySet.update()` and bulk writes pass by django-simple-history and by revisions; on a noun
with either they go through here (a test refuses others)."""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from simple_history.utils import bulk_update_with_history

from courseapp.courses.models.noun import OnCoursePage, turn_page
from courseapp.courses.models.user import User


def sign(row: models.Model, *, by: User | None, now: datetime) -> None:
    """Let the history of what is saved next name this actor and moment, whatever door it came
    through (alone it knows the person of a request, if there is one)."""
    row._history_user = by  # type: ignore[attr-defined] # noqa: SLF001 - simple-history's names
    row._history_date = now  # type: ignore[attr-defined] # noqa: SLF001


def change_rows(
    rows: models.QuerySet[Any], *, by: User | None, reason: str = "", **values: Any
) -> int:
    """Set `values` on every row of the queryset, raise each revision, keep history. Returns how
    many rows there were. The rows are locked first, so that nobody's change in between is lost."""
    with transaction.atomic():
        changed = list(rows.select_for_update(of=("self",)))
        for row in changed:
            for name, value in values.items():
                setattr(row, name, value)
            row.revision += 1
        fields = [*values, "revision"]
        model = rows.model
        if hasattr(model, "history"):
            bulk_update_with_history(
                changed, model, fields, default_user=by, default_change_reason=reason
            )
        else:
            model._default_manager.bulk_update(changed, fields)
        if issubclass(model, OnCoursePage):
            turn_page(*{row.page_course_id for row in changed})
    return len(changed)
