"""The weekly meetings take place when the pattern says, by the clock on the wall."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz
from dateutil.rrule import WEEKLY, rrule
from hypothesis import given
from hypothesis import strategies as st

from courseapp.courses.models import Course
from schedule.models import (
    Break,
    ChangeState,
    MeetingChange,
    MeetingKind,
    MeetingPattern,
    Weekday,
)
from schedule.occurrences import occurrences

NEW_YORK = ZoneInfo("America/New_York")
TERM = Course(time_zone="America/New_York", first_day=date(2027, 2, 1), last_day=date(2027, 5, 10))


def weekly(weekday=Weekday.MONDAY, start=time(19, 10), end=time(21), **fields):
    return MeetingPattern(
        pk=1, kind=MeetingKind.LECTURE, weekday=weekday, start=start, end=end, **fields
    )


def days(patterns, breaks=(), *, course=TERM, first=date(2027, 1, 1), last=date(2027, 12, 31)):
    found = occurrences(patterns, breaks, course=course, first=first, last=last)
    return [meeting.day for meeting in found]


def test_a_pattern_without_days_of_its_own_runs_over_the_term():
    found = days([weekly()])
    assert (found[0], found[-1], len(found)) == (date(2027, 2, 1), date(2027, 5, 10), 15)


def test_a_pattern_with_days_of_its_own_runs_between_them_both_included():
    pattern = weekly(from_day=date(2027, 3, 1), until_day=date(2027, 3, 15))
    assert days([pattern]) == [date(2027, 3, 1), date(2027, 3, 8), date(2027, 3, 15)]


def test_nothing_takes_place_in_a_break_whose_ends_both_belong_to_it():
    pause = Break(first_day=date(2027, 2, 8), last_day=date(2027, 2, 15))
    assert days([weekly()], [pause])[:2] == [date(2027, 2, 1), date(2027, 2, 22)]


def test_the_window_includes_both_its_ends():
    assert days([weekly()], first=date(2027, 3, 8), last=date(2027, 3, 15)) == [
        date(2027, 3, 8),
        date(2027, 3, 15),
    ]


def test_a_course_without_dates_has_no_end():
    dateless = Course(time_zone="Europe/London")
    assert len(days([weekly()], course=dateless, first=date(2027, 1, 1))) == 52


def test_the_hour_on_the_wall_stays_when_the_clock_changes():
    before, after = occurrences(
        [weekly()], [], course=TERM, first=date(2027, 3, 8), last=date(2027, 3, 15)
    )
    assert (before.start.hour, after.start.hour) == (19, 19)
    assert after.start.astimezone(UTC) - before.start.astimezone(UTC) == timedelta(days=7, hours=-1)


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        (time(2, 30), time(4), (time(3, 30), time(4))),
        (time(1, 30), time(2, 30), (time(1, 30), time(3, 30))),
        (time(2, 15), time(2, 45), (time(3, 15), time(3, 45))),
        # Only its start is in the gap, and lands past its end: it still lasts half an hour.
        (time(2, 45), time(3, 15), (time(3, 45), time(4, 15))),
    ],
)
def test_an_hour_that_does_not_exist_is_read_with_the_offset_before_the_gap(start, end, shown):
    spring = date(2027, 3, 14)  # 2:00 is 3:00 in New York
    pattern = weekly(Weekday.SUNDAY, start, end)
    [meeting] = occurrences([pattern], [], course=TERM, first=spring, last=spring)
    assert (meeting.start.time(), meeting.end.time()) == shown
    assert meeting.end.astimezone(UTC) > meeting.start.astimezone(UTC)


def test_an_hour_that_comes_twice_means_the_first():
    autumn = date(2027, 11, 7)
    course = Course(time_zone="America/New_York")
    pattern = weekly(Weekday.SUNDAY, time(1, 30), time(3))
    [meeting] = occurrences([pattern], [], course=course, first=autumn, last=autumn)
    assert meeting.start.astimezone(UTC) == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)


def test_they_come_in_order_of_time():
    late, early = weekly(), weekly(start=time(9), end=time(10))
    found = occurrences(
        [late, early], [], course=TERM, first=date(2027, 2, 1), last=date(2027, 2, 8)
    )
    assert [meeting.start for meeting in found] == sorted(meeting.start for meeting in found)


# --- The law: the same as an expansion by dateutil, day by day and in UTC ----------------------

some_day = st.dates(date(2025, 1, 1), date(2028, 12, 31))
maybe_day = st.none() | some_day


@st.composite
def spans(draw):
    first = draw(some_day)
    return first, first + timedelta(days=draw(st.integers(0, 200)))


@st.composite
def patterns(draw):
    start, end = sorted(draw(st.lists(st.times(), min_size=2, max_size=2, unique=True)))
    fields = {"start": start.replace(microsecond=0), "end": end.replace(microsecond=0)}
    if fields["start"] == fields["end"]:
        fields = {"start": time(2), "end": time(3)}
    return weekly(
        draw(st.sampled_from(Weekday)),
        from_day=draw(maybe_day),
        until_day=draw(maybe_day),
        **fields,
    )


def expanded(pattern, pauses, course, first, last):
    """The same by dateutil: naive hours from a rule, put into the zone by its own resolver."""
    begins = max(filter(None, (first, pattern.from_day or course.first_day)))
    ends = min(filter(None, (last, pattern.until_day or course.last_day)))
    zone = tz.gettz(course.time_zone)
    rule = rrule(
        WEEKLY,
        byweekday=pattern.weekday,
        dtstart=datetime.combine(begins, pattern.start),
        until=datetime.combine(ends, time.max),
    )
    for hour in rule:
        if not any(pause.first_day <= hour.date() <= pause.last_day for pause in pauses):
            yield tz.resolve_imaginary(hour.replace(tzinfo=zone)).astimezone(UTC)


@given(
    pattern=patterns(),
    window=spans(),
    term=st.none() | spans(),
    pauses=st.lists(spans(), max_size=3),
    zone=st.sampled_from(
        ["America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kolkata", "America/Nuuk"]
    ),
)
def test_it_is_what_an_independent_expansion_gives(pattern, window, term, pauses, zone):
    first_day, last_day = term or (None, None)
    course = Course(time_zone=zone, first_day=first_day, last_day=last_day)
    breaks = [Break(first_day=first, last_day=last) for first, last in pauses]
    first, last = window
    found = occurrences([pattern], breaks, course=course, first=first, last=last)
    starts = [meeting.start.astimezone(UTC) for meeting in found]
    assert starts == list(expanded(pattern, breaks, course, first, last))
    for meeting in found:
        assert meeting.day.weekday() == pattern.weekday
        assert meeting.end.astimezone(UTC) > meeting.start.astimezone(UTC)


# --- Dates that are different -------------------------------------------------------------------


def changed(day, state=ChangeState.MOVED, **fields):
    return MeetingChange(pattern_id=1, day=day, state=state, **fields)


def told(changes, *, first, last, breaks=()):
    found = occurrences([weekly()], breaks, changes=changes, course=TERM, first=first, last=last)
    return [(meeting.day, meeting.start.date(), str(meeting.state)) for meeting in found]


MONDAY, TUESDAY, NEXT = date(2027, 3, 1), date(2027, 3, 2), date(2027, 3, 8)


def test_a_cancelled_date_is_told_and_does_not_take_place():
    found = told([changed(MONDAY, ChangeState.CANCELLED)], first=MONDAY, last=NEXT)
    assert found == [(MONDAY, MONDAY, "cancelled"), (NEXT, NEXT, "as_planned")]


def test_a_moved_date_belongs_to_its_old_day_and_to_its_new_one():
    change = changed(MONDAY, new_day=NEXT + timedelta(days=2))
    here, there = (
        told([change], first=first, last=first + timedelta(days=6)) for first in (MONDAY, NEXT)
    )
    assert (MONDAY, date(2027, 3, 10), "moved") in here
    assert (MONDAY, date(2027, 3, 10), "moved") in there


def test_what_a_change_leaves_empty_stays_as_the_pattern_says():
    [meeting] = occurrences(
        [weekly(place="Room 102", video_url="https://example.edu/a", video_code="1")],
        [],
        changes=[changed(MONDAY, place="Room 7")],
        course=TERM,
        first=MONDAY,
        last=MONDAY,
    )
    assert (meeting.place, meeting.video_url, meeting.video_code) == (
        "Room 7",
        "https://example.edu/a",
        "1",
    )
    assert meeting.start == meeting.meant_start


def test_another_video_link_does_not_have_the_old_ones_code():
    [meeting] = occurrences(
        [weekly(video_url="https://example.edu/a", video_code="1")],
        [],
        changes=[changed(MONDAY, video_url="https://example.edu/b")],
        course=TERM,
        first=MONDAY,
        last=MONDAY,
    )
    assert (meeting.video_url, meeting.video_code) == ("https://example.edu/b", "")


def test_in_a_break_only_what_is_held_on_purpose_takes_place():
    pause = [Break(first_day=MONDAY, last_day=NEXT)]
    held = told([changed(MONDAY, ChangeState.HELD)], first=MONDAY, last=NEXT, breaks=pause)
    assert held == [(MONDAY, MONDAY, "held")]
    assert (
        told([changed(MONDAY, ChangeState.CANCELLED)], first=MONDAY, last=NEXT, breaks=pause) == []
    )


def test_a_change_of_a_date_that_the_pattern_does_not_have_counts_for_nothing():
    stray = changed(TUESDAY, new_day=NEXT)
    assert told([stray], first=MONDAY, last=MONDAY) == [(MONDAY, MONDAY, "as_planned")]
    outside = changed(date(2027, 6, 7), new_day=NEXT)
    assert told([outside], first=NEXT, last=NEXT) == [(NEXT, NEXT, "as_planned")]
