"""Reads the Markdown page of a course into values: the way in for everything in this folder.

The page is parsed once to make its links stand on their own, and once more to be read. Then
each reader takes the lines it understands, and what is left becomes the text of the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from courseapp.portal.importing.page import (
    CourseFacts,
    CoursePage,
    Lecture,
    Link,
    Meeting,
    MeetingKind,
    Milestone,
    Track,
)
from courseapp.portal.importing.reading import decoding, links, loose_tables, own_tables
from courseapp.portal.importing.reading.anchors import Anchored, anchored
from courseapp.portal.importing.reading.blocks import Table
from courseapp.portal.importing.reading.dates import TermCalendar, calendar_for, find_dates
from courseapp.portal.importing.reading.due_marks import read_due_marks
from courseapp.portal.importing.reading.entries import lectures_from
from courseapp.portal.importing.reading.evidence import is_course_page
from courseapp.portal.importing.reading.facts import Head, read_head
from courseapp.portal.importing.reading.front_matter import Front, read_front
from courseapp.portal.importing.reading.ledger import Ledger
from courseapp.portal.importing.reading.leftovers import Prose, read_prose
from courseapp.portal.importing.reading.meetings import read_meetings
from courseapp.portal.importing.reading.milestones import Milestones
from courseapp.portal.importing.reading.outline import Section, sections_of
from courseapp.portal.importing.reading.people import Staff
from courseapp.portal.importing.reading.pointers import Pointers
from courseapp.portal.importing.reading.resolving import Addresses, resolve_links
from courseapp.portal.importing.reading.schedule import Schedule, read_schedules
from courseapp.portal.importing.reading.staff import read_staff
from courseapp.portal.importing.reading.tracks import read_tracks
from courseapp.portal.importing.reading.tree import Tree, parse
from courseapp.portal.importing.reading.tutoring_tables import tracks_of_columns
from courseapp.portal.importing.reading.zones import zone_of_page

LARGEST = 2_000_000  # characters; a course page has some ten thousand


class NotACoursePage(ValueError):
    """What was given is no page of a course; the message says so in a sentence."""


class UnknownYear(ValueError):
    """A year was asked for that no course is held in."""


def read_page(
    text: str | bytes,
    *,
    slug: str,
    year: int | None = None,
    timezone: str | None = None,
    base_url: str | None = None,
    references: str | bytes | None = None,
    default_timezone: str = "UTC",
) -> CoursePage:
    """Read the page of a course, and the second file with its references if there is one.

    ``base_url`` is the address of the page, to which relative links are resolved. Raises
    ``NotACoursePage``, ``UnknownTimeZone`` or ``UnknownYear`` (all ``ValueError``), and nothing
    else whatever the text is; everything doubtful is in the page's ``notes``.
    """
    if year is not None and not 1900 <= year <= 2199:
        raise UnknownYear(_("%(year)d is no year of a course.") % {"year": year})
    ledger = Ledger()
    page = _written(text, ledger)
    addresses = Addresses(base_url)
    file = _anchors_of_file(references, addresses, ledger)
    tree = _standing_alone(page, addresses, ledger, has_references=file is not None)
    _note_flaws(tree, ledger)
    asked = _Asked(slug, year, timezone, default_timezone)
    return _read(tree, asked, addresses, file, ledger)


@dataclass(frozen=True, slots=True)
class _Asked:
    slug: str
    year: int | None
    timezone: str | None
    default_timezone: str


def _written(text: str | bytes, ledger: Ledger) -> str:
    """Return tidy text; refuse what is no text, or too much of it."""
    if isinstance(text, bytes):
        text, encoding = decoding.decode(text)
        if encoding != "utf-8":
            reason = _("The file is not UTF-8; it was read as %(encoding)s.")
            ledger.note(1, "", reason % {"encoding": encoding})
    if not text.strip():
        raise NotACoursePage(_("The file is empty."))
    if decoding.looks_binary(text):
        raise NotACoursePage(_("The file is not text."))
    if len(text) > LARGEST:
        raise NotACoursePage(_("The file is too large for the page of a course."))
    return decoding.tidy(text)


def _anchors_of_file(
    references: str | bytes | None, addresses: Addresses, ledger: Ledger
) -> tuple[Anchored, ...] | None:
    if references is None:
        return None
    text = decoding.decode(references)[0] if isinstance(references, bytes) else references
    own = Ledger()  # its lines are not those of the page
    tree = _standing_alone(decoding.tidy(text)[:LARGEST], addresses, own, has_references=False)
    for note in own.notes:
        ledger.note(1, note.text, note.reason)
    return anchored(tree.blocks)


def _standing_alone(
    text: str, addresses: Addresses, ledger: Ledger, *, has_references: bool
) -> Tree:
    tree = parse(text)
    rewritten = resolve_links(tree, addresses, ledger, has_references=has_references)
    return parse(rewritten) if rewritten != text else tree


def _note_flaws(tree: Tree, ledger: Ledger) -> None:
    reasons = {
        loose_tables.Flaw.WIDE_ROW: _("A row of this table has more cells than its header."),
        loose_tables.Flaw.BAD_DIVIDER: _("The line below the table's header does not fit it."),
        loose_tables.Flaw.NO_DIVIDER: _("This table has no line below its header."),
        loose_tables.Flaw.INDENTED: _("This table is indented so far that it would be code."),
    }
    for block in tree.blocks:
        if isinstance(block, Table) and block.flaw:
            width = len(block.header.cells)
            rows = [row for row in block.rows if len(row.cells) > width]
            line = (
                rows[0].line
                if rows and block.flaw is loose_tables.Flaw.WIDE_ROW
                else block.first + 1
            )
            ledger.note(line, tree.lines[line - 1].strip(), reasons[block.flaw])
    if tree.unread:
        reason = _("This is nested too deeply to be read; it is kept as text.")
        ledger.note(tree.unread[0] + 1, tree.lines[tree.unread[0]].strip(), reason)


@dataclass(slots=True)
class _Found:
    """What the readers have made of the page so far."""

    head: Head
    front: Front
    schedule: Schedule
    staff: Staff
    meetings: tuple[Meeting, ...]
    calendar: TermCalendar
    zone: str
    lectures: tuple[Lecture, ...] = ()
    tracks: tuple[Track, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    links: list[Link] = field(default_factory=list)


def _read(
    tree: Tree,
    asked: _Asked,
    addresses: Addresses,
    file: Sequence[Anchored] | None,
    ledger: Ledger,
) -> CoursePage:
    sections = sections_of(tree.blocks)
    front = read_front(tree.front)
    head = read_head(sections, front, slug=asked.slug, tree=tree)
    drafts = read_tracks(sections, tree, ledger)
    schedule = read_schedules(sections, tree, ledger)
    Pointers(addresses, page=anchored(tree.blocks), file=file, ledger=ledger).follow(
        schedule.entries
    )
    staff = read_staff(sections, ledger, front=front)
    found = _Found(
        head=head,
        front=front,
        schedule=schedule,
        staff=staff,
        meetings=read_meetings(sections, staff, ledger),
        calendar=_calendar(schedule, head, front, asked, tree, ledger),
        zone=_zone(tree, head, front, asked, ledger),
    )
    found.tracks = (
        *(draft.finished(found.calendar) for draft in drafts),
        *tracks_of_columns(schedule.tutoring, found.calendar, ledger),
    )
    found.lectures = _lectures(found, ledger)
    own = own_tables.read_milestones(sections, tree, found.zone, ledger)
    found.milestones = tuple(_milestones(sections, found, ledger) if own is None else own)
    found.links += [*staff.links, *(link for draft in drafts for link in draft.links)]
    found.links += links.read_links(sections, ledger)
    parts = (found.lectures, found.tracks, found.meetings, staff, head)
    certain = schedule.certain or bool(head.code)
    has_days = certain and any(entry.mark for entry in schedule.entries)
    if not is_course_page(sections, *parts, has_days=has_days):
        raise NotACoursePage(_("This is not the page of a course: too little of one was found."))
    return _page(found, read_prose(sections, tree, ledger), tree, asked, ledger)


def _lectures(found: _Found, ledger: Ledger) -> tuple[Lecture, ...]:
    weekdays = {one.weekday for one in found.meetings if one.kind is MeetingKind.LECTURE}
    return lectures_from(
        found.schedule.entries, calendar=found.calendar, weekdays=weekdays, ledger=ledger
    )


def _calendar(
    schedule: Schedule, head: Head, front: Front, asked: _Asked, tree: Tree, ledger: Ledger
) -> TermCalendar:
    marks = [entry.mark for entry in schedule.entries if entry.mark]
    marks += [entry.mark for entry in schedule.tutoring if entry.mark]
    year, until = asked.year or front.year, None
    if year is None and head.term:
        year, until = head.term.year, head.term.until
    year = year or next((mark.year for mark in marks if mark.year), None) or _any_year(tree)
    calendar = calendar_for(marks, year=year, until=until)
    first = schedule.entries[0].line if schedule.entries else 1
    if head.term and head.term_guessed and asked.year is None and front.year is None:
        reason = _("The term was guessed from a name or an address of the page.")
        ledger.note(1, head.term.words, reason)
    if calendar.year is None and marks:
        ledger.note(first, "", _("The page tells no year; its dates stay open. Give the year."))
    if calendar.day_first:
        reason = _("Dates are read with the day first, as some make sense in no other way.")
        ledger.note(
            first, next(e.date_text for e in schedule.entries if e.mark and e.mark.numeric), reason
        )
    return calendar


def _any_year(tree: Tree) -> int | None:
    """Return the year of the first full date anywhere on the page."""
    marks = (mark for line in tree.lines for mark in find_dates(line))
    return next((mark.year for mark in marks if mark.year), None)


def _zone(tree: Tree, head: Head, front: Front, asked: _Asked, ledger: Ledger) -> str:
    return zone_of_page(
        asked=asked.timezone,
        front=front.get("timezone"),
        text="\n".join(tree.lines),
        institution=head.institution,
        default=asked.default_timezone,
        ledger=ledger,
    )


def _milestones(sections: Sequence[Section], found: _Found, ledger: Ledger) -> Iterator[Milestone]:
    milestones = Milestones()
    milestones.read_prose(sections, ledger)
    milestones.read_tables(sections, ledger)
    read_due_marks(
        found.schedule.entries,
        found.lectures,
        milestones=milestones,
        calendar=found.calendar,
        zone=found.zone,
        ledger=ledger,
    )
    yield from milestones.finished(found.calendar, found.zone, ledger)


def _page(found: _Found, prose: Prose, tree: Tree, asked: _Asked, ledger: Ledger) -> CoursePage:
    course = _course(found, prose, asked, ledger)
    values = (course, found.staff.people, found.meetings, found.lectures, found.tracks, found.links)
    unused = (Link(label.lower(), url) for label, url in tree.definitions.items())
    lost = links.missing(tree.links, values)
    return CoursePage(
        course=course,
        staff=tuple(found.staff.people),
        meetings=found.meetings,
        lectures=found.lectures,
        tracks=found.tracks,
        milestones=found.milestones,
        links=links.unique((*found.links, *lost, *links.undefined(unused, values))),
        notes=ledger.notes,
    )


def _course(found: _Found, prose: Prose, asked: _Asked, ledger: Ledger) -> CourseFacts:
    head, front = found.head, found.front
    days = [one.day for one in found.lectures if one.day]
    days += [one.day for track in found.tracks for one in track.sessions if one.day]
    if front.unknown:
        ledger.note(1, front.unknown[0], _("These words at the head of the file have no field."))
        prose.page_text.insert(0, "\n".join(f"- {line.strip()}" for line in front.unknown))
    return CourseFacts(
        slug=asked.slug,
        code=head.code,
        title=head.title,
        institution=head.institution,
        term=front.get("term") or (head.term.words if head.term else ""),
        year=found.calendar.year,
        timezone=found.zone,
        first_day=front.day("first_day") or min(days, default=None),
        last_day=front.day("last_day") or max(days, default=None),
        description="\n\n".join(
            filter(None, (front.get("description"), prose.text("description")))
        ),
        syllabus=prose.text("syllabus"),
        prerequisites=prose.text("prerequisites") or front.get("prerequisites"),
        grading=prose.text("grading"),
        page_text=prose.text("page_text"),
    )
