"""The whole product once, in a real browser, with a real worker over a real Redis:

page imported → student signs in → abstract handed in → receipt → instructor marks it in the admin
→ released → student reads grade and feedback → reminder for the final → final handed in."""

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as django_settings

from courseapp.courses import clock, enrolling
from courseapp.courses.models import Course, Role, User
from projects.models import Submission
from projects.teams import found_project
from tests.actors import PDF
from tests.servers.browser import Watched
from tests.servers.processes import ROOT, Process

pytestmark = [pytest.mark.browser, pytest.mark.servers]

PAGE = ROOT / "courseapp" / "portal" / "demo"
PASSWORD = "quiet-harbour-41"
IN_THE_TERM = datetime(2019, 3, 6, 15, 0, tzinfo=UTC)  # the abstract is due on 8 March, 22:00
BEFORE_THE_FINAL = datetime(2019, 4, 30, 15, 0, tzinfo=UTC)  # due on 1 May, 23:59:59


@pytest.fixture
def site(serve, redis_url, smtp_sink, settings, tmp_path):
    """The app with a worker and beat, its clock set into the term of the imported page."""
    settings.DEMO = True
    clock.set_demo_clock(IN_THE_TERM)
    env = {"REDIS_URL": redis_url, "EMAIL_URL": smtp_sink.url, "DEMO": "on"}
    server = serve(env=env)
    celery = [sys.executable, "-m", "celery", "-A", "courseapp"]
    worker = Process(
        [
            *celery,
            "worker",
            "--pool",
            "threads",
            "--queues",
            "default,mail,files",
            "--loglevel",
            "INFO",
        ],
        env=server.env,
        log=tmp_path / "worker",
    )
    beat = Process(
        [*celery, "beat", "--schedule", tmp_path / "schedule"],
        env=server.env,
        log=tmp_path / "beat",
    )
    worker.wait_until(lambda: "ready." in worker.output(), what="the worker is ready")
    yield server
    beat.stop()
    worker.stop()
    clock.set_demo_clock(None)


@pytest.fixture
def browse(site, chromium):
    """Pages of the site; what their consoles complain of fails the test."""
    watched = Watched(chromium, site.url)
    yield watched
    watched.close()
    assert not list(watched.unexpected())


def with_password(person: User) -> User:
    """The server checks passwords by the real hasher, not by the quick one of tests."""
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def sign_in(page, email: str, *, to: str) -> None:
    page.goto(to)
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(to))


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def hand_in(page, title: str, *, text: str, file: Path) -> None:
    page.get_by_label("Text").fill(text)
    page.get_by_label(re.compile("^File")).set_input_files(file)
    page.get_by_role("button", name=re.compile(f"^Hand in .{title}")).click()
    page.wait_for_url(re.compile("/receipts/"))


# A minute each, which is beat's: on a phone in the long run alone.
@pytest.mark.parametrize("size", ["desktop", pytest.param("phone", marks=pytest.mark.long)])
def test_the_way_of_one_project_from_page_to_grade_to_final(  # noqa: PLR0915 - one story
    size, site, browse, smtp_sink, settings, tmp_path
):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]

    # The page becomes a course.
    site.manage(
        "import_course",
        str(PAGE / "course.md"),
        "--slug=maths",
        f"--references={PAGE / 'references.md'}",
    )
    course = Course.objects.get(slug="maths")
    instructor = with_password(User.objects.get(email="joan.bruna@example.edu"))
    people = [
        enrolling.find_or_create_person(email=f"{name.lower()}@example.edu", name=name)
        for name in ("Ana", "Boris")
    ]
    for person in people:
        enrolling.enrol(
            person=person, course=course, role=Role.STUDENT, by=instructor, now=IN_THE_TERM
        )
    found_project(
        course=course, members=people, by=instructor, now=IN_THE_TERM, title="Message passing"
    )
    ana = with_password(people[0])
    abstract = course.milestones.get(kind="abstract")
    final = course.milestones.get(kind="final")

    # A visitor reads it.
    visitor = browse(size)
    visitor.goto("/courses/maths/")
    visitor.get_by_text("Past weeks").click()
    assert visitor.get_by_text("Arthur Szlam").first.is_visible()

    # The student signs in, sees what is due, hands in, and has a receipt.
    student = browse(size)
    sign_in(student, ana.email, to="/dashboard/")
    assert student.get_by_text("in 2 days").first.is_visible()
    student.goto("/courses/maths/project/")
    student.get_by_role("link", name=re.compile("Hand in .*Abstract", re.IGNORECASE)).click()
    file = write(tmp_path, "abstract.pdf", PDF)
    hand_in(student, abstract.title, text="How far do messages reach in $G=(V,E)$?", file=file)
    assert student.get_by_text("Handed in on time").first.is_visible()
    submission = Submission.objects.get(work__milestone=abstract)
    assert submission.late_by.total_seconds() == 0

    # Both members get the receipt by mail, and it can be verified offline.
    receipts = smtp_sink.wait_for(2)
    assert {message["X-Envelope-To"] for message in receipts} == {p.email for p in people}
    with student.expect_download() as download:
        student.get_by_role("link", name="Download the receipt").click()
    receipt = tmp_path / "receipt.json"
    download.value.save_as(receipt)
    keys = student.request.get("/receipts/keys.json").json()
    key = write(tmp_path, "key.pem", keys["keys"][0]["public_key"].encode())
    verify = [sys.executable, "-m", "projects.receipts", "verify", receipt, file, "--key", key]
    assert subprocess.run(verify, cwd=ROOT, check=False).returncode == 0

    # The instructor reads and marks it in the admin; before release the student sees nothing.
    desk = browse("desktop")
    sign_in(desk, instructor.email, to="/admin/")
    desk.goto("/admin/projects/work/")
    desk.get_by_role("link", name="Message passing").click()
    assert desk.get_by_text("How far do messages reach").first.is_visible()
    desk.get_by_label("Points").fill("88")
    desk.get_by_label("Feedback").fill("A clear question. Say how $W_2$ enters.")
    desk.get_by_role("button", name="Save draft").click()
    student.goto("/courses/maths/project/")
    assert "A clear question" not in student.content()
    assert "88" not in student.get_by_role("main").inner_text()

    # Released, the student hears of it and reads it.
    desk.get_by_role("button", name="Release").click()
    smtp_sink.wait_for(4)
    student.reload()
    assert student.get_by_text("88 of 100 points").is_visible()
    assert student.get_by_text("A clear question").is_visible()

    # The reminder for the final goes out by beat and worker, once to each.
    clock.set_demo_clock(BEFORE_THE_FINAL)
    mails = smtp_sink.wait_for(6, seconds=90)
    reminders = [message for message in mails if final.title in message["Subject"]]
    assert {message["X-Envelope-To"] for message in reminders} == {p.email for p in people}
    assert "May 2019, 23:59" in reminders[0]["Subject"]

    # The final is handed in.
    student.goto("/courses/maths/project/")
    student.get_by_role("link", name=re.compile("Hand in .*Final", re.IGNORECASE)).first.click()
    hand_in(student, final.title, text="The survey.", file=write(tmp_path, "final.pdf", PDF))
    assert Submission.objects.filter(work__milestone=final).count() == 1
    smtp_sink.wait_for(8)
