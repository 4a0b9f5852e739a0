"""People, courses and records in the admin."""

from courseapp.courses.admin import announcement, course, machine, membership, record

__all__ = ["announcement", "course", "machine", "membership", "record"]
