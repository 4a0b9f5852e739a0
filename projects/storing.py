"""Files on storage: written, flushed, read back and compared before anything refers to them.

A crash at any point may leave a file without a row, never a row without its file; the sweep
removes such orphans once they are older than a day.
"""

import hashlib
import logging
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage

from projects.models import SubmissionFile

logger = logging.getLogger(__name__)

FOLDER = "handed-in"
CHUNK = 1024 * 1024
ORPHAN_AGE = timedelta(days=1)


class StorageError(Exception):
    """The file could not be stored so that it can be relied on."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that is safe on storage under `key`; `size` in bytes, `sha256` in hex."""

    name: str
    key: str
    content_type: str
    size: int
    sha256: str


class DurableStorage(FileSystemStorage):
    """Local files that survive a power cut once saved: file and folder are flushed to disk."""

    def _save(self, name: str, content: File) -> str:
        saved = super()._save(name, content)
        path = Path(self.path(saved))
        flush(path)
        # A new name is safe only when the folder that holds it is; its folder may be new too.
        flush(path.parent)
        flush(path.parent.parent)
        return saved


def flush(path: Path) -> None:
    """Make the system write a file or folder to the disk itself (fsync)."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def keep(upload: File, *, name: str, content_type: str) -> StoredFile:
    """Store an upload durably and return what was verified by reading it back.

    Raises StorageError if storage fails or gives back other bytes than it was given.
    """
    digest, size = _digest(upload)
    upload.seek(0)
    try:
        key = default_storage.save(_new_key(), upload)
        with default_storage.open(key) as stored:
            read_back = _digest(stored)
    except OSError as error:
        raise StorageError(str(error)) from error
    if read_back != (digest, size):
        forget(key)
        raise StorageError("storage gave back other bytes than it was given")
    return StoredFile(name=name, key=key, content_type=content_type, size=size, sha256=digest)


def forget(key: str) -> None:
    """Remove a file that no row refers to; what cannot be removed now the sweep removes later."""
    try:
        default_storage.delete(key)
    except OSError as error:
        logger.warning("File %s is left to the sweep: %s", key, error)


def _new_key() -> str:
    """Return a name that tells nothing and never collides, in one of 256 folders."""
    name = secrets.token_hex(20)
    return f"{FOLDER}/{name[:2]}/{name}"


def _digest(file: IO[bytes] | File) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def sweep_orphans(*, now: datetime, storage: Any = default_storage) -> int:
    """Remove files older than a day that no row refers to; returns how many."""
    removed = 0
    for keys in _batches(_keys(storage)):
        known = set(SubmissionFile.objects.filter(key__in=keys).values_list("key", flat=True))
        for key in keys:
            if key not in known and now - storage.get_modified_time(key) > ORPHAN_AGE:
                storage.delete(key)
                removed += 1
    return removed


def _keys(storage: Any) -> Iterator[str]:
    try:
        folders, _files = storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for folder in folders:
        _folders, names = storage.listdir(f"{FOLDER}/{folder}")
        yield from (f"{FOLDER}/{folder}/{name}" for name in names)


def _batches(keys: Iterator[str], size: int = 500) -> Iterator[list[str]]:
    batch: list[str] = []
    for key in keys:
        batch.append(key)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
