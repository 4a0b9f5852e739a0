"""The dashboard's coming week: where a person has to be, across courses, in order of time."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.cache import caches

from courseapp.courses.models import Course, CourseState
from courseapp.portal.next_meetings import COURSE, COURSES, next_meetings
from schedule.models import ChangeState, MeetingKind, Weekday
from tests import factories
from tests.actors import enrolled

pytestmark = pytest.mark.django_db
NOW = factories.NOW  # Wednesday 10 March 2027, 10:00 in New York
THURSDAY = date(2027, 3, 11)


@pytest.fixture(autouse=True)
def _wednesday(time_machine):
    time_machine.move_to(NOW, tick=False)
    caches["pages"].clear()


@pytest.fixture
def course():
    return factories.CourseFactory()


@pytest.fixture
def ana(course):
    return enrolled(course)


def weekly(course, weekday=Weekday.THURSDAY, start=time(11), end=time(12), **fields):
    return factories.MeetingPatternFactory(
        course=course, weekday=weekday, start=start, end=end, **fields
    )


def titles(person, now=NOW):
    return [one.appointment.title for one in next_meetings(person, now=now)]


def test_meetings_of_seven_days_come_in_order_of_time_across_courses_and_zones(course, ana):
    london = factories.CourseFactory(time_zone="Europe/London")
    factories.MembershipFactory(user=ana, course=london)
    weekly(course, start=time(11), end=time(12))  # 16:00 in UTC
    weekly(london, start=time(15), end=time(17), kind=MeetingKind.TUTORING)  # 15:00 in UTC
    weekly(course, Weekday.TUESDAY, kind=MeetingKind.OFFICE_HOURS)
    assert titles(ana) == ["Tutoring", "Lecture", "Office hours"]
    starts = [one.begins for one in next_meetings(ana, now=NOW)]
    assert starts[-1].date() == date(2027, 3, 16)


def test_what_is_under_way_is_there_and_what_is_over_is_not(course, ana):
    weekly(course, Weekday.WEDNESDAY, start=time(9), end=time(11))
    assert titles(ana) == ["Lecture"]
    assert titles(ana, NOW + timedelta(hours=2)) == []


def test_a_lecture_and_a_session_are_told_by_their_titles(course, ana):
    weekly(course)
    factories.LectureFactory(course=course, day=THURSDAY, label="Lec6", title="*Flows*")
    factories.TutoringSessionFactory(
        track__course=course, day=THURSDAY, start=time(15), title="Adjoints", place="Room 5"
    )
    found = [one.appointment for one in next_meetings(ana, now=NOW)]
    assert [one.title for one in found] == ["Lec6 *Flows*", "Tutoring: Adjoints"]
    assert (found[1].place, found[1].start.hour) == ("Room 5", 15)


def test_a_change_is_seen_at_once(client, course, ana):
    pattern = weekly(course)
    client.force_login(ana)
    assert "Room 102" in client.get("/dashboard/").content.decode()
    factories.MeetingChangeFactory(
        pattern=pattern,
        day=THURSDAY,
        state=ChangeState.MOVED,
        new_day=date(2027, 3, 12),
        place="Room 7",
        note="A visit",
    )
    page = client.get("/dashboard/").content.decode()
    told = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Moved Lecture Thu 11 Mar , 11:00 Fri 12 Mar, 11:00 New York, in 2 days" in told
    assert "Room 7" in told
    assert "A visit" in told
    assert "Room 102" not in told


def test_a_cancelled_meeting_is_told_until_it_would_be_over(client, course, ana):
    factories.MeetingChangeFactory(pattern=weekly(course), day=THURSDAY)
    client.force_login(ana)
    page = client.get("/dashboard/").content.decode()
    assert "Cancelled" in page
    assert "Room 102" not in page
    assert titles(ana, datetime(2027, 3, 11, 17, 30, tzinfo=UTC)) == []


def test_members_find_the_video_link(client, course, ana):
    weekly(course, video_url="https://video.example.edu/x", video_code="99-88")
    client.force_login(ana)
    page = client.get("/dashboard/").content.decode()
    assert 'href="https://video.example.edu/x"' in page
    assert "99-88" in page


def test_courses_that_are_not_under_way_or_were_left_have_none(ana):
    for fields, membership in (
        ({"state": CourseState.ARCHIVED}, {}),
        ({"state": CourseState.DRAFT}, {}),
        ({}, {"active": False, "left_at": NOW}),
    ):
        course = factories.CourseFactory(**fields)
        factories.MembershipFactory(user=ana, course=course, **membership)
        weekly(course)
    weekly(factories.CourseFactory())
    assert titles(ana) == []


def test_the_day_is_that_of_the_course(ana, course):
    """At 2:00 in UTC it is still the evening before in New York, and already noon in Auckland."""
    weekly(course, Weekday.WEDNESDAY, start=time(21), end=time(23))
    assert titles(ana, datetime(2027, 3, 11, 3, tzinfo=UTC)) == ["Lecture"]


def test_prepared_courses_are_those_of_the_queryset(ana, course):
    factories.CourseFactory()
    assert list(COURSES.rows(ana.pk)) == list(
        Course.objects.filter(pk=course.pk).values_list(*COURSE)
    )


@pytest.mark.parametrize("count", [1, 30])
def test_it_costs_four_queries_and_one_where_it_is_kept(ana, count, django_assert_num_queries):
    for _ in range(count):
        course = factories.CourseFactory()
        factories.MembershipFactory(user=ana, course=course)
        pattern = weekly(course, host=factories.UserFactory())
        factories.MeetingChangeFactory(pattern=pattern, day=THURSDAY)
        factories.LectureFactory(course=course, day=THURSDAY)
        factories.BreakFactory(course=course)
    with django_assert_num_queries(4):
        assert len(next_meetings(ana, now=NOW)) == count
    with django_assert_num_queries(1):
        assert len(next_meetings(ana, now=NOW)) == count
