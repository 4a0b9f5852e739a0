"""The form that sets up a term: it shows every date, and makes what it has shown."""

import re

import pytest

from courseapp.courses.models import Role
from schedule.models import Lecture, MeetingPattern
from tests import factories
from tests.actors import enrolled

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return factories.CourseFactory()


@pytest.fixture
def path(client, course):
    client.force_login(enrolled(course, Role.INSTRUCTOR))
    return f"/courses/{course.slug}/staff/lectures/setup/"


def given(**changes):
    values = {
        "weekdays": ["0"],
        "start": "19:10",
        "end": "21:00",
        "place": "Room 102",
        "first_day": "2027-02-01",
        "last_day": "2027-05-10",
        "without": "",
    }
    return values | changes


def seen(page):
    return re.search(r'name="seen" value="(\w+)"', page.content.decode())[1]


def test_the_form_knows_the_term_and_the_weekly_meetings(client, course, path):
    factories.MeetingPatternFactory(course=course, weekday=2, place="Room 9")
    html = client.get(path).content.decode()
    for value in ("2027-02-01", "2027-05-10", "19:10", "21:00", "Room 9"):
        assert f'value="{value}"' in html
    assert re.search(r'value="2"[^>]* checked', html)


def test_nothing_is_made_before_every_date_was_seen(client, course, path):
    factories.BreakFactory(course=course, title="Pause of spring")
    page = client.post(path, given(without="2027-02-15"))
    html = page.content.decode()
    assert "13 lectures would be made" in html
    assert "Pause of spring" in html
    assert "taken out" in html
    assert not Lecture.objects.exists()
    answer = client.post(path, given(without="2027-02-15", seen=seen(page)))
    assert answer["Location"] == f"/courses/{course.slug}/staff/lectures/"
    assert Lecture.objects.filter(course=course).count() == 13
    assert MeetingPattern.objects.get().place == "Room 102"


def test_a_course_that_changed_meanwhile_is_shown_again(client, course, path):
    page = client.post(path, given())
    factories.BreakFactory(course=course)
    again = client.post(path, given(seen=seen(page)))
    assert again.status_code == 409
    assert "The course has changed since you looked" in again.content.decode()
    assert not Lecture.objects.exists()
    assert client.post(path, given(seen=seen(again))).status_code == 302


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"weekdays": []}, "This field is required"),
        ({"weekdays": ["9"]}, "not one of the available choices"),
        ({"end": "19:00"}, "It must end after it starts."),
        ({"start": "25:00"}, "Enter a valid time"),
        ({"last_day": "2026-01-01"}, "The last day is before the first."),
        ({"last_day": "2099-01-01"}, "longer than 60 weeks"),
        ({"without": "someday"}, "“someday” is no day"),
        ({"without": "2027-03-19 to 2027-03-15"}, "is no day"),
        ({"without": "2027-02-30"}, "is no day"),
        ({"without": "2027-03-01\n" * 101}, "At most 100"),
        ({"weekdays": ["6"], "start": "02:30", "end": "04:00"}, "02:30 does not exist"),
        ({"place": "\x00"}, "Null characters are not allowed"),
        ({"place": "x" * 201}, "at most 200 characters"),
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_stays(client, path, changes, words):
    answer = client.post(path, given(**changes))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert words in html
    assert 'value="2027-02-01"' in html
    assert not Lecture.objects.exists()


def test_an_hour_that_comes_twice_is_told_and_allowed(client, path):
    asked = given(
        weekdays=["6"], start="01:30", end="04:00", first_day="2027-11-01", last_day="2027-11-14"
    )
    page = client.post(path, asked)
    assert "shows 01:30 twice: the first of the two is meant" in page.content.decode()
    assert client.post(path, asked | {"seen": seen(page)}).status_code == 302


@pytest.mark.parametrize("rows", [1, 30])
def test_the_preview_takes_as_many_queries_with_1_lecture_as_with_30(
    client, course, path, rows, django_assert_num_queries
):
    for _ in range(rows):
        factories.LectureFactory(course=course)
    # who asks: 4 queries; then course, lectures, breaks, meetings
    with django_assert_num_queries(8):
        assert client.post(path, given()).status_code == 200
