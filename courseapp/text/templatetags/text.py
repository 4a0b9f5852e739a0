"""Template filters for texts: ``{% load text %} {{ course.description|markdown }}``."""

from collections.abc import Mapping

from django import template
from django.utils.safestring import SafeString

from courseapp.text.links import Named
from courseapp.text.markdown import render, render_inline

register = template.Library()


@register.filter
def markdown(source: str | None, heading_level: int = 3) -> SafeString:
    """Show a text; ``|markdown:4`` where it stands under an h3."""
    return render(source or "", heading_level)


@register.filter
def citing(source: str | None, names: Mapping[str, Named] | None) -> SafeString:
    """Show a reading or question, its short names linked to what they stand for."""
    return render(source or "", 5, names or None)


@register.filter
def markdown_inline(source: str | None) -> SafeString:
    """Show a title or a question within a line."""
    return render_inline(source or "")


@register.filter
def markdown_label(source: str | None) -> SafeString:
    """Show a title within a link or a button: as ``markdown_inline``, without links of its own."""
    return render_inline(source or "", links=False)
