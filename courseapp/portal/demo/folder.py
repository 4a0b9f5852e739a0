"""The demo's own folder: one demo at a time in it, and emptied only if it is a demo's."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = "demo.lock"
# What a demo keeps in its folder. Anything else is not ours to remove.
OWN = (
    "broker",
    "celerybeat-schedule",
    "celerybeat-schedule-shm",
    "celerybeat-schedule-wal",
    "celerybeat-schedule.db",
    "courseapp.sqlite3",
    "courseapp.sqlite3-shm",
    "courseapp.sqlite3-wal",
    "demo-clock",
    "demo.stamp",
    "files",
    "keys",
    "mail",
    "static",
    "uploads",
)


class InUse(Exception):
    """Another demo runs from the same folder."""


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder for one demo. The lock ends with the process, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InUse("A demo is running from this folder already; stop it first.") from error
        yield


def empty(folder: Path) -> None:
    """Remove what a demo left in its folder."""
    for name in OWN:
        target = folder / name
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)
