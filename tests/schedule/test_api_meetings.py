"""The API tells when and where meetings take place, and of video calls only for whom they are."""

from datetime import date, time

import pytest

from courseapp.courses.models import CourseState, Visibility
from schedule.models import ChangeState, LectureKind, MeetingKind, Weekday
from tests import factories
from tests.actors import enrolled

pytestmark = pytest.mark.django_db
URL = "/api/v1/meetings/"
MARCH = {"from": "2027-03-01", "to": "2027-03-31"}


@pytest.fixture
def course():
    return factories.CourseFactory()


@pytest.fixture
def weekly(course):
    return factories.MeetingPatternFactory(
        course=course, video_url="https://video.example.edu/x", video_code="99-88"
    )


def asked(client, **asked):
    answer = client.get(URL, {**MARCH, **asked})
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_each_date_says_what_became_of_it(client, course, weekly):
    factories.BreakFactory(course=course)
    factories.MeetingChangeFactory(pattern=weekly, day=date(2027, 3, 8), note="Snow")
    factories.MeetingChangeFactory(
        pattern=weekly,
        day=date(2027, 3, 22),
        state=ChangeState.MOVED,
        new_day=date(2027, 3, 24),
        place="Room 7",
    )
    lecture = factories.LectureFactory(course=course, day=date(2027, 3, 1), title="*Flows*")
    found = asked(client)
    assert [(one["day"], one["state"]) for one in found] == [
        ("2027-03-01", "as_planned"),
        ("2027-03-08", "cancelled"),
        ("2027-03-22", "moved"),
        ("2027-03-29", "as_planned"),
    ]
    assert found[0] == {
        "course": course.slug,
        "pattern": weekly.public_id,
        "kind": "lecture",
        "day": "2027-03-01",
        "start": "2027-03-01T19:10:00-05:00",
        "end": "2027-03-01T21:00:00-05:00",
        "state": "as_planned",
        "place": "Room 102",
        "note": "",
        "listed": [lecture.public_id],
        "titles": ["*Flows*"],
        "online": True,
        "video_url": None,
        "video_code": None,
    }
    assert found[1]["note"] == "Snow"
    assert (found[2]["start"], found[2]["place"]) == ("2027-03-24T19:10:00-04:00", "Room 7")


def test_what_is_on_no_date_of_a_weekly_meeting_is_told_too(client, course):
    lecture = factories.LectureFactory(course=course, day=date(2027, 3, 5))
    session = factories.TutoringSessionFactory(
        track__course=course, day=date(2027, 3, 5), start=time(15), end=time(16)
    )
    factories.TutoringSessionFactory(track__course=course, day=date(2027, 3, 5), published_at=None)
    factories.LectureFactory(course=course, day=date(2027, 3, 6), kind=LectureKind.BREAK)
    factories.LectureFactory(course=course, day=date(2027, 4, 5))
    found = [(one["listed"], one["pattern"], one["start"]) for one in asked(client)]
    assert found == [
        ([lecture.public_id], None, None),
        ([session.public_id], None, "2027-03-05T15:00:00-05:00"),
    ]


def test_links_of_calls_are_for_whom_the_course_says(client, course, weekly):
    client.force_login(factories.UserFactory())
    assert {one["video_url"] for one in asked(client)} == {None}
    client.force_login(enrolled(course))
    assert {one["video_url"] for one in asked(client)} == {"https://video.example.edu/x"}
    assert {one["video_code"] for one in asked(client)} == {"99-88"}


def test_meetings_of_a_course_that_one_may_not_see_are_not_told(client):
    for fields in ({"page_visibility": Visibility.MEMBERS}, {"state": CourseState.DRAFT}):
        factories.MeetingPatternFactory(course=factories.CourseFactory(**fields))
    assert asked(client) == []


def test_meetings_of_one_course_can_be_asked_for_and_all_come_in_order_of_time(client, course):
    other = factories.CourseFactory(time_zone="Europe/London")
    for one in (course, other):
        factories.MeetingPatternFactory(course=one, weekday=Weekday.MONDAY)
    assert [one["course"] for one in asked(client, to="2027-03-01")] == [other.slug, course.slug]
    assert {one["course"] for one in asked(client, course=course.slug)} == {course.slug}
    assert asked(client, course="nowhere") == []


def test_without_days_the_coming_week_is_told(client, course, weekly, time_machine):
    time_machine.move_to(factories.NOW, tick=False)
    factories.MeetingPatternFactory(
        course=course, weekday=Weekday.WEDNESDAY, kind=MeetingKind.TUTORING
    )
    found = client.get(URL).json()["results"]
    assert [one["day"] for one in found] == ["2027-03-10", "2027-03-15", "2027-03-17"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"from": "tomorrow"}, "from"),
        ({"from": "2027-02-30"}, "from"),
        ({"from": "2027-03-10", "to": "2027-03-09"}, "to"),
        ({"from": "2027-01-01", "to": "2028-02-05"}, "to"),
        ({"from": "0001-01-01", "to": "0001-01-02"}, "from"),
        ({"from": "9999-12-31"}, "from"),
        ({"to": "9999-12-31"}, "to"),
        ({"from": "\x00"}, "from"),
        ({"since": "2027-03-10"}, "since"),
    ],
)
def test_days_that_make_no_sense_are_refused_with_the_reason(client, weekly, given, field):
    answer = client.get(URL, given)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert list(answer.json()["errors"]) == [field]
    assert answer.json()["errors"][field][0]


def test_four_hundred_days_can_be_asked_for(client, weekly):
    assert len(asked(client, **{"from": "2027-01-01", "to": "2028-02-04"})) == 15


def test_answers_are_kept_by_nobody_in_between(client):
    answer = client.get(URL)
    assert "private" in answer["Cache-Control"]
    assert "Authorization" in answer["Vary"]


@pytest.mark.parametrize("rows", [1, 30])
def test_it_costs_as_many_queries_with_1_as_with_30(client, rows, django_assert_num_queries):
    ana = factories.UserFactory()
    for _ in range(rows):
        pattern = factories.MeetingPatternFactory(host=factories.UserFactory())
        factories.MembershipFactory(user=ana, course=pattern.course)
        factories.MeetingChangeFactory(pattern=pattern, day=date(2027, 3, 8))
        factories.LectureFactory(course=pattern.course, day=date(2027, 3, 8))
    client.force_login(ana)
    # the session with its person and their roles takes four, the meetings four
    with django_assert_num_queries(8):
        assert len(asked(client, **{"from": "2027-03-08", "to": "2027-03-08"})) == rows
