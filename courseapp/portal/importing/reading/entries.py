"""One entry of the schedule, before the term's calendar is known; and the lecture it becomes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from courseapp.portal.importing.page import Lecture, Link, Reference, Weekday
from courseapp.portal.importing.reading import citations
from courseapp.portal.importing.reading.columns import is_empty
from courseapp.portal.importing.reading.dates import DateMark, TermCalendar
from courseapp.portal.importing.reading.inline import Inline
from courseapp.portal.importing.reading.ledger import Ledger
from courseapp.portal.importing.reading.titles import Topic

_WEEK = re.compile(r"\b(\d{1,2})\b")


@dataclass(slots=True)
class Entry:
    """What a row, an item or a heading says of one lecture."""

    line: int
    topic: Topic
    week: int | None = None
    number: str = ""  # what a column of numbers says
    date_text: str = ""
    mark: DateMark | None = None
    week_of: bool = False  # the date is that of the week, not of the lecture
    weekday: Weekday | None = None  # the day of that week, where the page names one
    speaker: str = ""
    affiliation: str = ""
    slides: list[Link] = field(default_factory=list)
    recordings: list[Link] = field(default_factory=list)
    notes: list[Link] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    pointers: list[Link] = field(default_factory=list)  # links that may lead to references
    remarks: list[str] = field(default_factory=list)
    marked: list[Inline] = field(default_factory=list)  # words that may say what is due
    due: list[Inline] = field(default_factory=list)  # cells of a column of what is due
    part: str = ""

    def __post_init__(self) -> None:
        self.slides[:0] = self.topic.slides
        self.recordings[:0] = self.topic.recordings
        self.notes[:0] = self.topic.notes
        self.remarks[:0] = [self.topic.remark] if self.topic.remark else []
        for line in self.topic.readings:
            self.references.extend(citations.in_cell(line, ""))


def week_in(text: str) -> int | None:
    """Return the number of the week that a cell or label tells, if it is a plausible one."""
    found = _WEEK.search(text)
    return int(found.group(1)) if found and int(found.group(1)) <= 60 else None


def lectures_from(
    entries: Iterable[Entry], *, calendar: TermCalendar, weekdays: set[Weekday], ledger: Ledger
) -> tuple[Lecture, ...]:
    """Turn entries into lectures; what is odd about their dates is noted, never fatal.

    ``weekdays`` are those of the weekly lectures, empty when the page tells none.
    """
    made = []
    for position, entry in enumerate(entries, 1):
        day = _day(entry, calendar, ledger)
        if day is not None:
            _check_weekday(entry, day, weekdays, ledger)
        made.append(_lecture(entry, position, day))
    return tuple(made)


def _lecture(entry: Entry, position: int, day: date | None) -> Lecture:
    topic = entry.topic
    return Lecture(
        position=position,
        week=entry.week,
        day=day,
        kind=topic.kind,
        label=topic.label or entry.number,
        title=topic.title or topic.label or entry.number,
        speaker=topic.speaker or entry.speaker,
        affiliation=topic.affiliation or entry.affiliation,
        slides=tuple(entry.slides),
        recordings=tuple(entry.recordings),
        notes=tuple(entry.notes),
        references=tuple(entry.references),
        remark="\n\n".join(filter(None, entry.remarks)),
        line=entry.line,
        part=entry.part,
    )


def _day(entry: Entry, calendar: TermCalendar, ledger: Ledger) -> date | None:
    if entry.mark is None:
        if entry.date_text and not is_empty(entry.date_text):
            ledger.note(entry.line, entry.date_text, _("This could not be read as a date."))
        return None
    day = calendar.day(entry.mark)
    if day is None and (calendar.year or entry.mark.year):
        ledger.note(entry.line, entry.date_text, _("The calendar has no such day."))
    if day is not None and entry.week_of and entry.weekday is not None:
        day += timedelta(days=tuple(Weekday).index(entry.weekday) - day.weekday())
    return day


def _check_weekday(entry: Entry, day: date, weekdays: set[Weekday], ledger: Ledger) -> None:
    words = {"text": day.isoformat(), "weekday": WEEKDAYS[day.weekday()]}
    said = entry.mark.weekday if entry.mark else None
    if said is not None and said != day.weekday():
        reason = _("%(text)s is a %(weekday)s, the page says another day.")
        ledger.note(entry.line, entry.date_text, reason % words)
    elif (
        weekdays
        and not entry.week_of
        and entry.topic.kind in _MEETS
        and Weekday.of(day) not in weekdays
    ):
        reason = _("%(text)s is a %(weekday)s, on which no lecture is held.")
        ledger.note(entry.line, entry.date_text, reason % words)


_MEETS = {"lecture", "guest"}
