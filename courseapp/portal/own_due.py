"""What is due for one student in all their courses: what the dashboard lists, in four queries."""

from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from courseapp.courses.models import Course, CourseState, Role, User
from courseapp.courses.prepared import Prepared
from projects.models import Milestone, TeamMember, Work, WorkState
from projects.own_teams import OwnTeams
from projects.standing import Standing


def _in_order(model: type[Model], *names: str) -> tuple[str, ...]:
    """Return the names of columns in the order of the model, as `from_db` wants them."""
    return tuple(field.attname for field in model._meta.concrete_fields if field.attname in names)


MILESTONE = _in_order(
    Milestone,
    *("id", "course_id", "public_id", "title", "each"),
    *("opens", "due", "closes", "grace_minutes"),
)
COURSE = _in_order(Course, *("id", "slug", "title", "state", "time_zone", "first_day", "last_day"))


def _milestones(person: int) -> QuerySet[Milestone, Any]:
    studied = Course.objects.filter(
        state=CourseState.OPEN,
        memberships__user=person,
        memberships__role=Role.STUDENT,
        memberships__active=True,
    )
    of_course = (f"course__{name}" for name in COURSE)
    rows: QuerySet[Milestone, Any] = Milestone.objects.filter(course__in=studied.values("pk"))
    return rows.values_list(*MILESTONE, *of_course)


def _works(person: int) -> QuerySet[Work, Any]:
    projects = TeamMember.objects.live().filter(user=person).values("project")
    mine = Work.objects.owned_by(person, projects)
    rows: QuerySet[Work, Any] = mine.values_list(
        "milestone_id", "project_id", "student_id", "state", "counting__late_by", "draft__pk"
    )
    return rows


MILESTONES = Prepared(_milestones)
WORKS = Prepared(_works)


def own_due(person: User, *, now: datetime) -> list[Standing]:
    """Return where the person stands with each milestone of the open courses that they study,
    nearest first."""
    teams = OwnTeams.load(person)
    deadlines = teams.deadlines()
    works = {row[:3]: row[3:] for row in WORKS.rows(person.pk)}

    def standing(milestone: Milestone) -> Standing:
        owner, key = teams.owner(milestone)
        state, late_by, draft = works.get(key, (WorkState.NORMAL, None, None))
        return Standing(
            milestone,
            owner,
            deadlines.due(milestone, owner),
            now,
            is_excused=state == WorkState.EXCUSED,
            late_by=late_by,
            has_draft=draft is not None,
        )

    return sorted(map(standing, _read(person)), key=Standing.nearness)


def _read(person: User) -> list[Milestone]:
    """Build the milestones with their courses, each course once."""
    courses: dict[int, Course] = {}
    milestones = []
    for row in MILESTONES.rows(person.pk):
        milestone = Milestone.from_db(None, MILESTONE, row[: len(MILESTONE)])
        if milestone.course_id not in courses:
            values = row[len(MILESTONE) :]
            courses[milestone.course_id] = Course.from_db(None, COURSE, values)
        milestone.course = courses[milestone.course_id]
        milestones.append(milestone)
    return milestones
