"""A tutoring session as plain Markdown, to be pasted into the course's forum."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courseapp.courses.models import Course
from courseapp.courses.time_zones import city_of
from schedule.reading_list import as_box
from schedule.session_page import Shown


def as_forum_text(shown: Shown, course: Course, *, address: str) -> str:
    """Return the session with its permanent address. The video link stays on the page, where
    only those see it for whom it is."""
    parts = [_heading(shown), *_when_and_who(shown, course), address]
    return "\n\n".join([*parts, *_texts(shown)]) + "\n"


def _heading(shown: Shown) -> str:
    content = shown.content
    title = content.title
    if content.number is not None:
        title = _("Class %(number)d: %(title)s") % {"number": content.number, "title": title}
    return f"**{content.track.name}, {title}**"


def _when_and_who(shown: Shown, course: Course) -> Iterator[str]:
    held = shown.held
    if held.day:
        when = date_format(held.day, "l j F Y")
        if held.start:
            end = f"–{held.end:%H:%M}" if held.end else ""
            hours = {"hours": f"{held.start:%H:%M}{end}", "city": city_of(course.zone)}
            when = f"{when}, {_('%(hours)s (%(city)s time)') % hours}"
        if held.is_cancelled:
            when = _("Cancelled: %(when)s") % {"when": when}
        yield ", ".join(filter(None, (when, held.place)))
    elif held.place:
        yield held.place
    if shown.content.tutors:
        yield _("Tutors: %(names)s") % {"names": ", ".join(map(str, shown.content.tutors))}


def _texts(shown: Shown) -> Iterator[str]:
    content = shown.content
    questions = "\n".join(_numbered(place, text) for place, text in enumerate(content.questions, 1))
    for title, text in (
        (_("Motivation"), content.motivation),
        (_("Required reading"), as_box(content.required)),
        (_("Optional reading"), as_box(content.optional)),
        (_("Questions"), questions),
    ):
        if text:
            yield f"**{title}**\n\n{text}"


def _numbered(place: int, text: str) -> str:
    mark = f"{place}. "
    first, *more = text.split("\n")
    return "\n".join([mark + first, *(" " * len(mark) + line if line else "" for line in more)])
