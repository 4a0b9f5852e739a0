"""Dates move by teaching weeks: weekdays and order stay, breaks are skipped."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseapp.portal.cloning.terms import DaysOff, Shift, Term, same_date_near

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


def pause(first, last=None, title="Break"):
    return DaysOff(title, first, last or first)


def spring(new_off=()):
    """Monday 1 February to Monday 10 May 2027 with a break, then from Monday 31 January 2028."""
    old = Term(date(2027, 2, 1), (pause(date(2027, 3, 15), date(2027, 3, 21)),))
    return Shift(old, date(2027, 5, 10), Term(date(2028, 1, 31), tuple(new_off)))


def test_a_day_stays_the_same_weekday_of_the_same_teaching_week():
    shift = spring(new_off=[pause(date(2028, 3, 13), date(2028, 3, 19))])
    assert shift.move(date(2027, 2, 1)) == date(2028, 1, 31)
    assert shift.move(date(2027, 3, 12)) == date(2028, 3, 10)  # Friday before the break
    assert shift.move(date(2027, 3, 22)) == date(2028, 3, 20)  # Monday after it


def test_another_break_week_pushes_only_what_lies_between_the_breaks():
    shift = spring(new_off=[pause(date(2028, 2, 14), date(2028, 2, 20))])
    assert shift.move(date(2027, 2, 8)) == date(2028, 2, 7)
    assert shift.move(date(2027, 2, 15)) == date(2028, 2, 21)
    assert shift.move(date(2027, 3, 22)) == date(2028, 3, 20)


def test_a_holiday_pushes_the_lectures_of_its_weekday_alone():
    shift = spring(new_off=[pause(date(2028, 2, 7)), pause(date(2028, 3, 13), date(2028, 3, 19))])
    assert shift.move(date(2027, 2, 8)) == date(2028, 2, 14)
    assert shift.move(date(2027, 2, 12)) == date(2028, 2, 11)


def test_without_a_break_the_term_ends_a_week_earlier():
    assert spring().new_last == date(2028, 5, 1)


def test_a_day_of_the_break_moves_to_the_new_break_or_to_the_next_teaching_day():
    wednesday = date(2027, 3, 17)
    assert spring([pause(date(2028, 3, 6), date(2028, 3, 12))]).move(wednesday) == date(2028, 3, 8)
    assert spring().move(wednesday) == date(2028, 3, 15)
    only_monday = [pause(date(2028, 3, 6))]
    assert spring(only_monday).move(wednesday) == date(2028, 3, 15)


def test_what_lies_outside_of_the_term_keeps_its_weeks_from_it():
    shift = spring(new_off=[pause(date(2028, 3, 13), date(2028, 3, 19))])
    assert shift.move(date(2027, 1, 27)) == date(2028, 1, 26)
    assert shift.move(date(2027, 5, 19)) == date(2028, 5, 17)


def test_a_term_that_begins_on_another_weekday_keeps_the_weekdays():
    shift = Shift(Term(date(2027, 2, 1)), date(2027, 5, 10), Term(date(2028, 2, 2)))
    assert shift.move(date(2027, 2, 1)) == date(2028, 2, 7)  # the first Monday of the new term
    assert shift.move(date(2027, 2, 3)) == date(2028, 2, 2)


@pytest.mark.parametrize(
    ("day", "near", "expected"),
    [
        (date(2027, 5, 1), date(2028, 4, 26), date(2028, 5, 1)),
        (date(2026, 12, 20), date(2028, 1, 5), date(2027, 12, 20)),
        (date(2028, 2, 29), date(2029, 3, 1), date(2029, 2, 28)),
    ],
)
def test_a_pinned_date_stays_in_the_calendar(day, near, expected):
    assert same_date_near(day, near) == expected


# --- Laws ---------------------------------------------------------------------------------------

DATES = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@st.composite
def terms(draw):
    first = draw(DATES)
    off = []
    day = first
    for _ in range(draw(st.integers(0, 4))):
        day += timedelta(days=draw(st.integers(1, 40)))
        last = day + timedelta(days=draw(st.integers(0, 9)))
        off.append(pause(day, last))
        day = last + DAY
    return Term(first, tuple(off))


@st.composite
def shifts(draw):
    old = draw(terms())
    last = old.first + timedelta(days=draw(st.integers(60, 150)))
    return Shift(old, last, draw(terms()))


def taught(shift):
    days = (shift.old.first + n * DAY for n in range((shift.last - shift.old.first).days + 1))
    return [day for day in days if not shift.old.is_off(day)]


@given(shifts())
def test_weekdays_stay_and_nothing_is_taught_in_a_break(shift):
    for day in taught(shift):
        moved = shift.move(day)
        assert moved.weekday() == day.weekday()
        assert not shift.new.is_off(moved)
        assert moved >= shift.new.first


@given(shifts())
def test_what_was_taught_on_a_weekday_keeps_its_order_and_no_two_meet(shift):
    for weekday in range(7):
        moved = [shift.move(day) for day in taught(shift) if day.weekday() == weekday]
        assert moved == sorted(set(moved))


@given(shifts())
def test_a_term_moved_onto_itself_stays_as_it_was(shift):
    same = Shift(shift.old, shift.last, shift.old)
    assert [same.move(day) for day in taught(same)] == taught(same)


@given(shifts())
def test_there_and_back_is_where_one_was(shift):
    back = Shift(shift.new, shift.new_last, shift.old)
    for day in taught(shift):
        moved = shift.move(day)
        if moved <= shift.new_last:
            assert back.move(moved) == day
