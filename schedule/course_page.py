"""What the course page shows of the schedule, in few queries: what hangs under the lectures comes
in one, what hangs under the sessions in another, however many there are."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.db.models import CharField, F, FilteredRelation, IntegerField, Q, TextField, Value
from django.db.models.query import QuerySet

from courseapp.courses.models import Course
from courseapp.text.links import Named
from schedule.listed import Listed
from schedule.models import (
    Lecture,
    LectureLink,
    MeetingKind,
    Question,
    Reading,
    Reference,
    Resource,
    Track,
    TutoringSession,
)
from schedule.models.lecture import file_address
from schedule.reading_list import DEEPEST

REFERENCE, REQUIRED, OPTIONAL, QUESTION, TUTOR, RESOURCE = (
    "reference",
    "required",
    "optional",
    "question",
    "tutor",
    "resource",
)


@dataclass(frozen=True, slots=True)
class Linked:
    """A link or a reference of a lecture; `kind` is a `LinkKind` or `REFERENCE`. A link
    without a `url` is a file."""

    kind: str
    title: str
    url: str
    remark: str
    group: str
    public_id: str
    file_name: str

    @property
    def is_file(self) -> bool:
        return self.kind != REFERENCE and not self.url

    @property
    def address(self) -> str:
        return file_address(self.public_id, self.file_name) if self.is_file else self.url


# What pages call the link to the very list that stands below it.
_LIST = re.compile(r"(?:ref(?:erence)?s?|readings?)\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LectureRow:
    lecture: Lecture
    links: list[Linked]
    references: list[Linked]

    def listed(self, course: Course) -> Listed | None:
        """As it stands in a list of days; None where it has no day."""
        row = self.lecture
        if row.day is None:
            return None
        return Listed(
            course_id=course.pk,
            kind=MeetingKind.LECTURE,
            public_id=row.public_id,
            day=row.day,
            group=row.label,
            title=row.title,
            lecture_kind=row.kind,
            speaker=row.speaker,
            affiliation=row.affiliation,
        )

    @property
    def links_beside_list(self) -> list[Linked]:
        """The links without those that `links_in_list` are."""
        return [link for link in self.links if link not in self.links_in_list]

    @property
    def links_in_list(self) -> list[Linked]:
        """The links to the page that the references come from: said once, with them."""
        if not self.references:
            return []
        return [link for link in self.links if _LIST.fullmatch(link.title)]


@dataclass(frozen=True, slots=True)
class Item:
    """A reading with those that hang under it."""

    text: str
    below: "list[Item]" = field(default_factory=list)


OWN_TIME = ("public_id", "start", "end", "video_url", "video_code")


@dataclass(frozen=True, slots=True)
class SessionRow:
    number: int | None
    title: str
    day: date | None
    place: str
    motivation: str
    tutors: list[str]
    required: list[Item]
    optional: list[Item]
    questions: list[str]
    public_id: str = ""
    start: time | None = None
    end: time | None = None
    video_url: str = ""
    video_code: str = ""

    def listed(self, course: Course) -> Listed | None:
        """As it stands in a list of days; None where it has no day."""
        if self.day is None:
            return None
        return Listed(
            course_id=course.pk,
            kind=MeetingKind.TUTORING,
            public_id=self.public_id,
            day=self.day,
            title=self.title,
            start=self.start,
            end=self.end,
            place=self.place,
            video_url=self.video_url,
            video_code=self.video_code,
        )


@dataclass(frozen=True, slots=True)
class TrackRow:
    """`names` are the short names of its resources and what they stand for."""

    name: str
    document_url: str
    sessions: list[SessionRow]
    names: dict[str, Named] = field(default_factory=dict)


def lecture_rows(course: Course) -> list[LectureRow]:
    """Return the lectures of a course in order, with links and references; two queries."""
    below: dict[int, list[Linked]] = defaultdict(list)
    for lecture, _, _, *shown in _below_lectures(course):
        below[lecture].append(Linked(*shown))
    return [
        LectureRow(
            lecture=lecture,
            links=[row for row in below[lecture.pk] if row.kind != REFERENCE],
            references=[row for row in below[lecture.pk] if row.kind == REFERENCE],
        )
        for lecture in Lecture.objects.filter(course=course)
    ]


def track_rows(course: Course) -> list[TrackRow]:
    """Return the tracks of a course with their published sessions, newest first; two queries."""
    below: dict[int, dict[str, list[tuple[str, int]]]] = defaultdict(lambda: defaultdict(list))
    names: dict[int, dict[str, Named]] = defaultdict(dict)
    for above, _, _, kind, text, depth, title, url in _below_sessions(course):
        if kind == RESOURCE:
            names[above][text] = Named(title, url)
        else:
            below[above][kind].append((text, depth))
    tracks: dict[int, TrackRow] = {}
    for pk, name, document_url, session, *shown in _tracks(course):
        track = tracks.setdefault(pk, TrackRow(name, document_url, [], names[pk]))
        if session is not None:
            track.sessions.append(_session_row(shown, below[session]))
    return list(tracks.values())


def nested(readings: Iterable[tuple[str, int]]) -> list[Item]:
    """Return readings as a tree. Each hangs under the nearest earlier one of a smaller depth;
    a depth that skips a step hangs where it can, and none under more than `DEEPEST` others."""
    top: list[Item] = []
    path: list[tuple[int, Item]] = []
    for text, depth in readings:
        while path and path[-1][0] >= depth:
            path.pop()
        item = Item(text)
        (path[-1][1].below if path else top).append(item)
        if len(path) < DEEPEST:
            path.append((depth, item))
    return top


def _session_row(shown: list[Any], below: dict[str, list[tuple[str, int]]]) -> SessionRow:
    number, title, day, place, motivation, *rest = shown
    return SessionRow(
        number=number,
        title=title,
        day=day,
        place=place,
        motivation=motivation,
        tutors=[text for text, _ in below[TUTOR]],
        required=nested(below[REQUIRED]),
        optional=nested(below[OPTIONAL]),
        questions=[text for text, _ in below[QUESTION]],
        **dict(zip(OWN_TIME, rest, strict=True)),
    )


def _tracks(course: Course) -> QuerySet[Any, tuple[Any, ...]]:
    """Rows (track, name, document, session and then its fields) in order; a track without
    published sessions has one row, with None for the session."""
    published = FilteredRelation("sessions", condition=Q(sessions__published_at__isnull=False))
    fields = ("pk", "number", "title", "day", "place", "motivation", *OWN_TIME)
    tracks: Any = Track.objects.filter(course=course).annotate(shown=published)
    newest = F("shown__number").desc(nulls_last=True)
    rows: QuerySet[Any, tuple[Any, ...]] = tracks.order_by(
        "position", "pk", newest, "-shown__pk"
    ).values_list("pk", "name", "document_url", *(f"shown__{field}" for field in fields))
    return rows


def _below_lectures(course: Course) -> QuerySet[Any, tuple[Any, ...]]:
    """Rows (lecture, position, pk, and the fields of `Linked`) in order."""
    links = LectureLink.objects.filter(lecture__course=course).values_list(
        "lecture_id", "position", "pk",
        "kind", "title", "url", _text(""), _words(""), "public_id", "file_name",
    )  # fmt: skip
    references = Reference.objects.filter(lecture__course=course).values_list(
        "lecture_id", "position", "pk",
        _words(REFERENCE), "title", "url", "remark", "group", "public_id", _words(""),
    )  # fmt: skip
    return links.order_by().union(references.order_by(), all=True).order_by("position", "pk")


def _below_sessions(course: Course) -> QuerySet[Any, tuple[Any, ...]]:
    """Rows (session, position, pk, kind, text, depth, title, url) in order; a tutor's text is their
    name. Those of a track's resources hang under the track, their text is the short name."""
    flat = Value(0, output_field=IntegerField())
    plain = (_words(""), _words(""))
    of_course = {"session__track__course": course, "session__published_at__isnull": False}
    readings = [
        Reading.objects.filter(**of_course, required=required).values_list(
            "session_id", "position", "pk", _words(kind), "text", "depth", *plain
        )
        for kind, required in ((REQUIRED, True), (OPTIONAL, False))
    ]
    questions = Question.objects.filter(**of_course).values_list(
        "session_id", "position", "pk", _words(QUESTION), "text", flat, *plain
    )
    tutors = TutoringSession.tutors.through.objects.filter(
        tutoringsession__track__course=course, tutoringsession__published_at__isnull=False
    ).values_list("tutoringsession_id", flat, "pk", _words(TUTOR), F("user__name"), flat, *plain)
    resources = Resource.objects.filter(track__course=course).values_list(
        "track_id", "position", "pk", _words(RESOURCE), "short_name", flat, "title", "url"
    )
    parts: list[QuerySet[Any, tuple[Any, ...]]] = [
        part.order_by() for part in (*readings, questions, tutors, resources)
    ]
    return parts[0].union(*parts[1:], all=True).order_by("position", "pk")


def _words(value: str) -> Value:
    return Value(value, output_field=CharField())


def _text(value: str) -> Value:
    return Value(value, output_field=TextField())
