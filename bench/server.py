"""The servers as shipped, on a free port of the loopback."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START = 30.0


def environment(folder: Path) -> dict[str, str]:
    """Nothing of the caller's settings gets in; only where the data is and plain http."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    return {
        **kept,
        "DATA_DIR": str(folder),
        "STATIC_ROOT": str(folder / "static"),
        "HTTPS_ONLY": "off",
        "EMAIL_URL": "dummy://",
        "DJANGO_SETTINGS_MODULE": "bench.settings",
    }


def manage(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env=environment(folder), check=True)


@contextmanager
def serving(folder: Path, config: str) -> Iterator[int]:
    """Run gunicorn with one of the configurations in `deploy/`; yields its port."""
    port = _free_port()
    env = {**environment(folder), "PORT": str(port)}
    command = [sys.executable, "-m", "gunicorn", "-c", f"deploy/{config}.py", "--log-level=error"]
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError("The server ended at its start.")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("The server did not start in time.")
