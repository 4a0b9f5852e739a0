"""Where a person has to be in the coming week, across their courses.

What a course has in the coming days follows from the version of its page and the day, so it is
kept under these for all its members; where it is kept, one query is left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.cache import caches
from django.db.models import QuerySet

from courseapp.courses.models import Course, CourseState, User
from courseapp.courses.prepared import Prepared
from courseapp.portal.calendar.feed import key
from courseapp.portal.calendar.wording import title_of
from schedule.listed import listed
from schedule.meetings import Meeting, meetings
from schedule.occurrences import State
from schedule.timetable import timetables

DAY, DAYS = timedelta(days=1), timedelta(days=7)
LOOKING_BACK = timedelta(days=60)
NAMES = [
    *("id", "slug", "title", "code", "time_zone", "first_day", "last_day"),
    *("public_id", "page_version"),
]
COURSE = tuple(f.attname for f in Course._meta.concrete_fields if f.attname in NAMES)


@dataclass(frozen=True, slots=True)
class Appointment:
    """A meeting in words (its title is Markdown) and moments; `start` is None for what has a day
    and no hour. `meant` is when it was to be, for one that is moved in time."""

    title: str
    day: date
    start: datetime | None
    end: datetime | None
    state: State
    meant: datetime | None
    place: str
    video_url: str
    video_code: str
    note: str

    @property
    def is_cancelled(self) -> bool:
        return self.state == State.CANCELLED

    @property
    def is_moved(self) -> bool:
        return self.state == State.MOVED


@dataclass(frozen=True, slots=True)
class Next:
    course: Course
    appointment: Appointment

    @property
    def begins(self) -> datetime:
        one = self.appointment
        return one.start or datetime.combine(one.day, time.min, self.course.zone)

    @property
    def ends(self) -> datetime:
        one = self.appointment
        if one.start is None:
            return datetime.combine(one.day, time.max, self.course.zone)
        return one.end or one.start


def _courses(person: int) -> QuerySet[Course, tuple[object, ...]]:
    """Courses that are under way and that the person belongs to: they may read them, and see the
    links of their video calls."""
    mine = Course.objects.filter(
        state=CourseState.OPEN, memberships__user=person, memberships__active=True
    )
    rows: QuerySet[Course, tuple[object, ...]] = mine.order_by("pk").values_list(*COURSE)
    return rows


COURSES = Prepared(_courses)


def next_meetings(person: User, *, now: datetime) -> list[Next]:
    """Return what lies before the person in the coming seven days, in order of time, with what is
    under way, and what was to be in these days and is cancelled or moved. One query, and three
    for all the courses of which nothing is kept."""
    courses = [Course.from_db(None, COURSE, row) for row in COURSES.rows(person.pk)]
    kept = _kept(courses, now)
    ahead = [Next(course, one) for course in courses for one in kept[course.pk]]
    return sorted((one for one in ahead if one.ends > now), key=lambda one: one.begins)


def _kept(courses: Sequence[Course], now: datetime) -> Mapping[int, list[Appointment]]:
    today = {course.pk: course.local_date(now) for course in courses}
    keys = {
        course.pk: key("ahead", course.public_id, course.page_version, today[course.pk])
        for course in courses
    }
    kept: dict[str, list[Appointment]] = caches["pages"].get_many(list(keys.values()))
    missing = [course for course in courses if keys[course.pk] not in kept]
    if missing:
        made = {keys[pk]: found for pk, found in _read(missing, today).items()}
        caches["pages"].set_many(made)
        kept |= made
    return {pk: kept[name] for pk, name in keys.items()}


def _read(courses: Sequence[Course], today: Mapping[int, date]) -> dict[int, list[Appointment]]:
    """Read what several courses have in the coming days; three queries."""
    # A moved date is listed under the day that it was meant for, which may be long ago.
    first, last = min(today.values()) - LOOKING_BACK, max(today.values()) + DAYS + LOOKING_BACK
    rows = listed(courses, first=first, last=last)
    return {
        times.course.pk: [
            _appointment(one)
            for one in meetings(
                times,
                rows[times.course.pk],
                first=today[times.course.pk],
                last=today[times.course.pk] + DAYS - DAY,
            )
        ]
        for times in timetables(courses)
    }


def _appointment(meeting: Meeting) -> Appointment:
    start, end = meeting.span
    meant = meeting.occurrence.meant_start if meeting.occurrence else None
    return Appointment(
        title=title_of(meeting),
        day=meeting.takes_place_on,
        start=start,
        end=end,
        state=meeting.state,
        meant=meant if meant != start else None,
        place=meeting.place,
        video_url=meeting.video_url,
        video_code=meeting.video_code,
        note=meeting.note,
    )
