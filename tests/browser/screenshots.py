"""`make screenshots`: the main pages of the demo as a visitor, a student, a tutor and an instructor
see them, on a phone and on a desktop, into `screenshots/`.

`python -m tests.browser.screenshots --readme` renews the picture of the README instead.
"""

import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.servers.browser import FLAGS, SIZES, find_chromium
from tests.servers.processes import ROOT, Process, answers, free_port

COURSE = "/courses/mathsdl/"
VISITOR = {
    "home": "/",
    "course": COURSE,
    "office-hours": f"{COURSE}office-hours/",
    "tutoring": f"{COURSE}tutoring/",
    "search": f"{COURSE}search/?q=gradient",
    "sign-in": "/accounts/login/",
    "verify": "/receipts/",
}
SIGNED_IN = {
    "student": {
        "dashboard": "/dashboard/",
        "project": f"{COURSE}project/",
        "office-hours": f"{COURSE}office-hours/",
        "calendar": "/calendar/",
        "preferences": "/preferences/",
    },
    "tutor": {
        "dashboard": "/dashboard/",
        "queue": "/admin/projects/work/",
        "staff": f"{COURSE}staff/",
        "session": f"{COURSE}staff/tutoring/new/",
        "attendance": f"{COURSE}staff/attendance/",
    },
    "instructor": {
        "dashboard": "/dashboard/",
        "admin": "/admin/",
        "clock": "/demo/clock/",
        "meetings": f"{COURSE}staff/meetings/",
        "lectures": f"{COURSE}staff/lectures/",
        "announcements": f"{COURSE}staff/announcements/",
        "export": "/bulk/mathsdl/export/",
    },
}
PEOPLE = {
    "student": ("ada.aardvark@example.edu", "demo-student"),
    "tutor": ("luca.venturi@example.edu", "demo-tutor"),
    "instructor": ("joan.bruna@example.edu", "demo-instructor"),
}


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """Run the demo as `make demo` does, in a folder of its own; yields its address."""
    port = free_port()
    process = Process(
        [sys.executable, "manage.py", "demo"],
        env={"PORT": str(port), "DEMO_DATA_DIR": str(folder)},
        log=folder.with_suffix(".log"),
        stop_signal=signal.SIGINT,
        grace=30,
    )
    process.wait_until(lambda: answers(port), what="the demo serves", seconds=180)
    yield f"http://127.0.0.1:{port}"
    process.stop()


def launch(playwright: Playwright, folder: Path) -> Browser:
    path = find_chromium(playwright, folder)
    return playwright.chromium.launch(executable_path=path, args=FLAGS, chromium_sandbox=False)


def sign_in(page: Page, person: str) -> None:
    email, password = PEOPLE[person]
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/dashboard/")


def take(browser: Browser, url: str, target: Path) -> None:
    for size, options in SIZES.items():
        page = browser.new_context(base_url=url, **options).new_page()
        _shoot(page, VISITOR, target / f"{size}-visitor")
        for person, pages in SIGNED_IN.items():
            page = browser.new_context(base_url=url, **options).new_page()
            sign_in(page, person)
            _shoot(page, pages, target / f"{size}-{person}")
            _shoot_work(page, person, target / f"{size}-{person}")


def _shoot(page: Page, pages: dict[str, str], prefix: Path) -> None:
    for name, path in pages.items():
        page.goto(path)
        page.screenshot(path=f"{prefix}-{name}.png", full_page=True)


def _shoot_work(page: Page, person: str, prefix: Path) -> None:
    """The page behind each person's main action."""
    if person == "student":
        page.goto(f"{COURSE}project/")
        page.locator("a.button").first.click()
    else:
        page.goto("/admin/projects/work/")
        page.locator("#result_list tbody th a").first.click()
    page.wait_for_load_state()
    page.screenshot(path=f"{prefix}-work.png")


def picture_for_readme(browser: Browser, url: str) -> None:
    """The course page on a desktop, and on a phone beside it."""
    target = ROOT / "docs" / "images"
    target.mkdir(exist_ok=True)
    for size, options in SIZES.items():
        page = browser.new_context(
            base_url=url, **(options | {"device_scale_factor": 1})
        ).new_page()
        page.goto(COURSE)
        page.screenshot(path=target / f"course-{size}.png")


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = launch(playwright, folder)
        with demo(folder / "demo") as url:
            if arguments == ["--readme"]:
                picture_for_readme(browser, url)
            else:
                target = ROOT / "screenshots"
                target.mkdir(exist_ok=True)
                take(browser, url, target)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
