"""Files of lectures without a row go once they are a day old, and no others."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from courseapp.courses import storing
from projects import sweeping as projects_sweeping
from schedule.sweeping import sweep_orphans
from schedule.tasks import sweep_orphaned_files
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def _empty():
    sweep_orphans(now=NOW + timedelta(days=2))


def aged(key, hours):
    moment = (NOW - timedelta(hours=hours)).timestamp()
    os.utime(default_storage.path(key), (moment, moment))
    return key


def orphan(hours):
    return aged(default_storage.save(storing.new_key("lectures"), ContentFile(b"x")), hours)


def test_an_orphan_goes_after_a_day_and_not_before():
    young, old = orphan(23), orphan(25)
    assert sweep_orphans(now=NOW) == 1
    assert default_storage.exists(young)
    assert not default_storage.exists(old)


def test_what_a_lecture_has_stays_however_old_whichever_sweep_passes():
    key = aged(factories.lecture_file(factories.LectureFactory()).file.name, 10_000)
    assert sweep_orphans(now=NOW) == 0
    projects_sweeping.sweep_orphans(now=NOW)
    assert default_storage.exists(key)


def test_the_daily_task_sweeps():
    old = orphan(30)
    sweep_orphaned_files()
    assert not default_storage.exists(old)
