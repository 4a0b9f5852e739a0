"""Sending what the outbox holds.

At the moment of a crash between the server's "250" and our commit a mail can go out twice, with
the same Message-ID; it can never be lost. That is the choice made for every kind of mail here.
"""

import logging
import smtplib
import time
from collections import Counter
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from courseapp.mail import announcement_mail, digest
from courseapp.mail.models import MailState, OutgoingMail
from courseapp.mail.reasons import why_not_to_send

logger = logging.getLogger(__name__)

# Longer than one mail can take with every answer of the server just within EMAIL_TIMEOUT.
LEASE = timedelta(minutes=5)
BATCH = 100
# A mail is tried for five days, as mail servers do (RFC 5321, 4.5.4.1).
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
MAX_ATTEMPTS = 40

# Of which a person chooses how to hear.
NEWS = frozenset({announcement_mail.KIND, digest.KIND})

Outcome = Counter[MailState]


class ServerAway(Exception):
    """No connection to the mail server; that is no fault of the mail at hand."""


def send_ready(*, now: datetime, limit: int = BATCH) -> Outcome:
    """Deal with up to `limit` mails whose time has come, and return what became of how many.

    READY means: to be tried again. Nothing at all is returned when nothing was ready, or when
    the server could not be reached. Any number of senders may run at once: each takes one row
    at a time, by a conditional update, just before sending it. News held for a digest whose time
    has come is gathered first.
    """
    digest.gather(now=now)
    outcome: Outcome = Counter()
    waiting = OutgoingMail.objects.due(now).select_related("recipient", "course")[:limit]
    if not waiting:
        return outcome
    connection, began = get_connection(), time.monotonic()
    try:
        for mail in waiting:
            # A slow server may make this pass longer than a lease.
            elapsed = timedelta(seconds=time.monotonic() - began)
            if _take(mail, now=now + elapsed):
                outcome[_deal_with(mail, connection, now=now)] += 1
    except ServerAway as error:
        logger.warning("The mail server cannot be reached: %s", error)
    finally:
        _close(connection)
    return outcome


def _take(mail: OutgoingMail, *, now: datetime) -> bool:
    mail.leased_until = now + LEASE
    free = OutgoingMail.objects.due(now).filter(pk=mail.pk)
    return bool(free.update(leased_until=mail.leased_until))


def _deal_with(mail: OutgoingMail, connection: BaseEmailBackend, *, now: datetime) -> MailState:
    try:
        if _is_needless(mail, now=now):
            return MailState.SKIPPED
        _send(mail, connection)
    except ServerAway as error:
        _try_again(mail, error, now=now)
        raise
    except Exception as error:  # noqa: BLE001 - one mail must not stop those behind it
        # The server may have hung up; the next mail opens a connection of its own.
        _close(connection)
        return _fail(mail, error, now=now)
    return _finish(mail, MailState.SENT, sent_at=now, last_error="")


@transaction.atomic
def _is_needless(mail: OutgoingMail, *, now: datetime) -> bool:
    """Read the mail once more, with its row locked, and ask whether it is still to be sent: who
    withdraws or edits an announcement at this moment does so wholly before or wholly after."""
    row = OutgoingMail.objects.select_for_update().filter(pk=mail.pk)
    mail.refresh_from_db(fields=["subject", "body", "grounds"], from_queryset=row)
    obsolete = why_not_to_send(mail, now=now)
    if not obsolete and mail.kind == digest.KIND:
        obsolete = digest.reword(mail, now=now)
    if obsolete:
        _finish(mail, MailState.SKIPPED, last_error=obsolete)
    return bool(obsolete)


def _send(mail: OutgoingMail, connection: BaseEmailBackend) -> None:
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        raise ServerAway(str(error)) from error
    message(mail, connection).send()


def message(mail: OutgoingMail, connection: BaseEmailBackend | None = None) -> EmailMessage:
    """Return the mail as it goes over the wire."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    headers = {
        # The same for every attempt, so that a mail which went out twice is shown once.
        "Message-ID": f"<{mail.public_id}@{host}>",
        "Auto-Submitted": "auto-generated",
    }
    if mail.kind in NEWS:
        # RFC 2369, section 3.2.
        headers["List-Unsubscribe"] = f"<{announcement_mail.preferences_page()}>"
    return EmailMessage(
        subject=mail.subject,
        body=mail.body,
        to=[mail.recipient.email],
        connection=connection,
        headers=headers,
    )


def _fail(mail: OutgoingMail, error: Exception, *, now: datetime) -> MailState:
    if is_final(error):
        logger.warning("Mail %s is given up: %s", mail.public_id, error)
        return _finish(mail, MailState.FAILED, attempts=mail.attempts + 1, last_error=_said(error))
    return _try_again(mail, error, now=now)


def _try_again(mail: OutgoingMail, error: Exception, *, now: datetime) -> MailState:
    """Put the mail back for a pause that doubles with each attempt, or give up in the end."""
    attempts = mail.attempts + 1
    logger.warning("Mail %s was not sent, attempt %d: %s", mail.public_id, attempts, error)
    values: dict[str, object] = {"attempts": attempts, "last_error": _said(error)}
    if attempts >= MAX_ATTEMPTS:
        return _finish(mail, MailState.FAILED, **values)
    return _finish(mail, MailState.READY, not_before=now + pause_after(attempts), **values)


def pause_after(attempts: int) -> timedelta:
    doubled: timedelta = FIRST_PAUSE * 2 ** (attempts - 1)
    return min(doubled, LONGEST_PAUSE)


def is_final(error: Exception) -> bool:
    """Whether it is no use to try this mail again: the server said never (5xx) to recipient or
    content, or the mail cannot be put into words of a header. A refused sender is a mistake of
    the settings, which somebody will mend."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _reply in error.recipients.values())
    if isinstance(error, smtplib.SMTPSenderRefused):
        return False
    if isinstance(error, smtplib.SMTPResponseException):
        return 500 <= error.smtp_code < 600
    return isinstance(error, ValueError)


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:1000]


def _finish(mail: OutgoingMail, state: MailState, **values: object) -> MailState:
    """Write what became of it; only whose lease still holds has a say."""
    held = OutgoingMail.objects.filter(pk=mail.pk, leased_until=mail.leased_until)
    held.update(state=state, leased_until=None, **values)
    return state


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (smtplib.SMTPException, OSError) as error:
        logger.info("The mail server had hung up: %s", error)
