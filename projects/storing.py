"""Files on storage: written, flushed, read back and compared before anything refers to them.

A crash at any point may leave a file without a row, never a row without its file; such orphans
are removed by `projects.sweeping`.
"""

import hashlib
import logging
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage

logger = logging.getLogger(__name__)

FOLDER = "handed-in"
CHUNK = 1024 * 1024


class StorageError(Exception):
    """The file could not be stored so that it can be relied on."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What tells content apart: SHA-256 in hex and size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that is safe on storage under `key`; `size` in bytes, `sha256` in hex."""

    name: str
    key: str
    content_type: str
    size: int
    sha256: str


class DurableStorage(FileSystemStorage):
    """Local files that survive a power cut once saved: file and folders are flushed to disk.
    Nobody but the app's own user may read them."""

    def __init__(self, **options: Any) -> None:
        modes = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
        super().__init__(**modes | options)
        self.flushed: set[Path] = set()  # folders whose own names are known to be on the disk

    def _save(self, name: str, content: File) -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]
        path = Path(self.path(saved))
        flush(path)
        # A new name is safe only when the folder that holds it is.
        flush(path.parent)
        for folder in path.parents[: len(Path(saved).parts)]:
            if folder not in self.flushed:
                flush(folder.parent)
                self.flushed.add(folder)
        return saved


def flush(path: Path) -> None:
    """Make the system write a file or folder to the disk itself (fsync)."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest_of(file: IO[bytes] | File) -> Digest:
    """Read a file from its begin to its end; it stands at its begin afterwards."""
    file.seek(0)
    digest = _digest(file)
    file.seek(0)
    return digest


def keep(
    upload: File, *, name: str, content_type: str, expected: Digest, key: str | None = None
) -> StoredFile:
    """Store an upload durably, and compare what storage gives back with what is `expected`.
    `key` is the name on storage where it is no hand-in's.

    Raises StorageError if storage fails (full, unreachable, read-only) or gives back other bytes
    than it was given.
    """
    key = key or _new_key()
    try:
        key = default_storage.save(key, upload)
        with default_storage.open(key) as stored:
            read_back = _digest(stored)
    except Exception as error:  # each storage has errors of its own
        forget(key)
        raise StorageError(str(error)) from error
    if read_back != expected:
        forget(key)
        raise StorageError("storage gave back other bytes than it was given")
    return StoredFile(
        name=name,
        key=key,
        content_type=content_type,
        size=expected.size,
        sha256=expected.sha256,
    )


def forget(key: str) -> None:
    """Remove a file that no row refers to; what cannot be removed now the sweep removes later."""
    try:
        default_storage.delete(key)
    except Exception as error:  # noqa: BLE001 - each storage has errors of its own
        logger.warning("File %s is left to the sweep: %s", key, error)


def _new_key() -> str:
    """Return a name that tells nothing and never collides, in one of 256 folders."""
    name = secrets.token_hex(20)
    return f"{FOLDER}/{name[:2]}/{name}"


def _digest(file: IO[bytes] | File) -> Digest:
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return Digest(digest.hexdigest(), size)
