"""Removing files that a crash left behind: stored ones to which no row refers.

Only what is older than a day goes: a change that is under way has its files before its rows.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice

from django.core.files.storage import Storage

ORPHAN_AGE = timedelta(days=1)
BATCH = 500


def sweep_folder(
    folder: str,
    *,
    known: Callable[[set[str]], Iterable[str]],
    now: datetime,
    storage: Storage,
    batch: int = BATCH,
) -> int:
    """Remove the files below `folder` that `known` does not give back, asked for some at a time;
    returns how many. `now` is the real moment, not a demo's: files carry the machine's time."""
    keys = _keys(storage, folder)
    removed = 0
    while some := set(islice(keys, batch)):
        orphans = some.difference(known(some))
        removed += sum(_remove_if_old(key, now=now, storage=storage) for key in orphans)
    return removed


def _remove_if_old(key: str, *, now: datetime, storage: Storage) -> bool:
    # Another sweep, or the change itself, may have removed it in between.
    with suppress(FileNotFoundError):
        if now - storage.get_modified_time(key) > ORPHAN_AGE:
            storage.delete(key)
            return True
    return False


def _keys(storage: Storage, folder: str) -> Iterator[str]:
    try:
        folders, _files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for inner in folders:
        _folders, names = storage.listdir(f"{folder}/{inner}")
        yield from (f"{folder}/{inner}/{name}" for name in names)
