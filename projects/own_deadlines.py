"""When milestones are due for one student, for pages and lists that show many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from courseapp.courses.access import is_student
from projects.deadlines import Deadlines, Due
from projects.models import Each, Milestone, Project, TeamMember

if TYPE_CHECKING:
    from courseapp.courses.access import Person


@dataclass(frozen=True, slots=True)
class OwnDeadlines:
    """What says when some milestones are due for `person`; read in four queries."""

    person: "Person"
    deadlines: Deadlines
    projects: dict[int, Project]  # the person's live project by course

    @classmethod
    def load(cls, person: "Person", milestones: Sequence[Milestone]) -> "OwnDeadlines":
        asked = [milestone for milestone in milestones if is_student(person, milestone)]
        if not asked:
            return cls(person, Deadlines({}, {}, {}), {})
        courses = {milestone.course_id for milestone in asked}
        teams = TeamMember.objects.live().filter(user=person.pk, course__in=courses)
        projects = {team.course_id: team.project for team in teams.select_related("project")}
        owners = [person, *projects.values()]
        return cls(person, Deadlines.load(asked, owners=owners), projects)  # type: ignore[arg-type]

    def due(self, milestone: Milestone) -> Due | None:
        """Return when it is due for the person; None for who is no student of the course."""
        if not is_student(self.person, milestone):
            return None
        project = self.projects.get(milestone.course_id) if milestone.each == Each.TEAM else None
        return self.deadlines.due(milestone, project or self.person)  # type: ignore[arg-type]
