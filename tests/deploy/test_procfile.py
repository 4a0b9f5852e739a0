"""The Procfile is run for real: web, worker and beat over a real PostgreSQL and a real Redis."""

import signal
import sys
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis

from tests.servers.processes import Process, free_port
from tests.servers.serving import manage, status

pytestmark = [pytest.mark.servers, pytest.mark.slow]


@pytest.fixture
def database(postgresql_url):
    """A new empty database beside those of the tests."""
    admin = psycopg2.connect(postgresql_url)
    admin.autocommit = True
    name = f"procfile_{free_port()}"
    with admin.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield postgresql_url.rsplit("/", 1)[0] + f"/{name}"
    with admin.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    admin.close()


@pytest.fixture
def env(database, redis_url, smtp_sink, static_root, tmp_path):
    """The environment of a small real installation, without HTTPS in front."""
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "DATABASE_URL": database,
        "REDIS_URL": redis_url,
        "EMAIL_URL": smtp_sink.url,
        "DATA_DIR": str(tmp_path / "data"),
        "STATIC_ROOT": static_root,
        "HTTPS_ONLY": "off",
        "HOST": "127.0.0.1",
        "PORT": str(free_port()),
        "PYTHONUNBUFFERED": "1",
    }


@pytest.fixture
def honcho(env, tmp_path):
    manage("migrate", "--noinput", env=env)
    manage("createcachetable", env=env)
    honcho = Process(
        [sys.executable, "-m", "honcho", "start", "--no-colour"],
        env=env,
        log=tmp_path / "log",
        stop_signal=signal.SIGINT,  # what Ctrl-C sends
        grace=30,
    )
    yield honcho
    honcho.stop()


def test_all_processes_come_up_and_none_is_left_behind(honcho, env):
    port = int(env["PORT"])
    honcho.wait_until(lambda: status(port, "/healthz") == 200, what="/healthz answers")
    honcho.wait_until(lambda: status(port, "/readyz") == 200, what="/readyz answers")
    honcho.wait_until(lambda: "ready." in honcho.output(), what="the worker is ready")
    honcho.wait_until(lambda: "beat: Starting" in honcho.output(), what="beat has started")
    honcho.wait_until(
        lambda: queues_listened_to(env) >= {"default", "mail", "files"}, what="queues"
    )

    family = psutil.Process(honcho.pid).children(recursive=True)
    honcho.stop()

    _, alive = psutil.wait_procs(family, timeout=0)
    assert alive == []
    assert len(family) >= 3
    assert "Traceback" not in honcho.output()


@pytest.mark.long  # a new beat first waits for a minute
def test_beat_wakes_the_worker(honcho, env):
    honcho.wait_until(
        lambda: "beat.1" in honcho.output() and "Sending due task" in honcho.output(),
        what="beat sends a task",
        seconds=90,
    )
    honcho.wait_until(lambda: "succeeded in" in honcho.output(), what="the worker did it")


def queues_listened_to(env) -> set[str]:
    with redis.Redis.from_url(env["REDIS_URL"]) as broker:
        bound = {key.decode() for key in broker.keys("_kombu.binding.*")}
    return {key.removeprefix("_kombu.binding.") for key in bound}
