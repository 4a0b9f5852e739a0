"""The whole course page as data: everything that `portal/course.html` shows to one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from courseapp.courses.models import Announcement, Course, CourseLink, Membership
from courseapp.courses.reader import Reader
from courseapp.portal.every_week import Weekly, every_week
from courseapp.portal.lecture_list import Line, Part, folded, lecture_list
from courseapp.portal.milestone_rows import MilestoneRow, milestone_rows
from courseapp.portal.ribbon import Ribbon, ribbon
from courseapp.portal.this_week import ThisWeek, this_week
from schedule.course_page import TrackRow, lecture_rows, track_rows
from schedule.models import MeetingKind
from schedule.timetable import timetable

if TYPE_CHECKING:
    from courseapp.courses.access import Person


@dataclass(frozen=True, slots=True)
class CoursePage:
    """`today` is the day in the course's zone. Nothing here depends on the hour: a visitor's page
    is kept as bytes until the day is over."""

    course: Course
    reader: Reader
    today: date
    week: ThisWeek | None
    ribbon: Ribbon | None
    announcements: list[Announcement]
    lectures: list[Line]
    tracks: list[TrackRow]
    staff: list[Membership]
    weekly: Sequence[Weekly]
    milestones: list[MilestoneRow]
    links: list[CourseLink]

    @property
    def has_weeks(self) -> bool:
        return any(line.row and line.row.lecture.week for line in self.lectures)

    @property
    def has_days(self) -> bool:
        return any(line.day for line in self.lectures)

    @property
    def lecture_parts(self) -> list[Part]:
        return folded(self.lectures)

    @property
    def open_session_day(self) -> date | None:
        """The day of the next tutoring session: that one is shown unfolded."""
        days = [row.day for track in self.tracks for row in track.sessions]
        return min((day for day in days if day and day >= self.today), default=None)

    @property
    def has_office_hours(self) -> bool:
        return any(row.pattern.kind == MeetingKind.OFFICE_HOURS for row in self.weekly)

    @property
    def lecture_times(self) -> list[Weekly]:
        return [row for row in self.weekly if row.pattern.kind == MeetingKind.LECTURE]


def course_page(course: Course, *, user: "Person", today: date) -> CoursePage:
    """Gather the page in ten queries, however much stands on it; a student's own due times
    take four more."""
    reader = Reader.of(user, course)
    lectures = lecture_rows(course)
    tracks = track_rows(course)
    times = timetable(course)
    milestones = milestone_rows(course, user)
    return CoursePage(
        course=course,
        reader=reader,
        today=today,
        week=this_week(
            course,
            today=today,
            lectures=lectures,
            sessions=[row for track in tracks for row in track.sessions],
            timetable=times,
            milestones=milestones,
        ),
        ribbon=ribbon(
            course,
            today=today,
            lectures=[row.lecture for row in lectures],
            breaks=times.breaks,
            milestones=[row.milestone for row in milestones],
        ),
        announcements=list(course.announcements.published().select_related("author")),
        lectures=lecture_list(lectures, times.breaks, today=today, times=times),
        tracks=tracks,
        staff=list(course.memberships.staff().select_related("user")),
        weekly=every_week(times, today=today),
        milestones=milestones,
        links=list(course.links.all()),
    )
