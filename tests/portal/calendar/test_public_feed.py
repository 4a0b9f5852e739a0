"""The public calendar of a course, as an app asks for it."""

import pytest
from django.core.cache import caches

from courseapp.courses.models import CourseState, Visibility
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept():
    caches["pages"].clear()


@pytest.fixture
def course():
    course = factories.CourseFactory()
    factories.MeetingPatternFactory(course=course)
    return course


def url(course):
    return f"/courses/{course.slug}/calendar.ics"


def test_it_says_what_it_is(client, course):
    answer = client.get(url(course))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == f'inline; filename="{course.slug}.ics"'
    assert answer["Cache-Control"] == "public, no-cache"
    assert answer.content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert not answer.cookies


def test_who_holds_it_is_answered_304_for_one_query(client, course, django_assert_num_queries):
    etag = client.get(url(course))["ETag"]
    with django_assert_num_queries(1):
        answer = client.get(url(course), headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)


def test_what_is_kept_costs_one_query_and_is_never_stale(client, course, django_assert_num_queries):
    first = client.get(url(course))
    with django_assert_num_queries(1):
        assert client.get(url(course)).content == first.content
    factories.LectureFactory(course=course, day="2027-03-08", title="A new one")
    second = client.get(url(course))
    assert b"A new one" in second.content
    assert second["ETag"] != first["ETag"]


@pytest.mark.parametrize("rows", [1, 30])
def test_it_costs_as_many_queries_with_1_as_with_30(
    client, course, rows, django_assert_num_queries
):
    for number in range(rows):
        pattern = factories.MeetingPatternFactory(course=course, host=factories.UserFactory())
        factories.MeetingChangeFactory(pattern=pattern)
        factories.BreakFactory(course=course)
        factories.LectureFactory(course=course, day=f"2027-03-{number + 1:02}")
        factories.TutoringSessionFactory(track__course=course, day=f"2027-03-{number + 1:02}")
        factories.MilestoneFactory(course=course)
    # validator, course, milestones, listed, patterns with hosts, changes and breaks
    with django_assert_num_queries(6):
        client.get(url(course))


@pytest.mark.parametrize(
    "fields",
    [
        {"state": CourseState.DRAFT},
        {"page_visibility": Visibility.MEMBERS},
        {"page_visibility": Visibility.SIGNED_IN},
    ],
)
def test_a_course_that_is_not_for_everyone_has_no_public_calendar(client, fields):
    course = factories.CourseFactory(**fields)
    assert client.get(url(course)).status_code == 404
    client.force_login(factories.UserFactory(is_superuser=True))
    assert client.get(url(course)).status_code == 404


def test_the_calendar_of_an_archived_course_stays_as_it_was(client, course):
    before = client.get(url(course)).content
    course.state = CourseState.ARCHIVED
    course.save()
    assert before.count(b"BEGIN:VEVENT") == client.get(url(course)).content.count(b"BEGIN:VEVENT")


def test_a_course_that_does_not_exist_has_none(client):
    assert client.get("/courses/nowhere/calendar.ics").status_code == 404


def test_it_is_only_read(client, course):
    assert client.post(url(course)).status_code == 405


def test_the_course_page_offers_it_without_a_script(client, course):
    page = client.get(course.get_absolute_url()).content.decode()
    assert f'href="webcal://127.0.0.1:8000{url(course)}"' in page
    assert f'href="{url(course)}"' in page
    assert "/calendar/" not in page.replace(url(course), "")


def test_the_page_of_a_course_for_members_offers_their_own_calendar_alone(client):
    course = factories.CourseFactory(page_visibility=Visibility.MEMBERS)
    factories.MeetingPatternFactory(course=course)
    member = factories.MembershipFactory(course=course).user
    client.force_login(member)
    page = client.get(course.get_absolute_url()).content.decode()
    assert 'href="/calendar/"' in page
    assert "webcal://" not in page
