"""What a page says of the course itself, and what has no other place than the course's text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courseapp.portal.importing.page import CoursePage, Meeting, Person
from courseapp.portal.importing.reading.calls import is_call, lets_people_in
from courseapp.portal.importing.saving.fitting import is_address
from courseapp.portal.importing.saving.matching import Plain
from courseapp.portal.importing.saving.merging import plain
from courseapp.portal.importing.saving.nouns import has_hours
from courseapp.portal.importing.saving.remarks import Remark


def course_values(page: CoursePage) -> dict[str, Plain]:
    """Return the fields of the course. Whoever has no e-mail, and what has no hours, cannot be a
    row of its own; their words are added to the text."""
    facts = page.course
    days = facts.first_day, facts.last_day
    first, last = days if None in days else sorted(day for day in days if day)
    said = {
        "code": facts.code,
        "title": facts.title or facts.code or facts.slug,
        "institution": facts.institution,
        "term": facts.term,
        "first_day": first,
        "last_day": last,
        "time_zone": facts.timezone,
        **_texts(page),
    }
    return {name: plain(value) for name, value in said.items()}


def _texts(page: CoursePage) -> dict[str, str]:
    """The texts for everyone; lines that let people in are taken out of them, for members."""
    facts = page.course
    texts = {
        "description": facts.description,
        "prerequisites": facts.prerequisites,
        "syllabus": facts.syllabus,
        "grading": facts.grading,
        "page_text": "\n\n".join(filter(None, (facts.page_text, *_sections(page)))),
    }
    kept: list[str] = []
    for name, text in texts.items():
        lines = text.split("\n")
        found = [line for line in lines if lets_people_in(line)]
        if found:
            texts[name] = "\n".join(line for line in lines if line not in found).strip()
            kept += found
    return {**texts, "members_text": "\n".join(kept)}


def _sections(page: CoursePage) -> Iterator[str]:
    yield _section(_("Staff"), (_in_words(person) for person in without_address(page)))
    yield _section(_("Meetings"), (_meeting_in_words(one) for one in without_hours(page)))


def _section(title: str, lines: Iterable[str]) -> str:
    items = "\n".join(f"* {line}" for line in lines)
    return f"## {title}\n\n{items}" if items else ""


def without_address(page: CoursePage) -> list[Person]:
    return [person for person in page.staff if not is_address(person.email)]


def without_hours(page: CoursePage) -> list[Meeting]:
    return [meeting for meeting in page.meetings if not has_hours(meeting)]


def _in_words(person: Person) -> str:
    words = f"{person.title or _role(person)}: {person.name}"
    return f"{words} ({person.email})" if person.email else words


def _role(person: Person) -> str:
    return _("Instructor") if person.role == "instructor" else _("Tutor")


def _meeting_in_words(meeting: Meeting) -> str:
    kinds = {
        "lecture": _("Lecture"),
        "tutoring": _("Tutoring"),
        "office_hours": _("Office hours"),
    }
    hours = "–".join(f"{hour:%H:%M}" for hour in (meeting.start, meeting.end) if hour)
    what = f"{kinds[meeting.kind]}: {_('on every')} {meeting.weekday.capitalize()}"
    link = f"<{meeting.url}>" if meeting.url else ""
    return ", ".join(filter(None, (what, hours, meeting.place, meeting.host, link, meeting.code)))


def notes_on(page: CoursePage) -> Iterator[Remark]:
    """Say what stands in the text because it could not become a row, and what members alone see."""
    hidden = _("What lets people into a video call is shown to members of the course alone.")
    for link in page.links:
        if is_call(link.url):
            yield Remark(None, link.title or link.url, hidden)
    for line in filter(None, _texts(page)["members_text"].split("\n")):
        yield Remark(
            None, line, _("It has a code or a link that lets people in: for members alone.")
        )
    if people := without_address(page):
        reason = ngettext(
            "There is no e-mail, so no account was made; the name stands in the text.",
            "%(count)d people have no e-mail, so no accounts were made; the names are in the text.",
            len(people),
        )
        names = ", ".join(person.name for person in people)
        yield Remark(people[0].line, names, reason % {"count": len(people)})
    for meeting in without_hours(page):
        reason = _("It has no hours that a weekly meeting could have; it stands in the text.")
        yield Remark(meeting.line, _meeting_in_words(meeting), reason)
