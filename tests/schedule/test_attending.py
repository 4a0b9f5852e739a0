"""Attendance is ticked on one page, and counts from the day a person joined."""

from datetime import UTC, date, datetime, timedelta

import pytest

from courseapp.courses import enrolling
from courseapp.courses.models import AuditEntry, CourseState, Role
from schedule import attending
from schedule.models import Attendance, LectureKind
from tests import factories
from tests.actors import enrolled

pytestmark = pytest.mark.django_db
NOW = factories.NOW
TODAY = date(2027, 3, 10)


@pytest.fixture(autouse=True)
def _wednesday_in_march(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def course():
    return factories.CourseFactory()


@pytest.fixture
def tutor(course):
    return enrolled(course, Role.TUTOR)


def lecture_on(course, day):
    return factories.LectureFactory(course=course, day=day, title=f"On {day}")


def came(occasion):
    return set(
        Attendance.objects.filter(**attending.place_of(occasion)).values_list("person", flat=True)
    )


def taken(occasion, *people, by, shown=()):
    attending.take(occasion, came=people, shown=[p.pk for p in shown], by=by, now=NOW)


def test_it_is_taken_of_lectures_and_published_sessions_up_to_today(course):
    past = lecture_on(course, TODAY - timedelta(days=2))
    lecture_on(course, TODAY + timedelta(days=5))
    factories.LectureFactory(course=course, day=TODAY, kind=LectureKind.BREAK)
    session = factories.TutoringSessionFactory(track__course=course, day=TODAY)
    factories.TutoringSessionFactory(track__course=course, day=TODAY, published_at=None)
    assert attending.occasions(course, until=TODAY) == [session, past]


def test_who_came_is_written_with_who_ticked_it(course, tutor):
    ana, boris, occasion = enrolled(course), enrolled(course), lecture_on(course, TODAY)
    taken(occasion, ana, by=tutor)
    assert came(occasion) == {ana.pk}
    entry = AuditEntry.objects.get(verb="take attendance")
    assert (entry.actor, entry.details["came"]) == (tutor, [ana.public_id])
    taken(occasion, boris, by=tutor, shown=[ana])
    assert came(occasion) == {boris.pk}


def test_what_a_second_tutor_ticked_meanwhile_stays(course, tutor):
    ana, boris, clara = (enrolled(course) for _ in range(3))
    occasion = lecture_on(course, TODAY)
    taken(occasion, ana, by=tutor)  # both forms were opened with nothing ticked
    taken(occasion, boris, by=enrolled(course, Role.TUTOR))
    taken(occasion, clara, by=tutor, shown=[ana])
    assert came(occasion) == {boris.pk, clara.pk}


def test_ticking_twice_is_once(course, tutor):
    ana, occasion = enrolled(course), lecture_on(course, TODAY)
    taken(occasion, ana, by=tutor)
    taken(occasion, ana, by=tutor)
    assert Attendance.objects.count() == 1


def test_it_counts_from_the_day_a_person_joined(course, tutor):
    early, late = enrolled(course), enrolled(course)
    late.memberships.update(joined_at=datetime(2027, 3, 2, 3, tzinfo=UTC))  # 1 March, New York
    days = [date(2027, 2, 22), date(2027, 3, 1), date(2027, 3, 8)]
    for day in days:
        taken(lecture_on(course, day), early, late, by=tutor)
    lecture_on(course, TODAY)  # nobody has ticked yet: it counts for nobody
    members = list(course.memberships.students())
    counted = attending.attended(course, members, among=attending.occasions(course, until=TODAY))
    assert counted[early.pk] == attending.Counted(3, 3)
    assert counted[late.pk] == attending.Counted(2, 2)


def test_an_occasion_to_which_nobody_came_counts_too(course, tutor):
    ana = enrolled(course)
    taken(lecture_on(course, TODAY), by=tutor)
    [mine] = course.memberships.students()
    held = attending.occasions(course, until=TODAY)
    assert attending.attended(course, [mine], among=held)[ana.pk] == attending.Counted(0, 1)


def test_who_left_before_a_day_is_not_on_its_list(course, tutor):
    ana = enrolled(course)
    membership = ana.memberships.get()
    enrolling.drop(membership, by=tutor, now=datetime(2027, 3, 1, 17, tzinfo=UTC))
    for day, expected in ((date(2027, 3, 1), [membership]), (date(2027, 3, 2), [])):
        assert attending.could_come(course, day=day) == expected


# --- The pages ----------------------------------------------------------------------------------


def page_of(course, occasion=None):
    end = f"{occasion.public_id}/" if occasion else ""
    return f"/courses/{course.slug}/staff/attendance/{end}"


def test_a_tutor_ticks_on_one_page(client, course, tutor):
    ana, boris, occasion = enrolled(course), enrolled(course), lecture_on(course, TODAY)
    client.force_login(tutor)
    html = client.get(page_of(course, occasion)).content.decode()
    assert html.count('type="checkbox"') == 2
    answer = client.post(page_of(course, occasion), {"came": [ana.public_id]}, follow=True)
    assert "1 came" in answer.content.decode()
    assert came(occasion) == {ana.pk}
    assert boris.pk not in came(occasion)


def test_a_person_of_elsewhere_cannot_be_ticked(client, course, tutor):
    stranger, occasion = factories.UserFactory(), lecture_on(course, TODAY)
    client.force_login(tutor)
    answer = client.post(page_of(course, occasion), {"came": [stranger.public_id]})
    assert answer.status_code == 422
    assert not Attendance.objects.exists()


def test_a_student_reads_their_own_count_and_nobody_elses(client, course, tutor):
    ana, boris = enrolled(course), enrolled(course)
    taken(lecture_on(course, TODAY), ana, by=tutor)
    client.force_login(ana)
    html = client.get(page_of(course)).content.decode()
    assert "You came to 1 of 1" in html
    assert boris.name not in html


def test_the_occasion_of_another_course_or_of_tomorrow_is_not_there(client, course, tutor):
    client.force_login(tutor)
    elsewhere = lecture_on(factories.CourseFactory(), TODAY)
    tomorrow = lecture_on(course, TODAY + timedelta(days=1))
    for occasion in (elsewhere, tomorrow):
        assert client.get(page_of(course, occasion)).status_code == 404


def test_an_archived_course_stays_as_it_was(client, course, tutor):
    occasion = lecture_on(course, TODAY)
    course.state = CourseState.ARCHIVED
    course.save()
    client.force_login(tutor)
    assert client.post(page_of(course, occasion), {}).status_code == 403


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_as_many_queries_with_1_as_with_30(
    client, course, tutor, count, django_assert_num_queries
):
    for back in range(count):
        taken(lecture_on(course, TODAY - timedelta(days=back)), enrolled(course), by=tutor)
    client.force_login(tutor)
    with django_assert_num_queries(10):
        client.get(page_of(course))
