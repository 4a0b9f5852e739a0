"""Names and numbers that people and scripts outside rely on, and what holds with nothing set."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import get_commands, load_command_class
from django.urls import resolve, reverse

from deploy.check import CHECKS
from tests.servers import browser
from tests.servers.environment import settings_variables
from tests.servers.processes import ROOT

# --- Commands -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    [
        *("setup", "demo", "demo-reset", "test", "test-fast", "test-long", "test-faults"),
        *("test-mail-faults", "check", "bench", "screenshots", "lock"),
    ],
)
def test_make_knows_its_targets(target):
    env = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(
        ["make", "-n", target], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("command", "options"),
    [
        (
            "import_course",
            {"--slug", "--year", "--timezone", "--base-url", "--references", "--dry-run", "--json"},
        ),
        ("load_demo", set()),
        ("send_reminders", {"--at", "--dry-run"}),
        ("send_mail", set()),
    ],
)
def test_commands_take_their_options(command, options):
    found = load_command_class(get_commands()[command], command)
    parser = found.create_parser("manage.py", command)
    known = {name for action in parser._actions for name in action.option_strings}
    assert options <= known


def test_ci_checks_and_tests_and_lets_no_browser_be_missing():
    script = (ROOT / ".ci" / "run").read_text()
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert re.search(r"^timeout \d+ make check", script, re.MULTILINE)
    assert re.search(r"^timeout \d+ make test\b", script, re.MULTILINE)
    assert "export REQUIRE_BROWSER=1 REQUIRE_REDIS=1" in script


def test_make_check_checks_all_that_it_says():
    words = [" ".join(command) for command in CHECKS.values()]
    assert words == [
        "ruff format --check .",
        "ruff check .",
        "mypy",
        "djlint --lint --quiet templates",
        "lint-imports --no-logo",
        "deptry .",
        "python manage.py makemigrations --check --dry-run",
        "python manage.py check --deploy --fail-level WARNING",
    ]


# --- Addresses ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/courses/x/", "/courses/x/project/", "/dashboard/", "/handin/x/", "/files/x/y.pdf"),
        *("/receipts/", "/accounts/login/", "/accounts/login/code/", "/admin/", "/admin/login/"),
        *("/api/v1/courses/", "/api/v1/lectures/", "/api/v1/milestones/", "/api/v1/submissions/"),
        *("/api/v1/receipts/", "/api/v1/token/", "/api/schema/", "/api/docs/"),
        *("/healthz", "/readyz", "/demo/mail/", "/demo/clock/"),
    ],
)
def test_an_address_stays_where_it_is(path):
    assert resolve(path)


def test_a_receipt_has_the_address_that_its_mail_tells():
    assert reverse("projects:receipt", args=["abc"]) == "/receipts/abc/"


# --- With nothing set -----------------------------------------------------------------------

SAID = """
import json, os, stat, django
django.setup()
from django.conf import settings as s
from django.db import connection
def pragma(name):
    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]
key = s.DATA_DIR / "keys" / "secret"
print(json.dumps({
    "debug": s.DEBUG, "demo": s.DEMO, "hosts": s.ALLOWED_HOSTS,
    "https": [s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE],
    "cookies": [s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME],
    "trusted": [s.TRUST_REQUEST_START, s.TRUSTED_PROXIES, s.SECURE_PROXY_SSL_HEADER],
    "mode": stat.S_IMODE(key.stat().st_mode), "secret": s.SECRET_KEY == key.read_text(),
    "longest": s.MAX_REQUEST_SECONDS, "atomic": connection.settings_dict["ATOMIC_REQUESTS"],
    "engine": connection.vendor, "begin": s.DATABASES["default"]["OPTIONS"]["transaction_mode"],
    "journal": pragma("journal_mode"), "synchronous": pragma("synchronous"),
    "foreign_keys": pragma("foreign_keys"), "busy": pragma("busy_timeout"),
    "storage": s.STORAGES["default"]["BACKEND"], "user": s.AUTH_USER_MODEL,
    "broker": s.CELERY_BROKER_URL.split(":")[0],
}))
"""


@pytest.fixture(scope="module")
def unset(tmp_path_factory) -> dict[str, Any]:
    """What the settings are where no variable says anything, but where data goes."""
    folder = tmp_path_factory.mktemp("unset")
    env = {name: value for name, value in os.environ.items() if name not in settings_variables()}
    env |= {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "courseapp.settings"}
    said = subprocess.run(
        [sys.executable, "-c", SAID], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(said.stdout)
    return found


def test_with_nothing_set_it_is_safe(unset):
    assert (unset["debug"], unset["demo"]) == (False, False)
    assert unset["hosts"] == ["localhost", "127.0.0.1", "[::1]"]
    assert unset["https"] == [True, True, True]
    assert unset["cookies"] == ["__Host-session", "__Host-csrf"]
    assert unset["trusted"] == [False, 0, None]
    assert (oct(unset["mode"]), unset["secret"]) == ("0o600", True)


def test_with_nothing_set_it_runs_on_sqlite_and_files_with_the_pragmas_of_the_design(unset):
    assert (unset["engine"], unset["begin"], unset["journal"]) == ("sqlite", "IMMEDIATE", "wal")
    assert (unset["synchronous"], unset["foreign_keys"]) == (2, 1)  # 2: FULL
    assert unset["busy"] == 20_000  # milliseconds
    assert unset["storage"] == "courseapp.courses.storing.DurableStorage"
    assert unset["broker"] == "filesystem"
    assert unset["user"] == "courses.User"


def test_nothing_slow_can_be_in_a_transaction_of_a_request_and_a_request_lasts_30_minutes(unset):
    assert unset["atomic"] is False
    assert unset["longest"] == 30 * 60


# --- Packages -------------------------------------------------------------------------------

FILES = ("run.txt", "dev.txt")


def packages(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / name).read_text()
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]+\])?==([^\s;\\]+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", FILES)
def test_every_package_is_exact_and_known_by_its_hashes_and_no_index_is_named(name):
    text = (ROOT / "requirements" / name).read_text()
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(packages(name)) > 20
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    assert "index-url" not in text


def test_what_the_app_needs_is_bounded_and_the_same_for_those_who_work_on_it():
    needs = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert needs["requires-python"] == ">=3.11"
    names = {re.split(r"[\[><=; ]", need)[0] for need in needs["dependencies"]}
    assert all(">=" in need for need in needs["dependencies"])
    run, dev = packages("run.txt"), packages("dev.txt")
    assert names <= set(run)
    assert run.items() <= dev.items()
    assert "pytest" not in run


# --- What is measured -----------------------------------------------------------------------


def test_the_goals_are_those_that_were_set_and_the_table_is_of_these_numbers():
    rows = json.loads((ROOT / "bench" / "results.json").read_text())
    assert all(set(row) == {"name", "ours", "limit", "ratio", "goal", "met"} for row in rows)
    goals = {row["name"]: row["goal"] for row in rows}
    assert (
        goals.items()
        >= {
            "course page, signed out": 0.6,
            "course page, unchanged (304)": 0.9,
            "dashboard, signed in": 0.6,
            "hand-in of a 5 MB PDF, 16 at once": 0.7,
        }.items()
    )
    table = (ROOT / "docs" / "performance.md").read_text()
    assert all(row["name"] in table and str(row["ours"]) in table for row in rows)


# --- The browser ----------------------------------------------------------------------------


@pytest.fixture
def playwright(tmp_path) -> Any:
    own = tmp_path / "own" / "chrome"
    own.parent.mkdir()
    own.touch()
    return SimpleNamespace(chromium=SimpleNamespace(executable_path=str(own)))


def test_a_browser_that_is_named_comes_first_then_the_path_then_playwrights_own(
    playwright, tmp_path, monkeypatch
):
    monkeypatch.setenv("CHROMIUM", "/named/chromium")
    assert browser.find_chromium(playwright, tmp_path) == "/named/chromium"
    monkeypatch.delenv("CHROMIUM")
    on_path = tmp_path / "bin" / "chromium"
    on_path.parent.mkdir()
    on_path.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(on_path.parent))
    assert browser.find_chromium(playwright, tmp_path) == str(on_path)
    shutil.rmtree(on_path.parent)
    own = playwright.chromium.executable_path
    assert browser.find_chromium(playwright, tmp_path) == own
    # None at all: nothing can be installed with an empty PATH by who is not root.
    Path(own).unlink()
    (tmp_path / "chromium.tried").touch()
    with pytest.raises(browser.NoBrowser, match="CHROMIUM="):
        browser.find_chromium(playwright, tmp_path)
