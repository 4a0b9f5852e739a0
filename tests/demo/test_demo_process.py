"""`manage.py demo` as people run it: real processes, a reminder before one's eyes, a clean end."""

import os
import re
import signal
import sys
from collections.abc import Sequence
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import psutil
import pytest

from courseapp.courses.models import Role
from courseapp.portal.demo.accounts import ACCOUNTS, account_of
from courseapp.portal.demo.environment import FOLDER
from tests.servers.processes import Process, answers, free_port
from tests.servers.serving import status

pytestmark = [pytest.mark.servers, pytest.mark.slow]
COMMAND = [sys.executable, "manage.py", "demo"]
# As `make demo`, with the environment that there is.
MAKE = ["make", "-o", "setup", "demo", f"PY={sys.executable}"]
PAGE = "/courses/mathsdl/"


class Demo:
    """A running demo and all processes that belong to it."""

    def __init__(self, folder: Path, command: Sequence[str] = COMMAND) -> None:
        self.folder, self.port = folder, free_port()
        log = folder.with_suffix(f".{self.port}.log")
        env = {FOLDER: str(folder), "PORT": str(self.port)}
        self.process = Process(command, log=log, env=env, stop_signal=signal.SIGINT)
        ready = "the course page is served"
        self.process.wait_until(lambda: status(self.port, PAGE) == 200, what=ready, seconds=180)
        self.process.wait_until(self.is_whole, what="worker and beat run", seconds=60)

    def family(self) -> list[psutil.Process]:
        own = psutil.Process(self.process.pid)
        return [own, *own.children(recursive=True)]

    def named(self, word: str) -> list[psutil.Process]:
        return [one for one in self.family() if f" {word} " in f" {' '.join(one.cmdline())} "]

    def is_whole(self) -> bool:
        try:
            return all(self.named(word) for word in ("gunicorn", "worker", "beat"))
        except psutil.NoSuchProcess:
            return False

    def ends(self) -> int:
        """Wait for the end that was asked for; returns the exit status."""
        return self.process.leash.wait(timeout=60)


def gone(family: list[psutil.Process]) -> bool:
    _ended, alive = psutil.wait_procs(family, timeout=15)
    return not alive


class Visitor:
    """A browser as small as it can be: cookies and forms."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def read(self, path: str, data: dict[str, str] | None = None) -> str:
        body = urlencode(data).encode() if data else None
        headers = {"Referer": self.base + path}
        with self.opener.open(Request(self.base + path, body, headers), timeout=30) as answer:
            return answer.read().decode()

    def submit(self, path: str, **data: str) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.read(path))[1]
        return self.read(path, {"csrfmiddlewaretoken": token, **data})


def newest_letter(visitor: Visitor) -> str:
    html = visitor.read("/demo/mail/")
    return re.search(r"<details open>.*?</details>", html, re.DOTALL)[0]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("demo") / "data"


@pytest.fixture
def demo(folder):
    demo = Demo(folder)
    yield demo
    demo.process.stop()


def test_the_demo_serves_reminds_and_ends_without_a_trace(demo):
    said = demo.process.output()
    assert f"Open http://127.0.0.1:{demo.port}{PAGE}" in said
    assert all(account.email in said and account.password in said for account in ACCOUNTS)
    visitor = Visitor(demo.port)
    tutor = account_of(Role.TUTOR)
    visitor.submit("/accounts/login/", login=tutor.email, password=tutor.password)
    clock = visitor.read("/demo/clock/")
    assert "Final" not in newest_letter(visitor)
    weeks_before = re.findall(r'name="moment" value="([^"]+)">\s*<span>a week before', clock)
    visitor.submit("/demo/clock/", moment=weeks_before[-1])
    demo.process.wait_until(
        lambda: re.search("Final.*xia.xerus@example.edu", newest_letter(visitor), re.DOTALL),
        what="a reminder of the last milestone falls into the mail of all 24",
        seconds=90,
    )
    family = demo.family()
    assert len(family) >= 8
    # As a terminal does: Ctrl-C goes to all of the foreground group.
    os.killpg(demo.process.pid, signal.SIGINT)
    assert demo.ends() == 0
    assert gone(family)
    assert not answers(demo.port)


def test_a_second_run_keeps_what_was_done_and_ends_as_a_whole_when_a_process_dies(demo):
    said = demo.process.output()
    assert "is as you left it" in said
    # It serves within 5 seconds because nothing slow is done again.
    for step in ("Making the tables", "Collecting the static files", "Loading the demo course"):
        assert step not in said
    assert "Its clock is set" in said
    assert "Spring" in said or "Fall" in said or "Summer" in said
    family = demo.family()
    demo.named("beat")[0].kill()
    assert demo.ends() == 1
    assert gone(family)


def test_a_terminated_demo_ends_as_a_whole(demo):
    family = demo.family()
    os.kill(demo.process.pid, signal.SIGTERM)
    assert demo.ends() == 0
    assert gone(family)


def test_a_demo_whose_make_is_terminated_ends_as_a_whole(folder):
    """As `timeout 60 make demo` does, and whoever stops what they started by its process id."""
    demo = Demo(folder, MAKE)
    family = demo.family()
    os.kill(demo.process.pid, signal.SIGTERM)
    demo.ends()
    assert gone(family)
    assert not [one for one in psutil.process_iter() if is_of(one, folder)]
    demo.process.stop()


def test_a_demo_whose_terminal_is_closed_ends_as_a_whole(demo):
    family = demo.family()
    os.killpg(demo.process.pid, signal.SIGHUP)
    assert demo.ends() == 0
    assert gone(family)


def test_ctrl_c_in_the_first_moment_leaves_nothing_either(folder):
    """Asked to stop before all processes have been started."""
    log, env = folder.with_suffix(".early.log"), {FOLDER: str(folder), "PORT": str(free_port())}
    process = Process(COMMAND, log=log, env=env, stop_signal=signal.SIGINT)
    process.wait_until(lambda: "Open http" in process.output(), what="it is about to serve")
    os.killpg(process.pid, signal.SIGINT)
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    assert process.leash.wait(timeout=60) == 0
    assert gone(family)
    assert not [one for one in psutil.process_iter() if is_of(one, folder)]
    process.stop()


def is_of(process: psutil.Process, folder: Path) -> bool:
    try:
        return process.environ().get(FOLDER) == str(folder)
    except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
        return False
