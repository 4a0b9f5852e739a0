"""Office hours and attendance of the demo: who booked a slot, and who has come so far."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from courseapp.courses.models import Course
from courseapp.portal.demo.people import People
from schedule.attending import occasions, take
from schedule.models import MeetingKind
from schedule.moving import Target, move
from schedule.slots import Slot, book, slots_of
from schedule.timetable import timetable

SLOT_MINUTES = 15
# Which student, counted from the second team on, takes which of the next slots, and why.
BOOKED = (
    (3, 0, "Is our question too wide for half a page?", "the whole team"),
    (7, 2, "The proof of the last theorem of lecture six", ""),
)
OTHER_ROOM = "office 527, 60 5th ave"
WHY_MOVED = "Room 612 is being painted."
# Of seven students one is missing, another at each lecture.
MISSING = 7


def open_office_hours(course: Course, people: People) -> None:
    """Let the instructor's office hours be booked in slots."""
    for pattern in course.meeting_patterns.filter(kind=MeetingKind.OFFICE_HOURS):
        pattern.slot_minutes, pattern.host = SLOT_MINUTES, people.instructor
        pattern.save(update_fields=["slot_minutes", "host"])


def move_office_hours(course: Course, people: People, *, now: datetime) -> None:
    """Move the next office hours to another room and half an hour later, and tell everyone."""
    tomorrow = course.local_date(now) + timedelta(days=1)
    for meeting in timetable(course).between(tomorrow, tomorrow + timedelta(weeks=2)):
        if meeting.pattern.kind == MeetingKind.OFFICE_HOURS:
            start, end = (moment + timedelta(minutes=30) for moment in (meeting.start, meeting.end))
            target = Target(day=meeting.day, start=start.time(), end=end.time(), place=OTHER_ROOM)
            move(meeting, to=target, by=people.instructor, now=now, note=WHY_MOVED)
            return


def book_slots(course: Course, people: People, *, now: datetime) -> None:
    """Book slots of the next office hours that are still to come."""
    today = course.local_date(now)
    for meeting in timetable(course).between(today, today + timedelta(weeks=2)):
        slots = slots_of(meeting)
        if slots and slots[0].is_open(now):
            _book(slots, people, now=now)
            return


def _book(slots: Sequence[Slot], people: People, *, now: datetime) -> None:
    for student, number, about, others in BOOKED:
        meeting = slots[number].meeting
        book(
            meeting.pattern,
            day=meeting.day,
            number=number,
            by=people.students[student],
            now=now,
            about=about,
            others=others,
        )


def take_attendance(course: Course, people: People, *, now: datetime) -> None:
    """Tick who came to each lecture and class so far, but for the latest: that is still to do."""
    past = occasions(course, until=course.local_date(now) - timedelta(days=1))[1:]
    for place, occasion in enumerate(past):
        came = [one for number, one in enumerate(people.students) if (number + place) % MISSING]
        take(occasion, came=came, shown=(), by=people.tutor, now=now)
