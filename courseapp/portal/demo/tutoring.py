"""When the classes of the demo's parallel curricula are: on Fridays around mid-term."""

from datetime import date, timedelta

from courseapp.courses.models import Course, User
from schedule.models import MeetingKind, MeetingPattern, TutoringSession

WEEK = timedelta(weeks=1)


def plan_tutoring(course: Course, *, tutor: User, midterm: date) -> None:
    """Give classes a day: the longest track up to its fourth class before the break, and the
    others before those; what comes after the break is not planned yet."""
    pattern = MeetingPattern.objects.filter(course=course, kind=MeetingKind.TUTORING).first()
    last = midterm - timedelta(days=midterm.weekday()) - WEEK
    last += timedelta(days=pattern.weekday if pattern else 4)
    sessions = TutoringSession.objects.filter(track__course=course).select_related("track")
    by_track: dict[int, list[TutoringSession]] = {}
    for session in sessions.order_by("number", "pk"):
        by_track.setdefault(session.track_id, []).append(session)
    classes = [one for track in sorted(by_track.values(), key=len) for one in track][:5]
    for back, session in enumerate(reversed(classes)):
        session.day = last - back * WEEK
        session.place = pattern.place if pattern else ""
        session.save(update_fields=["day", "place"])
        session.tutors.add(tutor)
