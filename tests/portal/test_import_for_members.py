"""Video links, codes and passwords of a page are imported for members alone, and it is noted."""

import pytest

from courseapp.portal.importing.reading.whole_page import read_page
from courseapp.portal.importing.saving.whole_page import save_page
from tests import factories
from tests.actors import enrolled

pytestmark = pytest.mark.django_db

PAGE = """# CS 9: Knots, Spring 2027

## Logistics

- Lectures: Mondays 10am-11:30am, Room 5
- Office hours: Tuesdays 4pm-5pm on [Zoom](https://edu.zoom.us/j/111) (ID: 123 456, passcode: k7)
- [Call of all lectures](https://edu.zoom.us/j/999)
- Join Gradescope with entry code XY77ZZ
- Bring paper and a pen

| Date | Topic | Slides |
|---|---|---|
| 2/1 | Knots | [slides](https://example.edu/1.pdf) |
"""
SECRETS = ("zoom.us/j/111", "123 456", "k7", "zoom.us/j/999", "XY77ZZ")


@pytest.fixture
def saved():
    page = read_page(PAGE, slug="knots", timezone="UTC")
    return page, save_page(page, by=None, now=factories.NOW)


def test_a_visitor_sees_none_of_it_and_a_member_all(client, saved):
    course = saved[1].course
    visitor = client.get(course.get_absolute_url()).content.decode()
    assert [secret for secret in SECRETS if secret in visitor] == []
    assert "Online, sign in for the link" in visitor
    assert "Bring paper and a pen" in visitor
    client.force_login(enrolled(course))
    member = client.get(course.get_absolute_url()).content.decode()
    assert [secret for secret in SECRETS if secret not in member] == []


def test_the_api_keeps_them_too(client, saved):
    answer = client.get("/api/v1/courses/knots/").content.decode()
    assert [secret for secret in SECRETS if secret in answer] == []


def test_each_is_noted(saved):
    page, done = saved
    told = " ".join(f"{note.text} {note.reason}" for note in (*page.notes, *done.notes))
    assert told.count("members of the course alone") == 2
    assert "for members alone" in told


def test_the_place_of_an_online_meeting_is_told_without_its_code(saved):
    [_lecture, hours] = saved[0].meetings
    assert (hours.place, hours.code) == ("Zoom", "ID: 123 456, passcode: k7")
