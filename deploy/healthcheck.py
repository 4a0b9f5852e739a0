"""Tells whether one of the processes works, for the health checks of docker-compose.yml.

`python deploy/healthcheck.py web|worker|beat`: exit status 0 if it does.
"""

import os
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

# beat writes down its schedule every three minutes.
BEAT_SILENCE = 10 * 60


def web() -> bool:
    """/healthz answers; under a name the app knows, or it would refuse to."""
    hosts = [h for h in os.environ.get("ALLOWED_HOSTS", "localhost").split(",") if h]
    connection = HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=5)
    connection.request("GET", "/healthz", headers={"Host": hosts[0].lstrip("*.")})
    return connection.getresponse().status == 200


def worker() -> bool:
    """The worker of this host answers a ping through the broker."""
    name = f"celery@{os.uname().nodename}"
    command = ["celery", "-A", "courseapp", "inspect", "ping", "-d", name, "-t", "10"]
    return subprocess.run(command, capture_output=True, timeout=30, check=False).returncode == 0


def beat() -> bool:
    schedules = Path(os.environ["DATA_DIR"]).glob("celerybeat-schedule*")
    newest = max((file.stat().st_mtime for file in schedules), default=0.0)
    return time.time() - newest < BEAT_SILENCE


if __name__ == "__main__":
    check = {"web": web, "worker": worker, "beat": beat}[sys.argv[1]]
    sys.exit(0 if check() else 1)
