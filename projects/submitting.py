"""Handing in: all or nothing, and never lost. Rules 1, 3 and 4.

The order is what makes it safe: check, store each file durably and verify it, and only then, in
one short transaction, write the row with its receipt and put the mails into the outbox. Whatever
fails before the commit leaves the draft as it was and no row; what fails after it loses nothing.
"""

import hashlib
import unicodedata
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from courseapp.courses import audit
from courseapp.courses.models import User
from courseapp.courses.public_ids import make_public_id
from courseapp.mail import outbox
from courseapp.text.words import count_words
from projects import proof, storing
from projects.deadlines import Due, due_for
from projects.models import Draft, Milestone, Submission, SubmissionFile, Work
from projects.owners import Owner, members_of, owned_by

MAX_NAME = 200


class HandInRefused(Exception):
    """Why something was not taken: `field` names the part of the form it concerns, if any."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


@dataclass(frozen=True, slots=True)
class HandIn:
    """What somebody hands in with one request.

    `began` is when the server saw the request's first byte, `form_key` the key of the form it
    came from: the same form sent twice makes one version.
    """

    milestone: Milestone
    owner: Owner
    by: User
    text: str
    uploads: Sequence[UploadedFile]
    form_key: str
    began: datetime
    on_behalf: bool = False


def hand_in(given: HandIn, *, clock: Callable[[], datetime]) -> Submission:
    """Store a new version and return it. `clock` is asked once, when everything is on storage.

    Raises HandInRefused with the reason in words, or storing.StorageError; in either case
    nothing was handed in and the draft remains.
    """
    due = due_for(given.milestone, given.owner)
    check(given, due)
    work = work_for(given.milestone, given.owner)
    if earlier := work.submissions.filter(form_key=given.form_key).first():
        return earlier
    files = _store(given.uploads)
    try:
        return _commit(given, work=work, due=due, files=files, stored_at=clock())
    except BaseException:
        for file in files:
            storing.forget(file.key)
        raise


def check(given: HandIn, due: Due) -> None:
    """Raise HandInRefused unless the milestone takes this now."""
    check_window(given.milestone, due, given.began)
    check_content(given.milestone, text=given.text, uploads=given.uploads)


def check_window(milestone: Milestone, due: Due, began: datetime) -> None:
    if not milestone.course.is_open:
        raise HandInRefused(_("The course is not open; nothing can be handed in."))
    if milestone.opens is not None and began < milestone.opens:
        raise HandInRefused(_("This is not open yet."))
    if due.is_closed(began):
        raise HandInRefused(
            _("This is closed: nothing more is taken. Your text is kept as a draft.")
        )


def check_content(milestone: Milestone, *, text: str, uploads: Sequence[UploadedFile]) -> None:
    if not text.strip() and not uploads:
        raise HandInRefused(_("There is nothing to hand in yet: write a text or choose a file."))
    if text.strip() and not milestone.takes_text:
        raise HandInRefused(_("This takes no text."), field="text")
    if "\x00" in text:
        raise HandInRefused(_("The text holds characters that cannot be stored."), field="text")
    words = count_words(text) if milestone.max_words else 0
    if milestone.max_words and words > milestone.max_words:
        message = _("The text has %(words)d words; at most %(limit)d are taken.")
        raise HandInRefused(
            message % {"words": words, "limit": milestone.max_words}, field="text"
        )
    if milestone.needs_file and not uploads:
        raise HandInRefused(_("Choose the file to hand in."), field="files")
    if len(uploads) > milestone.max_files:
        message = _("At most %(limit)d files are taken.")
        raise HandInRefused(message % {"limit": milestone.max_files}, field="files")
    for upload in uploads:
        _check_file(upload)


def _check_file(upload: UploadedFile) -> None:
    """The first honest look: something is in it, and it begins as a PDF does (ISO 32000)."""
    name = safe_name(upload.name or "")
    if not upload.size:
        raise HandInRefused(_("“%(name)s” is empty.") % {"name": name}, field="files")
    upload.seek(0)
    head = upload.read(1024)
    upload.seek(0)
    if b"%PDF-" not in head:
        raise HandInRefused(_("“%(name)s” is not a PDF.") % {"name": name}, field="files")


def safe_name(name: str) -> str:
    """Return the last part of a file's name without what could mislead a reader or a system."""
    last = PurePath(name.replace("\\", "/")).name
    shown = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C").strip()
    stem, dot, ending = shown.rpartition(".")
    kept = f"{stem[: MAX_NAME - 20]}{dot}{ending[:19]}" if dot else shown[:MAX_NAME]
    return kept.lstrip(".") or "file"


def work_for(milestone: Milestone, owner: Owner) -> Work:
    """Return the work of this owner for this milestone, made on first use."""
    work, _created = Work.objects.get_or_create(milestone=milestone, **owned_by(owner))
    return work


def _store(uploads: Sequence[UploadedFile]) -> list[storing.StoredFile]:
    files: list[storing.StoredFile] = []
    try:
        for upload in uploads:
            name = safe_name(upload.name or "")
            files.append(storing.keep(upload, name=name, content_type="application/pdf"))
    except BaseException:
        for file in files:
            storing.forget(file.key)
        raise
    return files


@transaction.atomic
def _commit(
    given: HandIn,
    *,
    work: Work,
    due: Due,
    files: Sequence[storing.StoredFile],
    stored_at: datetime,
) -> Submission:
    locked = Work.objects.select_for_update(of=("self",)).get(pk=work.pk)
    if earlier := locked.submissions.filter(form_key=given.form_key).first():
        _forget_after_commit(files)
        return earlier
    submission = Submission(
        public_id=make_public_id(),
        work=locked,
        version=locked.submissions.count() + 1,
        text=given.text,
        submitted_by=given.by,
        on_behalf=given.on_behalf,
        began_at=given.began,
        stored_at=stored_at,
        due_at=due.at,
        due_reasons=[reason.as_json() for reason in due.reasons],
        late_by=due.late_by(given.began),
        form_key=given.form_key or uuid.uuid4().hex,
    )
    members = members_of(locked)
    submission.receipt = proof.signed_receipt(submission, files=files, members=members)
    submission.save()
    SubmissionFile.objects.bulk_create(
        SubmissionFile(
            submission=submission,
            position=position,
            name=file.name,
            key=file.key,
            content_type=file.content_type,
            size=file.size,
            sha256=file.sha256,
        )
        for position, file in enumerate(files)
    )
    choose_counting(locked)
    Draft.objects.filter(work=locked).delete()
    _record(submission, by=given.by, now=stored_at)
    outbox.enqueue(proof.receipt_mails(submission, files=files, members=members, now=stored_at))
    return submission


def _forget_after_commit(files: Sequence[storing.StoredFile]) -> None:
    for file in files:
        transaction.on_commit(lambda key=file.key: storing.forget(key))  # type: ignore[misc]


def _record(submission: Submission, *, by: User, now: datetime) -> None:
    audit.record(
        "hand in",
        subject=submission,
        course=submission.course,
        by=by,
        now=now,
        work=submission.work.public_id,
        version=submission.version,
        late_seconds=int(submission.late_by.total_seconds()),
        text_sha256=hashlib.sha256(submission.text.encode()).hexdigest(),
    )


def choose_counting(work: Work) -> None:
    """Let the version count that rule 3 says: the last on-time one that is not withdrawn, and
    only where there is none, the last late one. A late upload never hides an on-time one."""
    kept = work.submissions.filter(withdrawn_at__isnull=True).order_by("-version")
    on_time = [submission for submission in kept if not submission.is_late]
    work.counting = next(iter(on_time or kept), None)
    work.save(update_fields=["counting"])


@transaction.atomic
def withdraw(submission: Submission, *, by: User, now: datetime) -> None:
    """Take a version back; possible until it is due, and it stays in the history."""
    work = Work.objects.select_for_update(of=("self",)).get(pk=submission.work_id)
    due = due_for(work.milestone, work.project or work.student)
    if not due.is_on_time(now):
        raise HandInRefused(_("It is past due: what was handed in can no longer be withdrawn."))
    updated = Submission.objects.filter(pk=submission.pk, withdrawn_at__isnull=True)
    if not updated.update(withdrawn_at=now):
        return
    choose_counting(work)
    audit.record("withdraw", subject=submission, course=work.course, by=by, now=now)
