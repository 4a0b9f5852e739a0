"""What a course page says, as plain values: no models, no Markdown parser, no database.

Text fields are Markdown unless their comment says otherwise; text that the page does not have is
the empty string, everything else that it does not have is None. Hours and dates are local to
``CourseFacts.timezone``; only ``Milestone.due`` is an aware moment. ``line`` counts from 1 in the
file that was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


class Role(StrEnum):
    INSTRUCTOR = "instructor"
    TUTOR = "tutor"


class MeetingKind(StrEnum):
    LECTURE = "lecture"
    TUTORING = "tutoring"
    OFFICE_HOURS = "office_hours"


class LectureKind(StrEnum):
    LECTURE = "lecture"
    GUEST = "guest"
    BREAK = "break"
    OTHER = "other"


class MilestoneKind(StrEnum):
    TOPIC = "topic"
    ABSTRACT = "abstract"
    FINAL = "final"
    OTHER = "other"


class Weekday(StrEnum):
    """In the order of ``date.weekday()``."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @classmethod
    def of(cls, day: date) -> Weekday:
        return tuple(cls)[day.weekday()]


@dataclass(frozen=True, slots=True)
class Link:
    title: str  # plain text
    url: str  # absolute where the page or its base address allow it, else as written


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a person should look at."""

    line: int
    text: str  # the words of the page, cut to a line
    reason: str


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    email: str
    role: Role
    title: str  # the page's own words, such as "Tutor (Parallel Curricula)"
    line: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """One weekday of a weekly pattern."""

    kind: MeetingKind
    weekday: Weekday
    start: time | None
    end: time | None
    place: str
    optional: bool
    url: str  # of a video call
    host: str  # name of the person whose office hours they are
    line: int
    code: str = ""  # number, code or password of the call, in the page's words


@dataclass(frozen=True, slots=True)
class Reference:
    title: str
    url: str
    remark: str
    group: str  # the heading above it, such as "Main References"


@dataclass(frozen=True, slots=True)
class Lecture:
    """One row of the schedule: a lecture, a guest, a break, an exam."""

    position: int  # from 1, in the order of the page
    week: int | None
    day: date | None
    kind: LectureKind
    label: str  # "Lec3", as the page counts
    title: str
    speaker: str
    affiliation: str
    slides: tuple[Link, ...]
    recordings: tuple[Link, ...]
    notes: tuple[Link, ...]  # every other material: notes, notebooks, code, lists of references
    references: tuple[Reference, ...]
    remark: str
    line: int
    part: str = ""  # the section row or heading above it, such as "Part II: Optimization"


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing to read; ``text`` is the page's own Markdown for it, links and formulas included.

    ``children`` are readings that the page hangs under this one.
    """

    required: bool
    title: str
    url: str
    which_part: str  # "Ch 3, Ch 4" or "Sections 1-3"
    remark: str
    group: str  # the words of an item that only gathers readings, such as "ResNets and ODEs"
    text: str
    children: tuple[Reading, ...] = ()

    @property
    def whole(self) -> str:
        """All that it says as one Markdown text: its group before it, its remarks below."""
        text = f"{self.group}: {self.text}" if self.group else self.text
        return "\n\n".join(filter(None, (text, self.remark)))


def flat(readings: Iterable[Reading], depth: int = 0) -> Iterator[tuple[Reading, int]]:
    """Yield readings in order, each with how many it hangs under."""
    for reading in readings:
        yield reading, depth
        yield from flat(reading.children, depth + 1)


@dataclass(frozen=True, slots=True)
class Session:
    """One class of a track."""

    number: int | None
    title: str
    day: date | None
    motivation: str
    required: tuple[Reading, ...]
    optional: tuple[Reading, ...]
    questions: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Track:
    """A parallel curriculum; ``document`` is the address of its living document."""

    name: str
    document: str
    sessions: tuple[Session, ...]


@dataclass(frozen=True, slots=True)
class Milestone:
    kind: MilestoneKind
    title: str
    due: datetime | None
    instructions: str
    min_pages: int | None
    max_pages: int | None
    min_references: int | None
    weight: int | None  # percent of the grade
    line: int


@dataclass(frozen=True, slots=True)
class CourseFacts:
    slug: str
    code: str
    title: str
    institution: str
    term: str  # "Spring 19", as the page says
    year: int | None
    timezone: str  # IANA
    first_day: date | None
    last_day: date | None
    description: str
    syllabus: str
    prerequisites: str
    grading: str
    page_text: str  # everything that has no field of its own, with its headings


@dataclass(frozen=True, slots=True)
class CoursePage:
    course: CourseFacts
    staff: tuple[Person, ...]
    meetings: tuple[Meeting, ...]
    lectures: tuple[Lecture, ...]
    tracks: tuple[Track, ...]
    milestones: tuple[Milestone, ...]
    links: tuple[Link, ...]
    notes: tuple[Note, ...]
