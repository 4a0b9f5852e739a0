"""The moments of a course at which there is something to see."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _

from courseapp.courses.models import Course
from projects.models import Milestone

WEEK = timedelta(weeks=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    moment: datetime

    @property
    def value(self) -> str:
        return self.moment.isoformat()


@dataclass(frozen=True, slots=True)
class Choices:
    milestone: Milestone
    choices: tuple[Choice, ...]


def choices_for(course: Course) -> list[Choices]:
    """Return the moments around each milestone that has a date, the next ones last."""
    milestones = Milestone.objects.filter(course=course, due__isnull=False).in_order()
    return [Choices(milestone, tuple(_around(milestone, course))) for milestone in milestones]


def _around(milestone: Milestone, course: Course) -> Iterator[Choice]:
    due = milestone.due
    if due is None:
        return
    # 23:59:59 is the end of a day: two minutes before that end it is 23:58.
    soon = (due + timedelta(seconds=1) - 2 * MINUTE).replace(second=0, microsecond=0)
    day = course.local_date(due) + WEEK
    yield Choice(_("a week before"), due - WEEK)
    yield Choice(_("%s on the day") % f"{soon.astimezone(course.zone):%H:%M}", soon)
    yield Choice(_("release day"), datetime.combine(day, time(9), course.zone))
