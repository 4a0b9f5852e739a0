"""What the demo's banner says of its clock."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.formats import date_format

from courseapp.courses import clock
from courseapp.portal.demo.loading import PAGE_ZONE

register = template.Library()


@register.simple_tag(takes_context=True)
def set_moment(context: dict[str, Any]) -> str:
    """Return the moment to which the demo's clock is set; empty where it runs as the machine's,
    and in bytes that are kept for all visitors, which have no moment."""
    now: datetime | None = context.get("now")
    if now is None or not clock.shift():
        return ""
    return date_format(now.astimezone(ZoneInfo(PAGE_ZONE)), "D j M Y, H:i")
