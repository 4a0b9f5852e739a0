"""Search within a course: what its readers may see, and nothing else."""

import re

import pytest

from courseapp.courses.models import CourseState, Visibility
from schedule.models import LinkKind
from tests import factories
from tests.actors import enrolled

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return factories.CourseFactory()


def ask(client, course, asked, status=200):
    answer = client.get(f"{course.get_absolute_url()}search/", {"q": asked})
    assert answer.status_code == status
    html = answer.content.decode()
    return html[html.index("<main") : html.index("</main>")]


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_everything_that_readers_see_is_found(client, course):
    lecture = factories.LectureFactory(course=course, title="Zebra maps", label="L3")
    factories.ReferenceFactory(lecture=lecture, title="On *zebras*", remark="1999")
    session = factories.TutoringSessionFactory(track__course=course, motivation="Why zebras?")
    factories.ReadingFactory(session=session, text="[Zebra book](https://example.edu/z)")
    factories.AnnouncementFactory(course=course, title="News", body="No zebra today")
    html = ask(client, course, "ZÉBRA")
    text = words(html)
    places = [text.index(word) for word in ("Lectures", "References", "Tutoring", "Readings")]
    assert places == sorted(places)
    assert html.count("<mark>") == 5
    assert f'href="{lecture.get_absolute_url()}"' in html
    assert f'href="{lecture.get_absolute_url()}#references"' in html


@pytest.mark.parametrize("field", ["title", "speaker", "label", "remark", "affiliation"])
def test_a_lecture_is_found_by_whatever_is_said_of_it(client, course, field):
    factories.LectureFactory(course=course, **{field: "Wombat"})
    assert "<mark>Wombat</mark>" in ask(client, course, "wombat")


def test_all_words_are_needed_wherever_they_stand(client, course):
    factories.LectureFactory(course=course, title="Optimal transport", speaker="Ada Lovelace")
    assert "<mark>" in ask(client, course, "ada transport")
    assert "Nothing in this course" in ask(client, course, "ada groups")


def test_drafts_and_other_courses_are_never_found(client, course):
    track = factories.TrackFactory(course=course)
    draft = factories.TutoringSessionFactory(track=track, title="Quokka", published_at=None)
    factories.ReadingFactory(session=draft, text="Quokka book")
    factories.AnnouncementFactory(course=course, title="Quokka", published_at=None)
    factories.LectureFactory(title="Quokka elsewhere")
    for person in (None, enrolled(course), enrolled(course, "instructor")):
        if person:
            client.force_login(person)
        assert "Nothing in this course" in ask(client, course, "quokka")


def test_no_link_of_a_recording_is_told(client, course):
    lecture = factories.LectureFactory(course=course, title="Topic")
    factories.LectureLinkFactory(
        lecture=lecture, kind=LinkKind.RECORDING, url="https://video.example.edu/secret"
    )
    assert "video.example.edu" not in ask(client, course, "topic")
    assert "Nothing" in ask(client, course, "secret")


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "%", "_", "\x00", "'", '"><img src=x>', "\\", "  "]
)
def test_what_is_asked_for_is_harmless(client, course, hostile):
    factories.LectureFactory(course=course, title="Plain <script>alert(1)</script> title")
    html = ask(client, course, hostile)
    assert "<script" not in html
    assert "<img" not in html


def test_signs_of_a_pattern_stand_for_themselves(client, course):
    factories.LectureFactory(course=course, title="100% of a_b")
    factories.LectureFactory(course=course, title="Nothing of it")
    assert ask(client, course, "%").count("<li>") == 1
    assert ask(client, course, "a_b").count("<li>") == 1


def test_nothing_asked_shows_the_box_alone_and_too_much_is_refused(client, course):
    assert "write a word" in ask(client, course, "")
    assert "longer than 200 characters" in ask(client, course, "x" * 201, status=422)
    assert "Nothing in this course" in ask(client, course, "x" * 200)


def test_the_course_page_has_the_box(client, course):
    html = client.get(course.get_absolute_url()).content.decode()
    assert f'action="{course.get_absolute_url()}search/"' in html


def test_who_may_not_read_the_course_searches_nothing(client, course):
    course.page_visibility = Visibility.MEMBERS
    course.save()
    url = f"{course.get_absolute_url()}search/?q=x"
    assert client.get(url)["Location"].startswith("/accounts/login/?next=")
    client.force_login(factories.UserFactory())
    assert client.get(url).status_code == 404
    client.force_login(enrolled(course))
    assert client.get(url).status_code == 200
    course.state = CourseState.DRAFT
    course.save()
    assert client.get(url).status_code == 404


def test_many_are_cut_and_told(client, course):
    for _ in range(53):
        factories.LectureFactory(course=course, title="Same")
    html = ask(client, course, "same")
    assert html.count("<mark>") == 50
    assert "And 3 more: add a word." in html


@pytest.mark.parametrize("rows", [1, 30])
def test_a_search_takes_as_many_queries_with_1_row_as_with_30(
    client, course, rows, django_assert_num_queries
):
    for _ in range(rows):
        lecture = factories.LectureFactory(course=course, title="Same")
        factories.ReferenceFactory(lecture=lecture, title="Same")
        session = factories.TutoringSessionFactory(track__course=course, title="Same")
        factories.ReadingFactory(session=session, text="Same")
        factories.AnnouncementFactory(course=course, title="Same")
    # course, lectures, references, sessions, readings, announcements
    with django_assert_num_queries(6):
        ask(client, course, "same")
