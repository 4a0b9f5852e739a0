"""Hours that a clock never shows, or shows twice."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from schedule.wall_clock import times_shown


@pytest.mark.parametrize(
    ("zone", "day", "hour", "times"),
    [
        ("America/New_York", date(2027, 3, 14), time(2, 30), 0),
        ("America/New_York", date(2027, 3, 14), time(1, 59), 1),
        ("America/New_York", date(2027, 3, 14), time(3, 0), 1),
        ("America/New_York", date(2027, 11, 7), time(1, 30), 2),
        ("America/New_York", date(2027, 11, 7), time(2, 0), 1),
        ("Australia/Lord_Howe", date(2027, 10, 3), time(2, 15), 0),
        ("Australia/Lord_Howe", date(2027, 4, 4), time(1, 45), 2),
        ("Europe/London", date(2027, 3, 28), time(1, 0), 0),
        ("Asia/Kolkata", date(2027, 3, 14), time(2, 30), 1),
        ("UTC", date(2027, 3, 14), time(2, 30), 1),
    ],
)
def test_how_often_a_clock_shows_an_hour(zone, day, hour, times):
    assert times_shown(day, hour, ZoneInfo(zone)) == times
