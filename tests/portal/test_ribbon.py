"""The term as a ribbon: weeks, breaks, today, and what is due."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from courseapp.courses.models import Course
from courseapp.portal.ribbon import LONGEST, ribbon
from projects.models import Milestone
from schedule.models import Break, Lecture, LectureKind

COURSE = Course(
    time_zone="America/New_York", first_day=date(2027, 2, 3), last_day=date(2027, 5, 10)
)
TODAY = date(2027, 3, 10)


def drawn(course=COURSE, *, today=TODAY, lectures=(), breaks=(), milestones=()):
    return ribbon(course, today=today, lectures=lectures, breaks=breaks, milestones=milestones)


def due(title, day):
    return Milestone(title=title, due=datetime(2027, day.month, day.day, 16, tzinfo=UTC))


def lecture(day, kind=LectureKind.LECTURE, week=None):
    return Lecture(day=day, kind=kind, week=week)


def test_a_term_has_the_weeks_that_it_touches_from_monday_on():
    weeks = drawn().weeks
    assert len(weeks) == 15
    assert weeks[0].first_day == date(2027, 2, 1)
    assert [week.state for week in weeks].index("now") == 5
    assert {week.state for week in weeks[:5]} == {"past"}
    assert {week.state for week in weeks[6:]} == {"ahead"}


def test_the_weeks_fill_the_width():
    last = drawn().weeks[-1]
    assert last.x + last.width == pytest.approx(100, abs=0.1)


def test_a_break_of_the_working_days_frees_its_week():
    pause = Break(first_day=date(2027, 3, 13), last_day=date(2027, 3, 21))
    assert [w.first_day for w in drawn(breaks=[pause]).weeks if w.free] == [date(2027, 3, 15)]


def test_a_single_free_day_frees_no_week():
    pause = Break(first_day=date(2027, 3, 15), last_day=date(2027, 3, 15))
    assert not any(week.free for week in drawn(breaks=[pause]).weeks)


def test_a_break_in_place_of_all_lectures_of_a_week_frees_it():
    rows = [
        lecture(date(2027, 3, 15), LectureKind.BREAK),
        lecture(date(2027, 3, 22), LectureKind.BREAK),
        lecture(date(2027, 3, 24)),
    ]
    assert [w.first_day for w in drawn(lectures=rows).weeks if w.free] == [date(2027, 3, 15)]


def test_weeks_bear_the_numbers_that_the_lectures_give_them():
    rows = [lecture(date(2027, 2, 3), week=1), lecture(date(2027, 2, 17), week=2)]
    assert [week.number for week in drawn(lectures=rows).weeks][:4] == [1, None, 2, None]


def test_a_mark_stands_at_its_day_in_the_courses_zone():
    late = Milestone(title="Abstract", due=datetime(2027, 3, 9, 4, 30, tzinfo=UTC))
    [mark] = drawn(milestones=[late]).marks
    assert mark.day == date(2027, 3, 8)
    assert mark.x == pytest.approx(100 * 35.5 / 105, abs=0.01)


def test_labels_never_cover_each_other_nor_a_mark():
    rows = [due(f"Homework {n}", date(2027, 2, 2) + timedelta(days=9 * n)) for n in range(11)]
    marks = drawn(milestones=rows).marks
    assert len(marks) == 11
    spans = {}
    for mark in marks:
        width = 2 + 0.62 * len(mark.title)
        left = mark.x - width if mark.at_end else mark.x
        if mark.line is not None:
            spans.setdefault(mark.line, []).append((left, left + width))
    for line, covered in spans.items():
        covered.sort()
        assert all(a[1] <= b[0] for a, b in pairwise(covered))
        assert line or not any(a < mark.x < b for a, b in covered for mark in marks)


def test_a_label_near_the_end_is_written_to_the_left():
    [mark] = drawn(milestones=[due("Final project", date(2027, 5, 10))]).marks
    assert mark.at_end


def test_what_is_due_outside_of_the_term_is_not_drawn():
    assert (
        drawn(milestones=[due("Late", date(2027, 7, 1)), Milestone(title="Some day")]).marks == []
    )


def test_now_is_marked_only_in_the_term():
    assert drawn().today == pytest.approx(100 * 37.5 / 105, abs=0.01)
    assert drawn(today=date(2027, 1, 31)).today is None
    assert drawn(today=date(2027, 5, 11)).today is None


def test_it_is_told_in_words():
    words = drawn(
        breaks=[Break(first_day=date(2027, 3, 15), last_day=date(2027, 3, 19))],
        milestones=[due("Abstract", date(2027, 3, 18))],
    ).in_words
    assert words == (
        "The term: 15 weeks from 3 February to 10 May. Now is the week of 8 March. "
        "Break in the week of 15 March. Abstract due 18 March."
    )


def test_a_course_without_dates_takes_its_lectures_or_has_none():
    dateless = Course(time_zone="UTC")
    assert drawn(dateless) is None
    rows = [lecture(date(2027, 2, 3)), lecture(date(2027, 2, 10)), lecture(None)]
    assert len(drawn(dateless, lectures=rows).weeks) == 2


def test_a_wrong_date_draws_no_ribbon_of_a_century():
    wrong = Course(time_zone="UTC", first_day=date(1927, 2, 1), last_day=date(2027, 5, 10))
    assert drawn(wrong) is None
    longest = Course(
        time_zone="UTC",
        first_day=date(2027, 2, 1),
        last_day=date(2027, 2, 1) + LONGEST * timedelta(days=7),
    )
    assert sum(bool(week.label) for week in drawn(longest).weeks) <= 24
