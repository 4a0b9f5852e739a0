"""A real Chromium for tests, and pages that fail a test by what their console says."""

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
)

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
SIZES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "has_touch": True,
        "is_mobile": True,
    },
}
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", event => console.error(
    `policy: ${event.violatedDirective} refused ${event.blockedURI} ${event.sourceFile ?? ""}`));
"""
# A download, and a page left while something was still loading, end a request that way.
ENDED_BY_THE_READER = "net::ERR_ABORTED"


class NoBrowser(RuntimeError):
    """No Chromium can be had here."""


def find_chromium(playwright: Playwright, shared: Path) -> str:
    """Return the path of a Chromium, installing one if there is none. Tried once a run."""
    if named := os.environ.get("CHROMIUM"):
        return named
    own = playwright.chromium.executable_path
    with (shared / "chromium.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = already_there(own)
        tried = shared / "chromium.tried"
        if not found and not tried.exists():
            tried.touch()
            install()
            found = already_there(own)
    if not found:
        raise NoBrowser("put chromium on the PATH, or name one by CHROMIUM=/path/to/chromium")
    return found


def already_there(own: str) -> str | None:
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return on_path or (own if Path(own).exists() else None)


def install() -> None:
    """Fetch playwright's own build; where that cannot be had, Debian's package (root alone)."""
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        attempts += [["apt-get", "update"], ["apt-get", "install", "-y", "chromium"]]
    for number, command in enumerate(attempts):
        done = subprocess.run(command, capture_output=True, timeout=600, check=False)
        if number == 0 and done.returncode == 0:
            return


def launch(playwright: Playwright, shared: Path) -> Browser:
    return playwright.chromium.launch(
        executable_path=find_chromium(playwright, shared), args=FLAGS, chromium_sandbox=False
    )


class Watched:
    """Opens pages and keeps what went wrong on them: errors and warnings on the console, errors
    of scripts, violations of the content policy, requests that failed.
    """

    def __init__(self, browser: Browser, base_url: str) -> None:
        self.browser = browser
        self.base_url = base_url
        self.contexts: list[BrowserContext] = []
        self.problems: list[str] = []
        self.expected: list[str] = []

    def __call__(
        self,
        size: str = "desktop",
        *,
        javascript: bool = True,
        cookies: dict[str, str] | None = None,
        **options: Any,
    ) -> Page:
        """Open an empty page of this size (`desktop`, `phone`) in a context of its own.

        `options` are playwright's for a new context, such as `color_scheme="dark"`.
        """
        context = self.browser.new_context(
            base_url=self.base_url, java_script_enabled=javascript, **(SIZES[size] | options)
        )
        self.contexts.append(context)
        context.set_default_timeout(15_000)
        context.add_cookies(
            [{"name": n, "value": v, "url": self.base_url} for n, v in (cookies or {}).items()]
        )
        if javascript:
            context.add_init_script(TELL_VIOLATIONS)
        page = context.new_page()
        self.watch(page)
        return page

    def watch(self, page: Page) -> None:
        page.on("console", self.heard)
        page.on("pageerror", lambda error: self.problems.append(f"script: {error} ({page.url})"))
        page.on("requestfailed", self.failed)

    def heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            where = message.location.get("url") or (message.page and message.page.url)
            self.problems.append(f"console {message.type}: {message.text} ({where})")

    def failed(self, request: Request) -> None:
        if request.failure != ENDED_BY_THE_READER:
            self.problems.append(f"request: {request.failure} {request.url}")

    def expect(self, *patterns: str) -> None:
        """Name problems (regular expressions) that belong to the test, such as a 404."""
        self.expected += patterns

    def unexpected(self) -> Iterable[str]:
        return [p for p in self.problems if not any(re.search(e, p) for e in self.expected)]

    def close(self) -> None:
        for context in self.contexts:
            context.close()
