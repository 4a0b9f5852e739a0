"""Sending what the outbox holds.

At the moment of a crash between the server's "250" and our commit a mail can go out twice, with
the same Message-ID; it can never be lost. That is the choice made for every kind of mail here.
"""

import logging
import smtplib
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from courseapp.mail.models import MailState, OutgoingMail
from courseapp.mail.reasons import why_not_to_send

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
BATCH = 100
FIRST_PAUSE = timedelta(minutes=1)
MAX_ATTEMPTS = 12


def send_ready(*, now: datetime, limit: int = BATCH) -> int:
    """Send up to `limit` mails whose time has come; returns how many went out.

    Any number of senders may run at once: each takes a row by a conditional update."""
    waiting = OutgoingMail.objects.due(now).select_related("recipient", "course")[:limit]
    taken = [mail for mail in waiting if _take(mail, now=now)]
    if not taken:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        for mail in taken:
            _fail(mail, error, now=now)
        return 0
    try:
        return sum(_send(mail, connection, now=now) for mail in taken)
    finally:
        connection.close()


def _take(mail: OutgoingMail, *, now: datetime) -> bool:
    lease = now + LEASE
    won = OutgoingMail.objects.due(now).filter(pk=mail.pk).update(leased_until=lease)
    return bool(won)


def _send(mail: OutgoingMail, connection: BaseEmailBackend, *, now: datetime) -> bool:
    if obsolete := why_not_to_send(mail, now=now):
        _finish(mail, state=MailState.SKIPPED, last_error=obsolete)
        return False
    try:
        _message(mail, connection).send()
    except (smtplib.SMTPException, OSError) as error:
        _fail(mail, error, now=now)
        # The server may have hung up; the next mail opens a connection of its own.
        connection.close()
        return False
    _finish(mail, state=MailState.SENT, sent_at=now, last_error="")
    return True


def _message(mail: OutgoingMail, connection: BaseEmailBackend) -> EmailMessage:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return EmailMessage(
        subject=mail.subject,
        body=mail.body,
        to=[mail.recipient.email],
        connection=connection,
        headers={
            # The same for every attempt, so that a mail which went out twice is shown once.
            "Message-ID": f"<{mail.public_id}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _fail(mail: OutgoingMail, error: Exception, *, now: datetime) -> None:
    """Try again after a growing pause; give up at once where the server said never (5xx)."""
    attempts = mail.attempts + 1
    logger.warning("Mail %s was not sent: %s", mail.public_id, error)
    values: dict[str, object] = {"attempts": attempts, "last_error": str(error)[:1000]}
    if _is_final(error) or attempts >= MAX_ATTEMPTS:
        _finish(mail, state=MailState.FAILED, **values)
    else:
        pause = FIRST_PAUSE * 2 ** min(attempts - 1, 7)
        _finish(mail, state=MailState.READY, not_before=now + pause, **values)


def _is_final(error: Exception) -> bool:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _reply in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and 500 <= error.smtp_code < 600


def _finish(mail: OutgoingMail, **values: object) -> None:
    OutgoingMail.objects.filter(pk=mail.pk).update(leased_until=None, **values)
