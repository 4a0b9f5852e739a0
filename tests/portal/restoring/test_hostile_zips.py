"""A zip that anybody may have made: one clear line, and nothing saved."""

import io
import json
import struct
from contextlib import suppress
from zipfile import ZIP_LZMA, ZipFile

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

from courseapp.courses.models import AuditEntry, Course, Department, User
from courseapp.portal.exporting.form import DOCUMENT, FORMAT
from courseapp.portal.restoring import opening
from courseapp.portal.restoring.opening import RestoreRefused
from projects.models import SubmissionFile
from tests.portal.exporting.full_course import full_course
from tests.portal.exporting.zips import (
    document_of,
    empty_database,
    exported,
    restored,
    with_document,
    zipped,
)
from tests.portal.restoring.test_restoring import files_on_storage

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries():
    """A whole export with people, and an empty database to read it into."""
    found = exported(full_course(), with_people=True)
    with empty_database():
        yield found


def refused(entries, folder) -> str:
    """Restore, expect one line of refusal, and look that nothing stayed; return the line."""
    stored = files_on_storage()
    with pytest.raises(RestoreRefused) as error:
        restored(entries, folder)
    told = str(error.value)
    assert "\n" not in told
    assert len(told) < 400
    for model in (Course, User, Department, AuditEntry):
        assert not model.objects.exists()
    assert files_on_storage() == stored
    return told


def changed(entries, change) -> dict[str, bytes]:
    document = document_of(entries)
    change(document)
    return with_document(entries, document)


# --- The zip ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "../course.json",
        "/etc/passwd",
        "files/../../x",
        "files/a/../x",
        "files\\a\\x",
        "files/abc",
        "files/abc/d/e",
        "files//x",
        "notes.txt",
        "course.json/",
        "C:/x",
    ],
)
def test_a_name_that_no_export_has(entries, tmp_path, name):
    assert "which no export has" in refused({**entries, name: b"x"}, tmp_path)


def test_a_bomb_by_its_ratio(entries, tmp_path):
    assert "far more than it is" in refused({**entries, "page.md": b"0" * 20_000_000}, tmp_path)


def test_a_bomb_by_its_size(entries, tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "MOST_UNPACKED", 1000)
    assert "unpack to more" in refused(entries, tmp_path)


def test_a_bomb_by_its_number(entries, tmp_path):
    many = {f"files/x/{number}": b"" for number in range(opening.MOST_ENTRIES)}
    assert "more entries" in refused({**entries, **many}, tmp_path)


def test_a_document_larger_than_any_course(entries, tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "MOST_DOCUMENT", 1000)
    assert "larger than any course" in refused(entries, tmp_path)


def test_two_entries_of_one_name(entries, tmp_path):
    path = zipped(entries, tmp_path / "twice.zip")
    with pytest.warns(UserWarning, match="Duplicate"), ZipFile(path, "a") as out:
        out.writestr(DOCUMENT, b"{}")
    with pytest.raises(RestoreRefused, match="two entries"):
        opening_of(path)


def opening_of(path):
    with opening.opened(path) as archive:
        return archive


def test_a_way_of_packing_that_no_export_has(entries, tmp_path):
    path = tmp_path / "lzma.zip"
    with ZipFile(path, "w", ZIP_LZMA) as out:
        out.writestr(DOCUMENT, entries[DOCUMENT])
    with pytest.raises(RestoreRefused, match="packed in a way"):
        opening_of(path)


def test_a_size_that_lies(entries, tmp_path):
    """The list of contents says less than there is: no more than it says is read."""
    path = zipped(entries, tmp_path / "lies.zip")
    content = path.read_bytes()
    true = struct.pack("<I", len(entries[DOCUMENT]))
    path.write_bytes(content.replace(true, struct.pack("<I", 100)))
    with (
        pytest.raises(RestoreRefused, match=r"broken at course\.json"),
        opening.opened(path) as one,
    ):
        one.document()


@pytest.mark.parametrize("end", [10, 0.3, 0.6, -1])
def test_half_a_zip(entries, tmp_path, end):
    path = zipped(entries, tmp_path / "half.zip")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * end) if isinstance(end, float) else end])
    with pytest.raises(CommandError, match=r"half\.zip"):
        call_command("import_course", path)


@pytest.mark.parametrize("place", range(0, 100, 9))
def test_a_zip_with_a_spoiled_byte_is_never_a_crash(entries, tmp_path, place):
    path = zipped(entries, tmp_path / "spoiled.zip")
    content = bytearray(path.read_bytes())
    content[4 + (len(content) - 5) * place // 100] ^= 0xFF
    path.write_bytes(bytes(content))
    with suppress(CommandError):
        call_command("import_course", path, "--dry-run", stdout=io.StringIO())


# --- The document -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b"\xff\xfe{}",
        b'{"format": NaN}',
        b'{"format": 1, "format": 1}',
        b"[" * 200_000,
        b'{"format": ' + b"9" * 5000 + b"}",
    ],
)
def test_json_that_is_none_or_no_export(entries, tmp_path, content):
    told = refused({**entries, DOCUMENT: content}, tmp_path)
    assert DOCUMENT in told or "format" in told


def test_no_document_at_all(entries, tmp_path):
    del entries[DOCUMENT]
    assert "it has no course.json" in refused(entries, tmp_path)


@pytest.mark.parametrize("number", [0, FORMAT + 1, "1", None, True, 1.0])
def test_another_version_of_the_format_is_refused_clearly(entries, tmp_path, number):
    def change(document):
        document["format"], document["app"] = number, "0.0.9"

    told = refused(changed(entries, change), tmp_path)
    assert "written by version 0.0.9" in told
    assert f"this version reads format {FORMAT}" in told


def set_in(label, field, value, number=0):
    def change(document):
        document["rows"][label][number][field] = value

    return change


def drop_field(label, field):
    return lambda document: document["rows"][label][0].pop(field)


TEN_MEGABYTES = " ".join(map(str, range(1_500_000)))[:10_000_000]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (set_in("schedule.Lecture", "position", "three"), "field “position”"),
        (set_in("schedule.Lecture", "position", "3"), "of another kind"),
        (set_in("schedule.Lecture", "position", True), "of another kind"),
        (set_in("schedule.Lecture", "position", -1), "field “position”"),
        (set_in("schedule.Lecture", "position", 10**30), "field “position”"),
        (set_in("schedule.Lecture", "position", 1.5), "of another kind"),
        (set_in("schedule.Lecture", "position", None), "must not be empty"),
        (set_in("schedule.Lecture", "title", 5), "of another kind"),
        (set_in("schedule.Lecture", "title", ["x"]), "of another kind"),
        (set_in("schedule.Lecture", "title", "x" * 301), "field “title”"),
        (set_in("schedule.Lecture", "title", "a\0b"), "no character"),
        (set_in("schedule.Lecture", "title", "a\ud800b"), "no character"),
        (set_in("schedule.Lecture", "kind", "party"), "field “kind”"),
        (set_in("schedule.Lecture", "day", "2027-02-30"), "cannot be read"),
        (set_in("schedule.Lecture", "day", "20270203"), "not written as"),
        (set_in("schedule.Lecture", "day", "yesterday"), "cannot be read"),
        (set_in("schedule.Lecture", "remark", TEN_MEGABYTES), "longer than"),
        (set_in("schedule.Lecture", "course", "nowhere"), "not in the export"),
        (set_in("schedule.Lecture", "course", 1), "not in the export"),
        (set_in("schedule.Lecture", "course", None), "must not be empty"),
        (set_in("schedule.Lecture", "surprise", 1), "“surprise”, which is unknown"),
        (set_in("schedule.Lecture", "public_id", "short"), "no public id"),
        (set_in("schedule.Lecture", "public_id", None), "no public id"),
        (drop_field("schedule.Lecture", "public_id"), "no public id"),
        (drop_field("schedule.Lecture", "position"), "it is missing"),
        (set_in("schedule.LectureLink", "url", "javascript:alert(1)"), "links begin with"),
        (set_in("schedule.MeetingPattern", "start", "19:10"), "not written as"),
        (set_in("schedule.MeetingPattern", "start", "19:10:00+01:00"), "cannot be read"),
        (set_in("schedule.MeetingPattern", "end", "00:10:00"), "meeting_ends_after_it_starts"),
        (set_in("schedule.MeetingPattern", "weekday", 9), "field “weekday”"),
        (set_in("courses.Announcement", "author", "nobody"), "not in the export"),
        (set_in("courses.Announcement", "created_at", "2027-02-03T00:00:00"), "cannot be read"),
        (set_in("courses.Course", "time_zone", "Mars/Olympus"), "field “time_zone”"),
        (set_in("courses.Course", "slug", "no slug!"), "no slug"),
        (set_in("courses.Course", "department", "elsewhere"), "not in the export"),
        (set_in("courses.Course", "page_version", 7), "unknown"),
        (set_in("courses.User", "email", "nobody"), "no e-mail"),
        (set_in("courses.User", "name", 7), "not named"),
        (set_in("courses.User", "is_superuser", True), "which is unknown"),
        (set_in("courses.Department", "slug", "a b"), "no slug"),
        (set_in("projects.Milestone", "points", "-5.00"), "field “points”"),
        (set_in("projects.Milestone", "points", "NaN"), "field “points”"),
        (set_in("projects.Milestone", "points", 5), "of another kind"),
        (set_in("projects.ReminderRule", "before", "two days"), "field “before”"),
        (set_in("projects.ReminderRule", "before", "-P1DT00H00M00S"), "reminder_comes_before"),
        (set_in("projects.Work", "counting", "nowhere"), "not in the export"),
        (set_in("projects.Grade", "state", "released"), "released_grade_has_points_and_time"),
        (set_in("projects.SubmissionFile", "sha256", "0" * 64), "checksum"),
        (set_in("projects.SubmissionFile", "size", 7), "as long as"),
        (set_in("projects.SubmissionFile", "key", "files/x/../y"), "names its file wrongly"),
        (set_in("projects.SubmissionFile", "key", ""), "No row"),
        (set_in("projects.SubmissionFile", "name", "other.pdf"), "names its file wrongly"),
        (lambda document: document.pop("files"), "has not the parts"),
        (lambda document: document.update(more=1), "has not the parts"),
        (lambda document: document.update(files=[1]), "index of files"),
        (lambda document: document.update(files={}), "index of files"),
        (lambda document: document["files"].pop(), "but not in both"),
        (lambda document: document["files"][0].update(size="7"), "index of files"),
        (lambda document: document["files"][0].update(sha256="0" * 64), "checksum"),
        (lambda document: document["files"].append(document["files"][0]), "a file twice"),
        (lambda document: document.update(with_people="yes"), "has not the parts"),
        (lambda document: document.update(with_people=False), "does not know"),
        (lambda document: document.update(rows=[]), "no rows"),
        (lambda document: document["rows"].update({"auth.Group": [{}]}), "does not know"),
        (lambda document: document["rows"].update({"mail.OutgoingMail": []}), "does not know"),
        (lambda document: document["rows"].update({"courses.Course": []}), "one course"),
        (lambda document: document["rows"].update({"schedule.Lecture": [1]}), "no rows"),
        (lambda document: document["rows"].pop("courses.Department"), "department"),
        (
            lambda document: document["rows"]["schedule.Lecture"].append(
                document["rows"]["schedule.Lecture"][0]
            ),
            "the same id",
        ),
    ],
)  # fmt: skip
def test_one_thing_that_is_wrong(entries, tmp_path, change, told):
    import re

    assert re.search(told, refused(with_changes(entries, change), tmp_path))


def with_changes(entries, change) -> dict[str, bytes]:
    """A lone surrogate cannot be written as UTF-8; JSON's own escape can say it."""
    document = document_of(entries)
    change(document)
    return {**entries, DOCUMENT: json.dumps(document).encode()}


def test_a_missing_file(entries, tmp_path):
    path = next(name for name in entries if name.startswith("files/"))
    del entries[path]
    assert f"The file {path} is in the zip or in its index" in refused(entries, tmp_path)


def test_a_file_with_another_content(entries, tmp_path):
    path = next(name for name in entries if name.startswith("files/"))
    entries[path] = b"changed on the way"
    assert "not what its checksum says" in refused(entries, tmp_path)


def test_the_newest_export_of_an_older_model_gets_what_was_added_since_as_a_default(
    entries, tmp_path
):
    """A field that has a default may be missing: it was added after the export was made."""
    told = restored(with_changes(entries, drop_field("courses.Course", "hue")), tmp_path)
    assert told.course.hue == 275


def test_the_command_ends_with_status_1_and_one_line(entries, tmp_path, capfd):
    import sys

    from django.core.management import ManagementUtility

    path = zipped({**entries, "../x": b""}, tmp_path / "bad.zip")
    with pytest.raises(SystemExit) as ended:
        ManagementUtility(["manage.py", "import_course", str(path)]).execute()
    assert ended.value.code == 1
    assert len(capfd.readouterr().err.strip().splitlines()) == 1
    assert sys.exc_info() == (None, None, None)


def test_what_stood_on_storage_when_the_rows_fail_is_removed(entries, tmp_path):
    change = set_in("projects.Grade", "points", "-1.00")
    assert "points_are_not_negative" in refused(changed(entries, change), tmp_path)


@pytest.mark.django_db(transaction=True)
def test_a_commit_whose_answer_is_lost_leaves_no_row_without_its_file(tmp_path, monkeypatch):
    found = exported(full_course(), with_people=True)
    commit = BaseDatabaseWrapper._commit

    def lost(self):
        commit(self)
        if Course.objects.filter(slug="beside").exists():
            raise OperationalError("the connection is gone")

    monkeypatch.setattr(BaseDatabaseWrapper, "_commit", lost)
    with pytest.raises(RestoreRefused, match="the connection is gone"):
        restored(found, tmp_path, slug="beside")
    monkeypatch.undo()
    files = SubmissionFile.objects.filter(submission__work__milestone__course__slug="beside")
    assert files.count() == 3
    assert all(default_storage.exists(file.key) for file in files)
