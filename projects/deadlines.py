"""When something is due, for whom, and why: rule 2.

The effective due time is the latest of the milestone's, the project's extension, any member's
extension and any member's standing accommodation. An extension moves the closing time by as much.
All times are UTC; a course's zone matters only where they are entered and shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from courseapp.courses.models import Membership, User
from courseapp.courses.models.membership import active_memberships
from courseapp.courses.prepared import Prepared
from projects.models import Extension, Milestone, Project, TeamMember
from projects.owners import Owner


class ReasonKind(StrEnum):
    MILESTONE = "milestone"
    PROJECT_EXTENSION = "project_extension"
    STUDENT_EXTENSION = "student_extension"
    ACCOMMODATION = "accommodation"


PRIVATE = frozenset({ReasonKind.STUDENT_EXTENSION, ReasonKind.ACCOMMODATION})


@dataclass(frozen=True, slots=True)
class Reason:
    """One due time and where it comes from. `person` is the public id of the one it concerns:
    that person and the instructors alone may know (`Due.reasons_for`)."""

    kind: ReasonKind
    due: datetime
    person: str | None = None

    def as_json(self) -> dict[str, str | None]:
        return {"kind": self.kind, "due": self.due.isoformat(), "person": self.person}


@dataclass(frozen=True, slots=True)
class Due:
    """The effective due time with its reasons; `at` is None while the date is not known."""

    at: datetime | None
    grace: timedelta = timedelta(0)
    closes: datetime | None = None
    reasons: tuple[Reason, ...] = field(default=())

    def is_on_time(self, began: datetime) -> bool:
        return self.at is None or began <= self.at + self.grace

    def late_by(self, began: datetime) -> timedelta:
        """How late a request that began then is: zero when on time, else counted from the due
        time itself, not from the end of grace."""
        if self.at is None or self.is_on_time(began):
            return timedelta(0)
        return began - self.at

    def is_closed(self, began: datetime) -> bool:
        if self.closes is None:
            return False
        return not self.is_on_time(began) and began > self.closes

    def is_moved(self) -> bool:
        """Whether it is later than what the milestone says for all."""
        return any(reason.due < self.at for reason in self.reasons[:1] if self.at)

    def reasons_for(self, viewer: str) -> tuple[Reason, ...]:
        """The reasons that the student with this public id may see."""
        return tuple(
            reason
            for reason in self.reasons
            if reason.kind not in PRIVATE or reason.person == viewer
        )


@dataclass(frozen=True, slots=True)
class Granted:
    """An extension of one milestone, for a project or for the student whose public id is
    `person`."""

    milestone_id: int
    project_id: int | None
    student_id: int | None
    person: str | None
    due: datetime

    @property
    def reason(self) -> Reason:
        if self.student_id is None:
            return Reason(ReasonKind.PROJECT_EXTENSION, self.due)
        return Reason(ReasonKind.STUDENT_EXTENSION, self.due, self.person)


GRANTED = ("milestone_id", "project_id", "student_id", "student__public_id", "due")


@dataclass(frozen=True, slots=True)
class ExtraHours:
    """A standing accommodation: so many hours more on every milestone of a course."""

    course_id: int
    user_id: int
    person: str  # public id
    hours: int


def resolve(
    milestone: Milestone, *, extensions: Iterable[Granted], accommodated: Iterable[ExtraHours]
) -> Due:
    """Return the effective due time from the rows that concern one owner. Reads no database."""
    grace = timedelta(minutes=milestone.grace_minutes)
    if milestone.due is None:
        return Due(at=None, grace=grace, closes=milestone.closes)
    reasons = [Reason(ReasonKind.MILESTONE, milestone.due)]
    reasons += [extension.reason for extension in extensions]
    reasons += [
        Reason(ReasonKind.ACCOMMODATION, milestone.due + timedelta(hours=extra.hours), extra.person)
        for extra in accommodated
        if extra.hours
    ]
    at = max(reason.due for reason in reasons)
    closes = milestone.closes and milestone.closes + (at - milestone.due)
    return Due(at=at, grace=grace, closes=closes, reasons=tuple(reasons))


@dataclass(frozen=True, slots=True)
class Deadlines:
    """What is needed to say when some milestones are due for any owner; three queries."""

    teams: dict[int, set[int]]  # live members' user ids by project
    extensions: dict[int, list[Granted]]  # by milestone
    accommodated: dict[int, list[ExtraHours]]  # by course

    @classmethod
    def load(
        cls, milestones: Sequence[Milestone], *, owners: Sequence[Owner] | None = None
    ) -> "Deadlines":
        """Read what concerns these milestones; with `owners` only what concerns those."""
        courses = {milestone.course_id for milestone in milestones}
        teams = _teams(courses, owners)
        granted = Extension.objects.filter(milestone__in=milestones)
        accommodated = Membership.objects.active().filter(course__in=courses, extra_hours__gt=0)
        if owners is not None:
            people = {o.pk for o in owners if isinstance(o, User)}.union(*teams.values())
            granted = granted.concerning(projects=_projects(owners), students=people)
            accommodated = accommodated.filter(user__in=people)
        return cls(
            teams=teams,
            extensions=grouped(
                (Granted(*row) for row in granted.values_list(*GRANTED)), "milestone_id"
            ),
            accommodated=grouped(_extra_hours(accommodated), "course_id"),
        )

    def due(self, milestone: Milestone, owner: Owner) -> Due:
        """Return when `milestone` is due for this project or student."""
        project = owner.pk if isinstance(owner, Project) else None
        people = {owner.pk} if project is None else self.teams.get(project, set())
        return resolve(
            milestone,
            extensions=(
                extension
                for extension in self.extensions.get(milestone.pk, ())
                if extension.student_id in people
                or (project is not None and extension.project_id == project)
            ),
            accommodated=(
                extra
                for extra in self.accommodated.get(milestone.course_id, ())
                if extra.user_id in people
            ),
        )

    def last_due(self, milestone: Milestone, due: datetime) -> datetime:
        """Return the latest time at which it is due for anybody; `due` is what all have."""
        extended = [extension.due for extension in self.extensions.get(milestone.pk, ())]
        hours = [extra.hours for extra in self.accommodated.get(milestone.course_id, ())]
        return max([due, *extended, due + timedelta(hours=max(hours, default=0))])


def _teams(courses: set[int], owners: Sequence[Owner] | None) -> dict[int, set[int]]:
    members = TeamMember.objects.live().filter(course__in=courses)
    if owners is not None:
        members = members.filter(project__in=_projects(owners))
    teams: dict[int, set[int]] = defaultdict(set)
    for project, user in members.values_list("project", "user"):
        teams[project].add(user)
    return teams


def _projects(owners: Sequence[Owner]) -> list[Project]:
    return [owner for owner in owners if isinstance(owner, Project)]


def _extra_hours(memberships: Any) -> Iterator[ExtraHours]:
    fields = memberships.values_list("course_id", "user_id", "user__public_id", "extra_hours")
    return (ExtraHours(*row) for row in fields)


def grouped(rows: Iterable[Any], key: str) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, key)].append(row)
    return groups


# --- For one owner ----------------------------------------------------------------------------


def extra_hours_of_member() -> Subquery:
    """The accommodation of a `TeamMember` in the team's course; NULL for who is not enrolled."""
    enrolled = Membership.objects.active().filter(user=OuterRef("user"), course=OuterRef("course"))
    return Subquery(enrolled.values("extra_hours")[:1])


def _team(project: int) -> QuerySet[TeamMember, Any]:
    live = TeamMember.objects.live().filter(project=project)
    rows: QuerySet[TeamMember, Any] = live.values_list(
        "user_id", "user__public_id", extra_hours_of_member()
    )
    return rows


def _granted_to_team(project: int) -> QuerySet[Extension, Any]:
    members = TeamMember.objects.live().filter(project=project).values("user")
    rows = Extension.objects.concerning(projects=[project], students=members)
    return rows.values_list(*GRANTED)


def _granted_to_student(student: int) -> QuerySet[Extension, Any]:
    rows: QuerySet[Extension, Any] = Extension.objects.filter(student=student)
    return rows.values_list(*GRANTED)


TEAM = Prepared(_team)
GRANTED_TO_TEAM = Prepared(_granted_to_team)
GRANTED_TO_STUDENT = Prepared(_granted_to_student)


def due_for(milestone: Milestone, owner: Owner) -> Due:
    """Return when `milestone` is due for one project or student; two queries."""
    if isinstance(owner, Project):
        granted, hours = GRANTED_TO_TEAM.rows(owner.pk), TEAM.rows(owner.pk)
    else:
        enrolled = active_memberships(owner)
        granted = GRANTED_TO_STUDENT.rows(owner.pk)
        hours = [
            (owner.pk, owner.public_id, row.extra_hours)
            for row in enrolled
            if row.course_id == milestone.course_id
        ]
    extensions = grouped((Granted(*row) for row in granted), "milestone_id")
    return resolve(
        milestone,
        extensions=extensions[milestone.pk],
        accommodated=(ExtraHours(milestone.course_id, *row) for row in hours),
    )
