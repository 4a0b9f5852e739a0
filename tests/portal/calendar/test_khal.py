"""khal, an app that people use, takes the calendars of the demo without a word of complaint."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from courseapp.courses.models import Course
from courseapp.portal.calendar import address
from courseapp.portal.calendar.own import own_calendar
from courseapp.portal.calendar.public import public_calendar
from courseapp.portal.demo.accounts import ACCOUNTS
from courseapp.portal.demo.loading import load_demo
from schedule.models import ChangeState, MeetingKind
from schedule.occurrences import dates
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOW = datetime(2027, 2, 10, 15, 30, tzinfo=UTC)
KHAL = Path(sys.executable).parent / "khal"
CONFIG = """
[calendars]
[[course]]
path = {home}/calendars/course
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
default_timezone = America/New_York
local_timezone = America/New_York
[default]
default_calendar = course
[sqlite]
path = {home}/khal.sqlite3
"""


@pytest.fixture
def demo(tmp_path) -> Course:
    with override_settings(DEMO=True, DATA_DIR=tmp_path / "demo"):
        course = load_demo(now=NOW).course
    pattern = course.meeting_patterns.filter(kind=MeetingKind.LECTURE).get()
    days = dates(pattern, course=course, first=course.first_day, last=course.last_day)
    factories.MeetingChangeFactory(pattern=pattern, day=days[2], note="Snow; no trains, sorry")
    factories.MeetingChangeFactory(
        pattern=pattern,
        day=days[3],
        state=ChangeState.MOVED,
        new_day=days[3] + timedelta(days=2),
        place="Room 7",
    )
    return Course.objects.get(pk=course.pk)


@pytest.fixture
def khal(tmp_path):
    """`khal("list", …)`: what khal prints, in a home of its own. It may complain of nothing."""
    home = tmp_path / "home"
    (home / "calendars" / "course").mkdir(parents=True)
    config = home / "khal.conf"
    config.write_text(CONFIG.format(home=home))
    places = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
    environment = {**os.environ, **dict.fromkeys(places, str(home)), "TZ": "America/New_York"}

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [str(KHAL), "-v", "INFO", "-c", str(config), *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        complaints = [
            line
            for line in (done.stdout + done.stderr).splitlines()
            if line.lower().startswith(("warning", "error", "critical")) or "Traceback" in line
        ]
        assert complaints == []
        return done.stdout

    def take(content: bytes) -> None:
        file = tmp_path / "calendar.ics"
        file.write_bytes(content)
        run("import", "--batch", str(file))

    run.take = take
    return run


def told(khal, course):
    """What khal lists for the term, one line an event."""
    first, last = course.first_day, course.last_day + timedelta(days=1)
    form = "{start-date} {start-time} {title} @ {location}"
    return khal("list", "--format", form, "--day-format", "", str(first), str(last))


def test_khal_takes_the_public_calendar(demo, khal):
    khal.take(public_calendar(demo))
    listed = told(khal, demo)
    lectures = demo.lectures.exclude(kind="break").filter(day__isnull=False)
    assert lectures.count() == 14
    pattern = demo.meeting_patterns.get(kind=MeetingKind.LECTURE)
    days = dates(pattern, course=demo, first=demo.first_day, last=demo.last_day)
    moved = days[3] + timedelta(days=2)
    assert f"{days[0]} 19:10 Guest lecture: Arthur Szlam" in listed
    assert f"{moved} 19:10 Lec3 Scattering Transforms and CNNs @ Room 7" in listed
    assert f"{days[3]} 19:10" not in listed
    assert "Cancelled: Guest lecture" in listed
    assert "Tutoring" in listed
    assert "Office hours" in listed
    pause = demo.breaks.first()
    assert f"{pause.first_day} 19:10" not in listed


def test_khal_takes_a_persons_own_calendar(demo, khal):
    student = next(one for one in ACCOUNTS if one.role_name == "student")
    person = demo.memberships.get(user__email=student.email).user
    token = address.renew(person, now=NOW)
    khal.take(own_calendar(token, now=NOW))
    assert "(CSCI-GA 3033)" in told(khal, demo)
