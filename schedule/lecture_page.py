"""What the page of one lecture shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from courseapp.courses.models import Course
from courseapp.courses.reader import Reader
from schedule.models import Lecture, LectureKind, MeetingKind, Reference
from schedule.occurrences import Occurrence
from schedule.timetable import timetable

if TYPE_CHECKING:
    from courseapp.courses.access import Person


@dataclass(frozen=True, slots=True)
class LecturePage:
    """`meeting` is the weekly meeting that the lecture fills: None for a lecture without a day, or
    on a day that no weekly meeting has."""

    course: Course
    lecture: Lecture
    reader: Reader
    meeting: Occurrence | None
    groups: Sequence[tuple[str, list[Reference]]]
    earlier: Lecture | None
    later: Lecture | None


def lecture_page(lecture: Lecture, *, user: "Person") -> LecturePage:
    """Gather the page; three queries beside those of `for_own_page`."""
    course = lecture.course
    held = list(Lecture.objects.filter(course=course).exclude(kind=LectureKind.BREAK))
    place = [row.pk for row in held].index(lecture.pk)
    return LecturePage(
        course=course,
        lecture=lecture,
        reader=Reader.of(user, course),
        meeting=_meeting(lecture, held),
        groups=grouped(lecture.references.all()),
        earlier=held[place - 1] if place else None,
        later=held[place + 1] if place + 1 < len(held) else None,
    )


def grouped(references: Iterable[Reference]) -> list[tuple[str, list[Reference]]]:
    """Return references under the names of their groups, both in order of first appearance."""
    groups: dict[str, list[Reference]] = {}
    for reference in references:
        groups.setdefault(reference.group, []).append(reference)
    return list(groups.items())


def _meeting(lecture: Lecture, held: Sequence[Lecture]) -> Occurrence | None:
    """The meeting of its day: where there are several of each, in order; more lectures than
    meetings share the last one's hours."""
    if lecture.day is None:
        return None
    meetings = [
        meeting
        for meeting in timetable(lecture.course).between(lecture.day, lecture.day)
        if meeting.pattern.kind == MeetingKind.LECTURE and meeting.day == lecture.day
    ]
    same_day = [row.pk for row in held if row.day == lecture.day]
    return meetings[min(same_day.index(lecture.pk), len(meetings) - 1)] if meetings else None
