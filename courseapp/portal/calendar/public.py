"""The calendar of a course as everyone may read it."""

from django.contrib.auth.models import AnonymousUser

from courseapp.courses.models import Course
from courseapp.portal.calendar.feed import block, calendar, key, meetings, version_of
from courseapp.portal.calendar.milestones import told_milestone
from courseapp.portal.calendar.wording import Audience


def public_calendar(course: Course) -> bytes:
    """Return the calendar as bytes; four queries."""
    audience = Audience(sees_video=AnonymousUser().has_perm("courses.see_video", course))
    version = version_of(course)
    dues = [(one, one.due) for one in course.milestones.in_order() if one.due]
    events = [
        told_milestone(milestone, course, due=due, audience=audience, version=version)
        for milestone, due in dues
    ]
    due_block = block(course, events, years=(due.year for _, due in dues))
    name = f"{course.title}, {course.term}" if course.term else course.title
    return calendar(name, [*meetings([(course, audience)]), due_block])


def public_etag(public_id: str, page_version: int) -> str:
    """Return the validator of a public calendar (RFC 9110, section 8.8.3). Nothing in it depends
    on the day."""
    return f'"{key("calendar", public_id, page_version)}"'
