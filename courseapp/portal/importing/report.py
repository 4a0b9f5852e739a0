"""The imported page as JSON, in exactly the shape that scripts rely on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import time
from typing import Any, TypeVar

from courseapp.portal.importing.page import CoursePage, Lecture, Meeting, Session, Track
from courseapp.portal.importing.reading.readings import count

_T = TypeVar("_T")


def as_json(page: CoursePage) -> dict[str, Any]:
    """Return values that ``json.dumps`` takes; what the page does not have is None."""
    course = page.course
    return {
        "course": {
            **_texts(course, "slug", "code", "title", "institution", "term"),
            "year": course.year,
            "timezone": course.timezone,
            "first_day": course.first_day.isoformat() if course.first_day else None,
            "last_day": course.last_day.isoformat() if course.last_day else None,
        },
        "staff": _each(page.staff, lambda one: _texts(one, "name", "email", "role")),
        "meetings": _each(page.meetings, _meeting),
        "lectures": _each(page.lectures, _lecture),
        "tracks": _each(page.tracks, _track),
        "milestones": _each(
            page.milestones,
            lambda one: {
                **_texts(one, "kind", "title"),
                "due": one.due.isoformat() if one.due else None,
            },
        ),
        "links": _each(page.links, lambda one: _texts(one, "title", "url")),
        "notes": _each(page.notes, lambda one: {"line": one.line, **_texts(one, "text", "reason")}),
    }


def _each(values: Iterable[_T], shape: Callable[[_T], dict[str, Any]]) -> list[dict[str, Any]]:
    return [shape(value) for value in values]


def _texts(value: object, *names: str) -> dict[str, Any]:
    """Take text fields by name; enumerations as their plain words, what is empty as None."""
    return {name: str(getattr(value, name)) or None for name in names}


def _hour(hour: time | None) -> str | None:
    return hour.strftime("%H:%M") if hour else None


def _meeting(meeting: Meeting) -> dict[str, Any]:
    return {
        **_texts(meeting, "kind", "weekday"),
        "start": _hour(meeting.start),
        "end": _hour(meeting.end),
        **_texts(meeting, "place"),
        "optional": meeting.optional,
    }


def _lecture(lecture: Lecture) -> dict[str, Any]:
    return {
        "position": lecture.position,
        "week": lecture.week,
        "date": lecture.day.isoformat() if lecture.day else None,
        **_texts(lecture, "kind", "label", "title", "speaker"),
        "slides": len(lecture.slides),
        "references": len(lecture.references),
    }


def _track(track: Track) -> dict[str, Any]:
    return {**_texts(track, "name", "document"), "sessions": _each(track.sessions, _session)}


def _session(session: Session) -> dict[str, Any]:
    return {
        "number": session.number,
        **_texts(session, "title"),
        "date": session.day.isoformat() if session.day else None,
        "required": count(session.required),
        "optional": count(session.optional),
        "questions": len(session.questions),
    }
