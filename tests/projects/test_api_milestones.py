"""The API tells each student when a milestone is due for them, and why as far as it is theirs."""

from datetime import UTC, datetime, timedelta

import pytest

from courseapp.courses.models import Role, Visibility
from projects.models import Each
from tests import factories
from tests.actors import enrolled, team

pytestmark = pytest.mark.django_db
URL = "/api/v1/milestones/"
DUE = datetime(2027, 3, 16, 3, 59, 59, tzinfo=UTC)


def your_due(client, milestone, person):
    client.force_login(person)
    return client.get(f"{URL}{milestone.public_id}/").json()["your_due"]


@pytest.fixture
def milestone():
    return factories.MilestoneFactory(due=DUE, closes=DUE + timedelta(days=3))


def test_a_visitor_sees_what_the_course_page_says(client, milestone):
    found = client.get(f"{URL}{milestone.public_id}/").json()
    assert found["due"] == "2027-03-16T03:59:59Z"
    assert found["your_due"] is None


def test_a_milestone_of_a_hidden_course_is_not_found(client):
    hidden = factories.MilestoneFactory(course__page_visibility=Visibility.MEMBERS)
    client.force_login(factories.UserFactory())

    assert client.get(f"{URL}{hidden.public_id}/").status_code == 404
    assert client.get(URL).json()["count"] == 0


def test_a_student_sees_their_own_due_time(client, milestone):
    found = your_due(client, milestone, enrolled(milestone.course))
    assert found == {
        "at": "2027-03-16T03:59:59Z",
        "closes": "2027-03-19T03:59:59Z",
        "reasons": [{"kind": "milestone", "due": "2027-03-16T03:59:59Z"}],
    }


def test_an_extension_of_one_moves_the_whole_team_and_says_why_to_that_one_alone(client, milestone):
    _project, (lucky, mate) = team(milestone.course)
    later = DUE + timedelta(days=2)
    factories.ExtensionFactory(milestone=milestone, student=lucky, due=later)

    hers, his = (your_due(client, milestone, person) for person in (lucky, mate))

    assert hers["at"] == his["at"] == "2027-03-18T03:59:59Z"
    assert hers["closes"] == his["closes"] == "2027-03-21T03:59:59Z"
    assert [reason["kind"] for reason in hers["reasons"]] == ["milestone", "student_extension"]
    assert [reason["kind"] for reason in his["reasons"]] == ["milestone"]


def test_where_each_works_alone_a_team_mates_extension_moves_nothing(client):
    milestone = factories.MilestoneFactory(due=DUE, each=Each.STUDENT)
    _project, (lucky, mate) = team(milestone.course)
    factories.ExtensionFactory(milestone=milestone, student=lucky, due=DUE + timedelta(days=2))

    assert your_due(client, milestone, lucky)["at"] == "2027-03-18T03:59:59Z"
    assert your_due(client, milestone, mate)["at"] == "2027-03-16T03:59:59Z"


def test_staff_have_nothing_due(client, milestone):
    assert your_due(client, milestone, enrolled(milestone.course, Role.TUTOR)) is None


def test_an_extension_turns_the_validator_that_its_student_holds(client, milestone):
    student = enrolled(milestone.course)
    client.force_login(student)
    before = client.get(f"{URL}{milestone.public_id}/")["ETag"]

    factories.ExtensionFactory(milestone=milestone, student=student)

    answer = client.get(f"{URL}{milestone.public_id}/", headers={"If-None-Match": before})
    assert answer.status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
def test_a_list_of_milestones_takes_as_many_queries_with_1_as_with_30(
    client, rows, django_assert_num_queries
):
    course = factories.CourseFactory()
    project, (student, _mate) = team(course)
    for _ in range(rows):
        milestone = factories.MilestoneFactory(course=course)
        factories.ExtensionFactory(milestone=milestone, student=student)
        factories.ExtensionFactory(milestone=milestone, project=project)
    client.force_login(student)

    # session, person, memberships, departments, count, milestones;
    # own projects, teams, extensions, accommodations
    with django_assert_num_queries(10):
        found = client.get(URL).json()["results"]
    assert [len(row["your_due"]["reasons"]) for row in found] == [3] * rows
