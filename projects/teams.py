"""Who works with whom."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from courseapp.courses import audit
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

