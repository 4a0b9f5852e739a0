"""Removing files that a crash left behind: stored ones without a row, and half received ones.

Only what is older than a day goes: a hand-in that is under way has its files before its row.
"""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import Storage, default_storage

from courseapp.courses.sweeping import BATCH, ORPHAN_AGE, sweep_folder
from projects.models import SubmissionFile
from projects.models.submission import FOLDER


def sweep_orphans(*, now: datetime, storage: Storage = default_storage, batch: int = BATCH) -> int:
    """Remove stored files that no submission refers to; returns how many. `now` is the real
    moment, not a demo's."""
    return sweep_folder(FOLDER, known=_known, now=now, storage=storage, batch=batch)


def _known(keys: set[str]) -> set[str]:
    return set(SubmissionFile.objects.filter(key__in=keys).values_list("key", flat=True))


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
