"""The proof of a hand-in: the signed receipt of a stored version, and the mail that carries it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from courseapp.courses.addresses import absolute
from courseapp.courses.models import Course, User
from courseapp.courses.moments import in_words
from courseapp.courses.storing import StoredFile
from courseapp.mail import outbox
from courseapp.mail.models import OutgoingMail
from projects import receipts, signing
from projects.lateness import span_in_words
from projects.models import Submission

KIND = "receipt"


def signed_receipt(
    submission: Submission, *, files: Sequence[StoredFile], members: Sequence[User]
) -> str:
    """Return the receipt of a version that is about to be written, signed (Ed25519)."""
    work = submission.work
    text = submission.text.encode()
    key = signing.signing_key()
    receipt = receipts.Receipt(
        id=submission.public_id,
        course=work.course.public_id,
        course_title=str(work.course),
        milestone=work.milestone.public_id,
        milestone_title=work.milestone.title,
        work=work.public_id,
        version=submission.version,
        began=submission.began_at,
        stored=submission.stored_at,
        due=submission.due_at,
        late_by=int(submission.late_by.total_seconds()),
        by=submission.submitted_by.public_id,
        members=tuple(sorted(member.public_id for member in members)),
        on_behalf=submission.on_behalf,
        text_sha256=hashlib.sha256(text).hexdigest() if text else None,
        text_size=len(text) if text else None,
        files=tuple(receipts.ReceiptFile(file.name, file.sha256, file.size) for file in files),
        links=(),
    )
    return receipts.sign(receipt, key)


def receipt_mails(
    submission: Submission,
    *,
    files: Sequence[StoredFile],
    members: Sequence[User],
    now: datetime,
) -> list[OutgoingMail]:
    """Return the mail with the receipt to every member, for the outbox."""
    milestone = submission.work.milestone
    course = milestone.course
    subject = _("%(code)s: receipt for “%(milestone)s”, version %(version)d") % {
        "code": course.code or course.title,
        "milestone": milestone.title,
        "version": submission.version,
    }
    body = _receipt_text(submission, course=course, files=files)
    return [
        outbox.mail_to(
            member,
            kind=KIND,
            key=f"receipt:{submission.public_id}:{member.public_id}",
            subject=subject,
            body=body,
            course=course,
            now=now,
        )
        for member in members
    ]


def _receipt_text(submission: Submission, *, course: Course, files: Sequence[StoredFile]) -> str:
    late = span_in_words(submission.late_by)
    lines = [
        _("“%(milestone)s”, version %(version)d, is stored safely.")
        % {"milestone": submission.work.milestone.title, "version": submission.version},
        "",
        _("Begun: %(moment)s") % {"moment": in_words(submission.began_at, course)},
        _("Stored: %(moment)s") % {"moment": in_words(submission.stored_at, course)},
        _("Late by: %(time)s") % {"time": late} if submission.is_late else _("On time."),
        *(f"{file.name}: {file.size} B, SHA-256 {file.sha256}" for file in files),
        "",
        absolute(submission.get_absolute_url()),
        "",
        _("The signed receipt, to be kept:"),
        "",
        submission.receipt,
    ]
    return "\n".join(lines)
