"""`manage.py export_course SLUG --output F`: one whole file or none, and one clear line."""

import io
import os
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from courseapp.courses.models import AuditEntry, Course, Role
from courseapp.portal.exporting import output
from projects.models import SubmissionFile
from tests import factories
from tests.actors import enrolled
from tests.portal.exporting.full_course import STUDENT, full_course
from tests.portal.exporting.zips import empty_database, exported

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return full_course(slug="graphs")


@pytest.fixture
def boss(course):
    person = factories.UserFactory(email="boss@example.edu")
    course.department.admins.add(person)
    return person


def run(*arguments) -> str:
    out = io.StringIO()
    call_command("export_course", *map(str, arguments), stdout=out)
    return out.getvalue()


def entries_of(path) -> dict[str, bytes]:
    with ZipFile(path) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def test_the_command_writes_one_zip(course, tmp_path):
    told = run("graphs", "--output", tmp_path / "graphs.zip")
    assert told == f"{course}: exported to {tmp_path / 'graphs.zip'}\n"
    assert entries_of(tmp_path / "graphs.zip") == exported(course)
    assert [path.name for path in tmp_path.iterdir()] == ["graphs.zip"]
    assert (tmp_path / "graphs.zip").stat().st_mode & 0o777 == 0o600


def test_what_was_exported_is_imported_by_the_other_command(course, tmp_path):
    run("graphs", "--output", tmp_path / "graphs.zip")
    before = exported(course)
    with empty_database():
        call_command("import_course", tmp_path / "graphs.zip", stdout=io.StringIO())
        assert exported(Course.objects.get()) == before


def test_with_people_by_an_admin_of_the_department_is_audited(course, boss, tmp_path):
    run("graphs", "--output", tmp_path / "a.zip", "--with-people", "--by", "Boss@example.edu")
    assert STUDENT.encode() in entries_of(tmp_path / "a.zip")["course.json"]
    entry = AuditEntry.objects.get(verb="export")
    assert (entry.actor, entry.course, entry.details) == (boss, course, {"with_people": True})


def test_an_export_without_people_is_audited_too(course, tmp_path):
    run("graphs", "--output", tmp_path / "a.zip")
    entry = AuditEntry.objects.get(verb="export")
    assert (entry.actor, entry.details) == (None, {"with_people": False})


def test_people_are_for_nobody_else(course, tmp_path):
    enrolled(course, Role.INSTRUCTOR, email="joan@example.edu")
    for by in ([], ["--by", "joan@example.edu"]):
        with pytest.raises(CommandError, match="admin of the course's department"):
            run("graphs", "--output", tmp_path / "a.zip", "--with-people", *by)
    with pytest.raises(CommandError, match="nobody with the address"):
        run("graphs", "--output", tmp_path / "a.zip", "--with-people", "--by", "x@example.edu")
    assert list(tmp_path.iterdir()) == []


def test_no_such_course(tmp_path):
    with pytest.raises(CommandError, match="There is no course “nothing”"):
        run("nothing", "--output", tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_stays_unless_it_is_to_be_replaced(course, tmp_path):
    path = tmp_path / "graphs.zip"
    path.write_text("something else")
    with pytest.raises(CommandError, match="is there already; --force replaces it"):
        run("graphs", "--output", path)
    assert path.read_text() == "something else"
    run("graphs", "--output", path, "--force")
    assert entries_of(path) == exported(course)
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_taken_while_it_was_written_is_not_overwritten(tmp_path):
    path = tmp_path / "graphs.zip"

    def race():
        with output.written_whole(path, force=False) as file:
            file.write(b"ours")
            path.write_text("theirs")

    with pytest.raises(output.OutputRefused, match="already"):
        race()
    assert path.read_text() == "theirs"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("force", [False, True])
def test_where_a_file_has_but_one_name_it_is_moved(tmp_path, monkeypatch, force):
    def no_links(*_arguments):
        raise PermissionError("no links on this file system")

    monkeypatch.setattr(os, "link", no_links)
    with output.written_whole(tmp_path / "a.zip", force=force) as file:
        file.write(b"whole")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.zip", b"whole")]


def test_a_folder_that_is_not_there(course, tmp_path):
    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        run("graphs", "--output", tmp_path / "nowhere" / "a.zip")


def test_never_half_a_zip(course, boss, tmp_path):
    path = tmp_path / "a.zip"
    path.write_text("the last good one")
    default_storage.delete(SubmissionFile.objects.last().key)
    with pytest.raises(CommandError, match="Storage does not give the file"):
        run("graphs", "--output", path, "--force", "--with-people", "--by", boss.email)
    assert path.read_text() == "the last good one"
    assert list(tmp_path.iterdir()) == [path]
