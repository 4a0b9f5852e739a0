"""A slot of office hours is had by one person, and moves with its meeting."""

import threading
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from courseapp.courses.models import AuditEntry, Course, CourseState
from courseapp.mail.models import OutgoingMail
from schedule import slots
from schedule.models import Booking, ChangeState, MeetingKind, MeetingPattern, Weekday
from schedule.occurrences import occurrences
from schedule.slots import SlotRefused, SlotTaken
from schedule.timetable import timetable
from tests import factories
from tests.actors import enrolled

DAY = date(2027, 3, 8)
NOW = datetime(2027, 3, 8, 15, 0, tzinfo=UTC)


@pytest.fixture
def pattern(db):
    return factories.MeetingPatternFactory(
        kind=MeetingKind.OFFICE_HOURS,
        weekday=Weekday.MONDAY,
        start=time(16, 30),
        end=time(17, 40),
        slot_minutes=15,
    )


@pytest.fixture
def student(pattern):
    return enrolled(pattern.course)


def hours(pattern, day=DAY):
    [meeting] = timetable(pattern.course).between(day, day)
    return slots.slots_of(meeting, pattern.bookings.live())


def test_what_is_left_at_the_end_and_too_short_is_no_slot(pattern):
    assert [f"{slot.start:%H:%M}" for slot in hours(pattern)] == [
        "16:30",
        "16:45",
        "17:00",
        "17:15",
    ]


def test_without_slots_there_is_nothing_to_book(pattern, student):
    pattern.slot_minutes = None
    pattern.save()
    assert hours(pattern) == []
    with pytest.raises(SlotRefused):
        slots.book(pattern, day=DAY, number=0, by=student, now=NOW)


def test_a_booked_slot_is_taken_and_says_by_whom(pattern, student):
    slots.book(pattern, day=DAY, number=1, by=student, now=NOW, others="Ana", about="The proof")
    first, second, *_ = hours(pattern)
    assert first.is_open(NOW)
    assert not second.is_open(NOW)
    assert (second.booking.person, second.booking.others) == (student, "Ana")
    assert AuditEntry.objects.get(verb="book").details == {"day": "2027-03-08", "slot": 1}


def test_a_person_has_one_slot_of_a_date(pattern, student):
    slots.book(pattern, day=DAY, number=0, by=student, now=NOW)
    with pytest.raises(SlotTaken, match="already"):
        slots.book(pattern, day=DAY, number=1, by=student, now=NOW)
    slots.book(pattern, day=DAY + timedelta(weeks=1), number=0, by=student, now=NOW)


@pytest.mark.parametrize("number", [-1, 4, 1000])
def test_a_slot_that_there_is_not_is_refused(pattern, student, number):
    with pytest.raises(SlotRefused):
        slots.book(pattern, day=DAY, number=number, by=student, now=NOW)


@pytest.mark.parametrize("day", [date(2027, 3, 9), date(2027, 6, 7)])
def test_a_day_that_the_office_hours_do_not_have_is_refused(pattern, student, day):
    with pytest.raises(SlotRefused):
        slots.book(pattern, day=day, number=0, by=student, now=NOW)


def test_a_slot_that_has_begun_is_refused(pattern, student):
    begins = datetime(2027, 3, 8, 21, 30, tzinfo=UTC)
    with pytest.raises(SlotRefused, match="begun"):
        slots.book(pattern, day=DAY, number=0, by=student, now=begins)
    slots.book(pattern, day=DAY, number=1, by=student, now=begins)


def test_cancelled_office_hours_cannot_be_booked(pattern, student):
    factories.MeetingChangeFactory(pattern=pattern, day=DAY)
    with pytest.raises(SlotRefused, match="cancelled"):
        slots.book(pattern, day=DAY, number=0, by=student, now=NOW)


def test_a_booking_moves_with_its_meeting(pattern, student):
    slots.book(pattern, day=DAY, number=2, by=student, now=NOW)
    factories.MeetingChangeFactory(
        pattern=pattern,
        day=DAY,
        state=ChangeState.MOVED,
        new_day=DAY + timedelta(days=1),
        start=time(9),
        end=time(10),
    )
    [slot] = [slot for slot in hours(pattern) if slot.booking]
    assert f"{slot.start:%d %H:%M}" == "09 09:30"


def test_what_was_given_back_is_free_and_kept_as_history(pattern, student):
    booking = slots.book(pattern, day=DAY, number=0, by=student, now=NOW)
    slots.give_back(booking, by=student, now=NOW)
    assert hours(pattern)[0].is_open(NOW)
    assert Booking.objects.count() == 1
    assert not OutgoingMail.objects.exists()
    slots.book(pattern, day=DAY, number=0, by=student, now=NOW)


def test_a_slot_is_given_back_once(pattern, student):
    booking = slots.book(pattern, day=DAY, number=0, by=student, now=NOW)
    stale = Booking.objects.get(pk=booking.pk)
    slots.give_back(booking, by=student, now=NOW)
    for copy in (booking, stale):
        with pytest.raises(SlotRefused, match="already"):
            slots.give_back(copy, by=student, now=NOW)
    assert AuditEntry.objects.filter(verb="give back").count() == 1


def test_who_loses_a_slot_by_somebody_elses_hand_is_told(pattern, student):
    booking = slots.book(pattern, day=DAY, number=0, by=student, now=NOW)
    slots.give_back(booking, by=factories.UserFactory(name="Tutor"), now=NOW)
    mail = OutgoingMail.objects.get()
    assert mail.recipient == student
    assert "Mon 8 Mar 2027, 16:30, New York time" in mail.subject
    assert "Tutor has cancelled your slot" in mail.body


@pytest.mark.django_db(transaction=True)
def test_of_all_who_want_the_last_slot_at_once_one_gets_it():
    pattern = factories.MeetingPatternFactory(
        kind=MeetingKind.OFFICE_HOURS, start=time(16), end=time(16, 15), slot_minutes=15
    )
    people = [enrolled(pattern.course) for _ in range(8)]
    start, answers = threading.Barrier(len(people)), []

    def want(person):
        try:
            start.wait()
            slots.book(pattern, day=DAY, number=0, by=person, now=NOW)
            answers.append("booked")
        except SlotTaken as refusal:
            answers.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=want, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = "Somebody else has just taken this slot. Choose another."
    assert sorted(answers) == sorted(["booked", *[taken] * 7])
    assert Booking.objects.live().count() == 1


@given(
    start=st.integers(0, 23 * 60),
    length=st.integers(1, 300),
    minutes=st.sampled_from([10, 15]),
    day=st.dates(date(2027, 1, 1), date(2027, 12, 31)),
    zone=st.sampled_from(["America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]),
)
def test_slots_follow_each_other_and_stay_within_the_meeting(start, length, minutes, day, zone):
    end = min(start + length, 24 * 60 - 1)
    if end <= start:
        return
    pattern = MeetingPattern(
        pk=1,
        kind=MeetingKind.OFFICE_HOURS,
        weekday=day.weekday(),
        start=time(*divmod(start, 60)),
        end=time(*divmod(end, 60)),
        slot_minutes=minutes,
    )
    [meeting] = occurrences([pattern], [], course=Course(time_zone=zone), first=day, last=day)
    found = slots.slots_of(meeting)
    moments = [meeting.start.astimezone(UTC), *(slot.end.astimezone(UTC) for slot in found)]
    assert [slot.start.astimezone(UTC) for slot in found] == moments[:-1]
    left = meeting.end.astimezone(UTC) - moments[-1]
    assert timedelta(0) <= left < timedelta(minutes=minutes)


# --- The page -----------------------------------------------------------------------------------


@pytest.fixture
def _monday(time_machine):
    time_machine.move_to(NOW, tick=False)


def book_url(pattern, day=DAY):
    slug, public_id = pattern.course.slug, pattern.public_id
    return f"/courses/{slug}/office-hours/{public_id}/{day}/book/"


@pytest.mark.usefixtures("_monday")
def test_a_visitor_reads_when_and_with_whom(client, pattern):
    pattern.host = factories.UserFactory(name="Ada Host")
    pattern.save()
    html = client.get(f"/courses/{pattern.course.slug}/office-hours/").content.decode()
    assert "Ada Host" in html
    assert html.count("Mon</time>") == 0
    assert "Sign in to book a slot" in html
    assert 'name="number"' not in html


@pytest.mark.usefixtures("_monday")
def test_a_student_books_and_gives_back_on_the_page(client, pattern, student):
    client.force_login(student)
    answer = client.post(book_url(pattern), {"number": 1, "about": "Proof"}, follow=True)
    assert "Your slot: 16:45–17:00" in answer.content.decode()
    booking = Booking.objects.get()
    client.post(
        f"/courses/{pattern.course.slug}/office-hours/bookings/{booking.public_id}/give-back/"
    )
    assert not Booking.objects.live().exists()


@pytest.mark.usefixtures("_monday")
def test_who_has_a_slot_is_seen_by_staff_alone(client, pattern, student):
    slots.book(pattern, day=DAY, number=0, by=student, now=NOW, about="My grade")
    page = f"/courses/{pattern.course.slug}/office-hours/"
    for person in (None, enrolled(pattern.course)):
        client.logout()
        if person:
            client.force_login(person)
        html = client.get(page).content.decode()
        assert student.name not in html
        assert "My grade" not in html
    client.force_login(enrolled(pattern.course, "tutor"))
    assert "My grade" in client.get(page).content.decode()


@pytest.mark.usefixtures("_monday")
@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({}, 422),
        ({"number": "x"}, 422),
        ({"number": 0, "about": "x" * 301}, 422),
        ({"number": 0, "others": "a\x00b"}, 422),
        ({"number": 77}, 409),
    ],
)
def test_a_bad_booking_is_told_and_keeps_what_was_typed(client, pattern, student, data, status):
    client.force_login(student)
    answer = client.post(book_url(pattern), {"others": "Ana and Boris"} | data)
    assert answer.status_code == status
    assert "Nothing was booked." in answer.content.decode()
    assert not Booking.objects.exists()


@pytest.mark.usefixtures("_monday")
def test_an_archived_course_takes_no_bookings(client, pattern, student):
    pattern.course.state = CourseState.ARCHIVED
    pattern.course.save()
    client.force_login(student)
    assert client.post(book_url(pattern), {"number": 0}).status_code == 403


@pytest.mark.usefixtures("_monday")
def test_in_an_archived_course_no_slot_is_given_back(client, pattern, student):
    booking = slots.book(pattern, day=DAY, number=0, by=student, now=NOW)
    pattern.course.state = CourseState.ARCHIVED
    pattern.course.save()
    client.force_login(student)
    page = f"/courses/{pattern.course.slug}/office-hours/bookings/{booking.public_id}/give-back/"
    assert client.post(page).status_code == 403
    assert Booking.objects.live().exists()


@pytest.mark.usefixtures("_monday")
@pytest.mark.parametrize("day", ["2027-02-30", "today", "2027-3-8"])
def test_a_day_that_is_none_is_no_address(client, pattern, student, day):
    client.force_login(student)
    assert client.post(book_url(pattern, day), {"number": 0}).status_code == 404


@pytest.mark.usefixtures("_monday")
@pytest.mark.parametrize("count", [1, 30])
def test_the_page_takes_as_many_queries_with_1_booking_as_with_30(
    client, pattern, student, count, django_assert_num_queries
):
    for number in range(count):
        day = DAY + timedelta(weeks=number % 4)
        factories.BookingFactory(pattern=pattern, day=day, place_in_line=number // 4)
    client.force_login(student)
    with django_assert_num_queries(8):
        client.get(f"/courses/{pattern.course.slug}/office-hours/")
