"""Removing files that a crash left behind: stored ones without a row, and half received ones.

Only what is older than a day goes: a hand-in that is under way has its files before its row.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.files.storage import Storage, default_storage

from projects.models import SubmissionFile
from projects.storing import FOLDER

ORPHAN_AGE = timedelta(days=1)
BATCH = 500


def sweep_orphans(*, now: datetime, storage: Storage = default_storage, batch: int = BATCH) -> int:
    """Remove stored files that no row refers to; returns how many. `now` is the real moment,
    not a demo's: files carry the machine's time."""
    keys = _keys(storage)
    removed = 0
    while some := set(islice(keys, batch)):
        known = SubmissionFile.objects.filter(key__in=some).values_list("key", flat=True)
        removed += sum(
            _remove_if_old(key, now=now, storage=storage) for key in some.difference(known)
        )
    return removed


def _remove_if_old(key: str, *, now: datetime, storage: Storage) -> bool:
    # Another sweep, or the hand-in itself, may have removed it in between.
    with suppress(FileNotFoundError):
        if now - storage.get_modified_time(key) > ORPHAN_AGE:
            storage.delete(key)
            return True
    return False


def _keys(storage: Storage) -> Iterator[str]:
    try:
        folders, _files = storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for folder in folders:
        _folders, names = storage.listdir(f"{FOLDER}/{folder}")
        yield from (f"{FOLDER}/{folder}/{name}" for name in names)


def sweep_uploads(*, now: datetime) -> int:
    """Remove what a killed process had received of uploads; returns how many files."""
    removed = 0
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir():
        with suppress(FileNotFoundError):
            changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            if now - changed > ORPHAN_AGE:
                path.unlink()
                removed += 1
    return removed
