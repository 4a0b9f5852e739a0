"""Handing in: all or nothing, and never lost. Rules 1, 3 and 4.

The order is what makes it safe: check, store each file durably and verify it, and only then, in
one short transaction, write the row with its receipt and put the mails into the outbox. Whatever
fails before the commit leaves the draft as it was and no row; what fails after it loses nothing.
"""

import hashlib
import math
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from courseapp.courses import audit, storing
from courseapp.courses.file_names import safe_name
from courseapp.courses.models import User
from courseapp.courses.public_ids import make_public_id
from courseapp.courses.turns import in_turn
from courseapp.mail import outbox
from courseapp.mail.models import OutgoingMail
from projects import proof
from projects.accepting import (
    HandInRefused,
    NotTakenNow,
    check_content,
    check_window,
)
from projects.counting import Version, choose_counting, versions_of
from projects.deadlines import Due, due_for
from projects.models import Draft, Milestone, Submission, SubmissionFile, Work
from projects.models.submission import FOLDER
from projects.owners import Owner, owned_by, owner_of, people_of

__all__ = ["HandIn", "HandInRefused", "check", "hand_in", "may_withdraw", "withdraw"]

CONTENT_TYPE = "application/pdf"


@dataclass(frozen=True, slots=True)
class HandIn:
    """What somebody hands in with one request.

    `began` is when the server saw the request's first byte. `form_key` is the key of the form it
    came from: the same form sent twice with the same content makes one version. `draft` is the
    revision of the draft that the form showed; a newer one, of a teammate, stays (None: none
    stays).
    """

    milestone: Milestone
    owner: Owner
    by: User
    text: str
    uploads: Sequence[UploadedFile]
    form_key: str
    began: datetime
    on_behalf: bool = False
    draft: int | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A hand-in that is taken, with what was found out about it before its transaction.
    `members` are the people whose work it is at `stored_at`."""

    given: HandIn
    due: Due
    key: str
    members: Sequence[User]
    stored_at: datetime
    files: Sequence[storing.StoredFile] = field(default=())


class Signed(NamedTuple):
    """A version with its receipt, and the mails that carry it; nothing of it is written yet."""

    submission: Submission
    mails: list[OutgoingMail]


def hand_in(given: HandIn, *, clock: Callable[[], datetime]) -> Submission:
    """Store a new version and return it. `clock` is asked once, when everything is on storage.

    Raises HandInRefused with the reason in words, or storing.StorageError; in either case
    nothing was handed in and the draft remains. After a database error that is not known for
    certain (the connection may have gone during the commit): sending the same form again
    returns what was stored, or stores it.
    """
    digests = [storing.digest_of(upload) for upload in given.uploads]
    key = form_key(given, digests)
    work = _work_so_far(given)
    versions = versions_of(work) if work else []
    # First of all: what was taken before its deadline is not refused when it is sent again.
    if work and _is_among(versions, key):
        return _sent_before(work, key)
    due = due_for(given.milestone, given.owner)
    check(given, due)
    work = work or work_for(given.milestone, given.owner)
    files = _store(given.uploads, digests)
    # If this fails the files stay, for the sweep: they may belong to a row whose commit we were
    # not told of, and a row without its file must never be.
    checked = Checked(
        given=given,
        due=due,
        key=key,
        members=people_of(given.owner),
        stored_at=clock(),
        files=files,
    )
    signed = _sign(checked, work=work, number=len(versions) + 1)
    with in_turn():
        return _commit(checked, signed, work=work)


def form_key(given: HandIn, digests: Sequence[storing.Digest]) -> str:
    """Return what makes a hand-in the same one sent again: form and content. (A browser's "back"
    shows a form with its old key; another file chosen there is another version.)"""
    if not given.form_key:
        return uuid.uuid4().hex
    names = (safe_name(upload.name or "") for upload in given.uploads)
    parts = [given.form_key, given.text, *names, *(digest.sha256 for digest in digests)]
    told_apart = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(told_apart.encode(errors="surrogatepass")).hexdigest()


def _work_so_far(given: HandIn) -> Work | None:
    works = Work.objects.filter(milestone=given.milestone, **owned_by(given.owner))
    found: Work | None = works.order_by().first()
    return found and _belonging(found, given)


def _belonging(work: Work, given: HandIn) -> Work:
    """Give a work milestone and owner as they were checked, so that they are not read again."""
    work.milestone = given.milestone
    for name, owner in owned_by(given.owner).items():
        setattr(work, name, owner)
    return work


def _is_among(versions: Sequence[Version], key: str) -> bool:
    return any(version.form_key == key for version in versions)


def _sent_before(work: Work, key: str) -> Submission:
    found: Submission = work.submissions.get(form_key=key)
    return found


def check(given: HandIn, due: Due) -> None:
    """Raise HandInRefused unless the milestone takes this now."""
    check_window(given.milestone, due, given.began)
    check_content(given.milestone, text=given.text, uploads=given.uploads)


def work_for(milestone: Milestone, owner: Owner) -> Work:
    """Return the work of this owner for this milestone, made on first use."""
    work, _created = Work.objects.get_or_create(milestone=milestone, **owned_by(owner))
    return work


def _store(
    uploads: Sequence[UploadedFile], digests: Sequence[storing.Digest]
) -> list[storing.StoredFile]:
    files: list[storing.StoredFile] = []
    try:
        for upload, digest in zip(uploads, digests, strict=True):
            name = safe_name(upload.name or "")
            kept = storing.keep(
                upload, folder=FOLDER, name=name, content_type=CONTENT_TYPE, expected=digest
            )
            files.append(kept)
    except BaseException:
        # No row can refer to these: its transaction has not begun.
        for file in files:
            storing.forget(file.key)
        raise
    return files


def _sign(checked: Checked, *, work: Work, number: int) -> Signed:
    submission = _new_version(checked, work=work, number=number)
    files, members = checked.files, checked.members
    submission.receipt = proof.signed_receipt(submission, files=files, members=members)
    mails = proof.receipt_mails(submission, files=files, members=members, now=checked.stored_at)
    return Signed(submission, mails)


def _new_version(checked: Checked, *, work: Work, number: int) -> Submission:
    given, due = checked.given, checked.due
    return Submission(
        public_id=make_public_id(),
        work=work,
        version=number,
        text=given.text,
        submitted_by=given.by,
        on_behalf=given.on_behalf,
        began_at=given.began,
        stored_at=checked.stored_at,
        due_at=due.at,
        due_reasons=[reason.as_json() for reason in due.reasons],
        late_by=_whole_seconds(due.late_by(given.began)),
        form_key=checked.key,
    )


@transaction.atomic
def _commit(checked: Checked, signed: Signed, *, work: Work) -> Submission:
    """Write a version that was signed ahead: on SQLite nobody else can write meanwhile, so what
    can be done before is. It is signed anew if its number was given away since."""
    locked = _belonging(Work.objects.select_for_update().get(pk=work.pk), checked.given)
    versions = versions_of(locked)
    if _is_among(versions, checked.key):
        for file in checked.files:
            transaction.on_commit(partial(storing.forget, file.key), robust=True)
        return _sent_before(locked, checked.key)
    if signed.submission.version != len(versions) + 1:
        signed = _sign(checked, work=locked, number=len(versions) + 1)
    submission = signed.submission
    submission.work = locked
    submission.save()
    _write_files(submission, checked.files)
    new = Version(submission.pk, submission.form_key, submission.late_by, None)
    choose_counting(locked, [*versions, new])
    _remove_draft(locked, seen=checked.given.draft)
    _record(submission, now=checked.stored_at)
    outbox.enqueue(signed.mails)
    return submission


def _whole_seconds(span: timedelta) -> timedelta:
    """Round up: a receipt counts whole seconds, and what is late must not read "on time"."""
    return timedelta(seconds=math.ceil(span.total_seconds()))


def _write_files(submission: Submission, files: Sequence[storing.StoredFile]) -> None:
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


def _remove_draft(work: Work, *, seen: int | None) -> None:
    if seen == 0:  # the form showed none, and the first has revision 1
        return
    drafts = Draft.objects.filter(work=work)
    (drafts if seen is None else drafts.filter(revision__lte=seen)).delete()


def _record(submission: Submission, *, now: datetime) -> None:
    audit.record(
        "hand in",
        subject=submission,
        course=submission.course,
        by=submission.submitted_by,
        now=now,
        work=submission.work.public_id,
        version=submission.version,
        late_seconds=int(submission.late_by.total_seconds()),
        text_sha256=hashlib.sha256(submission.text.encode()).hexdigest(),
    )


def _locked(pk: int) -> Work:
    """Lock a work until the end of the transaction."""
    rows = Work.objects.select_for_update(of=("self",))
    work: Work = rows.select_related("milestone__course", "project", "student").get(pk=pk)
    return work


@transaction.atomic
def withdraw(submission: Submission, *, by: User, now: datetime) -> None:
    """Take a version back; possible until it is due, and it stays in the history."""
    work = _locked(submission.work_id)
    if not may_withdraw(work, due=due_for(work.milestone, owner_of(work)), now=now):
        raise NotTakenNow(_("What was handed in can no longer be withdrawn: it was due."))
    # With its old key a form that is sent again would bring back the version taken back.
    free = {"withdrawn_at": now, "form_key": uuid.uuid4().hex}
    current = Submission.objects.filter(pk=submission.pk, withdrawn_at__isnull=True)
    if current.update(**free):
        choose_counting(work, versions_of(work))
        audit.record("withdraw", subject=submission, course=work.course, by=by, now=now)


def may_withdraw(work: Work, *, due: Due, now: datetime) -> bool:
    """Whether versions of this work can be taken back at `now`: the course runs, and it is not
    past due."""
    return work.course.is_open and due.is_on_time(now)
