"""In whose name something is handed in: a project's, or a student's where each works alone (or
has no project yet)."""

from typing import Any

from django.urls import reverse

from courseapp.courses.addresses import absolute
from courseapp.courses.models import Course, User
from projects.models import Each, Milestone, Project, Work

Owner = Project | User


def owner_for(user: User, milestone: Milestone) -> Owner:
    """Return in whose name this student hands in for this milestone."""
    if milestone.each == Each.STUDENT:
        return user
    return project_of(user, milestone.course) or user


def project_of(user: User, course: Course) -> Project | None:
    return Project.objects.live_of(user, course)


def owned_by(owner: Owner) -> dict[str, Any]:
    """Return the fields that name the owner in works and extensions."""
    return {"project": owner} if isinstance(owner, Project) else {"student": owner}


def owner_of(work: Work) -> Owner:
    """Return the team or the student whose work this is."""
    owner = work.project or work.student
    if owner is None:
        raise ValueError("the database promises that work is a team's or a student's")
    return owner


def members_of(work: Work) -> list[User]:
    """Return the people whose work this is."""
    return people_of(owner_of(work))


def people_of(owner: Owner) -> list[User]:
    """Return the live members of a team, or the one student."""
    if isinstance(owner, User):
        return [owner]
    return [member.user for member in owner.members.live().select_related("user")]


def own_page(course: Course) -> str:
    """Return the absolute link of the page on which each student sees their own project."""
    return absolute(reverse("projects:own", args=[course.slug]))
