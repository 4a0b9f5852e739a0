"""The law: an app that reads the file finds the meetings that the page shows.

The file is written from random weekly meetings, changes and breaks, and read by icalendar and
recurring-ical-events, which know nothing of us; what they find between two days must be what
`occurrences` gives: the same sets of (start, end, place, state).
"""

from datetime import UTC, date, datetime, time, timedelta

import recurring_ical_events
from hypothesis import event, example, given, note
from hypothesis import strategies as st
from icalendar import Calendar

from courseapp.courses.models import Course
from courseapp.portal.calendar.events import Version
from courseapp.portal.calendar.feed import block, calendar
from courseapp.portal.calendar.series import told_meetings
from courseapp.portal.calendar.wording import Audience
from schedule.models import Break, ChangeState, MeetingChange, MeetingKind, MeetingPattern, Weekday
from schedule.occurrences import dates
from schedule.timetable import Timetable

ZONES = (
    "America/New_York",
    "Europe/London",
    "Europe/Dublin",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Pacific/Auckland",
    "UTC",
)
VERSION = Version(7, datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC))
ENTERED = datetime(2027, 1, 20, tzinfo=UTC)
WINDOW = date(2026, 6, 1), date(2028, 12, 31)

# Hours around those at which clocks are set come often.
hours = st.sampled_from([time(h, m) for h in (0, 1, 2, 3, 4) for m in (0, 15, 30, 45)]) | st.times(
    max_value=time(23, 59)
).map(lambda hour: hour.replace(second=0, microsecond=0, fold=0))
places = st.sampled_from(["", "Room 102", "Warren Weaver Hall, 1st floor; ask", "Saal „Ä“"])
days = st.dates(date(2027, 1, 15), date(2027, 12, 31))


@st.composite
def spans(draw, begins, longest):
    first = draw(begins)
    return first, first + timedelta(days=draw(st.integers(0, longest)))


@st.composite
def hours_of_a_meeting(draw):
    return sorted(draw(st.lists(hours, min_size=2, max_size=2, unique=True)))


@st.composite
def patterns(draw, pk):
    start, end = draw(hours_of_a_meeting())
    first, last = draw(st.just((None, None)) | spans(days, 250))
    return MeetingPattern(
        pk=pk,
        public_id=f"pattern{pk}",
        kind=draw(st.sampled_from(MeetingKind)),
        # Clocks are set on Sundays.
        weekday=draw(st.just(Weekday.SUNDAY) | st.sampled_from(Weekday)),
        start=start,
        end=end,
        from_day=first,
        until_day=last,
        place=draw(places),
        created_at=ENTERED,
    )


@st.composite
def changes(draw, pattern, course):
    """A change of some of the dates that a pattern has, and perhaps of one that it has not."""
    known = dates(pattern, course=course, first=date(2027, 1, 20), last=WINDOW[1])
    found = {}
    for day in draw(st.lists(st.sampled_from(known) if known else days, max_size=5)):
        state = draw(st.sampled_from(ChangeState))
        fields = {} if state == ChangeState.CANCELLED else draw(moves())
        found[day] = MeetingChange(
            pk=len(found) + 100 * pattern.pk,
            pattern_id=pattern.pk,
            day=day,
            state=state,
            note=draw(st.sampled_from(["", "A visit"])),
            **fields,
        )
    return list(found.values())


@st.composite
def moves(draw):
    start, end = draw(st.just((None, None)) | hours_of_a_meeting())
    return {
        "new_day": draw(st.none() | days),
        "start": start,
        "end": end,
        "place": draw(places),
    }


@st.composite
def courses(draw):
    """A term; the longer ones cross both changes of the clock."""
    first, last = draw(spans(st.dates(date(2027, 1, 15), date(2027, 9, 1)), 300))
    known = draw(st.sampled_from([(first, last), (first, last), (first, None), (None, None)]))
    return Course(
        title="Course",
        slug="course",
        time_zone=draw(st.sampled_from(ZONES)),
        first_day=known[0],
        last_day=known[1],
    )


@st.composite
def terms(draw):
    course = draw(courses())
    held = [draw(patterns(pk)) for pk in range(1, draw(st.integers(1, 3)) + 1)]
    pauses = draw(st.lists(spans(days, 12), max_size=3))
    return Timetable(
        course=course,
        patterns=held,
        changes=[change for pattern in held for change in draw(changes(pattern, course))],
        breaks=[Break(first_day=first, last_day=last) for first, last in pauses],
    )


def written(timetable):
    told = told_meetings(timetable, [], audience=Audience(), version=VERSION)
    years = {day.year for day in told.days}
    return calendar("Course", [block(timetable.course, told.events, years=years)])


def read(content, zone):
    """What an app finds in the file, in UTC."""
    first, last = WINDOW
    file = Calendar.from_ical(content)
    return sorted(
        (
            one.start.astimezone(UTC),
            one.end.astimezone(UTC),
            str(one.get("location", "")),
            str(one["x-courseapp-state"]),
            str(one["status"]),
        )
        for one in recurring_ical_events.of(file).between(
            datetime.combine(first, time.min, zone), datetime.combine(last, time.max, zone)
        )
    )


def shown(timetable):
    """What the page shows. A meeting without a beginning begins, in a file, when it was entered:
    or with the first date of it that was changed."""
    entered = timetable.course.local_date(ENTERED)
    first, last = WINDOW
    endless = timetable.course.first_day is None

    def has_begun(meeting):
        changed = [c.day for c in timetable.changes if c.pattern_id == meeting.pattern.pk]
        begins = min([entered, *changed])
        return not endless or meeting.pattern.from_day is not None or meeting.day >= begins

    return sorted(
        (
            one.start.astimezone(UTC),
            one.end.astimezone(UTC),
            one.place,
            one.state.value,
            "CANCELLED" if one.is_cancelled else "CONFIRMED",
        )
        for one in timetable.between(first, last)
        if has_begun(one)
    )


def around(night, zone, *hours):
    """A meeting over weeks in whose middle the clock is set."""
    start, end = (time.fromisoformat(hour) for hour in hours)
    first, last = night - timedelta(weeks=2), night + timedelta(weeks=2)
    course = Course(title="Course", slug="c", time_zone=zone, first_day=first, last_day=last)
    pattern = MeetingPattern(
        pk=1, public_id="p", kind=MeetingKind.LECTURE, weekday=6, start=start, end=end
    )
    return Timetable(course, [pattern], [], [])


# These nights come always: an hour that is missing, and one that comes twice.
@example(around(date(2027, 3, 14), "America/New_York", "02:30", "04:00"))
@example(around(date(2027, 3, 14), "America/New_York", "02:45", "03:15"))
@example(around(date(2027, 3, 28), "Europe/London", "00:30", "02:30"))
@example(around(date(2027, 11, 7), "America/New_York", "01:30", "02:30"))
@example(around(date(2027, 10, 3), "Australia/Lord_Howe", "02:10", "03:00"))
@example(around(date(2027, 4, 4), "Australia/Lord_Howe", "01:45", "02:30"))
@given(terms())
def test_an_app_finds_in_the_file_what_the_page_shows(timetable):
    found = shown(timetable)
    event(f"states: {sorted({one[3] for one in found})}")
    content = written(timetable)
    note(content.decode())
    assert read(content, timetable.course.zone) == found
