"""Publishing announcements."""

from datetime import datetime

from django.db import transaction

from courseapp.courses import audit
from courseapp.courses.models import Announcement, User


@transaction.atomic
def publish(announcement: Announcement, *, by: User, now: datetime) -> None:
    """Show an announcement on the course page from now on; publishing twice changes nothing."""
    if announcement.published_at is not None:
        return
    announcement.published_at = now
    announcement.save(update_fields=["published_at"])
    audit.record("publish", subject=announcement, course=announcement.course, by=by, now=now)
