"""Giving somebody more time."""

from datetime import datetime

from django.db import transaction

from courseapp.courses import audit
from courseapp.courses.changing import sign
from courseapp.courses.models import User
from projects.models import Extension, Milestone
from projects.owners import Owner, owned_by


@transaction.atomic
def extend(
    milestone: Milestone, *, owner: Owner, due: datetime, reason: str, by: User, now: datetime
) -> Extension:
    """Give a project or a student until `due` (aware). A second call replaces the first; one
    that lies before what is set for all changes nothing for them (the latest counts)."""
    # Two who give at once take turns: the second one's stands.
    Milestone.objects.select_for_update(of=("self",)).get(pk=milestone.pk)
    whose = owned_by(owner)
    known = Extension.objects.filter(milestone=milestone, **whose).first()
    extension = known or Extension(milestone=milestone, **whose)
    extension.due, extension.reason, extension.granted_by = due, reason, by
    sign(extension, by=by, now=now)
    extension.save()
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
