"""Writes the page of a course in the Markdown that `import_course` reads, for people to read too.

What the form cannot say is in `course.json` alone; `docs/export.md` lists it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from courseapp.courses.models import Course
from courseapp.portal.exporting.markdown import cell, link, plain, quoted
from courseapp.portal.exporting.page_lectures import lecture_table, references_of
from courseapp.portal.exporting.page_staff import staff_lines
from courseapp.portal.exporting.page_tutoring import track_lines
from courseapp.portal.exporting.page_values import page_values
from courseapp.portal.importing.page import (
    CourseFacts,
    CoursePage,
    Meeting,
    MeetingKind,
    Milestone,
    Role,
)
from courseapp.portal.importing.reading.calls import is_call
from courseapp.portal.importing.reading.own_tables import MILESTONES

_MEETINGS = {
    MeetingKind.LECTURE: "Lectures",
    MeetingKind.TUTORING: "Tutoring session",
    MeetingKind.OFFICE_HOURS: "Office hours",
}


@dataclass(frozen=True, slots=True)
class Page:
    """The page, and the second file that it points to; empty if there are no references."""

    text: str
    references: str


def page_of(course: Course) -> Page:
    return written(page_values(course))


def written(page: CoursePage) -> Page:
    """Return the page that says these values. Pure: no database."""
    blocks = (
        _front(page.course),
        f"# {plain(page.course.title)}",
        page.course.description,
        _section("Logistics", _logistics(page)),
        _section("Instructors", staff_lines(page.staff, Role.INSTRUCTOR)),
        _section("Tutors", staff_lines(page.staff, Role.TUTOR)),
        _section("Syllabus", [page.course.syllabus]),
        _section("Pre-requisites", [page.course.prerequisites]),
        _section("Grading", [page.course.grading]),
        _section("Milestones", _milestones(page.milestones)),
        _section("Lectures", [lecture_table(page.lectures)] if page.lectures else []),
        _section("Tutoring", track_lines(page.tracks)),
        _further(page.course.page_text),
    )
    return Page(_joined(blocks), references_of(page.lectures))


def _joined(blocks: Iterable[str]) -> str:
    stripped = (block.strip("\n") for block in blocks)
    return "\n\n".join(block for block in stripped if block.strip()) + "\n"


def _section(title: str, blocks: Iterable[str]) -> str:
    body = [block.strip("\n") for block in blocks if block.strip()]
    return "\n\n".join((f"## {title}", *body)) if body else ""


def _front(course: CourseFacts) -> str:
    said = {
        "title": course.title,
        "code": course.code,
        "institution": course.institution,
        "term": course.term,
        "year": str(course.year or ""),
        "timezone": course.timezone,
        "first_day": course.first_day.isoformat() if course.first_day else "",
        "last_day": course.last_day.isoformat() if course.last_day else "",
    }
    lines = (f"{key}: {quoted(value)}" for key, value in said.items() if value)
    return "\n".join(("---", *lines, "---"))


def _logistics(page: CoursePage) -> Iterator[str]:
    items = [_meeting(meeting) for meeting in page.meetings if meeting.start and meeting.end]
    items += [link(one.title, one.url) for one in page.links]
    yield "\n".join(f"* {item}" for item in items)


def _meeting(meeting: Meeting) -> str:
    """Such as "Office hours of Ada Lovelace: Tuesdays 16:30-18:00, Room 612"."""
    what = _MEETINGS[meeting.kind]
    if meeting.host:
        what += f" of {plain(meeting.host)}"
    if meeting.optional:
        what += " (optional)"
    if is_call(meeting.url):
        what += f" {link('online', meeting.url)}"
    hours = f"{meeting.start:%H:%M}-{meeting.end:%H:%M}"
    words = f"{what}: {meeting.weekday.capitalize()}s {hours}"
    return f"{words}, {plain(meeting.place)}" if meeting.place else words


def _milestones(milestones: Sequence[Milestone]) -> Iterator[str]:
    """Our own table: exact, and it says that the page has no others."""
    rows = [MILESTONES, tuple("---" for _header in MILESTONES), *map(_milestone, milestones)]
    yield "\n".join(f"| {' | '.join(row)} |" for row in rows)
    for one in milestones:
        if one.instructions and not _has_headings(one.instructions):
            yield f"### {plain(one.title)}\n\n{one.instructions}"


def _milestone(one: Milestone) -> tuple[str, ...]:
    pages = f"{one.min_pages or ''}-{one.max_pages or ''}".strip()
    return (
        cell(plain(one.title)),
        str(one.kind),
        one.due.isoformat(sep=" ", timespec="seconds") if one.due else "",
        pages if pages != "-" else "",
        "" if one.min_references is None else str(one.min_references),
        "" if one.weight is None else str(one.weight),
    )


def _has_headings(text: str) -> bool:
    return any(line.lstrip().startswith("#") for line in text.split("\n"))


def _further(text: str) -> str:
    """What has no section of its own in the page brings its headings along."""
    return text if not text.strip() or text.lstrip().startswith("#") else f"## Notes\n\n{text}"
