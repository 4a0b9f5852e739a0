"""Removing files of lectures that a crash left behind without a row, once they are a day old."""

from datetime import datetime

from django.core.files.storage import Storage, default_storage

from courseapp.courses.sweeping import BATCH, sweep_folder
from schedule.models import LectureLink
from schedule.models.lecture import FOLDER


def sweep_orphans(*, now: datetime, storage: Storage = default_storage, batch: int = BATCH) -> int:
    """Remove stored files to which no lecture refers; returns how many. `now` is the real
    moment, not a demo's."""
    return sweep_folder(FOLDER, known=_known, now=now, storage=storage, batch=batch)


def _known(keys: set[str]) -> set[str]:
    return set(LectureLink.objects.filter(file__in=keys).values_list("file", flat=True))
