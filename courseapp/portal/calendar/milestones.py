"""What is due, as events: moments that take nobody's time. An alarm is for the app to bring."""

from datetime import datetime

from icalendar import Event

from courseapp.courses.models import Course
from courseapp.portal.calendar import wording
from courseapp.portal.calendar.events import Version, event, lasts
from courseapp.portal.calendar.wording import Audience
from projects.models import Milestone


def told_milestone(
    milestone: Milestone, course: Course, *, due: datetime, audience: Audience, version: Version
) -> Event:
    """Return the event of a due time in the course's zone; `due` is the milestone's, or the
    reader's own."""
    own = due != milestone.due
    words = wording.of_milestone(milestone, course, audience, own=own)
    told = event(milestone.public_id, version, words)
    lasts(told, start=due.astimezone(course.zone), end=None, zone=course.zone)
    told.add("transp", "TRANSPARENT")
    told.add("status", "CONFIRMED")
    return told
