"""Opens the zip of an export, which anybody may have made: nothing of it is believed before it is
checked, and no name in it ever becomes a path on this machine."""

import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from courseapp.courses.storing import Digest
from courseapp.portal.exporting.form import (
    DOCUMENT,
    FILES,
    MOST_DOCUMENT,
    MOST_ENTRIES,
    MOST_RATIO,
    MOST_UNPACKED,
    PAGE,
    REFERENCES,
    SMALL,
)

MAGIC = b"PK\x03\x04"
CHUNK = 1024 * 1024
_BROKEN = (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, zlib.error)
_ENCRYPTED = 0x1


class RestoreRefused(Exception):
    """Why an export was not read into a course, in words."""


def is_zip(path: Path) -> bool:
    """Tell whether a file begins as a zip with something in it does."""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except (OSError, ValueError):
        return False


class Archive:
    """The zip of an export whose list of contents has been looked at."""

    def __init__(self, zipped: ZipFile) -> None:
        self._zipped = zipped
        self.entries = {info.filename: info for info in _checked(zipped.infolist())}

    def document(self) -> bytes:
        """Return `course.json` as it stands."""
        info = self.entries.get(DOCUMENT)
        if info is None:
            raise RestoreRefused(_("This zip is no export of a course: it has no %s.") % DOCUMENT)
        if info.file_size > MOST_DOCUMENT:
            raise RestoreRefused(_("%s is larger than any course.") % DOCUMENT)
        with self.open(DOCUMENT) as file:
            return file.read()

    def files(self) -> set[str]:
        return {name for name in self.entries if name.startswith(f"{FILES}/")}

    @contextmanager
    def open(self, path: str) -> Iterator[IO[bytes]]:
        """Open an entry. Raises RestoreRefused if the zip is broken there."""
        try:
            with self._zipped.open(self.entries[path]) as file:
                yield file
        except _BROKEN as error:
            raise RestoreRefused(_("The zip is broken at %(path)s.") % {"path": path}) from error

    def digest(self, path: str) -> Digest:
        digest, size = hashlib.sha256(), 0
        with self.open(path) as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
        return Digest(digest.hexdigest(), size)


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open the zip of an export. Raises RestoreRefused for what is none, or could do harm."""
    try:
        zipped = ZipFile(path)
    except _BROKEN as error:
        raise RestoreRefused(_("%(name)s is no whole zip.") % {"name": path.name}) from error
    with zipped:
        yield Archive(zipped)


def _checked(infos: list[ZipInfo]) -> list[ZipInfo]:
    if len(infos) > MOST_ENTRIES:
        raise RestoreRefused(_("The zip has more entries than an export has."))
    if len({info.filename for info in infos}) < len(infos):
        raise RestoreRefused(_("The zip has two entries of one name."))
    for info in infos:
        _check(info)
    if sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise RestoreRefused(_("The zip would unpack to more than an export is."))
    return infos


def _check(info: ZipInfo) -> None:
    name = info.filename
    if not _is_ours(name):
        raise RestoreRefused(_("The zip holds “%s”, which no export has.") % name[:100])
    packed = info.compress_type in {ZIP_STORED, ZIP_DEFLATED}
    if info.flag_bits & _ENCRYPTED or not packed:
        raise RestoreRefused(_("“%s” is packed in a way that no export is.") % name[:100])
    if info.file_size > SMALL and info.file_size > MOST_RATIO * info.compress_size:
        raise RestoreRefused(_("“%s” would unpack to far more than it is.") % name[:100])


def _is_ours(name: str) -> bool:
    """Whether an export may have an entry of this name: no folders but those of files by id."""
    if name in {PAGE, REFERENCES, DOCUMENT}:
        return True
    parts = name.split("/")
    return (
        len(parts) == 3
        and parts[0] == FILES
        and not {"", ".", ".."} & set(parts)
        and "\\" not in name
    )
