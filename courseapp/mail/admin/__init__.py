"""The outbox and what is announced, in the admin."""

from courseapp.mail.admin import announcement, outgoing

__all__ = ["announcement", "outgoing"]
