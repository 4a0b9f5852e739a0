"""What happens when, in the admin."""

from schedule.admin import lecture, meeting, tutoring

__all__ = ["lecture", "meeting", "tutoring"]
