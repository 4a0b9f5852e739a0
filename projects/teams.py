"""Who works with whom."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from courseapp.courses import audit
from courseapp.courses.changing import sign
from courseapp.courses.models import Course, User
from projects.models import Project, TeamMember, TeamState


@transaction.atomic
def found_project(
    *, course: Course, members: Sequence[User], by: User | None, now: datetime, title: str = ""
) -> Project:
    """Found a project with these live members. Raises IntegrityError where one of them is in a
    live project of the course already."""
    project = Project.objects.create(course=course, title=title)
    for member in members:
        TeamMember.objects.create(
            project=project,
            user=member,
            course=course,
            state=TeamState.ACCEPTED,
            live=True,
            joined_at=now,
        )
    people = [member.public_id for member in members]
    audit.record("found", subject=project, course=course, by=by, now=now, members=people)
    return project


@transaction.atomic
def set_state(member: TeamMember, *, state: TeamState, by: User, now: datetime) -> None:
    """Invite, accept or let go a member, new ones too. Raises IntegrityError where they would be
    live in two projects of the course."""
    member.course = member.project.course
    member.state, member.live = state, state == TeamState.ACCEPTED
    if member.live and member.joined_at is None:
        member.joined_at = now
    member.left_at = now if state == TeamState.LEFT else None
    sign(member, by=by, now=now)
    member.save()
    audit.record(
        "set roster",
        subject=member.project,
        course=member.course,
        by=by,
        now=now,
        member=member.user.public_id,
        state=state,
    )
