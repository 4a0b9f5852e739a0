"""A student's own project: everything that is theirs, and nothing that is not released."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from courseapp.courses.models import Membership, Role
from projects.drafting import save_draft
from projects.grading import release, save_grade
from projects.models import Each, WorkState
from tests import factories
from tests.actors import enrolled, handed_in, pdf, team

pytestmark = pytest.mark.django_db
NOW = factories.NOW


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def milestone():
    return factories.MilestoneFactory()


@pytest.fixture
def group(milestone):
    return team(milestone.course)


def read(client, course, user, *, at=NOW):
    with time_machine.travel(at, tick=False):
        client.force_login(user)
        answer = client.get(f"/courses/{course.slug}/project/")
    assert answer.status_code == 200
    return answer.content.decode()


def sentences(page):
    found = re.findall(r'<p class="state">(.*?)</p>', page, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", sentence).strip() for sentence in found]


def test_what_is_due_next_stands_first_with_one_action(client, milestone, group):
    later = milestone.due + timedelta(days=30)
    factories.MilestoneFactory(course=milestone.course, title="Final project", due=later)
    page = read(client, milestone.course, group[1][0])
    assert "Due in 5 days" in page
    assert page.count('class="button"') == 1
    assert page.index("Hand in “Abstract”") < page.index("Final project")


def test_each_state_is_a_sentence(client, milestone, group):
    project, (ana, boris) = group
    course = milestone.course

    def add(days, **fields):
        due = NOW + timedelta(days=days)
        return factories.MilestoneFactory(course=course, due=due, **fields)

    save_draft(milestone, owner=project, text="x", by=ana, now=NOW)
    handed_in(add(10), project, ana)
    handed_in(add(-1), project, boris)
    add(-2, closes=NOW - timedelta(days=1))
    add(-1.5)
    add(20, opens=NOW + timedelta(days=1))
    add(30)
    excused = add(40)
    factories.WorkFactory(milestone=excused, project=project, state=WorkState.EXCUSED)
    assert sentences(read(client, course, ana)) == [
        "Not handed in, and closed",
        "Not handed in, and past due",
        "Handed in late",
        "Draft, not handed in",
        "Handed in on time",
        "Not open yet",
        "Not begun",
        "Excused, nothing to hand in",
    ]


def test_what_is_safe_is_shown_with_its_proof(client, milestone, group):
    project, (ana, boris) = group
    handed_in(milestone, project, ana)
    submission = handed_in(milestone, project, boris, files=(pdf(),))
    page = read(client, milestone.course, ana)
    file = submission.files.get()
    assert "Version 2 counts, by" in page
    assert file.sha256 in page
    assert submission.get_absolute_url() in page
    assert "1 other version" in page


# --- Rule 7 -----------------------------------------------------------------------------------


def marked(milestone, group):
    project, (ana, _) = group
    submission = handed_in(milestone, project, ana)
    grader = enrolled(milestone.course, Role.INSTRUCTOR)
    return grader, submission


def test_nothing_graded_shows_before_release_not_even_that_there_is_a_draft(
    client, milestone, group
):
    grader, submission = marked(milestone, group)
    before = read(client, milestone.course, group[1][0])
    grade = save_grade(
        submission.work,
        submission=submission,
        points=Decimal("77.25"),
        feedback="A *clear* question.",
        by=grader,
        now=NOW,
    )
    mask = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
    after = read(client, milestone.course, group[1][0])
    assert mask.sub("", after) == mask.sub("", before)

    release([grade], by=grader, now=NOW)
    released = read(client, milestone.course, group[1][0])
    assert "77.25 of 100 points" in released
    assert "<em>clear</em>" in released


def test_a_grade_names_the_version_that_it_marked(client, milestone, group):
    grader, submission = marked(milestone, group)
    grade = save_grade(
        submission.work, submission=submission, points=Decimal(8), feedback="", by=grader, now=NOW
    )
    release([grade], by=grader, now=NOW)
    handed_in(milestone, group[0], group[1][0])
    assert "Version 1 was marked" in read(client, milestone.course, group[1][0])


# --- Why this deadline ------------------------------------------------------------------------


def test_why_somebody_has_more_time_is_told_to_them_alone(client, milestone, group):
    _project, (ana, boris) = group
    Membership.objects.filter(user=ana).update(extra_hours=48)
    for_ana = read(client, milestone.course, ana)
    for_boris = read(client, milestone.course, boris)
    assert "your standing extra time" in for_ana
    assert "your standing extra time" not in for_boris
    assert "your team&#x27;s due time" in for_boris
    for page in (for_ana, for_boris):
        assert page.count("Wed 17 Mar, 23:59") >= 2


def test_where_each_works_alone_a_teammates_extension_is_not_seen(client, milestone, group):
    milestone.each = Each.STUDENT
    milestone.save()
    _project, (ana, boris) = group
    due = milestone.due + timedelta(days=3)
    factories.ExtensionFactory(milestone=milestone, student=ana, due=due, reason="Illness")
    assert "more time for you" in read(client, milestone.course, ana)
    page = read(client, milestone.course, boris)
    assert "Thu 18 Mar" not in page
    assert "Illness" not in page + read(client, milestone.course, ana)


# --- Who --------------------------------------------------------------------------------------


def test_a_student_without_a_project_is_told_what_to_do(client, milestone):
    page = read(client, milestone.course, enrolled(milestone.course))
    assert "No project yet" in page
    assert "Ask your instructor" in page
    assert "Hand in “Abstract”" in page


def test_a_course_that_asks_for_nothing_yet_says_so(client):
    course = factories.CourseFactory()
    assert "Nothing is asked for" in read(client, course, enrolled(course))


def test_staff_go_to_the_course_and_nobody_else_sees_anything(client, milestone):
    way = f"/courses/{milestone.course.slug}/project/"
    assert client.get(way).url.startswith("/accounts/login/")
    for role, status in ((Role.INSTRUCTOR, 302), (Role.TUTOR, 302), (Role.OBSERVER, 404)):
        client.force_login(enrolled(milestone.course, role))
        assert client.get(way).status_code == status
    client.force_login(enrolled(factories.CourseFactory()))
    assert client.get(way).status_code == 404
    assert client.post(way).status_code == 405


def test_nothing_of_another_team_is_on_the_page(client, milestone, group):
    other, (stranger, _) = team(milestone.course)
    handed_in(milestone, other, stranger, text="Secret.", files=(pdf("secret.pdf"),))
    save_draft(milestone, owner=other, text="secret draft", by=stranger, now=NOW)
    page = read(client, milestone.course, group[1][0])
    assert "secret" not in page.lower()
    assert str(other) not in page
    assert sentences(page) == ["Not begun"]


@pytest.mark.parametrize("number", [1, 30])
def test_the_number_of_queries_does_not_grow(client, number, django_assert_num_queries):
    course = factories.CourseFactory()
    project, (ana, _boris) = team(course)
    for _ in range(number):
        milestone = factories.MilestoneFactory(course=course)
        handed_in(milestone, project, ana, files=(pdf(),))
        save_draft(milestone, owner=project, text="next", by=ana, now=NOW)
    client.force_login(ana)
    # session, user, memberships, departments, course, milestones, team, extensions, works,
    # versions, files, grades, project, members
    with django_assert_num_queries(14):
        client.get(f"/courses/{course.slug}/project/")
