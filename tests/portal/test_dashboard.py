"""The dashboard: what is due for one person, across courses, nearest first."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from courseapp.courses.models import CourseState, Membership, Role
from projects.grading import release, save_grade
from tests import factories
from tests.actors import enrolled, handed_in, team

pytestmark = pytest.mark.django_db
NOW = factories.NOW


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def read(client, user):
    client.force_login(user)
    answer = client.get("/dashboard/")
    assert answer.status_code == 200
    return answer.content.decode()


def titles(page):
    return re.findall(r"<h3>(?:<a [^>]*>)?([^<]*)(?:</a>)?</h3>", page)


def in_days(course, days, **fields):
    return factories.MilestoneFactory(
        course=course, title=f"In {days}", due=NOW + timedelta(days=days), **fields
    )


def test_a_visitor_signs_in_first(client):
    assert client.get("/dashboard/").url == "/accounts/login/?next=/dashboard/"


def test_who_is_in_no_course_is_told_what_to_do(client):
    assert "You are in no course yet" in read(client, factories.UserFactory())


def test_what_is_due_comes_nearest_first_across_courses(client):
    one, two = factories.CourseFactory(), factories.CourseFactory(time_zone="Asia/Kolkata")
    ana = enrolled(one)
    factories.MembershipFactory(user=ana, course=two)
    for course, days in ((one, 9), (two, 3), (one, -1), (two, 20)):
        in_days(course, days)
    handed_in(in_days(two, 1), ana, ana)
    page = read(client, ana)
    assert titles(page) == ["In -1", "In 3", "In 9", "In 20", "In 1"]
    assert "Due in 3 days" in page
    assert "Kolkata" in page
    assert "New York" in page
    assert re.findall(r'<p class="state">(.*?)</p>', page) == [
        "Not handed in, and past due",
        "Not begun",
        "Not begun",
        "Not begun",
        "Handed in on time",
    ]


def test_the_one_main_action_is_what_is_to_be_done_next(client):
    course = factories.CourseFactory()
    _project, (ana, _) = team(course)
    in_days(course, 20)
    soon = in_days(course, 3)
    page = read(client, ana)
    buttons = re.findall(r'class="button" href="([^"]+)">([^<]+)</a>', page)
    assert buttons == [(f"/handin/{soon.public_id}/", "Hand in “In 3”")]


def test_the_time_shown_is_ones_own(client):
    course = factories.CourseFactory()
    project, (ana, boris) = team(course)
    milestone = in_days(course, 1)
    factories.ExtensionFactory(milestone=milestone, student=ana, due=NOW + timedelta(days=4))
    Membership.objects.filter(user=boris).update(extra_hours=24)
    for person in (ana, boris):
        assert "Due in 4 days" in read(client, person)
    Membership.objects.filter(user=boris).update(extra_hours=24 * 6)
    for person in (ana, boris):
        assert "Due in 7 days" in read(client, person)
    assert "Due tomorrow" in read(client, enrolled(course))
    project.members.filter(user=boris).update(live=False, state="left")
    assert "Due in 4 days" in read(client, ana)


def test_what_a_teammate_handed_in_is_handed_in(client):
    course = factories.CourseFactory()
    project, (ana, boris) = team(course)
    handed_in(in_days(course, 1), project, ana)
    assert "Handed in on time" in read(client, boris)
    assert "Not begun" in read(client, enrolled(course))


def test_courses_that_are_over_or_left_are_not_listed(client):
    ana = factories.UserFactory()
    for fields, membership in (
        ({"state": CourseState.ARCHIVED}, {}),
        ({"state": CourseState.DRAFT}, {}),
        ({}, {"active": False, "left_at": NOW}),
        ({}, {"role": Role.OBSERVER}),
    ):
        course = factories.CourseFactory(**fields)
        factories.MembershipFactory(user=ana, course=course, **membership)
        in_days(course, 3)
    assert titles(read(client, ana)) == []


def test_staff_see_how_many_handed_in_and_how_many_wait(client):
    course = factories.CourseFactory()
    tutor = enrolled(course, Role.TUTOR)
    milestone = in_days(course, 1)
    handed = [handed_in(milestone, *team_and_one(course)) for _ in range(3)]
    grades = [
        save_grade(s.work, submission=s, points=Decimal(5), feedback="", by=tutor, now=NOW)
        for s in handed[:2]
    ]
    release(grades[:1], by=tutor, now=NOW)
    page = read(client, tutor)
    assert '<span class="num">3</span> handed in' in page
    assert told(page) == {"1 waits for a grade": "waiting", "1 marked, not released": "draft"}
    # The same numbers as in the admin, and each link leads to as many.
    assert "1 of 3 wait" in client.get("/admin/").content.decode()
    for marking in ("waiting", "draft"):
        query = {"milestone__id__exact": milestone.pk, "marking": marking}
        listed = client.get("/admin/projects/work/", query).context["cl"].result_list
        assert len(listed) == 1


def told(page):
    """What the dashboard says of markings, with the list that it leads to."""
    found = re.findall(r'marking=(\w+)"><span class="num">(\d+)</span> ([^<]+)</a>', page)
    return {f"{number} {words}": marking for marking, number, words in found}


def team_and_one(course):
    project, people = team(course)
    return project, people[0]


def test_staff_of_one_course_see_nothing_of_another(client):
    tutor = enrolled(factories.CourseFactory(), Role.TUTOR)
    other = in_days(factories.CourseFactory(title="Elsewhere"), 1)
    assert "Elsewhere" not in read(client, tutor)
    assert other.title not in read(client, tutor)


@pytest.mark.parametrize("number", [1, 30])
def test_a_students_dashboard_costs_ten_queries(client, number, django_assert_num_queries):
    course = factories.CourseFactory()
    project, (ana, _) = team(course)
    for _ in range(number):
        handed_in(factories.MilestoneFactory(course=course), project, ana)
    client.force_login(ana)
    # session, user; memberships, milestones, team, extensions, works, departments
    # and the coming week: courses; listed, patterns, changes and breaks, until these are kept
    with django_assert_num_queries(2 + 6 + 4):
        client.get("/dashboard/")
    with django_assert_num_queries(2 + 6 + 1):
        client.get("/dashboard/")


@pytest.mark.parametrize("number", [1, 30])
def test_who_studies_and_teaches_costs_ten_too(client, number, django_assert_num_queries):
    studied, run = factories.CourseFactory(), factories.CourseFactory()
    ana = enrolled(studied)
    factories.MembershipFactory(user=ana, course=run, role=Role.TUTOR)
    for _ in range(number):
        factories.MilestoneFactory(course=studied)
        factories.MilestoneFactory(course=run)
    client.force_login(ana)
    # session, user; memberships, milestones, team, extensions, works, milestones of staff
    # and the coming week: courses; listed, patterns, changes and breaks, until these are kept
    with django_assert_num_queries(2 + 6 + 4):
        client.get("/dashboard/")
    with django_assert_num_queries(2 + 6 + 1):
        client.get("/dashboard/")
