"""Writes the zip of an export: the same bytes for the same course, files streamed from storage."""

import hashlib
import zlib
from collections.abc import Iterator
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from courseapp.portal.exporting.form import (
    DOCUMENT,
    MOST_DOCUMENT,
    MOST_ENTRIES,
    MOST_RATIO,
    PAGE,
    REFERENCES,
    ExportRefused,
    canonical,
)
from courseapp.portal.exporting.gathering import FileOnStorage, Gathered
from courseapp.portal.exporting.page_text import Page

CHUNK = 1024 * 1024
# No time of making: the first that a zip can say.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_OWNER_ALONE = 0o100600 << 16


def write_zip(gathered: Gathered, page: Page, out: IO[bytes]) -> None:
    """Write an export. Raises ExportRefused for a file that storage lacks or has spoiled, and for
    more than could be read back."""
    if len(gathered.files) + 3 > MOST_ENTRIES:
        raise ExportRefused(_("The course has more files than one export holds."))
    with ZipFile(out, "w", allowZip64=True) as zipped:
        _write_text(zipped, PAGE, page.text)
        if page.references:
            _write_text(zipped, REFERENCES, page.references)
        index = [_write_file(zipped, file) for file in _in_order(gathered.files)]
        document = canonical(gathered.document(index))
        if len(document.encode()) > MOST_DOCUMENT:
            raise ExportRefused(_("The course has more rows than one export holds."))
        _write_text(zipped, DOCUMENT, document)


def _in_order(files: list[FileOnStorage]) -> list[FileOnStorage]:
    return sorted(files, key=lambda file: file.path)


def _write_text(zipped: ZipFile, name: str, text: str) -> None:
    content = text.encode()
    packed = len(zlib.compress(content))
    kind = ZIP_DEFLATED if len(content) < packed * MOST_RATIO else ZIP_STORED
    zipped.writestr(_info(name, kind), content)


def _write_file(zipped: ZipFile, file: FileOnStorage) -> dict[str, Any]:
    """Copy a file into the zip and return its line of the index."""
    digest, size = hashlib.sha256(), 0
    with zipped.open(_info(file.path, ZIP_STORED), "w", force_zip64=True) as entry:
        for chunk in _chunks(file):
            digest.update(chunk)
            size += len(chunk)
            entry.write(chunk)
    if file.sha256 and file.sha256 != digest.hexdigest():
        raise ExportRefused(
            _("The file %(path)s is not what was handed in: storage has spoiled it.")
            % {"path": file.path}
        )
    return {"path": file.path, "sha256": digest.hexdigest(), "size": size}


def _chunks(file: FileOnStorage) -> Iterator[bytes]:
    try:
        with default_storage.open(file.key) as stored:
            while chunk := stored.read(CHUNK):
                yield chunk
    except OSError as error:
        raise ExportRefused(
            _("Storage does not give the file %(path)s: %(reason)s.")
            % {"path": file.path, "reason": error.strerror or error}
        ) from error


def _info(name: str, kind: int) -> ZipInfo:
    info = ZipInfo(name, _NO_TIME)
    info.create_system, info.external_attr, info.compress_type = _UNIX, _OWNER_ALONE, kind
    return info
