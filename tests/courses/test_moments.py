"""Moments and days as pages print them."""

from datetime import UTC, date, datetime, time

import pytest
from django.template import Context, Template
from django.utils import translation

from courseapp.courses.models import Course, User
from courseapp.courses.moments import days_away, distance

COURSE = Course(
    time_zone="America/New_York", first_day=date(2027, 2, 1), last_day=date(2027, 5, 10)
)
DUE = datetime(2027, 5, 2, 3, 59, 59, tzinfo=UTC)


def shown(source, **context):
    return Template("{% load moments %}" + source).render(Context({"course": COURSE, **context}))


def test_a_moment_is_shown_in_the_courses_zone_with_its_place():
    assert shown("{% when due course %}", due=DUE) == (
        '<time datetime="2027-05-02T03:59:59Z">Sat 1 May, 23:59</time> New York'
    )


def test_a_viewer_elsewhere_also_reads_their_own_time():
    there = shown("{% when due course %}", due=DUE, user=User(time_zone="Europe/Berlin"))
    assert there.endswith('(<time datetime="2027-05-02T03:59:59Z">Sun 2 May, 05:59</time> for you)')


def test_a_moment_is_worded_in_the_language_of_each_reader():
    assert "Sat 1 May" in shown("{% when due course %}", due=DUE)
    with translation.override("de"):
        assert "Sa 1 Mai" in shown("{% when due course %}", due=DUE)
    assert "Sat 1 May" in shown("{% when due course %}", due=DUE)


@pytest.mark.parametrize("zone", ["", "America/New_York", "America/Toronto"])
def test_a_viewer_whose_clock_shows_the_same_is_told_once(zone):
    assert "for you" not in shown("{% when due course %}", due=DUE, user=User(time_zone=zone))


def test_the_year_is_told_where_the_term_does_not_tell_it():
    assert "Sun 2 May 2032" in shown("{% when due course %}", due=DUE.replace(year=2032, day=3))


def test_a_moment_that_is_not_known_is_nothing():
    assert shown("{% when due course %}{% distance due course now %}", due=None, now=DUE) == ""
    assert shown("{{ due|day }}{{ due|full_day }}", due=None) == ""


def test_days_and_hours():
    day = date(2027, 3, 15)
    assert shown("{{ day|day }}", day=day) == '<time datetime="2027-03-15">Mon 15 Mar</time>'
    assert (
        shown("{{ day|full_day }}", day=day) == '<time datetime="2027-03-15">15 March 2027</time>'
    )
    assert shown("{{ hour|clock }}", hour=time(9, 5)) == "09:05"
    assert shown("{{ course|city }}") == "New York"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2027, 3, 10), "today"),
        (date(2027, 3, 11), "tomorrow"),
        (date(2027, 3, 9), "yesterday"),
        (date(2027, 3, 13), "in 3 days"),
        (date(2027, 3, 7), "3 days ago"),
    ],
)
def test_days_away_are_counted_by_the_calendar(day, words):
    today = date(2027, 3, 10)
    assert days_away(day, today=today) == words
    assert shown("{% days_away day course today %}", day=day, today=today) == words


def test_days_away_of_a_moment_go_by_its_day_in_the_course():
    assert shown("{% days_away due course today %}", due=DUE, today=date(2027, 5, 1)) == "today"


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (datetime(2027, 5, 1, 3, 0, tzinfo=UTC), "tomorrow"),
        (datetime(2027, 5, 1, 18, 0, tzinfo=UTC), "in 9 hours"),
        (datetime(2027, 5, 2, 3, 30, tzinfo=UTC), "in 29 minutes"),
        (datetime(2027, 5, 2, 5, 30, tzinfo=UTC), "1 hour ago"),
        (datetime(2027, 5, 4, 5, 30, tzinfo=UTC), "3 days ago"),
    ],
)
def test_a_distance_is_in_days_by_the_calendar_and_in_hours_when_near(now, words):
    assert distance(DUE, now=now, course=COURSE) == words
    assert shown("{% distance due course now %}", due=DUE, now=now) == words
