"""Slots of office hours: which there are, who has one, and booking and giving back.

A slot is counted from the start of its date's meeting: it moves with the meeting, and what was
booked moves with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courseapp.courses import audit
from courseapp.courses.models import Course, StaleError, User
from courseapp.courses.moments import in_words
from courseapp.mail import outbox
from courseapp.mail.models import OutgoingMail
from schedule.models import Booking, MeetingKind, MeetingPattern
from schedule.occurrences import Occurrence
from schedule.timetable import timetable

KIND = "booking"


class SlotRefused(Exception):
    """Why a slot was not booked or given back, in words for the person who asked."""


class SlotTaken(SlotRefused):
    """Somebody else was quicker, or the person has a slot of this date already."""


@dataclass(frozen=True, slots=True)
class Slot:
    """`start` and `end` are aware, in the course's zone; `booking` is the live one, or None."""

    meeting: Occurrence
    number: int
    start: datetime
    end: datetime
    booking: Booking | None = None

    def is_open(self, now: datetime) -> bool:
        return self.booking is None and not self.meeting.is_cancelled and self.start > now


def slots_of(meeting: Occurrence, bookings: Iterable[Booking] = ()) -> list[Slot]:
    """Return the slots of one date; none where people come without booking. What is left at the
    end and too short for a slot is none."""
    minutes = meeting.pattern.slot_minutes
    if not minutes or meeting.pattern.kind != MeetingKind.OFFICE_HOURS:
        return []
    length = timedelta(minutes=minutes)
    begins, ends = meeting.start.astimezone(UTC), meeting.end.astimezone(UTC)
    taken = {
        row.place_in_line: row
        for row in bookings
        if (row.pattern_id, row.day) == (meeting.pattern.pk, meeting.day)
    }
    zone = meeting.start.tzinfo
    return [
        Slot(
            meeting=meeting,
            number=number,
            start=(begins + number * length).astimezone(zone),
            end=(begins + (number + 1) * length).astimezone(zone),
            booking=taken.get(number),
        )
        for number in range((ends - begins) // length)
    ]


def find_slot(pattern: MeetingPattern, *, day: date, number: int) -> Slot:
    """Return the slot of the date that the pattern has. Raises SlotRefused where there is none."""
    held = [
        meeting
        for meeting in timetable(pattern.course).between(day, day)
        if meeting.pattern.pk == pattern.pk and meeting.day == day
    ]
    slots = slots_of(held[0], pattern.bookings.live()) if held else []
    if not 0 <= number < len(slots):
        raise SlotRefused(_("There is no such slot."))
    return slots[number]


def book(
    pattern: MeetingPattern,
    *,
    day: date,
    number: int,
    by: User,
    now: datetime,
    others: str = "",
    about: str = "",
) -> Booking:
    """Take a slot for `by`. Of all who try at once one gets it: the database's constraint has the
    last word. Raises SlotTaken or SlotRefused, in words."""
    slot = find_slot(pattern, day=day, number=number)
    if slot.meeting.is_cancelled:
        raise SlotRefused(_("These office hours are cancelled."))
    if slot.start <= now:
        raise SlotRefused(_("This slot has begun already."))
    try:
        with transaction.atomic():
            booking = Booking.objects.create(
                pattern=pattern,
                day=day,
                place_in_line=number,
                person=by,
                others=others,
                about=about,
                booked_at=now,
            )
            _record("book", booking, by=by, now=now)
    except IntegrityError as error:
        raise SlotTaken(_why_taken(pattern, day, by)) from error
    return booking


def give_back(booking: Booking, *, by: User, now: datetime) -> None:
    """Free a slot. The row stays; a person whose slot others give back is told by mail. Raises
    SlotRefused if it has been given back already."""
    if booking.cancelled_at is not None:
        raise SlotRefused(_("This slot has been given back already."))
    booking.cancelled_at = now
    try:
        with transaction.atomic():
            booking.save(update_fields=["cancelled_at"])
            _record("give back", booking, by=by, now=now)
            if by.pk != booking.person_id:
                outbox.enqueue([_told(booking, by=by, now=now)])
    except StaleError as error:
        raise SlotRefused(_("This slot has been given back already.")) from error


def _record(verb: str, booking: Booking, *, by: User, now: datetime) -> None:
    course: Course = booking.pattern.course
    details = {"day": booking.day.isoformat(), "slot": booking.place_in_line}
    audit.record(verb, subject=booking, course=course, by=by, now=now, **details)


def _why_taken(pattern: MeetingPattern, day: date, by: User) -> str:
    if pattern.bookings.live().filter(day=day, person=by).exists():
        return _("You have a slot of this date already; give it back to take another.")
    return _("Somebody else has just taken this slot. Choose another.")


def _told(booking: Booking, *, by: User, now: datetime) -> OutgoingMail:
    pattern = booking.pattern
    slot = find_slot(pattern, day=booking.day, number=booking.place_in_line)
    words = {
        "moment": in_words(slot.start, pattern.course),
        "name": by,
        "course": pattern.course,
    }
    return outbox.mail_to(
        booking.person,
        kind=KIND,
        key=f"{KIND}:{booking.public_id}:given back",
        subject=_("Your slot of %(moment)s is cancelled") % words,
        body=_("%(name)s has cancelled your slot in the office hours of %(course)s, %(moment)s.")
        % words,
        course=pattern.course,
        now=now,
    )
