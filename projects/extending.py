"""Giving somebody more time."""

from datetime import datetime

from django.db import transaction

from courseapp.courses import audit
from courseapp.courses.models import User
from projects.models import Extension, Milestone
from projects.owners import Owner, owned_by


@transaction.atomic
def extend(
    milestone: Milestone, *, owner: Owner, due: datetime, reason: str, by: User, now: datetime
) -> Extension:
    """Give a project or a student until `due` (aware). A second call replaces the first."""
    extension, _created = Extension.objects.update_or_create(
        milestone=milestone, **owned_by(owner), defaults={"due": due, "reason": reason, "granted_by": by}
    )
    audit.record(
        "extend",
        subject=extension,
        course=milestone.course,
        by=by,
        now=now,
        milestone=milestone.public_id,
        owner=owner.public_id,
        due=due.isoformat(),
    )
    return extension
