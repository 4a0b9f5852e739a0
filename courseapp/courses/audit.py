"""Who did what when: each verb leaves one entry."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from courseapp.courses.models.audit import AuditEntry

if TYPE_CHECKING:
    from courseapp.courses.models import Course, User


def record(
    verb: str,
    *,
    subject: models.Model,
    course: "Course | None",
    by: "User | None",
    now: datetime,
    **details: Any,
) -> AuditEntry:
    """Write one entry; `by` is None where the app itself acted. `details` must be plain JSON."""
    return AuditEntry.objects.create(
        verb=verb,
        course=course,
        actor=by,
        at=now,
        subject_type=subject._meta.label_lower,
        subject_id=_id_of(subject),
        details=details,
    )


def about(subject: models.Model) -> models.QuerySet[AuditEntry]:
    """What was done with one row, the newest first."""
    kind = subject._meta.label_lower
    return AuditEntry.objects.filter(subject_type=kind, subject_id=_id_of(subject))


def _id_of(subject: models.Model) -> str:
    return getattr(subject, "public_id", None) or str(subject.pk)
