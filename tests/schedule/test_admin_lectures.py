"""Lectures in the admin: found, ordered, shifted by the verb, and never half a link."""

from datetime import date

import pytest

from courseapp.courses.models import Role
from schedule.models import Lecture, LectureLink
from tests import factories
from tests.actors import enrolled
from tests.forms import fields_of

pytestmark = pytest.mark.django_db
URL = "/admin/schedule/lecture/"


@pytest.fixture
def course(client):
    course = factories.CourseFactory()
    client.force_login(enrolled(course, Role.INSTRUCTOR))
    return course


def test_the_list_leads_to_the_table_and_to_each_lectures_files(client, course):
    lecture = factories.LectureFactory(course=course)
    html = client.get(URL).content.decode()
    assert f"/courses/{course.slug}/staff/lectures/" in html
    assert f"/courses/{course.slug}/staff/lectures/{lecture.public_id}/" in html


def test_lectures_without_a_day_are_found(client, course):
    factories.LectureFactory(course=course, title="Dated", day=date(2027, 2, 1))
    factories.LectureFactory(course=course, title="Undated")
    html = client.get(URL, {"day__isempty": "1"}).content.decode()
    assert "Undated" in html
    assert "Dated</a>" not in html


def test_one_lecture_moves_on_with_what_follows(client, course):
    factories.MeetingPatternFactory(course=course)
    rows = [
        factories.LectureFactory(course=course, title=name, day=date(2027, 2, day))
        for name, day in (("A", 1), ("B", 8))
    ]
    chosen = {"action": "move_on", "_selected_action": [row.pk for row in rows]}
    assert "Choose one lecture" in client.post(URL, chosen, follow=True).content.decode()
    chosen["_selected_action"] = [rows[0].pk]
    assert "moved on" in client.post(URL, chosen, follow=True).content.decode()
    days = list(Lecture.objects.filter(course=course).values_list("title", "day"))
    assert days == [
        ("", date(2027, 2, 1)),
        ("A", date(2027, 2, 8)),
        ("B", date(2027, 2, 15)),
    ]


def test_a_link_without_an_address_is_refused_with_the_reason(client, course):
    lecture = factories.LectureFactory(course=course)
    page = client.get(f"{URL}{lecture.pk}/change/")
    sent = fields_of(page) | {
        "links-TOTAL_FORMS": "1",
        "links-0-kind": "slides",
        "links-0-title": "Slides",
        "links-0-url": "",
        "links-0-position": "0",
    }
    answer = client.post(f"{URL}{lecture.pk}/change/", sent)
    assert answer.status_code == 200
    assert "Give a link." in answer.content.decode()
    assert not LectureLink.objects.exists()


def test_a_lecture_with_a_file_is_saved_as_it_stands(client, course):
    link = factories.lecture_file(factories.LectureFactory(course=course))
    page = client.get(f"{URL}{link.lecture.pk}/change/")
    answer = client.post(f"{URL}{link.lecture.pk}/change/", fields_of(page, title="New"))
    assert answer.status_code == 302
    link.refresh_from_db()
    assert link.is_file
    assert link.lecture.title == "New"
