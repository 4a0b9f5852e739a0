"""A permission has two faces: what the predicate allows is what the queryset finds."""

from decimal import Decimal
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser

from courseapp.courses.models import Course, CourseState, Membership, Role, User, Visibility
from projects.grading import release, save_grade
from projects.models import Each, Grade, Project, Submission, TeamState, Work
from tests import factories
from tests.actors import enrolled, handed_in, team

pytestmark = pytest.mark.django_db


@pytest.fixture
def courses() -> list[Course]:
    """A course in each state, read by each kind of reader."""
    department = factories.DepartmentFactory()
    return [
        factories.CourseFactory(department=department, state=state, page_visibility=visibility)
        for state, visibility in product(CourseState, Visibility)
    ]


@pytest.fixture
def people(courses: list[Course]) -> dict[str, User | AnonymousUser]:
    everybody = {role.value: factories.UserFactory(name=role) for role in Role}
    everybody["dropped tutor"] = factories.UserFactory()
    everybody["dropped student"] = factories.UserFactory()
    for course in courses:
        for role in Role:
            factories.MembershipFactory(user=everybody[role], course=course, role=role)
        for role in (Role.TUTOR, Role.STUDENT):
            factories.MembershipFactory(
                user=everybody[f"dropped {role}"],
                course=course,
                role=role,
                active=False,
                left_at=factories.NOW,
            )
    everybody["stranger"] = factories.UserFactory()
    everybody["instructor elsewhere"] = enrolled(factories.CourseFactory(), Role.INSTRUCTOR)
    everybody["admin"] = factories.UserFactory()
    courses[0].department.admins.add(everybody["admin"])
    everybody["admin elsewhere"] = factories.UserFactory()
    factories.DepartmentFactory().admins.add(everybody["admin elsewhere"])
    everybody["machine admin"] = factories.UserFactory(is_superuser=True)
    return {**everybody, "visitor": AnonymousUser()}


def fresh(person: User | AnonymousUser) -> User | AnonymousUser:
    """As the next request would know them: nothing is remembered of the last one."""
    return User.objects.get(pk=person.pk) if person.is_authenticated else person


def assert_faces_agree(person: User | AnonymousUser, name: str, model: type, found: set) -> None:
    person = fresh(person)
    allowed = {row for row in model.objects.all() if person.has_perm(name, row)}
    assert allowed == found


def test_who_may_read_a_course_finds_it(courses: list[Course], people: dict[str, User]) -> None:
    for person in people.values():
        found = set(Course.objects.visible_to(fresh(person)))
        assert_faces_agree(person, "courses.read_course", Course, found)


def test_who_may_run_a_course_finds_it(courses: list[Course], people: dict[str, User]) -> None:
    for person in people.values():
        found = set(Course.objects.run_by(fresh(person)))
        assert_faces_agree(person, "courses.run_course", Course, found)


def test_a_draft_is_read_by_those_who_run_it_alone(
    courses: list[Course], people: dict[str, User]
) -> None:
    drafts = [course for course in courses if course.state == CourseState.DRAFT]
    readers = {
        who
        for who, person in people.items()
        if any(fresh(person).has_perm("courses.read_course", draft) for draft in drafts)
    }
    assert readers == {"instructor", "tutor", "admin", "machine admin"}


@pytest.fixture
def handed(courses: list[Course], people: dict[str, User]) -> None:
    """In one open course: work of two teams and of a single student, one who left a team, grades
    waiting, draft and released; then the same course is archived by the tests that ask for it."""
    course = next(course for course in courses if course.is_open)
    milestone = factories.MilestoneFactory(course=course)
    for state in ("none", "draft", "released"):
        project, members = team(course)
        factories.TeamMemberFactory(
            project=project, user=enrolled(course), live=False, state=TeamState.LEFT
        )
        people |= {f"member {state}": members[0], f"mate {state}": members[1]}
        grade_it(handed_in(milestone, project, members[0]), people["tutor"], state)
        # Members of a team who are no students of the course any more.
        gone = members[1].memberships.get(course=course)
        if state == "released":
            Membership.objects.filter(pk=gone.pk).update(active=False, left_at=factories.NOW)
            people["left the course"] = members[1]
    alone = factories.MilestoneFactory(course=course, each=Each.STUDENT)
    grade_it(handed_in(alone, people["student"], people["student"]), people["tutor"], "released")
    people["left with work"] = enrolled(course)
    grade_it(
        handed_in(alone, people["left with work"], people["left with work"]),
        people["tutor"],
        "released",
    )
    Membership.objects.filter(user=people["left with work"]).update(
        active=False, left_at=factories.NOW
    )
    people["left the team"] = project.members.get(live=False).user


def grade_it(submission: Submission, grader: User, state: str) -> None:
    if state == "none":
        return
    grade = save_grade(
        submission.work,
        submission=submission,
        points=Decimal(1),
        feedback="",
        by=grader,
        now=factories.NOW,
    )
    if state == "released":
        release([grade], by=grader, now=factories.NOW)


FACES = {
    "projects.read_project": Project,
    "projects.read_work": Work,
    "projects.read_grade": Grade,
}


@pytest.mark.parametrize("state", CourseState)
@pytest.mark.parametrize("name", FACES)
def test_who_may_read_what_was_made_finds_it(
    name: str, state: str, people: dict[str, User], handed: None
) -> None:
    Course.objects.filter(state=CourseState.OPEN).update(state=state)
    model = FACES[name]
    for person in people.values():
        assert_faces_agree(person, name, model, set(model.objects.visible_to(fresh(person))))


def test_a_teammate_reads_the_grade_once_it_is_released(
    people: dict[str, User], handed: None
) -> None:
    readers = {
        who for who, person in people.items() if Grade.objects.visible_to(fresh(person)).exists()
    }
    assert readers == {
        "instructor",
        "tutor",
        "admin",
        "machine admin",
        "student",
        "member released",
    }


@pytest.mark.parametrize("name", ["courses.read_course", *FACES])
def test_a_question_about_nothing_is_answered_without_an_error(
    name: str, people: dict[str, User]
) -> None:
    for person in people.values():
        person.has_perm(name, None)
        person.has_perm(name)
