"""Runs one command and ends it when whoever asked for it is gone.

`python leash.py SIGNAL GRACE USER COMMAND…` starts the command, tells its process id on standard
output, and waits. When standard input closes (the test closed it, or was killed: both look the
same from here), the command gets SIGNAL, and after GRACE seconds it and all that it started are
killed. USER is a name, or "-" for the one who runs the tests: PostgreSQL refuses to run as root.
"""

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress

import psutil

alone = threading.Event()  # set when nobody holds the other end any more


def main() -> int:
    stop_signal, grace, user, *command = sys.argv[1:]
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        start_new_session=True,
        user=None if user == "-" else user,
        group=None if user == "-" else psutil.Process().gids().real,
        extra_groups=None if user == "-" else [],
    )
    os.write(sys.stdout.fileno(), f"{child.pid}\n".encode())
    ending = threading.Thread(
        target=end_when_alone, args=(child, int(stop_signal), float(grace)), daemon=True
    )
    ending.start()
    status = child.wait()
    if alone.is_set():
        ending.join()
    with suppress(ProcessLookupError):  # what the command left in its group, also after a crash
        os.killpg(child.pid, signal.SIGKILL)
    return status & 0xFF


def end_when_alone(child: subprocess.Popen[bytes], stop_signal: int, grace: float) -> None:
    sys.stdin.buffer.read()
    alone.set()
    try:
        family = [psutil.Process(child.pid), *psutil.Process(child.pid).children(recursive=True)]
        child.send_signal(stop_signal)
    except psutil.NoSuchProcess:
        return
    _, alive = psutil.wait_procs(family, timeout=grace)
    for process in alive:
        with suppress(psutil.NoSuchProcess):
            process.kill()


if __name__ == "__main__":
    # Ctrl-C at the terminal is for the tests; it reaches us as the end of standard input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # At once: Python would wait for the thread that still reads standard input, and abort.
    os._exit(main())
