"""Processes that tests start: each on a leash (see leash.py), ended by its id in all cases."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEASH = Path(__file__).with_name("leash.py")


class Process:
    """A command under way. What it prints goes to `log`; `output()` reads it."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        grace: float = 15,
        user: str = "-",
    ) -> None:
        self.command = [str(part) for part in command]
        self.log = log
        leash = [sys.executable, str(LEASH), str(int(stop_signal)), str(grace), user]
        with log.open("ab") as output:
            self.leash = subprocess.Popen(
                leash + self.command,
                cwd=ROOT,
                env={**os.environ, **(env or {})},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                start_new_session=True,
            )
        # The leash tells the id at once; empty means that the command could not be started.
        self.pid = int(self.leash.stdout.readline() or 0)

    def running(self) -> bool:
        return self.leash.poll() is None

    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def kill(self) -> None:
        """Kill it at once, as a crash or a power cut would."""
        os.kill(self.pid, signal.SIGKILL)
        self.stop()

    def stop(self) -> int:
        """Ask it to end, kill it if it does not, and return its exit status."""
        if not self.leash.stdin.closed:
            self.leash.stdin.close()
        status = self.leash.wait(timeout=120)
        self.leash.stdout.close()
        return status

    def wait_until(self, ready: Callable[[], bool], *, what: str, seconds: float = 60) -> None:
        """Wait for `ready()`. Fails, with what was printed, if the process ends or time is up."""
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.running() or time.monotonic() > deadline:
                self.stop()
                last = "\n".join(self.output().splitlines()[-60:])
                raise RuntimeError(f"{self.command} did not come up ({what}):\n{last}")
            time.sleep(0.1)


def free_port() -> int:
    """Return a port on the loopback address that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def answers(port: int) -> bool:
    """Tell whether somebody listens on this loopback port."""
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex(("127.0.0.1", port)) == 0
