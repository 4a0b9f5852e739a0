"""Who joins a course and who leaves it."""

from datetime import datetime

from django.db import transaction

from courseapp.courses import audit
from courseapp.courses.changing import sign
from courseapp.courses.models import Course, Membership, Role, User


def find_or_create_person(*, email: str, name: str) -> User:
    """Return the person with this address, made without a password if there is none yet."""
    person = User.objects.filter(email__iexact=email).first()
    return person or User.objects.create_user(email, name=name)


@transaction.atomic
def enrol(
    *,
    person: User,
    course: Course,
    role: Role,
    by: User | None,
    now: datetime,
    title: str = "",
    position: int = 0,
) -> Membership:
    """Make `person` a member of `course`; who left before is taken back in. Idempotent."""
    membership, created = Membership.objects.get_or_create(
        user=person,
        course=course,
        defaults={"role": role, "title": title, "position": position, "joined_at": now},
    )
    if not created and membership.active and membership.role == role:
        return membership
    if created:
        membership.history.update(history_user=by, history_date=now)
    else:
        sign(membership, by=by, now=now)
        membership.role, membership.active, membership.left_at = role, True, None
        membership.save(update_fields=["role", "active", "left_at"])
    audit.record("enrol", subject=membership, course=course, by=by, now=now, role=role)
    return membership


@transaction.atomic
def drop(membership: Membership, *, by: User, now: datetime) -> None:
    """End a membership. The row stays: what the person handed in stays, and so does history."""
    membership.active, membership.left_at = False, now
    sign(membership, by=by, now=now)
    membership.save(update_fields=["active", "left_at"])
    audit.record("drop", subject=membership, course=membership.course, by=by, now=now)
