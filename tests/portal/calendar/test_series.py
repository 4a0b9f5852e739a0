"""What a course's calendar file tells: series, the dates that differ, and the words."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar

from courseapp.courses.models import Course
from courseapp.portal.calendar.public import public_calendar
from schedule.models import ChangeState, LectureKind, MeetingKind, Weekday
from tests import factories

pytestmark = pytest.mark.django_db
MONDAY = date(2027, 3, 8)
FRIDAY = date(2027, 3, 12)


@pytest.fixture
def course():
    return factories.CourseFactory(title="Transport", code="CS 7")


@pytest.fixture
def weekly(course):
    """Mondays 19:10–21:00, 1 February to 10 May, in Room 102."""
    return factories.MeetingPatternFactory(course=course)


def events(course):
    """The events of the course's public file."""
    fresh = Course.objects.get(pk=course.pk)
    return Calendar.from_ical(public_calendar(fresh)).events


def lines(course):
    """The file's lines, unfolded."""
    fresh = Course.objects.get(pk=course.pk)
    return public_calendar(fresh).decode().replace("\r\n ", "").split("\r\n")


def master(course):
    return next(one for one in events(course) if "RECURRENCE-ID" not in one)


def on(course, day):
    """The override of one date."""
    return next(
        one
        for one in events(course)
        if "RECURRENCE-ID" in one and one["RECURRENCE-ID"].dt.date() == day
    )


# --- Series ------------------------------------------------------------------------------------


def test_a_weekly_meeting_is_one_series_until_its_last_date(course, weekly):
    [found] = events(course)
    told = lines(course)
    assert f"UID:{weekly.public_id}@courseapp" in told
    assert "DTSTART;TZID=America/New_York:20270201T191000" in told
    assert "DURATION:PT1H50M" in told
    # The end of 10 May in New York, in UTC.
    assert "RRULE:FREQ=WEEKLY;UNTIL=20270511T035959Z" in told
    assert (found["SUMMARY"], found["LOCATION"]) == ("Lecture", "Room 102")
    assert str(found["STATUS"]) == "CONFIRMED"


def test_a_break_takes_its_dates_out_of_the_series(course, weekly):
    factories.BreakFactory(course=course)
    assert "EXDATE;TZID=America/New_York:20270315T191000" in lines(course)
    assert len(events(course)) == 1


def test_a_meeting_in_a_course_without_an_end_recurs_without_one(course, weekly):
    Course.objects.filter(pk=course.pk).update(last_day=None)
    assert "RRULE:FREQ=WEEKLY" in lines(course)


def test_a_meeting_with_one_date_is_no_series(course):
    pattern = factories.MeetingPatternFactory(course=course, from_day=MONDAY, until_day=MONDAY)
    factories.LectureFactory(course=course, day=MONDAY, title="Once", label="")
    [found] = events(course)
    assert (str(found["UID"]), str(found["SUMMARY"])) == (f"{pattern.public_id}@courseapp", "Once")
    assert "RRULE" not in found
    assert "RECURRENCE-ID" not in found


def test_a_meeting_of_which_every_date_lies_in_a_break_is_not_told(course):
    factories.MeetingPatternFactory(
        course=course, from_day=date(2027, 3, 15), until_day=date(2027, 3, 21)
    )
    factories.BreakFactory(course=course)
    assert events(course) == []


def test_a_term_entered_as_lasting_for_ever_does_not_fill_the_file(course, weekly):
    Course.objects.filter(pk=course.pk).update(first_day=date(1, 1, 1), last_day=date(9999, 12, 31))
    assert "RRULE:FREQ=WEEKLY" in lines(course)
    assert len(lines(course)) < 60


# --- Dates that are different ------------------------------------------------------------------


def test_a_moved_date_is_an_override_with_its_new_hours_and_place(course, weekly):
    factories.MeetingChangeFactory(
        pattern=weekly,
        day=MONDAY,
        state=ChangeState.MOVED,
        new_day=date(2027, 3, 10),
        start=time(9),
        end=time(10, 30),
        place="Room 7",
        note="A visit, in the morning",
    )
    moved = on(course, MONDAY)
    assert moved["UID"] == master(course)["UID"]
    assert moved.start == datetime(2027, 3, 10, 9, tzinfo=course.zone)
    assert moved.end == datetime(2027, 3, 10, 10, 30, tzinfo=course.zone)
    assert moved["LOCATION"] == "Room 7"
    assert moved["DESCRIPTION"] == "A visit, in the morning\nInstead of Mon 8 Mar, 19:10."
    assert not any(line.startswith("EXDATE") for line in lines(course))


def test_a_cancelled_date_stays_in_the_file_as_cancelled(course, weekly):
    factories.MeetingChangeFactory(pattern=weekly, day=MONDAY, note="Snow")
    gone = on(course, MONDAY)
    assert (gone["STATUS"], gone["TRANSP"]) == ("CANCELLED", "TRANSPARENT")
    assert gone["SUMMARY"] == "Cancelled: Lecture"
    assert gone["DESCRIPTION"] == "Snow"
    assert gone.start == datetime(2027, 3, 8, 19, 10, tzinfo=course.zone)


def test_a_date_held_in_a_break_is_an_override_and_not_taken_out(course, weekly):
    factories.BreakFactory(course=course, first_day=MONDAY, last_day=date(2027, 3, 22))
    factories.MeetingChangeFactory(
        pattern=weekly, day=date(2027, 3, 15), state=ChangeState.HELD, place="Room 9"
    )
    assert "EXDATE;TZID=America/New_York:20270308T191000,20270322T191000" in lines(course)
    assert on(course, date(2027, 3, 15))["LOCATION"] == "Room 9"


def test_on_the_night_that_an_hour_is_missing_the_file_says_the_hour_that_the_page_shows(course):
    factories.MeetingPatternFactory(
        course=course, weekday=Weekday.SUNDAY, start=time(2, 30), end=time(4, 30)
    )
    night = on(course, date(2027, 3, 14))
    assert night.start == datetime(2027, 3, 14, 3, 30, tzinfo=course.zone)
    assert night.end == datetime(2027, 3, 14, 4, 30, tzinfo=course.zone)
    assert len(events(course)) == 2


# --- What is listed for a date -----------------------------------------------------------------


def test_each_lecture_is_told_by_its_own_title_within_the_series(course, weekly):
    factories.LectureFactory(
        course=course,
        day=MONDAY,
        label="Lec6",
        title="Optimal *transport*, $W_2$",
        speaker="Ada Example",
        affiliation="Sample Lab",
    )
    told = on(course, MONDAY)
    assert told["SUMMARY"] == "Lec6 Optimal transport, $W_2$"
    assert told["DESCRIPTION"] == "Ada Example, Sample Lab"
    assert told["UID"] == master(course)["UID"]
    assert told["LOCATION"] == "Room 102"
    assert len(events(course)) == 2


def test_a_guest_is_told_as_one(course, weekly):
    factories.LectureFactory(
        course=course, day=MONDAY, kind=LectureKind.GUEST, title="Flows", label="Lec7"
    )
    assert on(course, MONDAY)["SUMMARY"] == "Lec7 Guest lecture: Flows"


@pytest.mark.parametrize(
    ("speaker", "told"), [("Ada Example", "Guest lecture: Ada Example"), ("", "Guest lecture")]
)
def test_a_guest_without_a_title_is_named(course, weekly, speaker, told):
    factories.LectureFactory(
        course=course, day=MONDAY, kind=LectureKind.GUEST, title="Guest Lecture", speaker=speaker
    )
    assert on(course, MONDAY)["SUMMARY"] == told


def test_a_cancelled_lecture_says_which(course, weekly):
    factories.LectureFactory(course=course, day=MONDAY, title="Flows", label="Lec7")
    factories.MeetingChangeFactory(pattern=weekly, day=MONDAY)
    assert on(course, MONDAY)["SUMMARY"] == "Cancelled: Lec7 Flows"


def test_a_lecture_goes_along_when_its_date_is_moved(course, weekly):
    factories.LectureFactory(course=course, day=MONDAY, title="Flows", label="")
    change = factories.MeetingChangeFactory(
        pattern=weekly, day=MONDAY, state=ChangeState.MOVED, new_day=FRIDAY
    )
    assert on(course, MONDAY)["SUMMARY"] == "Flows"
    assert on(course, MONDAY).start.date() == FRIDAY
    # And if its day was set to the new one, it is that same meeting's.
    course.lectures.get().delete()
    factories.LectureFactory(course=course, day=FRIDAY, title="Flows, on Friday", label="")
    assert change.day == MONDAY
    assert on(course, MONDAY)["SUMMARY"] == "Flows, on Friday"
    assert len(events(course)) == 2


def test_on_a_day_that_the_list_gives_to_a_break_there_is_no_lecture(course, weekly):
    factories.LectureFactory(course=course, day=MONDAY, kind=LectureKind.BREAK, title="Break")
    assert "EXDATE;TZID=America/New_York:20270308T191000" in lines(course)
    assert len(events(course)) == 1


def test_a_lecture_on_a_day_without_a_meeting_is_an_event_of_the_whole_day(course, weekly):
    lecture = factories.LectureFactory(course=course, day=FRIDAY, title="Extra", label="")
    told = next(one for one in events(course) if one["SUMMARY"] == "Extra")
    assert str(told["UID"]) == f"{lecture.public_id}@courseapp"
    assert told.start == FRIDAY
    assert told["TRANSP"] == "TRANSPARENT"


@pytest.fixture
def tutoring(course):
    """Fridays 11:00–12:15 in Room 101."""
    return factories.MeetingPatternFactory(
        course=course,
        kind=MeetingKind.TUTORING,
        weekday=Weekday.FRIDAY,
        start=time(11),
        end=time(12, 15),
        place="Room 101",
        optional=True,
    )


def test_a_session_belongs_to_the_meeting_of_its_day(course, tutoring):
    factories.TutoringSessionFactory(
        track__course=course, track__name="NeuralODE", day=FRIDAY, title="Adjoints"
    )
    told = on(course, FRIDAY)
    assert told["SUMMARY"] == "Tutoring: Adjoints"
    assert told["DESCRIPTION"] == "NeuralODE\nOptional"
    assert told["LOCATION"] == "Room 101"


def test_parallel_sessions_share_a_meeting_and_one_at_another_hour_has_its_own(course, tutoring):
    for title, hour in (("Adjoints", None), ("Bandits", time(11)), ("Flows", time(15))):
        factories.TutoringSessionFactory(
            track__course=course, day=FRIDAY, title=title, start=hour, place="Room 5"
        )
    assert on(course, FRIDAY)["SUMMARY"] == "Tutoring: Adjoints / Bandits"
    own = next(one for one in events(course) if one["SUMMARY"] == "Tutoring: Flows")
    assert own.start == datetime(2027, 3, 12, 15, tzinfo=course.zone)
    assert own["LOCATION"] == "Room 5"


def test_where_a_date_was_moved_counts_before_the_place_that_the_session_was_posted_with(
    course, tutoring
):
    factories.TutoringSessionFactory(track__course=course, day=FRIDAY, place="Room 5")
    assert on(course, FRIDAY)["LOCATION"] == "Room 5"
    factories.MeetingChangeFactory(
        pattern=tutoring, day=FRIDAY, state=ChangeState.MOVED, place="Room 7"
    )
    assert on(course, FRIDAY)["LOCATION"] == "Room 7"


def test_a_draft_of_a_session_is_not_told(course, tutoring):
    factories.TutoringSessionFactory(
        track__course=course, day=FRIDAY, title="Secret", published_at=None
    )
    assert "Secret" not in "\n".join(lines(course))


def test_office_hours_name_their_host(course):
    factories.MeetingPatternFactory(
        course=course,
        kind=MeetingKind.OFFICE_HOURS,
        host=factories.UserFactory(name="Ada Example"),
    )
    assert master(course)["SUMMARY"] == "Office hours, Ada Example"


# --- What is due -------------------------------------------------------------------------------


def test_a_milestone_is_a_moment_that_takes_no_time_and_brings_no_alarm(course):
    milestone = factories.MilestoneFactory(course=course, title="The abstract")
    told = lines(course)
    assert "DTSTART;TZID=America/New_York:20270315T235959" in told
    assert "SUMMARY:Due: The abstract" in told
    assert f"UID:{milestone.public_id}@courseapp" in told
    assert "TRANSP:TRANSPARENT" in told
    assert not any(line.startswith(("DTEND", "DURATION", "BEGIN:VALARM")) for line in told)


def test_a_due_time_in_an_hour_that_comes_twice_is_told_in_utc(course):
    factories.MilestoneFactory(course=course, due=datetime(2027, 11, 7, 6, 30, tzinfo=UTC))
    assert "DTSTART:20271107T063000Z" in lines(course)


def test_a_milestone_without_a_date_is_not_told(course):
    factories.MilestoneFactory(course=course, due=None)
    assert events(course) == []


# --- The file ----------------------------------------------------------------------------------


def test_lines_are_folded_and_end_as_they_must(course, weekly):
    factories.LectureFactory(course=course, day=MONDAY, title="Größe, „Maß“; und Zahl " * 9)
    content = public_calendar(Course.objects.get(pk=course.pk))
    rows = content.split(b"\r\n")
    assert all(len(row) <= 75 for row in rows)
    assert b"\n" not in b"".join(rows)
    assert b"Gr\xc3\xb6\xc3\x9fe\\, " in content.replace(b"\r\n ", b"")
    assert content.endswith(b"END:VCALENDAR\r\n")


def test_the_file_says_what_it_is_and_when_to_come_again(course):
    told = lines(course)
    assert "X-WR-CALNAME:Transport\\, Spring 2027" in told
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in told
    assert "X-PUBLISHED-TTL:PT1H" in told
    assert not any(line.startswith("METHOD") for line in told)


def test_what_no_text_may_hold_does_not_break_the_file(course, weekly):
    factories.MeetingChangeFactory(
        pattern=weekly, note="Snow\r\nATTENDEE:mailto:eve@example.edu\x07\rEND:VEVENT"
    )
    assert on(course, MONDAY)["DESCRIPTION"].startswith("Snow")
    assert "ATTENDEE" not in on(course, MONDAY)
    assert len(events(course)) == 2


# --- What tells an app that something changed ---------------------------------------------------

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def told_version(course, pick):
    one = pick(course)
    return int(one["SEQUENCE"]), one["LAST-MODIFIED"].dt


CHANGES = {
    "the pattern": lambda course, pattern: setattr(pattern, "place", "Room 1") or pattern.save(),
    "a change of a date": lambda course, pattern: factories.MeetingChangeFactory(pattern=pattern),
    "a break": lambda course, pattern: factories.BreakFactory(course=course),
    "the lecture of a date": lambda course, pattern: factories.LectureFactory(
        course=course, day=MONDAY
    ),
    "a change taken back": lambda course, pattern: pattern.changes.get().delete(),
    "a break taken back": lambda course, pattern: course.breaks.get().delete(),
}


@pytest.mark.parametrize("what", CHANGES)
def test_each_change_raises_sequence_and_last_modified(course, weekly, what):
    if what == "a change taken back":
        factories.MeetingChangeFactory(pattern=weekly)
    if what == "a break taken back":
        factories.BreakFactory(course=course)
    Course.objects.filter(pk=course.pk).update(page_changed_at=LONG_AGO)
    weekly.refresh_from_db()
    before = told_version(course, master)
    CHANGES[what](course, weekly)
    after = told_version(course, master)
    assert after[0] > before[0]
    assert after[1] > before[1] == LONG_AGO


def test_overrides_are_no_older_than_their_series(course, weekly):
    factories.MeetingChangeFactory(pattern=weekly, day=MONDAY)
    assert on(course, MONDAY)["SEQUENCE"] == master(course)["SEQUENCE"]
    assert on(course, MONDAY)["LAST-MODIFIED"].dt == master(course)["LAST-MODIFIED"].dt


# --- Video calls -------------------------------------------------------------------------------


def test_links_and_codes_of_calls_are_not_in_the_public_file(course, weekly):
    weekly.video_url, weekly.video_code, weekly.place = "https://video.example.edu/1", "99-88", ""
    weekly.save()
    factories.MeetingChangeFactory(
        pattern=weekly,
        day=MONDAY,
        state=ChangeState.MOVED,
        video_url="https://video.example.edu/2",
        video_code="77-66",
    )
    told = "\n".join(lines(course))
    assert not any(secret in told for secret in ("video.example.edu", "99-88", "77-66"))
    assert master(course)["LOCATION"] == "Online, sign in for the link"
    assert on(course, MONDAY)["LOCATION"] == "Online, sign in for the link"


def test_a_course_whose_links_are_for_everyone_tells_them_to_everyone(course, weekly):
    weekly.video_url = "https://video.example.edu/1"
    weekly.save()
    Course.objects.filter(pk=course.pk).update(video_visibility="public")
    told = lines(course)
    assert "CONFERENCE;FEATURE=VIDEO;VALUE=URI:https://video.example.edu/1" in told
    assert "DESCRIPTION:Video call: https://video.example.edu/1" in told


def test_the_end_of_the_term_is_told_by_the_clock_of_the_course():
    """The last date lies after the clock was set; its hour on the wall stays."""
    course = factories.CourseFactory(time_zone="Pacific/Auckland")
    factories.MeetingPatternFactory(course=course)
    told = lines(course)
    assert "DTSTART;TZID=Pacific/Auckland:20270201T191000" in told
    assert "RRULE:FREQ=WEEKLY;UNTIL=20270510T115959Z" in told
    assert timedelta(hours=12) == datetime(2027, 5, 10, tzinfo=course.zone).utcoffset()
