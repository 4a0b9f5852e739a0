"""A person's own calendar, across the courses that they belong to and may read."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.core.cache import caches
from django.utils.translation import gettext as _

from courseapp.courses.models import Course, User
from courseapp.portal.calendar.feed import Block, block, calendar, key, meetings, version_of
from courseapp.portal.calendar.milestones import told_milestone
from courseapp.portal.calendar.telling import Changes, dues_told
from courseapp.portal.calendar.wording import Audience
from courseapp.portal.models import CalendarToken
from projects.models import Milestone
from projects.own_deadlines import OwnDeadlines

Asked = Sequence[tuple[Course, Audience]]


def own_calendar(token: CalendarToken, *, now: datetime) -> bytes:
    """Return the calendar of the token's owner as bytes, in at most eleven queries."""
    person = token.user
    found = Course.objects.visible_to(person).filter(pk__in=person.active_memberships)
    asked = [(course, _audience(person, course)) for course in found.order_by("pk")]
    return calendar(_("My courses"), [*_kept_meetings(asked), *_due(token, asked, now=now)])


def own_etag(content: bytes) -> str:
    """Return the validator of a person's calendar: a hash of nothing but what it shows, so that it
    says no more than that."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def _audience(person: User, course: Course) -> Audience:
    return Audience(sees_video=person.has_perm("courses.see_video", course), names_course=True)


def _kept_meetings(asked: Asked) -> list[Block]:
    """Return the meetings of each course. What a course's members see of them follows from the
    version of its page, and is kept under it for all of them."""
    keys = [key("block", one.public_id, one.page_version, audience) for one, audience in asked]
    kept: dict[str, Block] = caches["pages"].get_many(keys)
    missing = {name: one for name, one in zip(keys, asked, strict=True) if name not in kept}
    if missing:
        made = dict(zip(missing, meetings(list(missing.values())), strict=True))
        caches["pages"].set_many(made)
        kept |= made
    return [kept[name] for name in keys]


def _due(token: CalendarToken, asked: Asked, *, now: datetime) -> list[Block]:
    """Return what is due for the person in each course: by `projects`' rule, the one that page
    and mail go by. Five queries."""
    courses = [course for course, _ in asked]
    dated = Milestone.objects.filter(course__in=courses, due__isnull=False).in_order()
    milestones: list[Milestone] = list(dated.select_related("course"))
    own = OwnDeadlines.load(token.user, milestones)
    dues = {milestone: _due_of(milestone, own) for milestone in milestones}
    changes = dues_told(token, dues, now=now)
    return [_due_block(course, audience, dues, changes) for course, audience in asked]


def _due_of(milestone: Milestone, own: OwnDeadlines) -> datetime:
    resolved = own.due(milestone)
    due = resolved.at if resolved else milestone.due
    if due is None:
        raise ValueError("only milestones with a date are told")
    return due


def _due_block(
    course: Course,
    audience: Audience,
    dues: dict[Milestone, datetime],
    changes: dict[Milestone, Changes],
) -> Block:
    here = {one: due for one, due in dues.items() if one.course_id == course.pk}
    version = version_of(course)
    events = [
        told_milestone(
            milestone,
            course,
            due=due,
            audience=audience,
            version=changes[milestone].on_top_of(version),
        )
        for milestone, due in here.items()
    ]
    return block(course, events, years=(due.year for due in here.values()))
