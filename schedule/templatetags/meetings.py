"""A meeting in templates: when and where it is, and what it was meant to be."""

from datetime import date, time

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from schedule.occurrences import Occurrence

register = template.Library()


@register.filter
def at(meeting: Occurrence) -> SafeString:
    """Print when it takes place: `Wed 10 Mar, 16:30–17:30`."""
    return _when(meeting.takes_place_on, meeting.start.time(), meeting.end.time())


@register.filter
def meant_at(meeting: Occurrence) -> SafeString:
    """Print when it would be as every week: `Tue 9 Mar, 14:00–15:00`."""
    return _when(meeting.day, meeting.pattern.start, meeting.pattern.end)


@register.filter
def has_moved(meeting: Occurrence) -> bool:
    """Whether its day or hour is another than every week's."""
    pattern, change = meeting.pattern, meeting.change
    if change is None or meeting.is_cancelled:
        return False
    hours = (change.start or pattern.start, change.end or pattern.end)
    return bool(change.new_day) or hours != (pattern.start, pattern.end)


@register.filter
def has_another_place(meeting: Occurrence | None) -> bool:
    """Whether its room is another than every week's, which had one."""
    if meeting is None or meeting.is_cancelled:
        return False
    return bool(meeting.pattern.place) and meeting.place != meeting.pattern.place


@register.filter
def has_another_link(meeting: Occurrence) -> bool:
    return bool(meeting.change and meeting.change.video_url)


def _when(day: date, start: time, end: time) -> SafeString:
    begins, ends = f"{start:%H:%M}", f"{end:%H:%M}"
    return format_html(
        '<time datetime="{}T{}">{}, {}–{}</time>',
        day.isoformat(),
        begins,
        date_format(day, "D j M"),
        begins,
        ends,
    )
