"""What templates ask of lectures."""

from django import template

from courseapp.courses.reader import Reader
from schedule.access import Linked, permission_to_follow

register = template.Library()


@register.filter
def is_for(link: Linked, reader: Reader) -> bool:
    """Tell whether this reader may follow a link of a lecture, or have its file."""
    return reader.has(permission_to_follow(link))
