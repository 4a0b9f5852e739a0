"""The API shows of courses what the page shows, to whom the page shows it."""

import pytest

from courseapp.courses.models import CourseState, Role, Visibility
from tests import factories
from tests.actors import enrolled

pytestmark = pytest.mark.django_db
URL = "/api/v1/courses/"


def slugs(client):
    return {row["slug"] for row in client.get(URL).json()["results"]}


@pytest.fixture
def courses():
    return {
        "public": factories.CourseFactory(slug="public"),
        "campus": factories.CourseFactory(slug="campus", page_visibility=Visibility.SIGNED_IN),
        "closed": factories.CourseFactory(slug="closed", page_visibility=Visibility.MEMBERS),
        "draft": factories.CourseFactory(slug="draft", state=CourseState.DRAFT),
    }


def test_each_person_finds_the_courses_whose_page_they_may_read(client, courses):
    assert slugs(client) == {"public"}

    client.force_login(factories.UserFactory())
    assert slugs(client) == {"public", "campus"}

    client.force_login(enrolled(courses["closed"]))
    assert slugs(client) == {"public", "campus", "closed"}

    client.force_login(enrolled(courses["draft"], Role.TUTOR))
    assert slugs(client) == {"public", "campus", "draft"}


def test_a_course_that_one_may_not_see_is_not_found(client, courses):
    assert client.get(f"{URL}public/").status_code == 200
    for slug in ("campus", "closed", "draft", "unheard-of"):
        answer = client.get(f"{URL}{slug}/")
        assert answer.status_code == 404
        assert answer.json() == {"status": 404, "title": "not found", "detail": "Not found."}


def test_a_course_tells_the_role_of_who_asks(client, courses):
    assert client.get(f"{URL}public/").json()["your_role"] is None

    client.force_login(enrolled(courses["public"], Role.TUTOR))
    assert client.get(f"{URL}public/").json()["your_role"] == "tutor"


def test_an_unchanged_course_is_not_sent_again(client, courses):
    first = client.get(f"{URL}public/")
    again = {"If-None-Match": first["ETag"]}

    unchanged = client.get(f"{URL}public/", headers=again)
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged["ETag"] == first["ETag"].strip()

    course = courses["public"]
    course.title = "Another title"
    course.save()
    changed = client.get(f"{URL}public/", headers=again)
    assert changed.status_code == 200
    assert changed["ETag"].startswith('"2-')


def test_no_shared_cache_keeps_what_one_person_was_shown(client, courses):
    answer = client.get(f"{URL}public/")
    assert "private" in answer["Cache-Control"]
    assert {"Authorization", "Cookie"} <= set(answer["Vary"].split(", "))


@pytest.mark.parametrize("rows", [1, 30])
def test_a_list_of_courses_takes_as_many_queries_with_1_as_with_30(
    client, rows, django_assert_num_queries
):
    for _ in range(rows):
        link = {"title": "Forum", "url": "https://example.edu/"}
        factories.CourseFactory().links.create(**link)
    client.force_login(factories.UserFactory())

    # session, person, memberships, departments, count, courses, links
    with django_assert_num_queries(7):
        assert len(client.get(URL).json()["results"]) == rows


def test_a_list_comes_in_pages_of_bounded_size(client):
    for _ in range(3):
        factories.CourseFactory()

    page = client.get(f"{URL}?limit=2&offset=2").json()
    assert (page["count"], len(page["results"]), page["next"]) == (3, 1, None)
    assert client.get(f"{URL}?limit=101").status_code == 400


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=x", "limit=-1", "offset=-1", "offset=1e3", "cuorse=x", "limit="]
)
def test_a_parameter_that_is_wrong_or_unknown_is_a_400(client, query):
    answer = client.get(f"{URL}?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"]
