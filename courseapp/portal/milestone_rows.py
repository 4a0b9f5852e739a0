"""The milestones of a course as its page shows them to one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from courseapp.courses.models import Course
from projects.models import Milestone
from projects.own_deadlines import OwnDeadlines

if TYPE_CHECKING:
    from courseapp.courses.access import Person


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """`due` is the reader's own where they have more time than the others (`own`)."""

    milestone: Milestone
    due: datetime | None
    local: datetime | None  # the same moment in the course's zone
    own: bool


def milestone_rows(course: Course, user: "Person") -> list[MilestoneRow]:
    """Return the milestones in order of the date set for all. One query; five for a student."""
    milestones: Sequence[Milestone] = list(course.milestones.in_order())
    own = OwnDeadlines.load(user, milestones)
    return [_row(milestone, own, course) for milestone in milestones]


def _row(milestone: Milestone, own: OwnDeadlines, course: Course) -> MilestoneRow:
    resolved = own.due(milestone)
    due = resolved.at if resolved else milestone.due
    local = due.astimezone(course.zone) if due else None
    return MilestoneRow(milestone=milestone, due=due, local=local, own=due != milestone.due)
