"""Who may do what with projects, work and grades, on top of the course's own rules."""

from typing import TYPE_CHECKING

import rules

from courseapp.courses.access import (
    can_edit_course,
    can_lead_course,
    can_post_to_course,
    can_run_course,
    is_not_archived,
    is_student,
)
from projects.models import Grade, GradeState, Project, Submission, TeamMember, Work

if TYPE_CHECKING:
    from courseapp.courses.access import Person

Handed = Work | Submission | Grade


def project_of(thing: Project | Handed) -> Project | None:
    return thing if isinstance(thing, Project) else work_of(thing).project


def work_of(thing: Handed) -> Work:
    return thing if isinstance(thing, Work) else thing.work


@rules.predicate
def owns(user: "Person", thing: "Project | Handed | None" = None) -> bool:
    """A live member of the project, or the student whose own work it is."""
    if thing is None or not user.is_authenticated:
        return False
    project = project_of(thing)
    if project is None:
        return work_of(thing).student_id == user.pk  # type: ignore[arg-type]
    return TeamMember.objects.live().filter(project=project, user=user).exists()


@rules.predicate
def is_released(user: "Person", grade: Grade | None = None) -> bool:
    return grade is not None and grade.state == GradeState.RELEASED


can_read_project = can_run_course | (is_student & owns)
can_read_work = can_read_project
can_hand_in = is_student & owns & is_not_archived
can_grade = can_post_to_course
can_release = can_edit_course
can_read_grade = can_run_course | (is_student & owns & is_released)

rules.add_perm("projects", can_run_course)
rules.add_perm("projects.read_project", can_read_project)
rules.add_perm("projects.read_work", can_read_work)
rules.add_perm("projects.hand_in", can_hand_in)
rules.add_perm("projects.read_grade", can_read_grade)
rules.add_perm("projects.release_grade", can_release)
for noun in ("project", "teammember", "work", "grade", "milestone", "reminderrule"):
    rules.add_perm(f"projects.view_{noun}", can_run_course)
for noun in ("project", "teammember", "milestone", "reminderrule"):
    rules.add_perm(f"projects.add_{noun}", can_edit_course)
    rules.add_perm(f"projects.change_{noun}", can_edit_course)
# The database keeps a milestone for which there is any work; an empty one may go again.
rules.add_perm("projects.delete_milestone", can_edit_course)
rules.set_perm("projects.delete_reminderrule", can_edit_course)
rules.add_perm("projects.change_work", can_grade)
# Why somebody has more time is nobody's business but the instructors' (rule 2).
rules.add_perm("projects.view_extension", can_lead_course)
for action in ("add", "change", "delete"):
    rules.add_perm(f"projects.{action}_extension", can_edit_course)
