"""What the form of a new tutoring session begins with: the track's next number, the next date of
the weekly tutoring that is free, and who and where it was the last time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from courseapp.courses.models import User
from schedule.models import Track, TutoringSession
from schedule.occurrences import Occurrence
from schedule.session_content import Content, in_order
from schedule.session_times import tutoring, weekly
from schedule.timetable import Timetable

DAY = timedelta(days=1)
AHEAD = timedelta(weeks=26)  # looked through for a free date where the term has no end


def proposed(track: Track, *, times: Timetable, by: User, today: date) -> Content:
    """Return what the next session of a track most likely is; `today` is the course's date."""
    sessions = list(TutoringSession.objects.filter(track__course=track.course))
    own = [session for session in sessions if session.track_id == track.pk]
    last = max(own, key=lambda session: (session.number or 0, session.pk), default=None)
    meeting = _next_free(sessions, own, times=times, today=today)
    return Content(
        track=track,
        number=1 + max((session.number or 0 for session in own), default=0),
        day=meeting.day if meeting else None,
        start=meeting.start.time() if meeting else (last.start if last else None),
        end=meeting.end.time() if meeting else (last.end if last else None),
        place=(meeting.place if meeting else "") or (last.place if last else ""),
        video_url=meeting.video_url if meeting else last.video_url if last else "",
        video_code=meeting.video_code if meeting else last.video_code if last else "",
        tutors=(in_order(last.tutors.all()) if last else ()) or (by,),
    )


def _next_free(
    sessions: Sequence[TutoringSession],
    own: Sequence[TutoringSession],
    *,
    times: Timetable,
    today: date,
) -> Occurrence | None:
    """Find the first tutoring after the track's last session on whose date the course has none."""
    first = max([today, *(session.day + DAY for session in own if session.day)])
    taken = {session.day for session in sessions}
    last = times.course.last_day or first + AHEAD
    for meeting in tutoring(times.between(first, last)):
        if first <= meeting.day and meeting.day not in taken and not meeting.is_cancelled:
            return meeting
    return None


def on_day(content: Content, day: date, times: Timetable) -> Content:
    """Return the content on another day, with the hours of the weekly tutoring of that day."""
    meeting = weekly(day, times)
    if meeting is None:
        return replace(content, day=day)
    return replace(
        content,
        day=day,
        start=meeting.start.time(),
        end=meeting.end.time(),
        place=meeting.place or content.place,
        video_url=meeting.video_url or content.video_url,
        video_code=meeting.video_code if meeting.video_url else content.video_code,
    )
