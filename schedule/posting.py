"""Posting tutoring sessions: written as a draft step by step, shown when published.

A session is saved whole or not at all, with its readings, questions and tutors. Whoever saves
says which revision they have seen; a newer one is never overwritten (`StaleError`).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courseapp.courses import audit
from courseapp.courses.models import StaleError, User
from schedule.models import Question, Reading, TutoringSession
from schedule.session_content import OWN, Content, PostingRefused, check, following
from schedule.timetable import timetable

WEEK = timedelta(days=7)


def save_session(
    session: TutoringSession, content: Content, *, by: User, now: datetime, seen: int
) -> TutoringSession:
    """Let a session say this; a new one (not saved yet) becomes a draft. A published one stays
    published, a draft a draft.

    `seen` is the revision that the writer had before them, 0 for none. Raises StaleError if there
    is a newer one that says something else, and PostingRefused for what cannot be saved.
    """
    check(content)
    content = following(content, timetable(content.track.course))
    with transaction.atomic():
        stored = _locked(session)
        if stored is None and seen:
            raise StaleError(session)  # somebody has deleted it
        if stored is None:
            stored = _created(session, content, by=by, now=now)
        return _changed(stored, content, by=by, now=now, seen=seen)


@transaction.atomic
def post(
    session: TutoringSession, content: Content, *, by: User, now: datetime, seen: int
) -> TutoringSession:
    """Save a session and publish it, both or neither; raises what the two raise."""
    stored = save_session(session, content, by=by, now=now, seen=seen)
    publish(stored, by=by, now=now)
    return stored


@transaction.atomic
def publish(session: TutoringSession, *, by: User, now: datetime) -> None:
    """Show a session on the course page from now on; publishing twice changes nothing."""
    if session.published_at is not None:
        return
    if not session.title.strip():
        raise PostingRefused(_("A session needs a title before it is published."), field="title")
    session.published_at = now
    session.save(update_fields=["published_at"])
    audit.record("publish", subject=session, course=session.course, by=by, now=now)


@transaction.atomic
def withdraw(session: TutoringSession, *, by: User, now: datetime) -> None:
    """Take a session from the course page: it is a draft again. Of a draft nothing changes."""
    if session.published_at is None:
        return
    session.published_at = None
    session.save(update_fields=["published_at"])
    audit.record("withdraw", subject=session, course=session.course, by=by, now=now)


@transaction.atomic
def shift(session: TutoringSession, *, weeks: int, by: User, now: datetime) -> None:
    """Move a session by whole weeks; one without a day stays as it is."""
    if session.day is None:
        return
    session.day += weeks * WEEK
    try:
        session.clean()
    except ValidationError as error:
        raise PostingRefused(" ".join(error.messages), field="day") from error
    session.save(update_fields=["day"])
    details = {"weeks": weeks}
    audit.record("shift", subject=session, course=session.course, by=by, now=now, **details)


# --- Writing ------------------------------------------------------------------------------------


def _locked(session: TutoringSession) -> TutoringSession | None:
    """Read the session as it is stored, and let nobody change it until this is over."""
    rows = TutoringSession.objects.select_for_update(of=("self",)).select_related("track__course")
    found: TutoringSession | None = rows.filter(public_id=session.public_id).first()
    return found


def _created(
    session: TutoringSession, content: Content, *, by: User, now: datetime
) -> TutoringSession:
    """Write a new session; or return the one that the same form has made in the meantime."""
    try:
        with transaction.atomic():
            _write(session, content)
    except IntegrityError as error:
        stored = _locked(session)
        if stored is None:
            raise _number_is_taken(content) from error
        return stored
    audit.record("add", subject=session, course=content.track.course, by=by, now=now)
    return session


def _changed(
    stored: TutoringSession, content: Content, *, by: User, now: datetime, seen: int
) -> TutoringSession:
    changed = content.differing(Content.of(stored))
    if not changed:
        return stored
    if stored.revision != seen:
        raise StaleError(stored)
    if stored.track.course_id != content.track.course_id:
        raise PostingRefused(_("This track belongs to another course."), field="track")
    try:
        with transaction.atomic():
            _write(stored, content)
    except IntegrityError as error:
        raise _number_is_taken(content) from error
    details = {"fields": changed, "published": stored.is_published}
    audit.record("save", subject=stored, course=content.track.course, by=by, now=now, **details)
    return stored


def _write(session: TutoringSession, content: Content) -> None:
    for name in OWN:
        setattr(session, name, getattr(content, name))
    session.save()
    session.tutors.set(content.tutors)
    lists = ((True, content.required), (False, content.optional))
    readings = [
        {"required": required, "text": line.text, "depth": line.depth}
        for required, lines in lists
        for line in lines
    ]
    _fit(Reading, session, readings)
    _fit(Question, session, [{"text": text} for text in content.questions])
    # Each of them has raised it (see `OfSession`).
    session.refresh_from_db(fields=["revision"])


def _number_is_taken(content: Content) -> PostingRefused:
    told = _("There is a class %(number)s in this track already.") % {"number": content.number}
    return PostingRefused(told, field="number")


def _fit(model: type[Any], session: TutoringSession, wanted: Sequence[dict[str, Any]]) -> None:
    """Make the rows below a session say this in this order. A row that says it already stays the
    one it is; others are written over in their order; the rest is added or dropped."""
    there = list(model.objects.filter(session=session))
    rows: list[Any] = [None] * len(wanted)
    for place, values in enumerate(wanted):
        same = next((row for row in there if row.text == values["text"]), None)
        if same is not None:
            there.remove(same)
            rows[place] = same
    for place, values in enumerate(wanted):
        row = rows[place] or (there.pop(0) if there else model(session=session))
        _set(row, {**values, "position": place})
    for row in there:
        row.delete()


def _set(row: Any, values: dict[str, Any]) -> None:
    if row.pk and all(getattr(row, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
