"""A tutoring session as it is shown: on its page, and in the preview of what is being written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from courseapp.courses.models import Course
from courseapp.text.links import Named
from schedule.course_page import Item, nested
from schedule.models import Resource, Track, TutoringSession
from schedule.reading_list import Line
from schedule.session_content import Content, following
from schedule.session_times import Held, held
from schedule.timetable import Timetable
from schedule.wall_clock import why_twice


@dataclass(frozen=True, slots=True)
class Shown:
    """`remarks` say what a reader should know of its hours."""

    content: Content
    held: Held
    names: dict[str, Named]
    remarks: list[str]

    @property
    def motivation(self) -> str:
        return self.content.motivation

    @property
    def required(self) -> list[Item]:
        return _tree(self.content.required)

    @property
    def optional(self) -> list[Item]:
        return _tree(self.content.optional)

    @property
    def questions(self) -> tuple[str, ...]:
        return self.content.questions


def shown(content: Content, times: Timetable) -> Shown:
    """Return how this is shown, in a course with this timetable; one query, for resources."""
    as_stored = following(content, times)
    where = held(as_stored, times)
    return Shown(as_stored, where, names_of(content.track), _remarks(where, times.course))


def with_hours(content: Content, times: Timetable) -> Content:
    """Return a session's content with the hours and place that it follows, for its form."""
    where = held(content, times)
    return replace(
        content,
        start=where.start,
        end=where.end,
        place=where.place,
        video_url=where.video_url,
        video_code=where.video_code,
    )


def names_of(track: Track) -> dict[str, Named]:
    """Return the short names of a track's resources, and what they stand for; one query."""
    resources = Resource.objects.filter(track=track)
    return {one.short_name: Named(one.title, one.url) for one in resources}


@dataclass(frozen=True, slots=True)
class Neighbours:
    before: TutoringSession | None
    after: TutoringSession | None


def neighbours(session: TutoringSession) -> Neighbours:
    """Return the published sessions of the track before and after this one; one query."""
    track = TutoringSession.objects.filter(track=session.track_id)
    others = track.published().exclude(pk=session.pk).only("public_id", "number", "title")
    earlier = [one for one in others if _place(one) < _place(session)]
    later = [one for one in others if _place(one) > _place(session)]
    return Neighbours(
        before=max(earlier, key=_place, default=None), after=min(later, key=_place, default=None)
    )


def _place(session: TutoringSession) -> tuple[bool, int, int]:
    return session.number is None, session.number or 0, session.pk or 0


def _tree(lines: Sequence[Line]) -> list[Item]:
    return nested((line.text, line.depth) for line in lines)


def _remarks(where: Held, course: Course) -> list[str]:
    if where.day is None:
        return []
    hours = [hour for hour in (where.start, where.end) if hour]
    told = (why_twice(where.day, hour, course.zone) for hour in hours)
    return [words for words in told if words]
