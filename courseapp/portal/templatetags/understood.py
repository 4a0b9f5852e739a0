"""What was read off a course page, in words."""

from django import template

from courseapp.courses.models import Role
from courseapp.portal.importing import page
from schedule.models import LectureKind, MeetingKind, Weekday

register = template.Library()
WEEKDAYS = tuple(page.Weekday)


@register.filter
def read_meeting(meeting: page.Meeting) -> str:
    """Return “Office hours, Tuesday 16:30–18:00, office 612”."""
    kind = str(MeetingKind(meeting.kind).label)
    weekday = Weekday(WEEKDAYS.index(meeting.weekday)).label
    hours = "–".join(f"{hour:%H:%M}" for hour in (meeting.start, meeting.end) if hour)
    parts = (f"{kind[:1].upper()}{kind[1:]}", f"{weekday} {hours}".strip(), meeting.place)
    return ", ".join(part for part in parts if part)


@register.filter
def read_role(person: page.Person) -> str:
    return str(Role(person.role).label)


@register.filter
def read_kind(lecture: page.Lecture) -> str:
    return str(LectureKind(lecture.kind).label)
