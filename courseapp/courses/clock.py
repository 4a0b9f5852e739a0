"""The one clock. Only the outermost caller (a request, a task, a command) asks it; every rule
about time takes `now` as an argument."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings


def now() -> datetime:
    """Return the moment in UTC: the machine's, or in a demo what its clock was set to."""
    return real_now() + shift()


def real_now() -> datetime:
    return datetime.now(UTC)


def shift() -> timedelta:
    """How far the demo's clock stands from the machine's; zero anywhere but in a demo."""
    if not settings.DEMO:
        return timedelta(0)
    try:
        return timedelta(seconds=float(_shift_file().read_text()))
    except FileNotFoundError:
        return timedelta(0)


def set_demo_clock(moment: datetime | None) -> None:
    """Let the demo's clock go on from `moment`; None sets it back to the machine's.

    Page, worker and beat are separate processes: they share the shift through a file.
    """
    if not settings.DEMO:
        raise RuntimeError("The clock can be set in a demo only.")
    seconds = 0.0 if moment is None else (moment - real_now()).total_seconds()
    target = _shift_file()
    target.parent.mkdir(parents=True, exist_ok=True)
    written = target.with_suffix(f".{os.getpid()}")
    written.write_text(repr(seconds))
    written.replace(target)


def _shift_file() -> Path:
    return Path(settings.DATA_DIR) / "demo-clock"
