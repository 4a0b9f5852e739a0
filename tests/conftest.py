"""What every test may ask for: databases, servers, mail, a browser.

The environment is made when this file is read, before Django's settings are: see
tests/servers/environment.py. `TEST_DATABASE=postgresql` runs the tests on a PostgreSQL that is
started for the run, `TEST_DATABASE_URL` on one that is there already.
"""

import atexit
import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import django
import hypothesis
import pytest
from django.conf import settings

from tests.servers import loopback, postgresql, redis, smtp
from tests.servers.environment import REDIS, Run, suit_tests

if settings.configured:
    raise pytest.UsageError(
        "Django's settings were read before the test database was named: unset"
        " DJANGO_SETTINGS_MODULE, and give no --ds."
    )
RUN = Run()
atexit.register(RUN.end)
RUN.prepare()
os.environ["DJANGO_SETTINGS_MODULE"] = "courseapp.settings"
suit_tests(settings, RUN)
django.setup()
# pytest-xdist's workers inherit the environment, and come here to make their own.
del os.environ["DJANGO_SETTINGS_MODULE"]

from tests.servers import browser, serving  # noqa: E402 - they need the settings

hypothesis.settings.register_profile("default", max_examples=25, deadline=None)
hypothesis.settings.register_profile("ci", max_examples=50, deadline=None, derandomize=True)
hypothesis.settings.register_profile("long", max_examples=2000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

# What a machine may lack, the variable that makes it a failure, and the first word of the reason.
REQUIRED = {"NO REDIS": "REQUIRE_REDIS", "NO BROWSER": "REQUIRE_BROWSER"}


def lacking(what: str, error: Exception) -> None:
    """Skip the test for what this machine lacks, or fail it where that is required."""
    message = f"{what}: {error}"
    if os.environ.get(REQUIRED[what]) == "1":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons = Counter(
        str(report.longrepr[2])
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple | list)
    )
    for reason, number in reasons.items():
        what, _, cure = reason.removeprefix("Skipped: ").partition(": ")
        if what in REQUIRED:
            line = f"{what} HERE: {number} tests were skipped. To run them, {cure}"
            terminalreporter.write_line(line, red=True, bold=True)


def pytest_unconfigure() -> None:
    RUN.end()


@pytest.fixture(scope="session", autouse=True)
def _nothing_outside() -> Iterator[None]:
    """No test reaches another machine, other than a server that its caller has named."""
    named = {urlsplit(os.environ.get(name, "")).hostname for name in (REDIS, "TEST_DATABASE_URL")}
    with pytest.MonkeyPatch.context() as patch:
        loopback.allow_only_loopback(patch, also={host for host in named if host})
        yield


# --- Servers ----------------------------------------------------------------------------------


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """The address of a real Redis, empty, for this test alone (it starts in 0.1 s). One that
    `REDIS_URL` names is taken as it is: nothing in it is ever removed.
    """
    if url := os.environ.get(REDIS):
        yield url
        return
    try:
        server = redis.start(tmp_path / "redis")
    except redis.NoRedis as error:
        lacking("NO REDIS", error)
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """The address of a real PostgreSQL, also where the tests themselves run on SQLite."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    server = postgresql.start(RUN.folder / "postgresql")
    yield server.url
    server.stop()


@pytest.fixture
def smtp_sink() -> Iterator[smtp.Sink]:
    """A mail server that keeps what it gets; `EMAIL_URL=smtp_sink.url` sends to it."""
    sink = smtp.Sink()
    sink.controller.start()
    yield sink
    sink.controller.stop()


@pytest.fixture(scope="module")
def static_root() -> str:
    return str(serving.collected_static(RUN.shared))


@pytest.fixture(scope="module")
def served_module(django_db_setup: None, static_root: str) -> Iterator[serving.Served]:
    """One gunicorn for a module's tests; ask for `served`."""
    # `DEMO=on` for the demo clock, by which a test sets the moment.
    server = serving.serve(RUN.folder, env={"STATIC_ROOT": static_root, "DEMO": "on"})
    yield server
    server.stop()


@pytest.fixture
def served(served_module: serving.Served, transactional_db: None) -> serving.Served:
    """The app behind the shipped gunicorn, on this test's database: what the test commits by the
    ORM or by `served.manage("load_demo")` is what it serves.
    """
    return served_module


@pytest.fixture
def serve(static_root: str, transactional_db: None) -> Iterator[Callable[..., serving.Served]]:
    """Start more servers in a test: `serve(env={"MAX_REQUEST_SECONDS": "2"})`."""
    started: list[serving.Served] = []

    def start(env: dict[str, str] | None = None, **options: object) -> serving.Served:
        server = serving.serve(
            RUN.folder, env={"STATIC_ROOT": static_root, **(env or {})}, **options
        )
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()


# --- Browser ----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def chromium() -> Iterator[browser.Browser]:
    """A real Chromium, one for a process of the run."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        # Playwright keeps a loop in this thread, which Django takes for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        try:
            chromium = browser.launch(playwright, RUN.shared)
        except browser.NoBrowser as error:
            lacking("NO BROWSER", error)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(chromium: browser.Browser, served: serving.Served) -> Iterator[browser.Watched]:
    """`open_page("phone")`, `open_page(javascript=False)`: an empty page whose `goto("/")` asks
    the served app. The test fails if a console or a request told of a problem that was not
    named by `open_page.expect(…)`.
    """
    pages = browser.Watched(chromium, served.url)
    yield pages
    pages.close()
    assert list(pages.unexpected()) == []


@pytest.fixture
def signed_in(open_page: browser.Watched) -> Callable[..., browser.Page]:
    """`signed_in(user, "phone")`: a page on which this user is signed in already."""
    from django.test import Client

    def open_for(user: object, size: str = "desktop", **options: object) -> browser.Page:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        return open_page(size, cookies={settings.SESSION_COOKIE_NAME: session}, **options)

    return open_for
