"""A secret kept in a file that is made on first use, whoever comes first.

Standard library alone: the settings read ``SECRET_KEY`` by it before Django is set up.
"""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def read_or_create(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return the content of ``path``; if there is no such file, keep what ``make`` returns there.

    Safe when many processes start at once: all of them return the same bytes, those of the one
    that came first. The content is written to a new file beside ``path`` (mode 0600, opened with
    ``O_EXCL`` by ``mkstemp``), flushed to the disk, and only then given its name by a hard link.
    A link, other than a rename, fails where the name is taken, so the second process cannot
    replace the key of the first; and since the name appears after the bytes are on the disk,
    a crash at any point leaves either no key or a whole one, never an empty or a cut one.
    The folder is flushed as well: a key that has signed something must outlive a power failure.

    Missing folders are made with mode 0700. Raises ``ValueError`` for an empty secret (from
    ``make``, or in a file emptied by hand) and ``OSError`` where the folder cannot be written
    or its file system has no hard links.
    """
    with suppress(FileNotFoundError):
        return _read(path)
    _make_folder(path.parent)
    _write_new(path, make())
    return _read(path)


def _read(path: Path) -> bytes:
    content = path.read_bytes()
    if not content:
        raise ValueError(f"{path} is empty; restore it from a backup, or remove it for a new key")
    return content


def _write_new(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path`` unless somebody was faster; in either case it is durable."""
    if not content:
        raise ValueError(f"an empty secret is not written to {path}")
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(temporary, path)
    finally:
        Path(temporary).unlink()
    # The one who lost the race flushes too: it may use the key before the winner has done so.
    _flush_folder(path.parent)


def _make_folder(folder: Path) -> None:
    """Make ``folder`` and what is missing above it, for the owner alone, and flush their names."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    _flush_folder(folder.parent)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
