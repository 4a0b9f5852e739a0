"""Who was there: taking attendance, and counting it."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from courseapp.courses import audit
from courseapp.courses.models import Course, Membership, User
from schedule.models import Attendance, Lecture, LectureKind, TutoringSession

Occasion = Lecture | TutoringSession


@dataclass(frozen=True, slots=True)
class Counted:
    """To how many of the occasions since they joined a person came."""

    came: int
    held: int


def place_of(occasion: Occasion) -> dict[str, Any]:
    """Return the field of `Attendance` that stands for this occasion."""
    return {key_of(occasion)[0]: occasion}


def occasions(course: Course, *, until: date) -> list[Occasion]:
    """Return the lectures and published sessions with a day up to `until`, the newest first; two
    queries."""
    kinds = (LectureKind.LECTURE, LectureKind.GUEST)
    lectures = Lecture.objects.filter(course=course, kind__in=kinds, day__lte=until)
    sessions = TutoringSession.objects.published().filter(track__course=course, day__lte=until)
    both: list[Occasion] = [*lectures, *sessions.select_related("track")]
    return sorted(both, key=lambda one: (one.day, one.pk), reverse=True)


def could_come(course: Course, *, day: date) -> list[Membership]:
    """Return the students whose attendance counts on this day: those who had joined by then, and
    had not left before."""
    found = course.memberships.filter(role="student").select_related("user").order_by("user__name")
    return [row for row in found if _was_there(row, day, course)]


def _was_there(membership: Membership, day: date, course: Course) -> bool:
    left = membership.left_at
    joined = course.local_date(membership.joined_at)
    return joined <= day and (left is None or course.local_date(left) >= day)


@transaction.atomic
def take(
    occasion: Occasion,
    *,
    came: Collection[User],
    shown: Collection[int],
    by: User,
    now: datetime,
) -> None:
    """Write who came. `shown` are the primary keys that the form had ticked when it was opened:
    only what differs from it is changed, so that what a second tutor ticked meanwhile stays."""
    place = place_of(occasion)
    came_ids = {person.pk for person in came}
    added = [person for person in came if person.pk not in set(shown)]
    removed = set(shown) - came_ids
    for person in added:
        Attendance.objects.get_or_create(person=person, **place)
    if removed:
        Attendance.objects.filter(person__in=removed, **place).delete()
    # By a conditional update: that it was taken is no change of the occasion itself.
    type(occasion)._base_manager.filter(pk=occasion.pk, attendance_at=None).update(
        attendance_at=now
    )
    audit.record(
        "take attendance",
        subject=occasion,
        course=occasion.course,
        by=by,
        now=now,
        came=sorted(person.public_id for person in added),
        did_not=len(removed),
    )


def present_at(occasion: Occasion) -> set[int]:
    """Return the primary keys of the people who came."""
    return set(Attendance.objects.filter(**place_of(occasion)).values_list("person", flat=True))


def attended(
    course: Course, members: Iterable[Membership], *, among: Iterable[Occasion]
) -> dict[int, Counted]:
    """Return, by the primary key of each member's person, how often they came, of those `among`
    the course's occasions whose attendance was taken and that were since they joined; one query."""
    held = [one for one in among if one.attendance_at is not None]
    days = {key_of(one): one.day for one in held}
    came: Counter[int] = Counter()
    people = {row.user_id: row for row in members}
    rows = Attendance.objects.of_course(course).filter(person__in=people)
    for person, lecture, session in rows.values_list("person", "lecture", "session"):
        key = ("lecture", lecture) if lecture else ("session", session)
        day = days.get(key)
        if day is not None and _was_there(people[person], day, course):
            came[person] += 1
    return {
        pk: Counted(came[pk], sum(_was_there(row, day, course) for day in days.values() if day))
        for pk, row in people.items()
    }


def numbers(course: Course) -> Counter[tuple[str, int]]:
    """Return how many came, by `key_of` the occasion; one query."""
    rows = Attendance.objects.of_course(course).values_list("lecture", "session")
    return Counter(
        ("lecture", lecture) if lecture else ("session", session) for lecture, session in rows
    )


def key_of(occasion: Occasion) -> tuple[str, int]:
    """Return what tells a lecture and a session of the same number apart."""
    return ("lecture" if isinstance(occasion, Lecture) else "session", occasion.pk)
