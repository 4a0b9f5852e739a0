"""`manage.py import_course`: what scripts rely on, and what a person is told of a mistake."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from courseapp.courses.models import AuditEntry, Course, Department
from courseapp.portal.models import ImportedNoun
from schedule.models import Lecture, LectureLink, Reading
from tests import factories
from tests.servers.processes import ROOT

SHARED = ROOT.parent / "shared" / "data"
pytestmark = pytest.mark.django_db

PAGE = """# Graphs and Learning
XX-GA 100, Example University, Spring 2027

## Logistics

* Mondays 7.10pm-9pm, Room 102
* Forum: [sign up](https://forum.example.edu/graphs)

## Instructors

__Lecturer__: Ada Lovelace (ada@example.edu)

## Grading

A project. **Final project is due May 1st.**

## Lectures

| Week | Date | Topic |
| --- | --- | --- |
| 1 | 1/25 | **Lec1** Spectra [Slides](https://example.edu/1.pdf) |
| 2 | 2/1 | **Guest Lecture: Grace Hopper (Navy)** |
| 3 | 2/8 | **Spring Break** |
| 4 | 2/15 | **Lec2** Message passing |
"""


@pytest.fixture
def page(tmp_path) -> Path:
    path = tmp_path / "page.md"
    path.write_text(PAGE)
    return path


def run(*arguments) -> str:
    out = io.StringIO()
    call_command("import_course", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_a_page_becomes_an_open_course(page):
    told = run(page, "--slug", "graphs", "--timezone", "America/New_York")
    course = Course.objects.get()
    assert (course.slug, course.title, course.is_open) == ("graphs", "Graphs and Learning", True)
    assert "new and open, at /courses/graphs/" in told
    assert "lectures 4" in told


def test_json_is_one_report_and_nothing_else(page):
    report = json.loads(run(page, "--slug", "graphs", "--timezone", "America/New_York", "--json"))
    assert list(report) == [
        "course", "staff", "meetings", "lectures", "tracks", "milestones", "links", "notes",
    ]  # fmt: skip
    assert report["course"]["slug"] == "graphs"
    assert [one["kind"] for one in report["lectures"]] == ["lecture", "guest", "break", "lecture"]
    assert report["milestones"][0]["due"] == "2027-05-01T23:59:59-04:00"


def test_what_saving_notes_has_the_same_shape_as_what_reading_notes(page):
    run(page, "--slug", "graphs", "--timezone", "America/New_York")
    Lecture.objects.get(label="Lec1").delete()
    page.write_text(PAGE.replace("| 4 | 2/15 | **Lec2** Message passing |\n", ""))
    report = json.loads(run(page, "--slug", "graphs", "--json"))
    assert all(set(note) == {"line", "text", "reason"} for note in report["notes"])
    lines = {note["text"]: note["line"] for note in report["notes"]}
    assert lines["Lec2 Message passing"] is None
    assert lines["Lec1 Spectra"] == 21


def test_a_second_import_says_that_there_is_nothing_to_change(page):
    run(page, "--slug", "graphs")
    assert "nothing to change" in run(page, "--slug", "graphs")
    assert AuditEntry.objects.filter(verb="import").count() == 1


def test_an_edit_is_kept_and_told(page):
    run(page, "--slug", "graphs")
    lecture = Lecture.objects.get(label="Lec1")
    lecture.title = "Spectral theory"
    lecture.save()
    told = run(page, "--slug", "graphs")
    lecture.refresh_from_db()
    assert lecture.title == "Spectral theory"
    assert "line 21: Lec1 Spectra\n    “title” was edited here and stays" in told


def test_a_dry_run_writes_nothing(page):
    assert "nothing was written" in run(page, "--slug", "graphs", "--dry-run")
    assert not Course.objects.exists()
    assert not Department.objects.exists()
    assert not ImportedNoun.objects.exists()


def test_the_page_may_come_by_standard_input(monkeypatch):
    class Standard:
        buffer = io.BytesIO(PAGE.encode())

    monkeypatch.setattr("sys.stdin", Standard)
    run("-", "--slug", "graphs")
    assert Lecture.objects.count() == 4


def test_relative_links_stand_on_the_base_url(page):
    page.write_text(PAGE.replace("https://example.edu/1.pdf", "1.pdf"))
    run(page, "--slug", "graphs", "--base-url", "https://example.edu/course/")
    assert LectureLink.objects.get().url == "https://example.edu/course/1.pdf"


def test_the_department_can_be_named(page):
    factories.DepartmentFactory()
    own = factories.DepartmentFactory(slug="cs")
    run(page, "--slug", "graphs", "--department", "cs")
    assert Course.objects.get().department == own


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--slug", "no good"], "slug"),
        (["--slug", "x" * 81], "slug"),
        (["--slug", "graphs", "--timezone", "Mars/Olympus"], "Mars/Olympus"),
        (["--slug", "graphs", "--year", "soon"], "soon"),
        (["--slug", "graphs", "--year", "20270"], "20270"),
        (["--slug", "graphs", "--base-url", "course/"], "https://"),
        (["--slug", "graphs", "--base-url", "http://[bad"], "https://"),
        (["--slug", "graphs", "--department", "nowhere"], "nowhere"),
        (["--slug", "graphs", "--references", "/no/such/file.md"], "No such file"),
    ],
)
def test_a_wrong_option_is_told_in_one_line_and_nothing_is_written(page, arguments, word):
    with pytest.raises(CommandError) as told:
        run(page, *arguments)
    assert word in str(told.value)
    assert "\n" not in str(told.value)
    assert not Course.objects.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02\x03" * 500, b"# Shopping\n\n* milk\n* bread\n", b"\xff\xfe"],
    ids=["empty", "binary", "another text", "nothing but a mark"],
)
def test_what_is_no_course_page_is_refused(tmp_path, content):
    path = tmp_path / "page.md"
    path.write_bytes(content)
    with pytest.raises(CommandError):
        run(path, "--slug", "graphs")
    assert not Course.objects.exists()


def test_a_folder_and_a_missing_file_are_told(tmp_path):
    for path in (tmp_path, tmp_path / "missing.md", "bad\0name"):
        with pytest.raises(CommandError, match="cannot be read"):
            run(path, "--slug", "graphs")


def test_the_command_line_ends_with_status_1_and_no_traceback(tmp_path):
    """As a script sees it; the database is not even asked for."""
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "manage.py", "import_course", str(tmp_path / "x.md"), "--slug", "x"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1


# --- Real pages -------------------------------------------------------------------------------


def shared(name: str) -> Path:
    if not SHARED.exists():
        pytest.skip("NO SHARED DATA: the real course pages are not beside this checkout")
    return SHARED / name


@pytest.fixture
def real() -> dict:
    folder = shared("mathsdl-spring19")
    return json.loads(
        run(
            folder / "README.md",
            "--slug", "mathsdl-spring19",
            "--timezone", "America/New_York",
            "--references", folder / "refs.md",
            "--json",
        )
    )  # fmt: skip


def test_the_real_page_comes_in_whole(real):
    kinds = [one["kind"] for one in real["lectures"]]
    assert (kinds.count("lecture"), kinds.count("guest"), kinds.count("break")) == (11, 3, 1)
    guests = [one["speaker"] for one in real["lectures"] if one["kind"] == "guest"]
    assert guests == ["Arthur Szlam", "Leon Bottou", "Behnam Neyshabur"]
    assert sum(one["slides"] > 0 for one in real["lectures"]) == 12
    assert (len(real["staff"]), len(real["meetings"])) == (3, 3)
    assert [len(one["sessions"]) for one in real["tracks"]] == [1, 6]
    due = {one["kind"]: one["due"] for one in real["milestones"]}
    assert due == {"abstract": None, "final": "2019-05-01T23:59:59-04:00"}


def test_the_real_course_has_what_its_report_tells(real):
    course = Course.objects.get()
    assert course.lectures.count() == len(real["lectures"])
    told = sum(one["references"] for one in real["lectures"])
    assert sum(one.references.count() for one in course.lectures.all()) == told
    readings = [one for track in real["tracks"] for one in track["sessions"]]
    assert Reading.objects.count() == sum(one["required"] + one["optional"] for one in readings)


@pytest.mark.parametrize("name", ["stats306-winter2021", "deepnlp-oxford-2017", "mathsdl-spring19"])
def test_every_real_page_comes_in_and_changes_nothing_the_second_time(name):
    page = shared(name) / "README.md"
    run(page, "--slug", name)
    version = Course.objects.get().page_version
    assert "nothing to change" in run(page, "--slug", name)
    assert Course.objects.get().page_version == version
