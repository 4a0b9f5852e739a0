"""People, courses and records in the admin."""

from courseapp.courses.admin import course, machine, membership, record

__all__ = ["course", "machine", "membership", "record"]
