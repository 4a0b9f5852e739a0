"""What a tutoring session says, as a value; what of it can be saved; and what it leaves to the
weekly tutoring that it follows."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, time

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courseapp.courses.links import validate_link
from courseapp.courses.models import User
from schedule.models import Reading, Track, TutoringSession
from schedule.reading_list import Line, levelled
from schedule.session_times import weekly
from schedule.timetable import Timetable
from schedule.wall_clock import why_missing

MOST_READINGS = 200  # of a session, required and optional together
MOST_QUESTIONS = 100
LONGEST = 20_000  # characters of one text
# What is written into the row of the session itself.
OWN = (
    "track", "number", "title", "day", "start", "end", "place", "video_url", "video_code",
    "motivation",
)  # fmt: skip


class PostingRefused(Exception):
    """A session cannot be saved or published so; `field` names what it is about."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that a session says. Hours are local to the course's zone."""

    track: Track
    number: int | None = None
    title: str = ""
    day: date | None = None
    start: time | None = None
    end: time | None = None
    place: str = ""
    video_url: str = ""
    video_code: str = ""
    tutors: tuple[User, ...] = ()
    motivation: str = ""
    required: tuple[Line, ...] = ()
    optional: tuple[Line, ...] = ()
    questions: tuple[str, ...] = ()

    @classmethod
    def of(cls, session: TutoringSession) -> "Content":
        """Read what a session says."""
        readings = list(session.readings.all())
        return cls(
            **{name: getattr(session, name) for name in OWN},
            tutors=in_order(session.tutors.all()),
            required=_lines(row for row in readings if row.required),
            optional=_lines(row for row in readings if not row.required),
            questions=tuple(row.text for row in session.questions.all()),
        )

    def differing(self, other: "Content") -> list[str]:
        """Return the names of what the two say differently."""
        return [
            field.name
            for field in fields(self)
            if getattr(self, field.name) != getattr(other, field.name)
        ]


def in_order(tutors: Iterable[User]) -> tuple[User, ...]:
    """Return tutors as they are named on the page."""
    return tuple(sorted(tutors, key=lambda tutor: (tutor.name, tutor.pk)))


def _lines(readings: Iterable[Reading]) -> tuple[Line, ...]:
    return tuple(levelled([Line(row.text, row.depth) for row in readings]))


# --- What can be saved --------------------------------------------------------------------------


def check(content: Content) -> None:
    """Raise PostingRefused for what cannot be saved; a draft may lack anything."""
    _check_hours(content)
    if content.video_url:
        try:
            validate_link(content.video_url)
        except ValidationError as error:
            raise PostingRefused(error.messages[0], field="video_url") from error
    _check_size(content)


def _check_hours(content: Content) -> None:
    start, end, day = content.start, content.end, content.day
    if end is not None and start is None:
        raise PostingRefused(_("Say when it starts, too."), field="start")
    if start is not None and end is not None and end <= start:
        raise PostingRefused(_("It ends before it starts."), field="end")
    for field, hour in (("start", start), ("end", end)):
        if day and hour and (missing := why_missing(day, hour, content.track.course.zone)):
            raise PostingRefused(missing, field=field)


def _check_size(content: Content) -> None:
    readings = len(content.required) + len(content.optional)
    if readings > MOST_READINGS:
        told = _("A session has at most %(most)d readings; these are %(n)d.")
        raise PostingRefused(told % {"most": MOST_READINGS, "n": readings}, field="required")
    if len(content.questions) > MOST_QUESTIONS:
        told = _("A session has at most %(most)d questions; these are %(n)d.")
        raise PostingRefused(
            told % {"most": MOST_QUESTIONS, "n": len(content.questions)}, field="questions"
        )
    texts = {
        "motivation": [content.motivation],
        "required": [line.text for line in content.required],
        "optional": [line.text for line in content.optional],
        "questions": list(content.questions),
    }
    for field, written in texts.items():
        if any(len(text) > LONGEST for text in written):
            told = _("One of these texts is longer than %(most)d characters.")
            raise PostingRefused(told % {"most": LONGEST}, field=field)


def following(content: Content, times: Timetable) -> Content:
    """Leave out what the weekly tutoring of that day says as well: so the session moves with it."""
    meeting = weekly(content.day, times)
    if meeting is None:
        return content
    hours = (meeting.start.time(), meeting.end.time())
    if content.start is not None and (content.start, content.end) != hours:
        return content
    video = (meeting.video_url, meeting.video_code)
    same = (content.video_url, content.video_code) == video
    return replace(
        content,
        start=None,
        end=None,
        place="" if content.place == meeting.place else content.place,
        video_url="" if same else content.video_url,
        video_code="" if same else content.video_code,
    )
