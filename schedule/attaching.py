"""What hangs under a lecture: slides, recordings and notes as links or files, and references.

A file is on storage, verified, before its row; the file that it replaces goes only once that is
committed. So there is never a row without its file.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from courseapp.courses import audit, storing
from courseapp.courses.downloads import type_by_name
from courseapp.courses.file_names import safe_name
from courseapp.courses.models import StaleError, User
from schedule.models import Lecture, LectureLink, Reference
from schedule.models.lecture import FOLDER, forget_unused


@dataclass(frozen=True, slots=True)
class Part:
    """A link or reference with the names of what changed in it; a new one is written whole.
    An `upload` becomes its file."""

    row: LectureLink | Reference
    fields: Sequence[str] = ()
    is_new: bool = False
    is_dropped: bool = False
    upload: UploadedFile | None = None


def save_lecture(
    lecture: Lecture,
    *,
    fields: Sequence[str],
    parts: Iterable[Part],
    by: User,
    now: datetime,
) -> None:
    """Save what changed in a lecture and under it, all or nothing.

    Raises StaleError if somebody else has changed one of the rows, storing.StorageError if a file
    could not be stored.
    """
    changed = list(parts)
    files = _store(changed)
    try:
        _write(lecture, fields, changed, files, by=by, now=now)
    except StaleError:
        # Rolled back for certain; after any other error the sweep decides what is an orphan.
        _forget(files)
        raise


@transaction.atomic
def _write(
    lecture: Lecture,
    fields: Sequence[str],
    parts: Sequence[Part],
    files: Sequence[storing.StoredFile | None],
    *,
    by: User,
    now: datetime,
) -> None:
    told: dict[str, Any] = {"course": lecture.course, "by": by, "now": now}
    if fields:
        lecture.save(update_fields=fields)
        audit.record("change", subject=lecture, fields=[*fields], **told)
    for part, file in zip(parts, files, strict=True):
        row = part.row
        if part.is_dropped:
            row.save(update_fields=[])  # who has changed it meanwhile is not overruled
            audit.record("delete", subject=row, shown=str(row), **told)
            row.delete()
        elif part.is_new:
            _attach(row, file)
            row.position = _next_position(row)
            row.save()
            audit.record("add", subject=row, lecture=lecture.public_id, **told)
        else:
            names = [*part.fields, *_attach(row, file)]
            row.save(update_fields=names)
            audit.record("change", subject=row, fields=names, **told)


def _attach(row: LectureLink | Reference, file: storing.StoredFile | None) -> list[str]:
    """Let a link lead to its new file, or to its address instead of a file; returns the names of
    the fields that say so."""
    if not isinstance(row, LectureLink) or (file is None and not (row.url and row.key)):
        return []
    old = row.key
    row.file = file.key if file else ""
    row.file_name = file.name if file else ""
    if file:
        row.url = ""
    forget_unused(old)
    return ["file", "file_name", "url"]


def _next_position(row: LectureLink | Reference) -> int:
    siblings = type(row)._default_manager.filter(lecture=row.lecture)
    return 1 + max(siblings.values_list("position", flat=True), default=-1)


def _store(parts: Sequence[Part]) -> list[storing.StoredFile | None]:
    files: list[storing.StoredFile | None] = []
    try:
        for part in parts:
            files.append(_kept(part.upload) if part.upload else None)  # noqa: PERF401 - see below
    except BaseException:
        _forget(files)  # no row can refer to those that are stored already
        raise
    return files


def _kept(upload: UploadedFile) -> storing.StoredFile:
    name = safe_name(upload.name or "")
    return storing.keep(
        upload,
        folder=FOLDER,
        name=name,
        content_type=type_by_name(name),
        expected=storing.digest_of(upload),
    )


def _forget(files: Iterable[storing.StoredFile | None]) -> None:
    for file in files:
        if file is not None:
            storing.forget(file.key)
