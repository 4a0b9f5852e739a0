"""Weekly meetings that do not take place as every week: cancelled, moved, held in a break, put
back; for one date, from a date on, or for all.

Each verb gets the date as its caller saw it (an `Occurrence`) and locks the pattern first: if
somebody changed the pattern or this date since, it raises `StaleError` and writes nothing. What
the rules do not allow is a `MoveRefused`. What they allow and is probably not meant stands in the
answer's `doubts`.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from courseapp.courses import audit
from courseapp.courses.links import validate_link
from courseapp.courses.models import Announcement, StaleError, User
from schedule import doubts, telling
from schedule.carrying import carry_over, end_before, first_date_from
from schedule.models import Break, ChangeState, MeetingChange, MeetingPattern
from schedule.occurrences import Occurrence, has_date, in_break, occurrences
from schedule.wall_clock import why_missing

WEEK = timedelta(days=7)
# What a weekly meeting that begins anew takes over from the one before it.
COPIED = (
    "course", "kind", "weekday", "start", "end", "place", "video_url", "video_code", "host",
    "optional", "slot_minutes",
)  # fmt: skip


class Scope(StrEnum):
    ONE = "one"
    LATER = "later"  # this date and all after it
    ALL = "all"


class MoveRefused(Exception):
    """The rules do not take this; `field` names the part of the form that it concerns."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message, self.field = message, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a meeting goes. Hours are local to the course; an empty text keeps what is there."""

    day: date
    start: time
    end: time
    place: str = ""
    video_url: str = ""
    video_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Who does it, when, what they add, and whether everyone is told."""

    by: User
    now: datetime
    note: str = ""
    tell: bool = True


@dataclass(frozen=True, slots=True)
class Done:
    doubts: list[str]
    announcement: Announcement | None = None


# --- The verbs ------------------------------------------------------------------------------


@transaction.atomic
def cancel(
    meeting: Occurrence,
    *,
    by: User,
    now: datetime,
    scope: Scope = Scope.ONE,
    note: str = "",
    tell: bool = True,
) -> Done:
    """Cancel one date; with `LATER` end the weekly meeting before it, with `ALL` before its next
    date. A weekly meeting of which no date is left is removed."""
    pattern = _locked(meeting)
    deed = Deed(by=by, now=now, note=note, tell=tell)
    if scope == Scope.ONE:
        return _cancel_one(_fresh(pattern, meeting), deed)
    first = meeting.day
    if scope == Scope.ALL:
        first = first_date_from(pattern, pattern.course.local_date(now)) or meeting.day
    old = _on(pattern, first, None)
    _record(deed, "end", pattern, day=first)
    end_before(pattern, first, now=now)
    return Done([], _told(deed, telling.NO_LONGER, old))


@transaction.atomic
def move(
    meeting: Occurrence,
    *,
    to: Target,
    by: User,
    now: datetime,
    scope: Scope = Scope.ONE,
    note: str = "",
    tell: bool = True,
) -> Done:
    """Move a meeting to another day, hour, room or video link. With `LATER` the weekly meeting
    ends before this date and a new one begins with it, to which later changed dates go over; with
    `ALL` the weekly meeting itself is changed."""
    pattern = _locked(meeting)
    deed = Deed(by=by, now=now, note=note, tell=tell)
    _check(to)
    if scope == Scope.ONE:
        return _move_one(_fresh(pattern, meeting), to, deed)
    return _move_weekly(pattern, meeting, to, scope, deed)


@transaction.atomic
def hold(
    meeting: Occurrence, *, by: User, now: datetime, note: str = "", tell: bool = True
) -> Done:
    """Let a date in a break take place on purpose."""
    pattern = _locked(meeting)
    if in_break(meeting.day, Break.objects.filter(course=pattern.course)) is None:
        raise MoveRefused(_("This date lies in no break: it takes place anyway."))
    deed = Deed(by=by, now=now, note=note, tell=tell)
    change = _change(_fresh(pattern, meeting))
    _set(change, state=ChangeState.HELD, note=note)
    change.save()
    _record(deed, "hold", pattern, day=meeting.day)
    new = _on(pattern, meeting.day, change)
    return Done(doubts.about_date(new), _told(deed, telling.HELD, new))


@transaction.atomic
def put_back(
    meeting: Occurrence, *, by: User, now: datetime, note: str = "", tell: bool = True
) -> Done:
    """Let a date be again as every week, which in a break means: it does not take place."""
    pattern = _locked(meeting)
    if meeting.change is None:
        raise MoveRefused(_("This date is as every week already."))
    deed = Deed(by=by, now=now, note=note, tell=tell)
    old, new = _fresh(pattern, meeting), _on(pattern, meeting.day, None)
    change = _change(old)
    change.delete()
    _record(deed, "put_back", pattern, day=meeting.day)
    if in_break(meeting.day, Break.objects.filter(course=pattern.course)):
        return Done([], _told(deed, telling.CANCELLED, old))
    return Done(doubts.about_date(new), _told(deed, telling.BACK, new))


# --- One date -------------------------------------------------------------------------------


def _cancel_one(meeting: Occurrence, deed: Deed) -> Done:
    if meeting.is_cancelled:
        raise MoveRefused(_("This date is cancelled already."))
    change = _change(meeting)
    _set(change, state=ChangeState.CANCELLED, note=deed.note)
    change.save()
    _record(deed, "cancel", meeting.pattern, day=meeting.day)
    return Done([], _told(deed, telling.CANCELLED, meeting))


def _move_one(meeting: Occurrence, to: Target, deed: Deed) -> Done:
    pattern, course = meeting.pattern, meeting.pattern.course
    for name, hour in (("start", to.start), ("end", to.end)):
        if missing := why_missing(to.day, hour, course.zone):
            raise MoveRefused(missing, field=name)
    values = _differing(pattern, meeting.day, to)
    if not any(values.values()):
        raise MoveRefused(
            _("Nothing would differ from every week: choose another day, hour, room or link.")
        )
    change = _change(meeting)
    _set(change, state=ChangeState.MOVED, note=deed.note, **values)
    change.save()
    told = {name: str(value) for name, value in values.items() if name in TOLD_TO_AUDIT and value}
    _record(deed, "move", pattern, day=meeting.day, **told)
    new = _on(pattern, meeting.day, change)
    return Done(doubts.about_date(new), _told(deed, telling.MOVED, meeting, new))


# Dates and hours alone: an audit entry holds no words.
TOLD_TO_AUDIT = frozenset({"new_day", "start", "end"})


def _differing(pattern: MeetingPattern, day: date, to: Target) -> dict[str, object]:
    """Return the values of a change: empty where it is as every week."""
    hours = (to.start, to.end) if (to.start, to.end) != (pattern.start, pattern.end) else None
    return {
        "new_day": to.day if to.day != day else None,
        "start": hours[0] if hours else None,
        "end": hours[1] if hours else None,
        "place": to.place if to.place != pattern.place else "",
        "video_url": to.video_url if to.video_url != pattern.video_url else "",
        "video_code": to.video_code if to.video_code != pattern.video_code else "",
    }


def _change(meeting: Occurrence) -> MeetingChange:
    if meeting.change is None:
        return MeetingChange(pattern=meeting.pattern, day=meeting.day)
    return MeetingChange.objects.get(pk=meeting.change.pk)


def _set(change: MeetingChange, *, state: str, note: str, **values: object) -> None:
    nothing = {"place": "", "video_url": "", "video_code": ""}
    cleared = {"new_day": None, "start": None, "end": None, **nothing}
    for name, value in {**cleared, **values, "state": state, "note": note}.items():
        setattr(change, name, value)


# --- From a date on, or all ------------------------------------------------------------------


def _move_weekly(
    pattern: MeetingPattern, meeting: Occurrence, to: Target, scope: Scope, deed: Deed
) -> Done:
    shift = to.day - meeting.day
    if abs(shift) >= WEEK:
        raise MoveRefused(
            _("For more than one date, choose a day of the same week: its weekday counts."),
            field="day",
        )
    is_first = first_date_from(pattern, None) == meeting.day
    old = _on(pattern, meeting.day, None)
    if scope == Scope.ALL or is_first:
        changed, what = _change_all(pattern, to, shift, deed), telling.ALWAYS
    else:
        changed, what = _begin_anew(pattern, meeting, to, shift, deed), telling.FROM_NOW
    new = _on(changed, meeting.day + shift, None)
    return Done(doubts.about_pattern(changed), _told(deed, what, old, new))


def _change_all(
    pattern: MeetingPattern, to: Target, shift: timedelta, deed: Deed
) -> MeetingPattern:
    before = MeetingPattern.objects.select_related("course").get(pk=pattern.pk)
    _write(pattern, to, shift)
    pattern.from_day = pattern.from_day + shift if pattern.from_day else None
    pattern.until_day = pattern.until_day + shift if pattern.until_day else None
    pattern.save()
    ahead = pattern.course.local_date(deed.now)
    carry_over(before, to=pattern, first=None, shift=shift, lectures_from=ahead)
    _record(deed, "change", pattern, weekday=pattern.weekday)
    return pattern


def _begin_anew(
    pattern: MeetingPattern, meeting: Occurrence, to: Target, shift: timedelta, deed: Deed
) -> MeetingPattern:
    begun = MeetingPattern(**{name: getattr(pattern, name) for name in COPIED})
    _write(begun, to, shift)
    begun.from_day = meeting.day + shift
    if pattern.until_day:
        begun.until_day = max(pattern.until_day + shift, begun.from_day)
    begun.save()
    carry_over(pattern, to=begun, first=meeting.day, shift=shift, lectures_from=meeting.day)
    end_before(pattern, meeting.day, now=deed.now)
    _record(deed, "change_from", pattern, day=meeting.day, new=begun.public_id)
    return begun


def _write(pattern: MeetingPattern, to: Target, shift: timedelta) -> None:
    pattern.weekday = (pattern.weekday + shift.days) % 7
    pattern.start, pattern.end = to.start, to.end
    if to.video_url and to.video_url != pattern.video_url:
        pattern.video_code = ""  # it belongs to its link
    for name in ("place", "video_url", "video_code"):
        setattr(pattern, name, getattr(to, name) or getattr(pattern, name))


# --- What they share -------------------------------------------------------------------------


def _locked(meeting: Occurrence) -> MeetingPattern:
    """Return the pattern, locked, if it and this date are still as the caller saw them."""
    rows = MeetingPattern.objects.select_related("course", "host").select_for_update(of=("self",))
    pattern = rows.filter(pk=meeting.pattern.pk).first()
    change = MeetingChange.objects.filter(pattern=meeting.pattern.pk, day=meeting.day).first()
    seen = (meeting.pattern.revision, meeting.change.revision if meeting.change else 0)
    if pattern is None or seen != (pattern.revision, change.revision if change else 0):
        raise StaleError(meeting.pattern)
    if not has_date(pattern, meeting.day, course=pattern.course):
        raise MoveRefused(_("The weekly meeting does not have this date."), field="day")
    found: MeetingPattern = pattern
    return found


def _fresh(pattern: MeetingPattern, meeting: Occurrence) -> Occurrence:
    return replace(meeting, pattern=pattern)


def _on(pattern: MeetingPattern, day: date, change: MeetingChange | None) -> Occurrence:
    """Return one date as it is with this change or, for None, as every week; breaks aside."""
    found = occurrences(
        [pattern],
        (),
        changes=[change] if change else (),
        course=pattern.course,
        first=day,
        last=day,
    )
    return next(meeting for meeting in found if meeting.day == day)


def _check(to: Target) -> None:
    if to.end <= to.start:
        raise MoveRefused(_("It must end after it starts."), field="end")
    if to.video_url:
        try:
            validate_link(to.video_url)
        except ValidationError as error:
            raise MoveRefused(error.messages[0], field="video_url") from error


def _told(
    deed: Deed, what: str, old: Occurrence, new: Occurrence | None = None
) -> Announcement | None:
    if not deed.tell:
        return None
    return telling.tell(what, old=old, new=new, note=deed.note, by=deed.by, now=deed.now)


def _record(deed: Deed, verb: str, pattern: MeetingPattern, **details: object) -> None:
    plain = {name: str(value) for name, value in details.items()}
    audit.record(verb, subject=pattern, course=pattern.course, by=deed.by, now=deed.now, **plain)
