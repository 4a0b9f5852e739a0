"""The API shows of lectures what the course page shows."""

import pytest

from courseapp.courses.models import Visibility
from schedule.models import LinkKind
from tests import factories
from tests.actors import enrolled

pytestmark = pytest.mark.django_db
URL = "/api/v1/lectures/"


def test_a_lecture_comes_with_its_links_and_references(client):
    lecture = factories.LectureFactory(title="Attention", week=3, label="Lec3")
    factories.LectureLinkFactory(lecture=lecture)
    factories.ReferenceFactory(lecture=lecture, title="A paper", group="Main")

    found = client.get(f"{URL}{lecture.public_id}/").json()

    assert (found["id"], found["course"]) == (lecture.public_id, lecture.course.slug)
    assert (found["title"], found["week"], found["label"]) == ("Attention", 3, "Lec3")
    assert found["links"] == [
        {"kind": "slides", "title": "Slides", "url": "https://example.edu/slides.pdf"}
    ]
    assert [row["title"] for row in found["references"]] == ["A paper"]


def test_lectures_of_a_course_that_one_may_not_see_are_not_found(client):
    hidden = factories.LectureFactory(course__page_visibility=Visibility.MEMBERS)

    assert client.get(URL).json()["results"] == []
    assert client.get(f"{URL}{hidden.public_id}/").status_code == 404
    client.force_login(enrolled(hidden.course))
    assert client.get(f"{URL}{hidden.public_id}/").status_code == 200


def test_a_recording_is_for_those_whom_the_course_names(client):
    lecture = factories.LectureFactory(course__recording_visibility=Visibility.MEMBERS)
    factories.LectureLinkFactory(lecture=lecture, kind=LinkKind.RECORDING)
    url = f"{URL}{lecture.public_id}/"

    assert client.get(url).json()["links"] == []
    client.force_login(factories.UserFactory())
    assert client.get(url).json()["links"] == []
    client.force_login(enrolled(lecture.course))
    assert [link["kind"] for link in client.get(url).json()["links"]] == ["recording"]


def test_lectures_of_one_course_can_be_asked_for(client):
    mine, _other = factories.LectureFactory(), factories.LectureFactory()

    found = client.get(f"{URL}?course={mine.course.slug}").json()["results"]
    assert [row["id"] for row in found] == [mine.public_id]
    assert client.get(f"{URL}?course=no%00slug").status_code == 400


@pytest.mark.parametrize("rows", [1, 30])
def test_a_list_of_lectures_takes_as_many_queries_with_1_as_with_30(
    client, rows, django_assert_num_queries
):
    course = factories.CourseFactory()
    for _ in range(rows):
        lecture = factories.LectureFactory(course=course)
        factories.LectureLinkFactory(lecture=lecture, kind=LinkKind.RECORDING)
        factories.ReferenceFactory(lecture=lecture)
    client.force_login(enrolled(course))

    # session, person, memberships, departments, count, lectures, links, references
    with django_assert_num_queries(8):
        assert len(client.get(URL).json()["results"]) == rows
