"""A changed meeting in words: the announcement that tells everyone of it."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseapp.courses.models import Announcement, User
from courseapp.mail import announcing
from courseapp.mail.outbox import one_line
from schedule.models import MeetingKind
from schedule.occurrences import Occurrence

LONGEST_TITLE = 200
CANCELLED, MOVED, HELD, BACK = "cancelled", "moved", "held", "back"
NO_LONGER, FROM_NOW, ALWAYS = "no_longer", "from_now", "always"

TITLES = {
    MeetingKind.LECTURE: {
        CANCELLED: gettext_lazy("The lecture of %(day)s is cancelled"),
        MOVED: gettext_lazy("The lecture of %(day)s moves to %(where)s"),
        HELD: gettext_lazy("The lecture of %(day)s takes place, in the break"),
        BACK: gettext_lazy("The lecture of %(day)s takes place as every week"),
        NO_LONGER: gettext_lazy("The weekly lecture ends: none from %(day)s on"),
        FROM_NOW: gettext_lazy("From %(day)s on the lecture is at %(where)s"),
        ALWAYS: gettext_lazy("The weekly lecture is at %(where)s"),
    },
    MeetingKind.TUTORING: {
        CANCELLED: gettext_lazy("Tutoring of %(day)s is cancelled"),
        MOVED: gettext_lazy("Tutoring of %(day)s moves to %(where)s"),
        HELD: gettext_lazy("Tutoring of %(day)s takes place, in the break"),
        BACK: gettext_lazy("Tutoring of %(day)s takes place as every week"),
        NO_LONGER: gettext_lazy("Weekly tutoring ends: none from %(day)s on"),
        FROM_NOW: gettext_lazy("From %(day)s on tutoring is at %(where)s"),
        ALWAYS: gettext_lazy("Weekly tutoring is at %(where)s"),
    },
    MeetingKind.OFFICE_HOURS: {
        CANCELLED: gettext_lazy("Office hours of %(day)s are cancelled"),
        MOVED: gettext_lazy("Office hours of %(day)s move to %(where)s"),
        HELD: gettext_lazy("Office hours of %(day)s take place, in the break"),
        BACK: gettext_lazy("Office hours of %(day)s take place as every week"),
        NO_LONGER: gettext_lazy("Weekly office hours end: none from %(day)s on"),
        FROM_NOW: gettext_lazy("From %(day)s on office hours are at %(where)s"),
        ALWAYS: gettext_lazy("Weekly office hours are at %(where)s"),
    },
}


def tell(
    what: str,
    *,
    old: Occurrence,
    new: Occurrence | None = None,
    note: str,
    by: User,
    now: datetime,
) -> Announcement:
    """Make and publish the announcement that says what became of `old`. It concerns the nearer of
    the two moments: people would go to the old one, or must be at the new one."""
    course = old.pattern.course
    announcement: Announcement = Announcement.objects.create(
        course=course,
        author=by,
        title=title(what, old, new),
        body=_body(old, new, note),
        concerns=_concerns(old, new, now),
    )
    announcing.publish(announcement, by=by, now=now)
    return announcement


def title(what: str, old: Occurrence, new: Occurrence | None) -> str:
    where = _where(old, new) if new else ""
    text = TITLES[MeetingKind(old.pattern.kind)][what]
    line = one_line(str(text) % {"day": short_day(old.start.date()), "where": where})
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1]}…"


def short_day(day: date) -> str:
    return str(date_format(day, "D j M"))


def in_words(meeting: Occurrence) -> str:
    """Return “Tue 9 Mar 2027, 14:00–15:00, Room 5, Luca Sample”."""
    host = meeting.pattern.host
    parts = [
        date_format(meeting.start, "D j M Y"),
        f"{meeting.start:%H:%M}–{meeting.end:%H:%M}",
        meeting.place,
        str(host) if host else "",
    ]
    return ", ".join(part for part in parts if part)


def _where(old: Occurrence, new: Occurrence) -> str:
    """Return what is new, in short: “Wed 10 Mar, 16:30, room 612”; an hour and a room that stay
    are not told. The address of a video call is not for everyone: only that there is one."""
    parts = []
    if new.start.date() != old.start.date():
        parts.append(short_day(new.start.date()))
    if (new.start, new.end.time()) != (old.start, old.end.time()):
        parts.append(f"{new.start:%H:%M}")
    if new.place != old.place:
        parts.append(new.place)
    if new.video_url and new.video_url != old.video_url:
        parts.append(_("another video link"))
    return ", ".join(part for part in parts if part) or in_words(new)


def _body(old: Occurrence, new: Occurrence | None, note: str) -> str:
    lines = [_("- Was: %(when)s") % {"when": in_words(old)}]
    if new:
        lines.append(_("- Now: %(when)s") % {"when": in_words(new)})
        if new.video_url and new.video_url != old.video_url:
            lines.append(_("- The video link stands on the course page."))
    else:
        lines[0] = f"- {in_words(old)}"
    return "\n".join(lines) + (f"\n\n{note}" if note else "")


def _concerns(old: Occurrence, new: Occurrence | None, now: datetime) -> datetime:
    moments = [old.start, *([new.start] if new else [])]
    ahead = [moment for moment in moments if moment >= now]
    return min(ahead or moments)
