"""What happens when, in the admin."""

from schedule.admin import booking, lecture, meeting, tutoring

__all__ = ["booking", "lecture", "meeting", "tutoring"]
