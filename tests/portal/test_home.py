"""The list of courses: each person's own, by term."""

import re
from datetime import date

import pytest
from django.urls import reverse

from courseapp.courses.models import CourseState, Role, Visibility
from tests import actors, factories

pytestmark = pytest.mark.django_db
HOME = "/"


def titles(client):
    html = client.get(HOME).content.decode()
    return re.findall(r"<h3><a[^>]*>(.*?)</a></h3>", html)


def test_a_visitor_sees_the_public_courses(client):
    shown = factories.CourseFactory()
    factories.CourseFactory(state=CourseState.DRAFT)
    factories.CourseFactory(page_visibility=Visibility.MEMBERS)
    factories.CourseFactory(page_visibility=Visibility.SIGNED_IN)
    assert titles(client) == [shown.title]


def test_a_person_sees_those_they_may_read(client):
    course = factories.CourseFactory(page_visibility=Visibility.MEMBERS)
    draft = factories.CourseFactory(state=CourseState.DRAFT, title="Draft of mine")
    factories.CourseFactory(page_visibility=Visibility.MEMBERS)
    person = actors.enrolled(course)
    factories.MembershipFactory(user=person, course=draft, role=Role.TUTOR)
    client.force_login(person)
    assert set(titles(client)) == {course.title, draft.title}
    assert "Draft, seen by its staff" in client.get(HOME).content.decode()


def test_the_newest_term_comes_first_and_a_term_is_told_once(client):
    for year, number in ((2026, 1), (2027, 1), (2026, 2), (2027, 2)):
        factories.CourseFactory(
            title=f"{year} {number}",
            term=f"Spring {year}",
            first_day=date(year, 2, number),
            last_day=date(year, 5, 1),
        )
    factories.CourseFactory(title="Some day", term="", first_day=None, last_day=None)
    assert titles(client) == ["2027 2", "2027 1", "2026 2", "2026 1", "Some day"]
    html = client.get(HOME).content.decode()
    assert re.findall(r"<h2>(.*?)</h2>", html) == ["Spring 2027", "Spring 2026"]


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_takes_one_query_for_a_visitor(client, rows, django_assert_num_queries):
    factories.CourseFactory.create_batch(rows)
    with django_assert_num_queries(1):
        client.get(HOME)


def test_who_sees_none_is_told_what_to_do(client):
    visitor = client.get(HOME).content.decode()
    assert "No courses yet." in visitor
    assert reverse("account_login") in visitor
    client.force_login(factories.UserFactory())
    assert "Ask the staff of your course to enrol you" in client.get(HOME).content.decode()
    client.force_login(factories.UserFactory(is_superuser=True))
    assert "import_course" in client.get(HOME).content.decode()


def test_each_course_leads_to_its_page(client):
    course = factories.CourseFactory()
    assert f'href="/courses/{course.slug}/"' in client.get(HOME).content.decode()
