"""Turns the values of a page into the nouns that its course should have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from courseapp.portal.importing.page import (
    CoursePage,
    Lecture,
    Link,
    Meeting,
    Milestone,
    MilestoneKind,
    Reading,
    Session,
    Track,
    Weekday,
    flat,
)
from courseapp.portal.importing.reading.calls import is_call
from courseapp.portal.importing.saving import kinds
from courseapp.portal.importing.saving.breaks import breaks_of
from courseapp.portal.importing.saving.kinds import Wanted
from courseapp.portal.importing.saving.matching import Plain
from courseapp.portal.importing.saving.merging import plain
from schedule.models import LinkKind

_SHORT_NAME = re.compile(r"\[([^\[\]]+)\]\((https?://[^\s()]+)\)\s*\(([A-Z][A-Z0-9]{1,9})\)")


def nouns_of(page: CoursePage, *, hosts: Mapping[str, int], now: datetime) -> Iterator[Wanted]:
    """Yield what hangs under the course. `hosts` are primary keys of its staff by name."""
    yield from (_link(place, link) for place, link in enumerate(page.links))
    yield from (_meeting(meeting, hosts) for meeting in page.meetings if has_hours(meeting))
    yield from _lectures(page.lectures)
    yield from (
        Wanted(
            kinds.BREAK, one.title, _plain(title=one.title, first_day=one.first, last_day=one.last)
        )
        for one in breaks_of(page.lectures)
    )
    yield from (_track(place, track, now) for place, track in enumerate(page.tracks))
    yield from (_milestone(milestone) for milestone in page.milestones)


def has_hours(meeting: Meeting) -> bool:
    """Tell whether it can be a weekly meeting: one that ends after it starts, on the same day."""
    return meeting.start is not None and meeting.end is not None and meeting.start < meeting.end


def _plain(**values: object) -> dict[str, Plain]:
    return {name: plain(value) for name, value in values.items()}


def _link(place: int, link: Link) -> Wanted:
    values = _plain(
        position=place,
        title=link.title or link.url,
        url=link.url,
        is_video_call=is_call(link.url),
    )
    return Wanted(kinds.LINK, link.title or link.url, values)


def _meeting(meeting: Meeting, hosts: Mapping[str, int]) -> Wanted:
    host = find_host(meeting.host, hosts)
    # A host without an account has no other place to stand in.
    place = meeting.place
    if meeting.host and host is None:
        place = f"{place} ({meeting.host})" if place else meeting.host
    values = _plain(
        kind=meeting.kind,
        weekday=tuple(Weekday).index(meeting.weekday),
        start=meeting.start,
        end=meeting.end,
        place=place,
        video_url=meeting.url,
        video_code=meeting.code,
        host_id=host,
        optional=meeting.optional,
    )
    return Wanted(kinds.MEETING, f"{meeting.kind} {meeting.weekday}", values, meeting.line)


def find_host(name: str, hosts: Mapping[str, int]) -> int | None:
    """Find who is meant by a name such as “Joan Bruna”, “Bruna” or “Prof. Bruna”."""
    words = _name_words(name)
    found = {pk for whole, pk in hosts.items() if words & _name_words(whole)}
    exact = {pk for whole, pk in hosts.items() if words >= _name_words(whole)}
    best = exact or found
    return best.pop() if len(best) == 1 else None


def _name_words(name: str) -> frozenset[str]:
    return frozenset(word for word in name.casefold().replace(".", " ").split() if len(word) > 2)


def _lectures(lectures: Iterable[Lecture]) -> Iterator[Wanted]:
    part = ""
    for lecture in lectures:
        yield _lecture(lecture, part=lecture.part if lecture.part != part else "")
        part = lecture.part


def _lecture(lecture: Lecture, *, part: str) -> Wanted:
    """`part` is given with the first lecture of a part, and stands in its remark."""
    values = _plain(
        position=lecture.position,
        week=lecture.week,
        day=lecture.day,
        kind=lecture.kind,
        label=lecture.label,
        title=lecture.title,
        speaker=lecture.speaker,
        affiliation=lecture.affiliation,
        remark="\n\n".join(filter(None, (part, lecture.remark))),
    )
    called = " ".join(filter(None, (lecture.label, lecture.title or lecture.speaker)))
    below = (*_lecture_links(lecture), *_references(lecture))
    return Wanted(kinds.LECTURE, called or _("lecture"), values, lecture.line, below)


def _lecture_links(lecture: Lecture) -> Iterator[Wanted]:
    found = (
        (kind, link)
        for kind, links in (
            (LinkKind.SLIDES, lecture.slides),
            (LinkKind.RECORDING, lecture.recordings),
            (LinkKind.NOTES, lecture.notes),
        )
        for link in links
    )
    for place, (kind, link) in enumerate(found):
        title = link.title or str(kind.label).capitalize()
        values = _plain(position=place, kind=kind, title=title, url=link.url)
        yield Wanted(kinds.LECTURE_LINK, title, values, lecture.line)


def _references(lecture: Lecture) -> Iterator[Wanted]:
    for place, one in enumerate(lecture.references):
        values = _plain(
            position=place,
            group=one.group,
            title=one.title or one.url,
            url=one.url,
            remark=one.remark,
        )
        yield Wanted(kinds.REFERENCE, one.title or one.url, values, lecture.line)


def _track(place: int, track: Track, now: datetime) -> Wanted:
    name = track.name or _("Tutoring")
    values = _plain(position=place, name=name, document_url=track.document)
    sessions = (_session(session, now) for session in track.sessions)
    return Wanted(kinds.TRACK, name, values, below=(*_resources(track), *sessions))


def _resources(track: Track) -> Iterator[Wanted]:
    """Yield what the readings of a track give a short name to, “[Numerical Mathematics](…) (NM)”,
    so that the readings which only say NM lead there too."""
    found: dict[str, tuple[str, str, int]] = {}
    for session in track.sessions:
        for reading, _depth in flat((*session.required, *session.optional)):
            for title, url, short in _SHORT_NAME.findall(reading.text):
                found.setdefault(short, (title, url, session.line))
    for place, (short, (title, url, line)) in enumerate(found.items()):
        values = _plain(position=place, short_name=short, title=title, url=url)
        yield Wanted(kinds.RESOURCE, short, values, line)


def _session(session: Session, now: datetime) -> Wanted:
    title = session.title or _("Class %s") % (session.number or "")
    values = _plain(
        number=session.number, title=title, day=session.day, motivation=session.motivation
    )
    readings = enumerate(flat((*session.required, *session.optional)))
    below = (
        *(_reading(place, one, depth, session.line) for place, (one, depth) in readings),
        *(
            Wanted(kinds.QUESTION, one, _plain(position=place, text=one), session.line)
            for place, one in enumerate(session.questions)
        ),
    )
    # The page was public, so what it says is.
    shown = {"published_at": now}
    return Wanted(kinds.SESSION, title, values, session.line, below, only_when_new=shown)


def _reading(place: int, reading: Reading, depth: int, line: int) -> Wanted:
    values = _plain(position=place, required=reading.required, text=reading.whole, depth=depth)
    return Wanted(kinds.READING, reading.title or reading.text, values, line)


def _milestone(milestone: Milestone) -> Wanted:
    values = _plain(
        kind=milestone.kind,
        title=milestone.title,
        due=milestone.due,
        instructions=milestone.instructions,
        min_pages=milestone.min_pages,
        max_pages=milestone.max_pages,
        min_references=milestone.min_references,
        weight=None if milestone.weight is None else str(milestone.weight),
    )
    # A final project is a paper; everything else may be a few lines of text.
    new = {"needs_file": milestone.kind == MilestoneKind.FINAL}
    called = milestone.title
    return Wanted(kinds.MILESTONE, called, values, milestone.line, only_when_new=new)
