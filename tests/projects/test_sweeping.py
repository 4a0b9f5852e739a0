"""Files without a row go once they are a day old, and no others."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from courseapp.courses import storing
from projects.sweeping import sweep_orphans, sweep_uploads
from tests import factories
from tests.actors import enrolled, handed_in, pdf

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def _empty():
    sweep_orphans(now=NOW + timedelta(days=2))


def orphan(*, hours):
    key = default_storage.save(storing.new_key("handed-in"), ContentFile(b"left behind"))
    aged(default_storage.path(key), hours)
    return key


def aged(path, hours):
    moment = (NOW - timedelta(hours=hours)).timestamp()
    os.utime(path, (moment, moment))


def test_an_orphan_goes_after_a_day_and_not_before():
    young, old = orphan(hours=23), orphan(hours=25)
    assert sweep_orphans(now=NOW) == 1
    assert default_storage.exists(young)
    assert not default_storage.exists(old)


def test_what_was_handed_in_stays_however_old_it_is():
    milestone = factories.MilestoneFactory()
    student = enrolled(milestone.course)
    file = handed_in(milestone, student, student, files=(pdf(),)).files.get()
    aged(default_storage.path(file.key), 10_000)
    assert sweep_orphans(now=NOW) == 0
    assert default_storage.exists(file.key)


def test_more_than_a_batch_is_swept():
    keys = [orphan(hours=30) for _ in range(7)]
    assert sweep_orphans(now=NOW, batch=3) == 7
    assert not any(default_storage.exists(key) for key in keys)


def test_half_received_uploads_go_too():
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    young, old = folder / "young.upload", folder / "old.upload"
    for path, hours in ((young, 23), (old, 25)):
        path.write_bytes(b"half")
        aged(path, hours)
    assert sweep_uploads(now=NOW) == 1
    assert young.exists()
    assert not old.exists()
    young.unlink()


def test_a_file_that_is_gone_in_between_does_not_stop_the_sweep(monkeypatch):
    keys = [orphan(hours=30) for _ in range(2)]
    real = default_storage.get_modified_time

    def gone(key):
        if key == keys[0]:
            raise FileNotFoundError(key)
        return real(key)

    monkeypatch.setattr(default_storage, "get_modified_time", gone)
    assert sweep_orphans(now=NOW) == 1


def test_stored_files_are_for_the_app_alone():
    path = Path(default_storage.path(orphan(hours=0)))
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_file_and_folders_are_flushed_before_anything_refers_to_them(monkeypatch):
    flushed = []
    monkeypatch.setattr(storing, "flush", flushed.append)
    storage = storing.DurableStorage(location=Path(settings.DATA_DIR) / "new" / "files")
    name = storage.save("handed-in/ab/one", ContentFile(b"x"))
    path = Path(storage.path(name))
    assert flushed[:2] == [path, path.parent]
    assert set(flushed[2:]) == set(path.parents[1:4])
    flushed.clear()
    name = storage.save("handed-in/ab/two", ContentFile(b"x"))
    assert flushed == [Path(storage.path(name)), path.parent]
