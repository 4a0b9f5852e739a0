"""The page of one lecture: what it is about, when and where, and what hangs under it."""

import re
from datetime import date, time

import pytest

from courseapp.courses.models import CourseState, Role, Visibility
from schedule.models import ChangeState, LectureKind, LinkKind, MeetingKind
from tests import factories
from tests.actors import enrolled

pytestmark = pytest.mark.django_db
MONDAY = date(2027, 3, 8)


@pytest.fixture
def lecture():
    return factories.LectureFactory(
        course__title="Deep Learning", title="Transport of $\\mu$", label="Lec6", week=6, day=MONDAY
    )


def page(client, lecture):
    answer = client.get(lecture.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def words(html):
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split()).replace(" ,", ",")


def test_a_visitor_reads_what_when_where_and_by_whom(client, lecture):
    factories.MeetingPatternFactory(course=lecture.course, place="Room 102")
    lecture.speaker, lecture.affiliation, lecture.remark = "Ada", "Lab", "Bring $x^2$."
    lecture.save()
    html = page(client, lecture)
    text = words(html)
    assert "Lec6 · Week 6" in text
    assert "Ada, Lab" in text
    assert "8 March 2027, 19:10–21:00, Room 102" in text
    assert html.count("<math") == 2


def test_references_stand_under_their_groups(client, lecture):
    for group, title in (("Main", "One"), ("Further", "Two"), ("Main", "Three")):
        factories.ReferenceFactory(lecture=lecture, group=group, title=title, remark="2019")
    text = words(page(client, lecture))
    assert "References Main One 2019 Three 2019 Further Two 2019" in text


def test_a_moved_lecture_shows_old_and_new(client, lecture):
    pattern = factories.MeetingPatternFactory(course=lecture.course, place="Room 102")
    factories.MeetingChangeFactory(
        pattern=pattern,
        state=ChangeState.MOVED,
        new_day=date(2027, 3, 9),
        start=time(9, 30),
        end=time(11),
        place="Room 7",
        note="A visit",
    )
    html = page(client, lecture)
    assert re.search(r"<del>.*8 March 2027.*19:10, Room 102</del>", html)
    assert "Moved 9 March 2027, 09:30–11:00, Room 7 A visit" in words(html)


def test_a_cancelled_lecture_says_so(client, lecture):
    factories.MeetingChangeFactory(pattern__course=lecture.course, note="Ill")
    text = words(page(client, lecture))
    assert "Cancelled Ill" in text
    assert "19:10–21:00" not in text


def test_a_lecture_without_a_day_or_a_meeting_is_told_as_it_is(client, lecture):
    factories.MeetingPatternFactory(course=lecture.course, kind=MeetingKind.OFFICE_HOURS)
    assert "8 March 2027" in words(page(client, lecture))
    assert "19:10" not in words(page(client, lecture))
    lecture.day = None
    lecture.save()
    assert "The day is not set yet." in words(page(client, lecture))


def test_two_lectures_of_a_day_take_its_two_meetings_in_order(client, lecture):
    course = lecture.course
    factories.MeetingPatternFactory(course=course, start=time(9), end=time(10))
    factories.MeetingPatternFactory(course=course, start=time(11), end=time(12))
    second = factories.LectureFactory(course=course, day=MONDAY)
    third = factories.LectureFactory(course=course, day=MONDAY)
    hours = [re.findall(r"\d\d:\d\d–\d\d:\d\d", words(page(client, x))) for x in (second, third)]
    assert hours == [["11:00–12:00"], ["11:00–12:00"]]
    assert "09:00–10:00" in words(page(client, lecture))


def test_breaks_are_left_out_between_one_lecture_and_the_next(client, lecture):
    course = lecture.course
    pause = factories.LectureFactory(course=course, kind=LectureKind.BREAK, title="Pause")
    after = factories.LectureFactory(course=course, title="After it")
    html = page(client, lecture)
    assert f'rel="next" href="{after.get_absolute_url()}"' in html
    assert 'rel="prev"' not in html
    assert f'rel="prev" href="{lecture.get_absolute_url()}"' in page(client, after)
    answer = client.get(pause.get_absolute_url())
    assert answer["Location"] == f"{course.get_absolute_url()}#lecture-{pause.public_id}"


def test_who_may_not_read_the_course_finds_no_lecture(client, lecture):
    course = lecture.course
    course.page_visibility = Visibility.MEMBERS
    course.save()
    url = lecture.get_absolute_url()
    assert client.get(url)["Location"] == f"/accounts/login/?next={url}"
    client.force_login(factories.UserFactory())
    assert client.get(url).status_code == 404
    client.force_login(enrolled(course))
    assert client.get(url).status_code == 200
    course.state = CourseState.DRAFT
    course.save()
    assert client.get(url).status_code == 404
    client.force_login(enrolled(course, Role.TUTOR))
    assert client.get(url).status_code == 200


def test_a_lecture_is_found_in_its_own_course_alone(client, lecture):
    other = factories.CourseFactory()
    assert client.get(f"/courses/{other.slug}/lectures/{lecture.public_id}/").status_code == 404


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "[x](javascript:alert(1))"])
def test_what_people_typed_is_harmless(client, lecture, hostile):
    for field in ("title", "speaker", "remark", "affiliation"):
        setattr(lecture, field, hostile)
    lecture.save()
    factories.ReferenceFactory(lecture=lecture, title=hostile, remark=hostile, group=hostile)
    factories.LectureLinkFactory(lecture=lecture, title=hostile)
    html = page(client, lecture)
    assert "<script" not in html
    assert 'href="javascript' not in html


@pytest.mark.parametrize("rows", [1, 30])
def test_however_much_stands_on_it_the_page_takes_as_many_queries(
    client, lecture, rows, django_assert_num_queries
):
    factories.MeetingPatternFactory(course=lecture.course)
    for _ in range(rows):
        factories.LectureFactory(course=lecture.course)
        factories.LectureLinkFactory(lecture=lecture, kind=LinkKind.RECORDING)
        factories.lecture_file(lecture)
        factories.ReferenceFactory(lecture=lecture)
    # course, lecture, links, references, all lectures, meetings, what differs
    with django_assert_num_queries(7):
        page(client, lecture)
