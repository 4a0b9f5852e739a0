"""What the frame of every page asks: the colour of the course, who one is in it, and what never
changes."""

from django import template
from django.template.base import NodeList, Parser, Token
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

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


@register.tag
def fixed(parser: Parser, token: Token) -> "Fixed":
    """`{% fixed %}…{% endfixed %}`: words and addresses that are the same for everybody."""
    nodes = parser.parse(("endfixed",))
    parser.delete_first_token()
    return Fixed(nodes)


class Fixed(template.Node):
    """Renders what it holds once a process and language, out of reach of the request: a variable
    in it is empty, so nothing of one person can be shown to another. To find translations and
    addresses anew was a tenth of the dashboard's work."""

    def __init__(self, nodes: NodeList) -> None:
        self.nodes = nodes
        self.rendered: dict[tuple[str | None, str], SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        key = get_language(), get_script_prefix()
        if key not in self.rendered:
            empty = template.Context()
            empty.template = context.template
            self.rendered[key] = self.nodes.render(empty)
        return self.rendered[key]
