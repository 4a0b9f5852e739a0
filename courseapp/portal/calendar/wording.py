"""What people read of a meeting or a due time in their calendar."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courseapp.courses.addresses import absolute
from courseapp.courses.models import Course
from courseapp.portal.calendar.events import Words
from courseapp.text.markdown import plain
from projects.models import Milestone
from schedule.listed import Listed
from schedule.meetings import Meeting
from schedule.models import LectureKind, MeetingKind, MeetingPattern
from schedule.occurrences import Occurrence, State


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom a calendar is: whether they see the video links of the course, and whether they
    have several courses in one calendar, so that each event has to name its own."""

    sees_video: bool = False
    names_course: bool = False


def of_pattern(pattern: MeetingPattern, course: Course, audience: Audience) -> Words:
    """Return what a weekly meeting is called where nothing is known of a date."""
    return Words(
        summary=_named(_usual(pattern), course, audience),
        location=_location(pattern.place, pattern.video_url, audience),
        description=_lines(
            _optional(pattern), *_video(pattern.video_url, pattern.video_code, audience)
        ),
        categories=(kind_of(pattern.kind),),
        url=absolute(course.get_absolute_url()),
        video_url=pattern.video_url if audience.sees_video else "",
    )


def of_meeting(meeting: Meeting, audience: Audience) -> Words:
    """Return what one date is called: by what is listed for it, with what became of it."""
    summary = _titled(meeting, _in_a_line)
    if meeting.state == State.CANCELLED:
        summary = _("Cancelled: %(title)s") % {"title": summary}
    return Words(
        summary=_named(summary, meeting.course, audience),
        location=_location(meeting.place, meeting.video_url, audience),
        description=_lines(
            meeting.note,
            _instead(meeting.occurrence) if meeting.occurrence else "",
            *map(_about, meeting.listed),
            _optional(meeting.pattern) if meeting.pattern else "",
            *_video(meeting.video_url, meeting.video_code, audience),
        ),
        categories=(kind_of(meeting.kind),),
        url=absolute(meeting.course.get_absolute_url()),
        video_url=meeting.video_url if audience.sees_video else "",
    )


def of_milestone(milestone: Milestone, course: Course, audience: Audience, *, own: bool) -> Words:
    """`own`: the person's own due time is told, which is not everybody's. Why is not said."""
    page = reverse("projects:own", args=[course.slug]) if own else course.get_absolute_url()
    return Words(
        summary=_named(_("Due: %(title)s") % {"title": milestone.title}, course, audience),
        description=_("Your own due time.") if own else "",
        categories=(_("Due"),),
        url=absolute(page),
    )


def title_of(meeting: Meeting) -> str:
    """Return what a meeting is about, or else what it is, as Markdown: “Lec6 *Transport*”,
    “Tutoring: Adjoints”, “Office hours, Ada Example”."""
    return _titled(meeting, str)


def _titled(meeting: Meeting, written: Callable[[str], str]) -> str:
    if not meeting.listed:
        return _usual(meeting.pattern) if meeting.pattern else kind_of(meeting.kind)
    titles = " / ".join(filter(None, (_title(row, written) for row in meeting.listed)))
    if meeting.kind == MeetingKind.TUTORING:
        return f"{kind_of(meeting.kind)}: {titles}"
    return titles


def _in_a_line(markdown: str) -> str:
    return " ".join(plain(markdown).split())


def kind_of(kind: str) -> str:
    label = str(MeetingKind(kind).label)
    return label[:1].upper() + label[1:]


def _usual(pattern: MeetingPattern) -> str:
    host = f", {pattern.host}" if pattern.host else ""
    return f"{kind_of(pattern.kind)}{host}"


def _title(row: Listed, written: Callable[[str], str]) -> str:
    title = written(row.title)
    if row.kind == MeetingKind.TUTORING:
        return title or row.group
    if row.lecture_kind == LectureKind.GUEST:
        title = _of_guest(title, row.speaker)
    return f"{row.group} {title}".strip() or kind_of(row.kind)


def _of_guest(title: str, speaker: str) -> str:
    """A guest's lecture that has no title of its own is named by the guest."""
    guest = _("Guest lecture")
    named = speaker if title.lower() in {"", guest.lower()} else title
    return f"{guest}: {named}" if named else guest


def _about(row: Listed) -> str:
    if row.kind == MeetingKind.TUTORING:
        return row.group
    return ", ".join(filter(None, (row.speaker, row.affiliation)))


def _instead(meeting: Occurrence) -> str:
    """Say when a moved date was meant to be."""
    meant = meeting.meant_start
    if meeting.state != State.MOVED or meant == meeting.start:
        return ""
    return _("Instead of %(day)s, %(time)s.") % {
        "day": date_format(meant, "D j M"),
        "time": date_format(meant, "H:i"),
    }


def _optional(pattern: MeetingPattern) -> str:
    return _("Optional") if pattern.optional else ""


def _location(place: str, video_url: str, audience: Audience) -> str:
    """A place, or the link itself: apps offer to join what stands there."""
    if place or not video_url:
        return place
    return video_url if audience.sees_video else _("Online, sign in for the link")


def _video(url: str, code: str, audience: Audience) -> tuple[str, ...]:
    if not url and not code:
        return ()
    if not audience.sees_video:
        return (_("Online, sign in for the link"),)
    call = _("Video call: %(link)s") % {"link": url} if url else ""
    return call, _("Meeting number or code: %(code)s") % {"code": code} if code else ""


def _named(summary: str, course: Course, audience: Audience) -> str:
    return f"{summary} ({course.code or course.title})" if audience.names_course else summary


def _lines(*parts: str) -> str:
    return "\n".join(_once(part for part in parts if part))


def _once(parts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(parts))
