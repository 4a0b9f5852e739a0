"""The course page tells what is cancelled or moved, in words, with the old and the new place."""

import re
from datetime import date, time

import pytest
from django.core.cache import caches

from courseapp.courses.models import Role
from schedule import moving
from schedule.coming import planned_date
from schedule.models import ChangeState, LectureKind, MeetingKind, MeetingPattern, Weekday
from schedule.moving import Scope, Target
from schedule.timetable import timetable
from tests import factories
from tests.actors import enrolled

pytestmark = pytest.mark.django_db
NOW = factories.NOW  # Wednesday 10 March 2027
MONDAY = date(2027, 3, 8)


@pytest.fixture(autouse=True)
def _wednesday_in_march(time_machine):
    time_machine.move_to(NOW, tick=False)
    caches["pages"].clear()


@pytest.fixture
def course():
    return factories.CourseFactory()


@pytest.fixture
def lectures(course):
    pattern = factories.MeetingPatternFactory(course=course)  # Mondays 19:10–21:00, Room 102
    factories.LectureFactory(course=course, day=MONDAY, title="Transport")
    factories.LectureFactory(course=course, day=date(2027, 3, 15), title="Later")
    return pattern


def page(client, course):
    return client.get(course.get_absolute_url()).content.decode()


def words(html):
    """Text with what is struck through in [brackets]."""
    marked = html.replace("<del>", "[").replace("</del>", "]")
    return " ".join(re.sub(r"<[^>]+>", " ", marked).split()).replace(" , ", ", ")


def part(html, begin, end="</section>"):
    text = words(html.partition(begin)[2].partition(end)[0])
    return text.replace("[ ", "[").replace(" ]", "]")


def week(html):
    return part(html, 'class="week"')


def every_week(html):
    return part(html, 'id="weekly"')


def listed(html):
    return part(html, 'class="lectures')


def change(pattern, day=MONDAY, state=ChangeState.MOVED, **values):
    return factories.MeetingChangeFactory(pattern=pattern, day=day, state=state, **values)


def test_a_cancelled_date_is_struck_through_and_said_to_be_cancelled(client, course, lectures):
    change(lectures, state=ChangeState.CANCELLED, note="The speaker is ill.")
    html = page(client, course)
    told = "[Mon 8 Mar, 19:10–21:00, Room 102] Cancelled"
    assert f"{told} [Transport] The speaker is ill." in week(html)
    assert f"{told} The speaker is ill." in every_week(html)
    assert "[Mon 8 Mar] Transport" in listed(html)
    assert f"{told} The speaker is ill." in listed(html)


def test_a_moved_date_shows_old_and_new_with_its_note(client, course, lectures):
    change(
        lectures,
        new_day=date(2027, 3, 12),
        start=time(16, 30),
        end=time(18),
        place="room 612",
        note="Once only",
    )
    html = page(client, course)
    told = "Moved [Mon 8 Mar, 19:10–21:00, Room 102] Fri 12 Mar, 16:30–18:00, room 612"
    assert f"{told} Transport Once only" in week(html)
    assert f"{told} Once only" in every_week(html)
    assert "[Mon 8 Mar] Fri 12 Mar Transport" in listed(html)
    assert f"{told} Once only" in listed(html)


def test_another_room_alone_shows_both_rooms(client, course, lectures):
    change(lectures, place="room 612")
    html = page(client, course)
    told = "Mon 8 Mar, 19:10–21:00, [Room 102] room 612 Another room"
    assert told in week(html)
    assert told in every_week(html)
    assert told in listed(html)
    assert "Mon 8 Mar Transport" in listed(html)


def test_a_lecture_moved_into_the_next_week_stands_in_both(client, course, lectures, time_machine):
    change(lectures, new_day=date(2027, 3, 16))
    assert "Moved [Mon 8 Mar, 19:10–21:00] Tue 16 Mar, 19:10–21:00, Room 102" in week(
        page(client, course)
    )
    time_machine.shift(7 * 24 * 3600)
    found = week(page(client, course))
    assert "Tue 16 Mar, 19:10–21:00, Room 102 Transport" in found
    assert found.index("Later") < found.index("Transport")


def test_a_lecture_whose_own_day_was_moved_along_finds_its_hours(client, course, lectures):
    change(lectures, new_day=date(2027, 3, 10))
    row = course.lectures.get(title="Transport")
    row.day = date(2027, 3, 10)
    row.save()
    found = week(page(client, course))
    assert found.count("Transport") == 1
    assert "[Mon 8 Mar, 19:10–21:00] Wed 10 Mar, 19:10–21:00, Room 102 Transport" in found


def test_what_is_held_in_a_break_is_said_to_be(client, course, lectures):
    factories.BreakFactory(course=course, first_day=MONDAY, last_day=date(2027, 3, 12))
    assert "19:10" not in week(page(client, course))
    change(lectures, state=ChangeState.HELD)
    assert "19:10–21:00, Room 102 Takes place, in the break" in week(page(client, course))


def test_a_lecture_held_on_a_day_that_the_list_gives_to_a_break_is_shown(client, course, lectures):
    factories.LectureFactory(course=course, day=date(2027, 3, 9), kind=LectureKind.BREAK)
    lectures.weekday = Weekday.TUESDAY
    lectures.save()
    assert "19:10" not in week(page(client, course))
    change(lectures, date(2027, 3, 9), ChangeState.HELD)
    assert "Tue 9 Mar, 19:10–21:00, Room 102 Takes place, in the break" in week(
        page(client, course)
    )


def test_office_hours_and_tutoring_show_it_too(client, course):
    for kind in (MeetingKind.OFFICE_HOURS, MeetingKind.TUTORING):
        pattern = factories.MeetingPatternFactory(
            course=course, kind=kind, weekday=Weekday.FRIDAY, start=time(14), end=time(15)
        )
        change(pattern, date(2027, 3, 12), place="room 9")
    found = week(page(client, course))
    assert found.count("Fri 12 Mar, 14:00–15:00, [Room 102] room 9 Another room") == 2


def test_the_video_link_of_a_moved_date_is_for_whom_it_is(client, course, lectures):
    change(lectures, video_url="https://v.example.edu/secret", video_code="77")
    html = page(client, course)
    assert "Another video link" in words(html)
    assert "secret" not in html
    client.force_login(enrolled(course))
    assert "https://v.example.edu/secret" in page(client, course)


def test_a_cancelled_meeting_offers_no_video_call(client, course, lectures):
    lectures.video_url = "https://v.example.edu/call"
    lectures.save()
    change(lectures, state=ChangeState.CANCELLED)
    client.force_login(enrolled(course))
    assert (
        "v.example.edu"
        not in page(client, course).partition('class="week"')[2].partition("</section>")[0]
    )


def test_every_week_tells_from_when_and_until_when(client, course, lectures):
    tutor = enrolled(course, Role.TUTOR)
    row = MeetingPattern.objects.select_related("course").get()
    meeting = planned_date(timetable(course), row, date(2027, 3, 15)).meeting
    target = Target(day=date(2027, 3, 17), start=time(9), end=time(11))
    moving.move(meeting, to=target, scope=Scope.LATER, by=tutor, now=NOW)
    found = every_week(page(client, course))
    assert "Mondays 19:10–21:00, until Sun 14 Mar" in found
    assert "Wednesdays 09:00–11:00, from Wed 17 Mar" in found


def test_what_has_ended_is_no_longer_every_week_until_the_term_is_over(
    client, course, lectures, time_machine
):
    lectures.until_day = date(2027, 3, 1)
    lectures.save()
    factories.MeetingPatternFactory(course=course, weekday=Weekday.FRIDAY)
    assert "Mondays" not in every_week(page(client, course))
    time_machine.shift(100 * 24 * 3600)
    assert "Mondays" in every_week(page(client, course))


def test_a_change_turns_the_kept_page(client, course, lectures):
    before = page(client, course)
    row = change(lectures, state=ChangeState.CANCELLED)
    assert "Cancelled" in page(client, course)
    row.delete()
    assert page(client, course) == before


@pytest.mark.parametrize("changes", [1, 30])
def test_changes_cost_the_page_no_query(client, course, changes, django_assert_num_queries):
    for number in range(changes):
        day = date(2027, 3, 8)
        factories.LectureFactory(course=course, day=day)
        pattern = factories.MeetingPatternFactory(course=course)
        change(pattern, day, place=f"Room {number}")
    with django_assert_num_queries(12):
        page(client, course)
