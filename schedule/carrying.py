"""What hangs on the dates of a weekly meeting when its dates become others: changed dates, booked
slots, and the lectures and tutoring sessions that are listed for these days."""

from datetime import date, datetime, timedelta

from courseapp.courses.models import Course
from schedule.models import (
    Booking,
    Lecture,
    LectureKind,
    MeetingChange,
    MeetingKind,
    MeetingPattern,
    TutoringSession,
)
from schedule.occurrences import dates

DAY = timedelta(days=1)
# A pattern without an end in a course without one: as far as anybody plans.
FAR = timedelta(days=2 * 366)


def end_before(pattern: MeetingPattern, day: date, *, now: datetime) -> None:
    """Let the pattern have no date from `day` on; remove it if it then has none at all. Booked
    slots of those dates are given back."""
    if first_date_from(pattern, None) in (None, day):
        pattern.delete()
        return
    MeetingChange.objects.filter(pattern=pattern, day__gte=day).delete()
    for booking in Booking.objects.live().filter(pattern=pattern, day__gte=day):
        booking.cancelled_at = now
        booking.save(update_fields=["cancelled_at"])
    pattern.until_day = day - DAY
    pattern.save(update_fields=["until_day"])


def carry_over(
    old: MeetingPattern,
    *,
    to: MeetingPattern,
    first: date | None,
    shift: timedelta,
    lectures_from: date,
) -> None:
    """Let what hangs on the dates of `old` from `first` on (None: all) hang on those of `to`,
    which lie `shift` later. The new values count for the date `first` itself; lectures and
    sessions follow from `lectures_from` on: what has been held was held when it was."""
    before = _dates(old, first)
    if shift and old.pk == to.pk:
        # Of dates that the pattern has no more: they count for nothing, and stand in the way.
        MeetingChange.objects.filter(pattern=old).exclude(day__in=before).delete()
    changed = [day for day in before if day != first]
    for change in MeetingChange.objects.filter(pattern=old, day__in=changed):
        change.pattern, change.day = to, change.day + shift
        change.save(update_fields=["pattern", "day"])
    for booking in Booking.objects.filter(pattern=old, day__in=before):
        booking.pattern, booking.day = to, booking.day + shift
        booking.save(update_fields=["pattern", "day"])
    if shift:
        _follow(old, to, [day for day in before if day >= lectures_from], shift)


def first_date_from(pattern: MeetingPattern, day: date | None) -> date | None:
    """Return the pattern's first date from `day` on (None: of all), breaks aside."""
    return next(iter(_dates(pattern, day)), None)


def _dates(pattern: MeetingPattern, first: date | None) -> list[date]:
    course: Course = pattern.course
    begins = first or pattern.from_day or course.first_day
    if begins is None:
        begins = pattern.created_at.date()
    last = pattern.until_day or course.last_day or begins + FAR
    return dates(pattern, course=course, first=begins, last=last)


def _follow(old: MeetingPattern, to: MeetingPattern, days: list[date], shift: timedelta) -> None:
    """Move what is listed for these days, if no other meeting of this kind takes place then."""
    alike = MeetingPattern.objects.filter(course=to.course, kind=to.kind)
    others = alike.exclude(pk__in=(old.pk, to.pk)).select_related("course")
    taken = {day for other in others for day in _dates(other, min(days, default=None))}
    for row in _listed(to, [day for day in days if day not in taken]):
        row.day = row.day + shift if row.day else None
        row.save(update_fields=["day"])


def _listed(pattern: MeetingPattern, days: list[date]) -> list[Lecture | TutoringSession]:
    if pattern.kind == MeetingKind.LECTURE:
        rows = Lecture.objects.filter(course=pattern.course, day__in=days)
        return list(rows.exclude(kind=LectureKind.BREAK))
    if pattern.kind == MeetingKind.TUTORING:
        return list(TutoringSession.objects.filter(track__course=pattern.course, day__in=days))
    return []
