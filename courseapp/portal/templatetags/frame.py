"""What the frame of every page asks: the colour of the course, and who one is in it."""

from django import template

from courseapp.courses.models import Course

register = template.Library()

# The style sheet has a class for each of these angles: with arbitrary ones the page would need
# inline style, which the content policy refuses. Nobody tells 275° from 270°.
STEP = 15


@register.filter
def hue_class(course: Course | None) -> str:
    """Return the class that gives a page the course's accent; no course, no class."""
    if not isinstance(course, Course):
        return ""
    return f"hue-{round(course.hue / STEP) * STEP % 360}"


@register.simple_tag(takes_context=True)
def my_role(context: template.Context, course: Course | None) -> str:
    """Return the viewer's role in the course: `student`, …; empty for none."""
    user = context.get("user")
    if user is None or not user.is_authenticated or not isinstance(course, Course):
        return ""
    membership = user.active_memberships.get(course.pk)
    return membership.role if membership else ""


@register.simple_tag(takes_context=True)
def runs_course(context: template.Context, course: Course | None) -> bool:
    """Whether the viewer runs the course: then the bar leads to its staff page."""
    user = context.get("user")
    if user is None or not user.is_authenticated or not isinstance(course, Course):
        return False
    return bool(user.has_perm("courses.run_course", course))
