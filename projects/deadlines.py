"""When something is due, for whom, and why: rule 2.

The effective due time is the latest of the milestone's, the project's extension, any member's
extension and any member's standing accommodation. An extension moves the closing time by as much.
All times are UTC; a course's zone matters only where they are entered and shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from courseapp.courses.models import Membership
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
        """Whether it differs from what the milestone says for all."""
        return any(reason.due == self.at for reason in self.reasons[1:])

    def reasons_for(self, viewer: str) -> tuple[Reason, ...]:
        """The reasons that the student with this public id may see."""
        return tuple(
            reason
            for reason in self.reasons
            if reason.kind not in PRIVATE or reason.person == viewer
        )


def resolve(
    milestone: Milestone, *, extensions: Iterable[Extension], accommodated: Iterable[Membership]
) -> Due:
    """Return the effective due time from the rows that concern one owner. Reads no database."""
    grace = timedelta(minutes=milestone.grace_minutes)
    if milestone.due is None:
        return Due(at=None, grace=grace, closes=milestone.closes)
    reasons = [Reason(ReasonKind.MILESTONE, milestone.due)]
    reasons += [_of_extension(extension) for extension in extensions]
    reasons += [
        Reason(
            ReasonKind.ACCOMMODATION,
            milestone.due + timedelta(hours=membership.extra_hours),
            membership.user.public_id,
        )
        for membership in accommodated
        if membership.extra_hours
    ]
    at = max(reason.due for reason in reasons)
    closes = milestone.closes and milestone.closes + (at - milestone.due)
    return Due(at=at, grace=grace, closes=closes, reasons=tuple(reasons))


def _of_extension(extension: Extension) -> Reason:
    if extension.student is not None:
        return Reason(ReasonKind.STUDENT_EXTENSION, extension.due, extension.student.public_id)
    return Reason(ReasonKind.PROJECT_EXTENSION, extension.due)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """What is needed to say when some milestones are due for any owner; three queries."""

    teams: dict[int, set[int]]  # live members' user ids by project
    extensions: dict[int, list[Extension]]  # by milestone
    accommodated: dict[int, list[Membership]]  # by course

    @classmethod
    def load(cls, milestones: Sequence[Milestone]) -> "Deadlines":
        courses = {milestone.course_id for milestone in milestones}
        members = TeamMember.objects.live().filter(course__in=courses)
        teams: dict[int, set[int]] = defaultdict(set)
        for project, user in members.values_list("project", "user"):
            teams[project].add(user)
        granted = Extension.objects.filter(milestone__in=milestones).select_related("student")
        extra = Membership.objects.active().filter(course__in=courses, extra_hours__gt=0)
        return cls(
            teams=teams,
            extensions=_grouped(granted, "milestone_id"),
            accommodated=_grouped(extra.select_related("user"), "course_id"),
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
                membership
                for membership in self.accommodated.get(milestone.course_id, ())
                if membership.user_id in people
            ),
        )


def _grouped(rows: Iterable[Any], key: str) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, key)].append(row)
    return groups


def due_for(milestone: Milestone, owner: Owner) -> Due:
    """Return when `milestone` is due for one project or student; three queries."""
    return Deadlines.load([milestone]).due(milestone, owner)
