"""The files of an export on their way to storage: compared, stored durably, taken back if the
rows that name them cannot be written."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.core.files.base import File
from django.db import models
from django.utils.translation import gettext as _

from courseapp.courses.storing import StorageError, forget, keep
from courseapp.portal.exporting.stored_files import STORED, path_in_zip
from courseapp.portal.restoring.document import Document, Row
from courseapp.portal.restoring.opening import Archive, RestoreRefused


def check_files(archive: Archive, document: Document) -> None:
    """Raise RestoreRefused unless each file is what the index and its row say, and has a row."""
    named = dict(_named(document))
    for path, digest in document.files.items():
        if path not in named:
            raise RestoreRefused(_("No row of the export names the file %s.") % path)
        row = named.pop(path)
        if archive.digest(path) != digest or row.get("sha256", digest.sha256) != digest.sha256:
            raise RestoreRefused(_("The file %s is not what its checksum says.") % path)
        if row.get("size", digest.size) != digest.size:
            raise RestoreRefused(_("The file %s is not as long as its row says.") % path)
    if named:
        raise RestoreRefused(_("The file %s is missing.") % min(named))


def _named(document: Document) -> Iterator[tuple[str, Row]]:
    for table in document.tables:
        if stored := STORED.get(table.model):
            for row in document.of(table):
                path, name = row.get(stored.key), row.get(stored.name)
                if path == "":
                    continue
                if not isinstance(name, str) or path != path_in_zip(
                    str(row.get("public_id")), name
                ):
                    raise RestoreRefused(_("A row of %s names its file wrongly.") % table.label)
                yield path, row


@dataclass(slots=True)
class Stored:
    """The names on storage by path in the zip. Once `may_be_named`, only the commit is left to
    fail, and whether it did is not known for certain: then the files stay, for the sweep."""

    keys: dict[str, str] = field(default_factory=dict)
    may_be_named: bool = False


@contextmanager
def stored(archive: Archive, document: Document, *, dry_run: bool) -> Iterator[Stored]:
    """Put the files on storage for the time of the block; if it fails, they are removed again. A
    dry run stores nothing and gives names that only look like such."""
    files = Stored()
    if dry_run:
        files.keys = {path: f"dry-run/{number}" for number, path in enumerate(document.files)}
        yield files
        return
    try:
        for table in document.tables:
            if table.model in STORED:
                for row in document.of(table):
                    _store(archive, document, table.model, row, files.keys)
        yield files
    except BaseException:
        if not files.may_be_named:
            for key in files.keys.values():
                forget(key)
        raise


def _store(
    archive: Archive, document: Document, model: type[models.Model], row: Row, keys: dict[str, str]
) -> None:
    fields = STORED[model]
    path, name = row[fields.key], row[fields.name]
    if not path:
        return
    with archive.open(path) as content:
        try:
            kept = keep(
                File(content),
                folder=fields.folder,
                name=name,
                content_type="",
                expected=document.files[path],
            )
        except StorageError as error:
            reason = _("Storage did not take the file %(path)s: %(reason)s.")
            raise RestoreRefused(reason % {"path": path, "reason": error}) from error
    keys[path] = kept.key
