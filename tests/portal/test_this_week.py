"""What the course page says of this week."""

from datetime import UTC, date, datetime, time

import pytest

from courseapp.courses.models import Course
from courseapp.courses.public_ids import make_public_id
from courseapp.portal.milestone_rows import MilestoneRow
from courseapp.portal.this_week import this_week
from projects.models import Milestone
from schedule.course_page import LectureRow, SessionRow
from schedule.models import (
    Break,
    Lecture,
    LectureKind,
    MeetingKind,
    MeetingPattern,
    Weekday,
)
from schedule.timetable import Timetable

COURSE = Course(
    time_zone="America/New_York", first_day=date(2027, 2, 1), last_day=date(2027, 5, 10)
)
WEDNESDAY = date(2027, 3, 10)


def week(today=WEDNESDAY, *, course=COURSE, **given):
    rows = {"lectures": [], "sessions": [], "milestones": []}
    times = Timetable(
        course=course,
        patterns=given.pop("patterns", []),
        changes=given.pop("changes", []),
        breaks=given.pop("breaks", []),
    )
    return this_week(course, today=today, timetable=times, **(rows | given))


def pattern(kind=MeetingKind.LECTURE, weekday=Weekday.MONDAY, start=time(19), end=time(21), pk=1):
    return MeetingPattern(pk=pk, kind=kind, weekday=weekday, start=start, end=end)


def lecture(day, title="Transport", kind=LectureKind.LECTURE):
    return LectureRow(Lecture(day=day, title=title, kind=kind, position=1), [], [])


def session(day):
    return SessionRow(1, "Adjoints", day, "", "", [], [], [], [], public_id=make_public_id())


def milestone(due):
    local = due.astimezone(COURSE.zone)
    return MilestoneRow(milestone=Milestone(title="Abstract"), due=due, local=local, own=False)


def told(cards):
    return [(card.kind, card.day) for card in cards]


def test_it_goes_from_monday_to_sunday():
    found = week()
    assert (found.first_day, found.last_day) == (date(2027, 3, 8), date(2027, 3, 14))


def test_a_lecture_has_the_hours_of_the_meeting_on_its_day():
    [card] = week(patterns=[pattern()], lectures=[lecture(date(2027, 3, 8))]).cards
    assert card.lecture.lecture.title == "Transport"
    assert card.meeting.start.hour == 19


def test_a_meeting_without_a_listed_lecture_is_still_told():
    [card] = week(patterns=[pattern()], lectures=[lecture(date(2027, 3, 1))]).cards
    assert card.kind == "lecture"
    assert card.lecture is None


def test_a_lecture_outside_of_the_weekly_hours_is_told_without_hours():
    [card] = week(lectures=[lecture(date(2027, 3, 11))]).cards
    assert card.meeting is None


def test_two_meetings_on_a_day_take_the_days_lectures_in_order():
    rows = [lecture(date(2027, 3, 8), title) for title in ("First", "Second")]
    hours = [pattern(start=time(9), end=time(10)), pattern(start=time(14), end=time(15), pk=2)]
    cards = week(patterns=hours, lectures=rows).cards
    assert [(c.meeting.start.hour, c.lecture.lecture.title) for c in cards] == [
        (9, "First"),
        (14, "Second"),
    ]


def test_no_lecture_is_held_on_a_day_that_the_list_gives_to_a_break():
    rows = [lecture(date(2027, 3, 8), "Spring break", LectureKind.BREAK)]
    assert told(week(patterns=[pattern()], lectures=rows).cards) == [("break", date(2027, 3, 8))]


def test_a_break_is_told_once_and_nothing_takes_place_in_it():
    pause = Break(title="Spring break", first_day=date(2027, 3, 6), last_day=date(2027, 3, 14))
    rows = [lecture(date(2027, 3, 8), "Spring break", LectureKind.BREAK)]
    found = week(patterns=[pattern()], lectures=rows, breaks=[pause])
    assert told(found.cards) == [("break", date(2027, 3, 8))]


def test_tutoring_and_office_hours_stand_beside_the_lectures_in_order_of_time():
    found = week(
        patterns=[
            pattern(MeetingKind.TUTORING, Weekday.FRIDAY),
            pattern(MeetingKind.OFFICE_HOURS, Weekday.TUESDAY),
            pattern(),
        ],
        sessions=[session(date(2027, 3, 12)), session(date(2027, 3, 19))],
    )
    assert [card.kind for card in found.cards] == ["lecture", "office_hours", "tutoring"]
    assert found.cards[2].session.title == "Adjoints"


@pytest.mark.parametrize(
    ("due", "shown"),
    [
        (datetime(2027, 3, 8, 4, 59, tzinfo=UTC), False),  # Sunday, 23:59 in New York
        (datetime(2027, 3, 8, 5, 0, tzinfo=UTC), True),  # Monday, 0:00
        (datetime(2027, 3, 17, 22, 0, tzinfo=UTC), True),  # seven days ahead
        (datetime(2027, 3, 18, 22, 0, tzinfo=UTC), False),
    ],
)
def test_what_is_due_this_week_or_within_seven_days_is_told(due, shown):
    assert bool(week(milestones=[milestone(due)]).cards) is shown


def test_before_the_term_it_says_when_it_begins():
    found = week(date(2027, 1, 20), patterns=[pattern()])
    assert (found.cards, found.begins, found.ended) == ([], date(2027, 2, 1), None)


def test_after_the_term_it_says_that_it_ended():
    found = week(date(2027, 6, 1), patterns=[pattern()])
    assert (found.cards, found.begins, found.ended) == ([], None, date(2027, 5, 10))


def test_a_week_without_anything_names_what_comes_next():
    rows = [lecture(date(2027, 3, 29), "Later"), lecture(date(2027, 3, 22), "Next")]
    assert week(lectures=rows).next_lecture.lecture.title == "Next"


def test_a_course_without_dates_has_no_this_week():
    assert week(course=Course(time_zone="UTC"), patterns=[pattern()]) is None
