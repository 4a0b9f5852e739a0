"""Serves the demo: web, worker and beat together, and nothing of them left behind."""

import os
import shlex
import signal
import sys
from collections.abc import Mapping

from django.db import connections
from honcho.manager import Manager

from courseapp.portal.demo.environment import BASE

# The same processes as in the Procfile; a worker that is one process is enough for a demo.
PROCESSES = {
    "web": "-m gunicorn -c deploy/gunicorn_files.py --log-level warning",
    # That a worker runs as root matters on a server, and is noise in a container's demo.
    "worker": "-W ignore:::celery.platforms -m celery --quiet -A courseapp worker --pool solo"
    " --queues default,mail,files --without-gossip --without-mingle --without-heartbeat"
    " --loglevel WARNING",
    "beat": "-m celery --quiet -A courseapp beat --loglevel WARNING",
}
# The page comes first: three processes that start at once on two cores wait for each other.
HEAD_START_SECONDS = {"web": 0, "worker": 2, "beat": 3}
RETRY_SECONDS = 0.1


class Together(Manager):
    """honcho's manager, which cannot be told to stop before all processes have told their ids:
    a Ctrl-C in that first moment is taken up again a little later."""

    def terminate(self) -> None:
        if self._all_started():
            super().terminate()
            return
        signal.signal(signal.SIGALRM, lambda *_: self.terminate())
        signal.setitimer(signal.ITIMER_REAL, RETRY_SECONDS)


def serve(environment: Mapping[str, str]) -> int:
    """Run until one is asked to stop (0) or a process ends by itself (1)."""
    # The children of a fork must not share a connection.
    connections.close_all()
    manager = Together()
    _end_with_the_terminal()
    python = shlex.quote(sys.executable)
    for name, arguments in PROCESSES.items():
        # `exec`, so that a signal reaches the process itself and not a shell around it.
        manager.add_process(
            name, f"exec {python} {arguments}", env=dict(environment), cwd=str(BASE)
        )
    manager.loop()
    return 0 if manager.returncode in {130, 143} else 1


def _end_with_the_terminal() -> None:
    """A terminal that is closed would end honcho alone, and its processes would live on."""
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # not under nohup
        signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
