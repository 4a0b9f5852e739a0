"""The app as it is shipped, served by a real gunicorn for tests."""

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from django.db import connection

from tests.servers.processes import ROOT, Process, free_port

FILES = ROOT / "deploy" / "gunicorn_files.py"


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: where it is, and the environment in which it runs."""

    url: str
    env: Mapping[str, str]
    process: Process

    def manage(self, *arguments: str) -> str:
        """Run manage.py on the server's database and data, and return what it printed."""
        return manage(*arguments, env=self.env)

    def stop(self) -> None:
        self.process.stop()


def serve(folder: Path, *, env: Mapping[str, str] | None = None, config: Path = FILES) -> Served:
    """Start gunicorn on the database that this process uses, and wait until it answers.

    It sees what a test has committed: ask for `transactional_db` (the fixture `served` does).
    """
    port = free_port()
    environment = {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": database_url(),
        **(env or {}),
    }
    process = Process(
        [sys.executable, "-m", "gunicorn", "-c", config],
        env=environment,
        log=folder / f"web-{port}",
    )
    process.wait_until(lambda: healthy(port), what="/healthz answers")
    return Served(f"http://127.0.0.1:{port}", environment, process)


def database_url() -> str:
    """Return the address of the test database, for another process."""
    parts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{parts['NAME']}"
    server = "{USER}:{PASSWORD}@{HOST}:{PORT}".format_map(parts)
    return f"postgresql://{server}/{parts['NAME']}"


def manage(*arguments: str, env: Mapping[str, str]) -> str:
    """Run manage.py in a process of its own and return what it printed; fails if it fails."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def status(port: int, path: str) -> int:
    """Return the status that a server on loopback answers, or 0 if it does not."""
    client = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        client.request("GET", path)
        return client.getresponse().status
    except OSError:
        return 0
    finally:
        client.close()


def healthy(port: int) -> bool:
    return status(port, "/healthz") == 200


def collected_static(shared: Path) -> Path:
    """Collect the static files once a run, whichever process comes first, and say where."""
    folder, done = shared / "static", shared / "static.json"
    with (shared / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            manage("collectstatic", "--noinput", env={"STATIC_ROOT": str(folder)})
            done.write_text(json.dumps(True))
    return folder
