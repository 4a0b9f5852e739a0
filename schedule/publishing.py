"""Publishing tutoring sessions."""

from datetime import datetime

from django.db import transaction

from courseapp.courses import audit
from courseapp.courses.models import User
from schedule.models import TutoringSession


@transaction.atomic
def publish(session: TutoringSession, *, by: User, now: datetime) -> None:
    """Show a session on the course page from now on; publishing twice changes nothing."""
    if session.published_at is not None:
        return
    session.published_at = now
    session.save(update_fields=["published_at"])
    audit.record("publish", subject=session, course=session.course, by=by, now=now)
