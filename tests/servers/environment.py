"""The environment of a test run, made before Django reads its settings.

A run has one folder, which goes at its end; each process of pytest-xdist has a folder of its own
in it, with its DATA_DIR and its SQLite database. The database is a file also where memory would
do: so several threads and processes (a real gunicorn, a worker) see what a test has committed,
with the pragmas of production. That costs nothing that can be measured.
"""

import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import psutil

from tests.servers import postgresql
from tests.servers.processes import ROOT

RUN = "COURSEAPP_TEST_RUN"
PREFIX = "courseapp-tests-"
REDIS = "TEST_REDIS_URL"
READ_BY_SETTINGS = re.compile(r'env\.\w+\(\s*"([A-Z][A-Z0-9_]*)"')


class Run:
    """What this process may use, and what it must end."""

    def __init__(self) -> None:
        self.owner = RUN not in os.environ  # the others are pytest-xdist's workers
        if self.owner:
            remove_abandoned()
            os.environ[RUN] = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")
        self.shared = Path(os.environ[RUN])
        self.folder = self.shared / os.environ.get("PYTEST_XDIST_WORKER", "main")
        self.folder.mkdir(exist_ok=True)
        self.server: postgresql.PostgreSQL | None = None

    def prepare(self) -> None:
        """Set the variables that the settings read. Servers of the whole run start here."""
        if url := os.environ.get("REDIS_URL"):
            os.environ.setdefault(REDIS, url)
        for name in settings_variables():
            os.environ.pop(name, None)
        if self.owner and not os.environ.get("TEST_DATABASE_URL"):
            self.start_database()
        os.environ["DATABASE_URL"] = (
            os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{self.folder / 'unused.sqlite3'}"
        )
        os.environ["DATA_DIR"] = str(self.folder / "data")
        # An empty folder: static files are collected for the real server alone (see serving.py).
        (self.folder / "static").mkdir()
        os.environ["STATIC_ROOT"] = str(self.folder / "static")
        os.environ["HTTPS_ONLY"] = "off"  # the test client and the browser come by plain http

    def start_database(self) -> None:
        if os.environ.get("TEST_DATABASE", "sqlite") == "postgresql":
            self.server = postgresql.start(self.shared / "postgresql")
            os.environ["TEST_DATABASE_URL"] = self.server.url

    def end(self) -> None:
        """End what was started. May be called twice."""
        if self.server:
            self.server.stop()
            self.server = None
            os.environ.pop("TEST_DATABASE_URL", None)
        if self.owner:
            shutil.rmtree(self.shared, ignore_errors=True)


def remove_abandoned() -> None:
    """Remove the folders of runs that were killed; their servers ended with them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if not psutil.pid_exists(int(folder.name.removeprefix(PREFIX).split("-")[0])):
            shutil.rmtree(folder, ignore_errors=True)


def settings_variables() -> set[str]:
    """Return the names of all variables that courseapp/settings.py reads."""
    return set(READ_BY_SETTINGS.findall((ROOT / "courseapp" / "settings.py").read_text()))


def suit_tests(settings: Any, run: Run) -> None:
    """Change what a test run needs otherwise than production does; nothing else is changed."""
    default = settings.DATABASES["default"]
    if default["ENGINE"] == "django.db.backends.sqlite3":
        default["TEST"] = {"NAME": str(run.folder / "test.sqlite3")}
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    settings.PASSWORD_HASHERS = ["tests.servers.hashing.QuickHasher"]
