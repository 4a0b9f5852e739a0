"""A zone's VTIMEZONE is the zone's own: its name, its offsets, its transitions."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from icalendar import Timezone

from courseapp.portal.calendar.zones import vtimezone

YEAR = 2027
ZONES = (
    "America/New_York",
    "Europe/London",
    "Europe/Dublin",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Africa/Abidjan",
)


def wrong_at(key, first_year=YEAR, last_year=YEAR, *, step):
    """The moments at which somebody who knows only the VTIMEZONE reads another clock."""
    told = Timezone.from_ical(vtimezone(key, first_year, last_year)).to_tz(lookup_tzid=False)
    zone = ZoneInfo(key)
    moment, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year, 12, 31, tzinfo=UTC)
    while moment < end:
        if moment.astimezone(told).utcoffset() != moment.astimezone(zone).utcoffset():
            yield moment
        moment += step


@pytest.mark.parametrize("key", ZONES)
def test_who_knows_only_the_file_reads_the_same_clock(key):
    assert list(wrong_at(key, step=timedelta(minutes=450))) == []


@pytest.mark.long
def test_that_holds_for_every_zone_there_is():
    wrong = {key for key in available_timezones() if any(wrong_at(key, step=timedelta(hours=7)))}
    assert wrong == set()


def test_a_zone_of_many_years_is_right_in_all_of_them():
    assert list(wrong_at("America/New_York", 2024, 2036, step=timedelta(hours=50))) == []


def test_london_goes_by_its_own_name_and_rules():
    told = vtimezone("Europe/London", YEAR, YEAR).decode()
    assert "TZID:Europe/London\r\n" in told
    assert "Greenwich" not in told
    assert [line for line in told.split("\r\n") if line.startswith("TZNAME")] == [
        "TZNAME:GMT",
        "TZNAME:BST",
        "TZNAME:GMT",
    ]


@pytest.mark.parametrize(
    ("key", "onsets"),
    [
        # By the clock that is about to be set: 2:00 becomes 3:00, and 2:00 becomes 1:00.
        ("America/New_York", ["20270314T020000", "20271107T020000"]),
        ("Europe/London", ["20270328T010000", "20271031T020000"]),
        # 2:00 becomes 1:30, and 2:00 becomes 2:30.
        ("Australia/Lord_Howe", ["20270404T020000", "20271003T020000"]),
        ("Pacific/Auckland", ["20270404T030000", "20270926T020000"]),
        ("Asia/Kolkata", []),
        ("America/Sao_Paulo", []),
    ],
)
def test_onsets_are_told_as_the_standard_says(key, onsets):
    lines = vtimezone(key, YEAR, YEAR).decode().split("\r\n")
    assert [line.partition(":")[2] for line in lines if line.startswith("DTSTART")][1:] == onsets


def test_what_is_ahead_is_daylight_time_also_where_the_zone_says_otherwise():
    told = vtimezone("Europe/Dublin", YEAR, YEAR).decode()
    assert "BEGIN:DAYLIGHT\r\nDTSTART:20270328T010000\r\nTZNAME:IST" in told
    assert "BEGIN:STANDARD\r\nDTSTART:20271031T020000\r\nTZNAME:GMT" in told
