"""The teams of one person, and what says when something is due for them: two queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from courseapp.courses.models import User
from courseapp.courses.prepared import Prepared
from projects.deadlines import (
    GRANTED,
    Deadlines,
    ExtraHours,
    Granted,
    extra_hours_of_member,
    grouped,
)
from projects.models import Each, Extension, Milestone, Project, TeamMember
from projects.owners import Owner

# Milestone, project, student: what a work is unique by.
WorkKey = tuple[int, int | None, int | None]


class Mate(NamedTuple):
    """A live member of one of the person's live projects; the person is one of them."""

    project_id: int
    title: str
    course_id: int
    user_id: int
    person: str
    extra_hours: int | None


def _mates(person: int) -> QuerySet[TeamMember, Any]:
    live = TeamMember.objects.live().filter(
        project__members__user=person, project__members__live=True
    )
    fields = ("project_id", "project__title", "course_id", "user_id", "user__public_id")
    rows: QuerySet[TeamMember, Any] = live.values_list(*fields, extra_hours_of_member())
    return rows


def _extensions(person: int) -> QuerySet[Extension, Any]:
    mine = TeamMember.objects.live().filter(user=person).values("project")
    mates = TeamMember.objects.live().filter(project__in=mine).values("user")
    concerned = Q(student=person) | Q(student__in=mates) | Q(project__in=mine)
    rows: QuerySet[Extension, Any] = Extension.objects.filter(concerned).values_list(*GRANTED)
    return rows


MATES = Prepared(_mates)
EXTENSIONS = Prepared(_extensions)


@dataclass(frozen=True)
class OwnTeams:
    """The person's live projects with everybody in them, in all courses."""

    person: User
    mates: list[Mate]

    @classmethod
    def load(cls, person: User) -> "OwnTeams":
        return cls(person, [Mate(*row) for row in MATES.rows(person.pk)])

    @cached_property
    def projects(self) -> dict[int, Project]:
        """The person's own project by course."""
        return {
            mate.course_id: Project(pk=mate.project_id, title=mate.title, course_id=mate.course_id)
            for mate in self.mates
            if mate.user_id == self.person.pk
        }

    def owner(self, milestone: Milestone) -> tuple[Owner, WorkKey]:
        """Return in whose name the person hands in for this milestone, and the key of its work."""
        project = self.projects.get(milestone.course_id) if milestone.each == Each.TEAM else None
        if project is None:
            return self.person, (milestone.pk, None, self.person.pk)
        return project, (milestone.pk, project.pk, None)

    def deadlines(self) -> Deadlines:
        """Return what says when milestones are due for the person and their teams. One query."""
        teams: dict[int, set[int]] = {}
        for mate in self.mates:
            teams.setdefault(mate.project_id, set()).add(mate.user_id)
        granted = (Granted(*row) for row in EXTENSIONS.rows(self.person.pk))
        return Deadlines(
            teams=teams,
            extensions=grouped(granted, "milestone_id"),
            accommodated=grouped(self._extra_hours(), "course_id"),
        )

    def _extra_hours(self) -> Iterable[ExtraHours]:
        """Everybody's accommodations, the person's own also where they are in no team."""
        for course, own in self.person.active_memberships.items():
            yield ExtraHours(course, self.person.pk, self.person.public_id, own.extra_hours)
        for mate in self.mates:
            if mate.user_id != self.person.pk and mate.extra_hours:
                yield ExtraHours(mate.course_id, mate.user_id, mate.person, mate.extra_hours)
