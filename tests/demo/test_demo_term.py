"""The demo is always in the middle of its term, whenever it is loaded."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseapp.courses.models import Course
from courseapp.portal.cloning.terms import name_of_term
from courseapp.portal.demo.accounts import ACCOUNTS
from courseapp.portal.demo.loading import PAGE_ZONE, demo_page
from courseapp.portal.demo.people import People
from courseapp.portal.demo.story import Story
from courseapp.portal.demo.term import midterm_of, moved, weeks_to_move
from courseapp.portal.importing.page import CoursePage, MilestoneKind
from projects.models import Milestone

ZONE = ZoneInfo(PAGE_ZONE)
# A year and a bit, with both changes of the clock and the end of the year.
FIRST, LAST = datetime(2026, 10, 1), datetime(2028, 1, 10)  # noqa: DTZ001 - hypothesis wants it so
moments = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
CRITICAL = [
    datetime(2026, 11, 1, 5, 30, tzinfo=UTC),  # in the hour that comes twice in New York
    datetime(2026, 12, 31, 23, 59, tzinfo=UTC),
    datetime(2027, 1, 1, 4, 59, 59, tzinfo=UTC),
    datetime(2027, 3, 14, 6, 59, 59, tzinfo=UTC),  # before the hour that does not come
    datetime(2027, 3, 15, 4, 0, tzinfo=UTC),  # the first minute of a Monday there
    datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
]


@cache
def page() -> CoursePage:
    """The page with its moments in UTC, where a week is not always seven local days."""
    read = demo_page()
    in_utc = (replace(one, due=one.due.astimezone(UTC)) for one in read.milestones)
    return replace(read, milestones=tuple(in_utc))


def page_at(now: datetime) -> CoursePage:
    return moved(page(), weeks_to_move(page(), today=now.astimezone(ZONE).date()))


def check_midterm(now: datetime) -> None:
    today = now.astimezone(ZONE).date()
    assert 1 <= (midterm_of(page_at(now)) - today).days <= 7


def check_weekdays_and_hours(now: datetime) -> None:
    then, found = page(), page_at(now)
    for old, new in zip(then.lectures, found.lectures, strict=True):
        assert (old.day is None) == (new.day is None)
        assert old.day is None or old.day.weekday() == new.day.weekday()
    for old, new in zip(then.milestones, found.milestones, strict=True):
        here, there = (one.due.astimezone(ZONE) for one in (old, new))
        assert (here.weekday(), here.time()) == (there.weekday(), there.time())


def check_story(now: datetime) -> None:
    due = next(one.due for one in page_at(now).milestones if one.kind == MilestoneKind.ABSTRACT)
    people = People(None, None, [None] * 24)
    story = Story(Course(time_zone=PAGE_ZONE), Milestone(due=due), people, now=now)
    times = [deed.at for deed in story.deeds()]
    assert times == sorted(times)
    assert times[-1] == now
    assert due < now < story.extended_due()


@given(moments)
def test_midterm_is_one_to_seven_days_ahead(now):
    check_midterm(now)


@given(moments)
def test_weekdays_and_hours_of_the_day_stay(now):
    check_weekdays_and_hours(now)


@given(moments)
def test_everything_that_has_happened_lies_in_the_past(now):
    check_story(now)


@pytest.mark.parametrize("now", CRITICAL, ids=str)
def test_so_it_is_at_the_edges_of_days_and_years_too(now):
    check_midterm(now)
    check_weekdays_and_hours(now)
    check_story(now)


def test_days_in_prose_move_along_and_addresses_stay():
    span = timedelta(weeks=52)  # 364 days
    prose = (
        "Due May 1st, not 1 May 2019; by 10 PM on 3/8. Spring 19 and 3/4 of it."
        " [x](https://example.edu/May 1st/8 March) https://example.edu/3/8"
    )
    facts = replace(page().course, grading=prose, term="Spring 19")
    grading = moved(replace(page(), course=facts), span).course.grading
    assert grading == (
        "Due April 29th, not 29 April 2020; by 10 PM on 3/6. Spring 2020 and 3/4 of it."
        " [x](https://example.edu/May 1st/8 March) https://example.edu/3/8"
    )


def test_no_day_of_the_old_term_is_left_in_the_text():
    text = str(page_at(datetime(2027, 9, 1, tzinfo=UTC)).course)
    for word in ("May 1st", "3/8", "Spring 19", "2019"):
        assert word not in text


def test_only_whole_weeks_are_moved():
    with pytest.raises(ValueError, match="weeks"):
        moved(page(), timedelta(days=10))


def test_terms_have_their_names():
    assert name_of_term(date(2027, 1, 28)) == "Spring 2027"
    assert name_of_term(date(2027, 6, 7)) == "Summer 2027"
    assert name_of_term(date(2027, 8, 30)) == "Fall 2027"


def test_staff_who_can_sign_in_are_on_the_page():
    staff = {(one.email, one.role, one.name) for one in page().staff}
    assert {(one.email, one.role, one.name) for one in ACCOUNTS[:2]} <= staff
