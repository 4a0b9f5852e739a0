"""Gets the demo ready: tables, static files, the course. Skips what was done before."""

import hashlib
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.core.management import call_command

from courseapp.portal.demo.environment import BASE
from courseapp.portal.demo.loading import Loaded, load_demo

STAMP = "demo.stamp"
DATABASE = "courseapp.sqlite3"


def prepare(folder: Path, *, now: datetime, tell: Callable[[str], None]) -> Loaded:
    """Bring the folder up to date and return the demo course; `tell` hears of each step.

    A stamp names the files that tables and static files come from; with an unchanged one there
    is nothing to do. It is written last, so that an interrupted run is taken up again.
    """
    stamp, wanted = folder / STAMP, fingerprint()
    done = stamp.exists() and stamp.read_text() == wanted and (folder / DATABASE).exists()
    if not done:
        tell("Making the tables …")
        call_command("migrate", interactive=False, verbosity=0)
        tell("Collecting the static files …")
        call_command("collectstatic", interactive=False, verbosity=0)
        tell("Loading the demo course …")
    loaded = load_demo(now=now)
    if not done:
        stamp.write_text(wanted)
    return loaded


def fingerprint() -> str:
    """Return a digest of everything that tables and static files are made of."""
    digest = hashlib.sha256(sys.version.encode())
    for path in _sources():
        state = path.stat()
        digest.update(f"{path.relative_to(BASE)} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    yield BASE / "requirements" / "run.txt"
    yield BASE / "courseapp" / "settings.py"
    for folder, pattern in (
        ("courseapp", "*/migrations/*.py"),
        ("schedule", "migrations/*.py"),
        ("projects", "migrations/*.py"),
        ("static", "**/*"),
    ):
        yield from sorted(path for path in (BASE / folder).glob(pattern) if path.is_file())
