"""Putting mail into the outbox: at most one row a key, however often and from wherever."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from courseapp.courses.models import Course, User
from courseapp.mail.models import MailState, OutgoingMail

LONGEST_SUBJECT = 250


def mail_to(
    recipient: User,
    *,
    kind: str,
    key: str,
    subject: str,
    body: str,
    now: datetime,
    course: Course | None = None,
    grounds: dict[str, object] | None = None,
) -> OutgoingMail:
    """Return an unsaved mail that may go out at once; `enqueue` writes it."""
    return OutgoingMail(
        recipient=recipient,
        kind=kind,
        dedupe_key=key,
        subject=one_line(subject),
        body=body,
        course=course,
        grounds=grounds or {},
        created_at=now,
        not_before=now,
    )


def one_line(subject: str) -> str:
    """Return a subject that a header can hold, whatever titles it was made of."""
    line = " ".join(subject.split())
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1]}…"


def enqueue(mails: Iterable[OutgoingMail]) -> int:
    """Write the mails whose key is new and wake a worker once the transaction has committed.

    Two processes that enqueue the same key at the same moment write it once: the database's
    unique key decides. (`ignore_conflicts` would silently drop rows for any broken constraint on
    SQLite, hence `update_conflicts`, which touches the key alone.) Returns how many keys were
    given.
    """
    rows: dict[str, OutgoingMail] = {}
    for mail in mails:
        # PostgreSQL refuses a statement that meets the same key twice.
        rows.setdefault(mail.dedupe_key, mail)
    if not rows:
        return 0
    OutgoingMail.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["dedupe_key"],
        update_fields=["dedupe_key"],
        batch_size=500,
    )
    if any(row.state == MailState.READY for row in rows.values()):
        wake_after_commit()
    return len(rows)


def wake_after_commit() -> None:
    """Let a worker look at the outbox once the transaction has committed."""
    transaction.on_commit(_wake_worker, robust=True)


def _wake_worker() -> None:
    # tasks imports sending, which is no business of those who only enqueue.
    from courseapp.mail.tasks import wake  # noqa: PLC0415

    wake()
