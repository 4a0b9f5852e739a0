"""Calendars that every app understands (RFC 5545): the public feed of a course, and a person's own
across their courses."""
