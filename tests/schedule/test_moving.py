"""Meetings that move: one date, from a date on, all; and everyone hears of it."""

import threading
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection

from courseapp.courses.models import Announcement, AuditEntry, Role, StaleError
from courseapp.mail.models import OutgoingMail
from schedule import moving
from schedule.breaks import BreakRefused, remove_break, set_break
from schedule.coming import planned_date, planned_dates
from schedule.models import (
    Break,
    ChangeState,
    Lecture,
    MeetingChange,
    MeetingKind,
    MeetingPattern,
    Weekday,
)
from schedule.moving import MoveRefused, Scope, Target
from schedule.timetable import timetable
from tests import factories
from tests.actors import enrolled

pytestmark = pytest.mark.django_db
NOW = factories.NOW  # Wednesday 10 March 2027, 10:00 in New York
TUESDAY = date(2027, 3, 16)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@pytest.fixture
def course():
    return factories.CourseFactory(code="CS 9")


@pytest.fixture
def tutor(course):
    return enrolled(course, Role.TUTOR, name="Luca")


@pytest.fixture
def pattern(course, tutor):
    return factories.MeetingPatternFactory(
        course=course,
        kind=MeetingKind.OFFICE_HOURS,
        weekday=Weekday.TUESDAY,
        start=time(14),
        end=time(15),
        place="Room 5",
        host=tutor,
    )


def on(pattern, day=TUESDAY):
    found = MeetingPattern.objects.select_related("course", "host").get(pk=pattern.pk)
    return planned_date(timetable(found.course), found, day).meeting


def to(day=TUESDAY, start=time(14), end=time(15), **more):
    return Target(day=day, start=start, end=end, **more)


def held(course, first=date(2027, 3, 8), last=date(2027, 5, 10)):
    """What takes place, as (day, start, place)."""
    return [
        (row.takes_place_on, row.start.time(), row.place)
        for row in timetable(course).between(first, last)
        if not row.is_cancelled
    ]


# --- One date --------------------------------------------------------------------------------


def test_one_date_is_cancelled_and_everyone_hears_of_it(course, pattern, tutor):
    student = enrolled(course)
    done = moving.cancel(on(pattern), note="I am ill.", by=tutor, now=NOW)
    change = MeetingChange.objects.get()
    assert (change.day, change.state, change.note) == (TUESDAY, "cancelled", "I am ill.")
    news = Announcement.objects.get()
    assert news == done.announcement
    assert news.title == "Office hours of Tue 16 Mar are cancelled"
    assert news.body == "- Tue 16 Mar 2027, 14:00–15:00, Room 5, Luca\n\nI am ill."
    assert news.concerns == datetime(2027, 3, 16, 18, 0, tzinfo=UTC)
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.not_before) == (student, NOW + timedelta(minutes=10))
    assert [(e.verb, e.details) for e in AuditEntry.objects.order_by("pk")] == [
        ("cancel", {"day": "2027-03-16"}),
        ("publish", {}),
    ]


def test_what_is_cancelled_within_24_hours_is_mailed_at_once(course, pattern, tutor):
    enrolled(course)
    moving.cancel(on(pattern), by=tutor, now=datetime(2027, 3, 16, 12, 0, tzinfo=UTC))
    assert OutgoingMail.objects.get().not_before == datetime(2027, 3, 16, 12, 0, tzinfo=UTC)


def test_nobody_is_told_where_it_is_not_wanted(course, pattern, tutor):
    enrolled(course)
    assert moving.cancel(on(pattern), by=tutor, now=NOW, tell=False).announcement is None
    assert not Announcement.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_one_date_moves_to_another_day_hour_and_room(course, pattern, tutor):
    target = to(date(2027, 3, 17), time(16, 30), time(17, 30), place="room 612")
    done = moving.move(on(pattern), to=target, note="Sorry!", by=tutor, now=NOW)
    assert done.doubts == []
    (row,) = timetable(course).between(TUESDAY, TUESDAY)
    assert (row.takes_place_on, row.start.time(), row.place) == (
        date(2027, 3, 17),
        time(16, 30),
        "room 612",
    )
    news = Announcement.objects.get()
    assert news.title == "Office hours of Tue 16 Mar move to Wed 17 Mar, 16:30, room 612"
    assert news.body == (
        "- Was: Tue 16 Mar 2027, 14:00–15:00, Room 5, Luca\n"
        "- Now: Wed 17 Mar 2027, 16:30–17:30, room 612, Luca\n\nSorry!"
    )


def test_only_what_differs_is_kept_of_a_move(course, pattern, tutor):
    moving.move(on(pattern), to=to(place="Room 9"), by=tutor, now=NOW)
    change = MeetingChange.objects.get()
    assert (change.new_day, change.start, change.end) == (None, None, None)
    assert Announcement.objects.get().title == "Office hours of Tue 16 Mar move to Room 9"


def test_a_video_link_is_not_told_to_everyone(course, pattern, tutor):
    moving.move(
        on(pattern),
        to=to(video_url="https://video.example.edu/secret", video_code="1234"),
        by=tutor,
        now=NOW,
    )
    news = Announcement.objects.get()
    assert news.title == "Office hours of Tue 16 Mar move to another video link"
    assert "secret" not in news.body
    assert "1234" not in news.body


def test_a_title_is_never_too_long(course, pattern, tutor):
    moving.move(on(pattern), to=to(place="x" * 200), by=tutor, now=NOW)
    assert len(Announcement.objects.get().title) == 200


def test_moving_to_an_earlier_moment_concerns_that_moment(course, pattern, tutor):
    moving.move(on(pattern), to=to(date(2027, 3, 11)), by=tutor, now=NOW)
    assert Announcement.objects.get().concerns == datetime(2027, 3, 11, 19, 0, tzinfo=UTC)


def test_a_moved_date_can_move_again_or_be_cancelled(course, pattern, tutor):
    moving.move(on(pattern), to=to(place="Room 9"), by=tutor, now=NOW)
    moving.move(on(pattern), to=to(date(2027, 3, 18)), by=tutor, now=NOW)
    change = MeetingChange.objects.get()
    assert (change.new_day, change.place) == (date(2027, 3, 18), "")
    moving.cancel(on(pattern), by=tutor, now=NOW)
    change.refresh_from_db()
    assert (change.state, change.new_day) == (ChangeState.CANCELLED, None)
    with pytest.raises(MoveRefused, match="cancelled already"):
        moving.cancel(on(pattern), by=tutor, now=NOW)


def test_what_is_put_back_is_as_every_week_and_that_is_told(course, pattern, tutor):
    moving.cancel(on(pattern), by=tutor, now=NOW)
    moving.put_back(on(pattern), by=tutor, now=NOW)
    assert not MeetingChange.objects.exists()
    assert Announcement.objects.order_by("pk").last().title == (
        "Office hours of Tue 16 Mar take place as every week"
    )
    with pytest.raises(MoveRefused, match="as every week already"):
        moving.put_back(on(pattern), by=tutor, now=NOW)


def test_a_date_in_a_break_is_held_on_purpose(course, pattern, tutor):
    factories.BreakFactory(course=course)  # 15 to 19 March
    assert TUESDAY not in [row[0] for row in held(course)]
    moving.hold(on(pattern), note="For the paper.", by=tutor, now=NOW)
    assert TUESDAY in [row[0] for row in held(course)]
    assert Announcement.objects.get().title == (
        "Office hours of Tue 16 Mar take place, in the break"
    )
    moving.put_back(on(pattern), by=tutor, now=NOW)
    assert TUESDAY not in [row[0] for row in held(course)]
    assert Announcement.objects.order_by("pk").last().title.endswith("are cancelled")


def test_a_date_outside_of_a_break_needs_no_holding(pattern, tutor):
    with pytest.raises(MoveRefused, match="no break"):
        moving.hold(on(pattern), by=tutor, now=NOW)


def test_staff_see_the_dates_of_a_break_too(course, pattern):
    factories.BreakFactory(course=course)
    found = planned_dates(timetable(course), first=date(2027, 3, 9), last=date(2027, 3, 23))
    assert [(row.meeting.day.day, row.is_free) for row in found] == [
        (9, False),
        (16, True),
        (23, False),
    ]


# --- From a date on, and all -----------------------------------------------------------------


def test_from_a_date_on_the_pattern_ends_and_a_new_one_begins(course, pattern, tutor):
    target = to(date(2027, 3, 18), time(16), time(17), place="Room 9")
    moving.move(on(pattern), to=target, scope=Scope.LATER, by=tutor, now=NOW)
    old, new = MeetingPattern.objects.order_by("pk")
    assert old.until_day == date(2027, 3, 15)
    assert (new.from_day, new.until_day, new.weekday) == (date(2027, 3, 18), None, 3)
    assert (new.host, new.kind, new.public_id != old.public_id) == (tutor, old.kind, True)
    assert held(course)[:3] == [
        (date(2027, 3, 9), time(14), "Room 5"),
        (date(2027, 3, 18), time(16), "Room 9"),
        (date(2027, 3, 25), time(16), "Room 9"),
    ]
    assert Announcement.objects.get().title == (
        "From Tue 16 Mar on office hours are at Thu 18 Mar, 16:00, Room 9"
    )


def test_changes_and_slots_of_later_dates_go_over_to_the_new_pattern(course, pattern, tutor):
    for day in (date(2027, 3, 9), TUESDAY, date(2027, 3, 23)):
        factories.MeetingChangeFactory(pattern=pattern, day=day)
        factories.BookingFactory(pattern=pattern, day=day)
    target = to(date(2027, 3, 17), place="Room 9")
    moving.move(on(pattern), to=target, scope=Scope.LATER, by=tutor, now=NOW)
    new = MeetingPattern.objects.order_by("pk").last()
    assert list(new.changes.values_list("day", flat=True)) == [date(2027, 3, 24)]
    assert list(new.bookings.values_list("day", flat=True)) == [
        date(2027, 3, 17),
        date(2027, 3, 24),
    ]
    assert list(pattern.changes.values_list("day", flat=True)) == [date(2027, 3, 9)]
    assert list(pattern.bookings.values_list("day", "cancelled_at")) == [(date(2027, 3, 9), None)]


def test_all_changes_the_pattern_itself_and_its_changed_dates_follow(course, pattern, tutor):
    change = factories.MeetingChangeFactory(pattern=pattern, day=date(2027, 3, 23))
    target = to(date(2027, 3, 15), time(9), time(10))
    moving.move(on(pattern), to=target, scope=Scope.ALL, by=tutor, now=NOW)
    pattern.refresh_from_db()
    change.refresh_from_db()
    assert (pattern.weekday, pattern.start, pattern.place) == (0, time(9), "Room 5")
    assert change.day == date(2027, 3, 22)
    assert Announcement.objects.get().title == ("Weekly office hours are at Mon 15 Mar, 09:00")


def test_from_the_first_date_on_is_all(course, pattern, tutor):
    moving.move(
        on(pattern, date(2027, 2, 2)),
        to=to(date(2027, 2, 2), place="Room 1"),
        scope=Scope.LATER,
        by=tutor,
        now=NOW,
    )
    assert MeetingPattern.objects.get().place == "Room 1"


def test_for_more_than_one_date_the_day_is_of_the_same_week(pattern, tutor):
    with pytest.raises(MoveRefused, match="same week"):
        moving.move(on(pattern), to=to(TUESDAY + WEEK), scope=Scope.LATER, by=tutor, now=NOW)


def test_lectures_listed_for_the_days_ahead_follow_their_meeting(course, tutor):
    weekly = factories.MeetingPatternFactory(course=course, start=time(19), end=time(21))
    days = [date(2027, 3, 1), date(2027, 3, 15), date(2027, 3, 22)]
    for day in days:
        factories.LectureFactory(course=course, day=day)
    target = to(date(2027, 3, 17), time(19), time(21))
    moving.move(on(weekly, date(2027, 3, 15)), to=target, scope=Scope.LATER, by=tutor, now=NOW)
    assert list(Lecture.objects.values_list("day", flat=True)) == [
        date(2027, 3, 1),
        date(2027, 3, 17),
        date(2027, 3, 24),
    ]


def test_cancelled_from_a_date_on_the_pattern_ends(course, pattern, tutor):
    booking = factories.BookingFactory(pattern=pattern, day=TUESDAY + WEEK)
    moving.cancel(on(pattern), scope=Scope.LATER, by=tutor, now=NOW)
    pattern.refresh_from_db()
    booking.refresh_from_db()
    assert pattern.until_day == date(2027, 3, 15)
    assert booking.cancelled_at == NOW
    assert Announcement.objects.get().title == ("Weekly office hours end: none from Tue 16 Mar on")


def test_cancelling_all_keeps_what_has_been_held(course, pattern, tutor):
    moving.cancel(on(pattern, date(2027, 4, 6)), scope=Scope.ALL, by=tutor, now=NOW)
    pattern.refresh_from_db()
    assert pattern.until_day == date(2027, 3, 15)


def test_a_weekly_meeting_without_any_date_left_is_removed(course, pattern, tutor):
    moving.cancel(on(pattern, date(2027, 2, 2)), scope=Scope.LATER, by=tutor, now=NOW)
    assert not MeetingPattern.objects.exists()
    assert AuditEntry.objects.filter(verb="end").exists()


# --- What is refused, and what is only doubted -----------------------------------------------


def test_it_must_end_after_it_starts(pattern, tutor):
    with pytest.raises(MoveRefused) as refusal:
        moving.move(on(pattern), to=to(end=time(14)), by=tutor, now=NOW)
    assert refusal.value.field == "end"


def test_a_move_that_changes_nothing_is_refused(pattern, tutor):
    with pytest.raises(MoveRefused, match="Nothing would differ"):
        moving.move(on(pattern), to=to(place="Room 5"), by=tutor, now=NOW)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://x.edu/", "zoom", "https://"])
def test_a_link_that_is_none_is_refused(pattern, tutor, link):
    with pytest.raises(MoveRefused) as refusal:
        moving.move(on(pattern), to=to(video_url=link), by=tutor, now=NOW)
    assert refusal.value.field == "video_url"


def test_a_date_that_the_pattern_does_not_have_is_refused(pattern, tutor):
    import dataclasses

    assert planned_date(timetable(pattern.course), pattern, date(2027, 3, 17)) is None
    wrong = dataclasses.replace(on(pattern), day=date(2027, 3, 17))
    with pytest.raises(MoveRefused, match="does not have this date"):
        moving.cancel(wrong, by=tutor, now=NOW)


@pytest.mark.parametrize(
    ("start", "end", "field"), [(time(2, 30), time(4), "start"), (time(1), time(2, 30), "end")]
)
def test_an_hour_that_does_not_exist_that_night_is_refused_with_the_reason(
    pattern, tutor, start, end, field
):
    with pytest.raises(MoveRefused, match="02:30 does not exist that day") as refusal:
        moving.move(on(pattern), to=to(date(2027, 3, 14), start, end), by=tutor, now=NOW)
    assert refusal.value.field == field
    assert "Sun 14 Mar 2027" in refusal.value.message
    assert "New York" in refusal.value.message


def test_of_an_hour_that_comes_twice_the_first_is_taken_and_that_is_said(tutor, course, pattern):
    course.last_day = date(2027, 12, 1)
    course.save()
    target = to(date(2027, 11, 7), time(1, 30), time(3))
    done = moving.move(on(pattern), to=target, by=tutor, now=NOW)
    assert done.doubts == [
        "On Sun 7 Nov 2027 the clock in New York shows 01:30 twice: the first of the two is meant."
    ]
    (row,) = timetable(course).between(TUESDAY, TUESDAY)
    assert row.start.astimezone(UTC) == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)


def test_a_date_outside_the_term_or_in_a_break_is_doubted(course, pattern, tutor):
    factories.BreakFactory(course=course, first_day=date(2027, 3, 22), last_day=date(2027, 3, 26))
    assert moving.move(on(pattern), to=to(date(2027, 5, 11)), by=tutor, now=NOW).doubts == [
        "Tue 11 May 2027 lies outside the term."
    ]
    assert moving.move(on(pattern), to=to(date(2027, 3, 23)), by=tutor, now=NOW).doubts == [
        "Tue 23 Mar lies in “Spring break”."
    ]


def test_other_meetings_of_the_host_at_that_hour_are_doubted_in_any_course(pattern, tutor):
    other = factories.CourseFactory()
    factories.MeetingPatternFactory(
        course=other,
        kind=MeetingKind.TUTORING,
        weekday=Weekday.WEDNESDAY,
        start=time(14, 30),
        end=time(16),
        host=tutor,
    )
    clash = "Luca has something else then: tutoring, 14:30–16:00."
    assert moving.move(on(pattern), to=to(date(2027, 3, 17)), by=tutor, now=NOW).doubts == [clash]
    weekly = moving.move(
        on(pattern, TUESDAY + WEEK),
        to=to(date(2027, 3, 24)),
        scope=Scope.LATER,
        by=tutor,
        now=NOW,
    )
    assert weekly.doubts == ["Luca has something else every week then: tutoring, Wednesday 14:30."]


# --- Two at once -----------------------------------------------------------------------------


def test_who_saw_another_state_changes_nothing(course, pattern, tutor):
    first, second = on(pattern), on(pattern)
    moving.cancel(first, by=tutor, now=NOW)
    with pytest.raises(StaleError):
        moving.move(second, to=to(place="Room 9"), by=tutor, now=NOW)
    third = on(pattern, TUESDAY + WEEK)
    moving.move(on(pattern), to=to(start=time(13)), scope=Scope.ALL, by=tutor, now=NOW)
    with pytest.raises(StaleError):
        moving.cancel(third, by=tutor, now=NOW)
    assert MeetingChange.objects.get().state == ChangeState.CANCELLED
    assert Announcement.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scope", [Scope.ONE, Scope.LATER])
def test_of_two_at_the_same_moment_one_is_told(scope):
    course = factories.CourseFactory()
    tutor = enrolled(course, Role.TUTOR)
    pattern = factories.MeetingPatternFactory(course=course, host=tutor)
    seen = [on(pattern, date(2027, 3, 15)) for _ in range(2)]
    deeds = [
        lambda row: moving.cancel(row, scope=scope, by=tutor, now=NOW),
        lambda row: moving.move(
            row,
            to=to(date(2027, 3, 15), time(10), time(11)),
            scope=scope,
            by=tutor,
            now=NOW,
        ),
    ]
    start, outcomes = threading.Barrier(2), []

    def act(deed, row):
        try:
            start.wait(timeout=10)
            deed(row)
            outcomes.append("done")
        except StaleError:
            outcomes.append("told")
        except Exception as error:  # noqa: BLE001
            outcomes.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=pair) for pair in zip(deeds, seen, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["done", "told"]
    assert Announcement.objects.count() == 1


# --- Breaks ----------------------------------------------------------------------------------


def test_a_break_is_set_changed_and_removed(course, pattern, tutor):
    pause = Break(course=course)
    days = {"first_day": date(2027, 3, 15), "last_day": date(2027, 3, 19)}
    assert set_break(pause, title="Spring break", **days, by=tutor, now=NOW) == []
    assert TUESDAY not in [row[0] for row in held(course)]
    late = days | {"last_day": date(2027, 6, 1)}
    assert set_break(pause, title="Long break", **late, by=tutor, now=NOW) == [
        "Tue 1 Jun 2027 lies outside the term."
    ]
    remove_break(pause, by=tutor, now=NOW)
    assert TUESDAY in [row[0] for row in held(course)]
    assert [entry.verb for entry in AuditEntry.objects.order_by("pk")] == [
        "add",
        "change",
        "delete",
    ]


def test_a_break_ends_after_it_begins(course, tutor):
    with pytest.raises(BreakRefused) as refusal:
        set_break(
            Break(course=course),
            title="X",
            first_day=date(2027, 3, 15),
            last_day=date(2027, 3, 14),
            by=tutor,
            now=NOW,
        )
    assert refusal.value.field == "last_day"
    assert not Break.objects.exists()
