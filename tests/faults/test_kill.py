"""Rule 4 under SIGKILL: the web process dies at ten points of an upload, and a hand-in is there
as a whole or not at all. The real server, the database of this run, a real disk.
"""

import hashlib
import os
import random
import signal
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.core.files.storage import default_storage

from courseapp.mail.models import OutgoingMail
from projects import receipts, signing
from projects.drafting import save_draft
from projects.models import Draft, Submission, SubmissionFile
from projects.models.submission import FOLDER
from projects.sweeping import sweep_orphans, sweep_uploads
from tests import factories
from tests.actors import team
from tests.faults.client import PDF, RawClient
from tests.servers import serving

POINTS = [
    "first bytes received",
    "half of the body received",
    "body complete, before the write",
    "half-way in the write to storage",
    "after the write, before fsync",
    "after fsync of the file",
    "after fsync of the folder",
    "verified, before the row",
    "after INSERT, before COMMIT",
    "after COMMIT",
]
CONFIG = Path(__file__).with_name("gunicorn_faulty.py")
A_DAY_LATER = timedelta(hours=25)


@pytest.fixture(scope="module")
def faulty_module(request, django_db_setup, static_root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("faulty")
    server = serving.serve(folder, env={"STATIC_ROOT": static_root}, config=CONFIG)
    yield server
    server.stop()


@pytest.fixture
def faulty(faulty_module, transactional_db):
    return faulty_module


@pytest.fixture
def place(faulty):
    """A milestone that is due tomorrow, a team with a draft, and one of them at a browser."""
    now = datetime.now(UTC)
    course = factories.CourseFactory()
    milestone = factories.MilestoneFactory(course=course, due=now + timedelta(days=1))
    project, people = team(course)
    draft = save_draft(milestone, owner=project, text="The draft.", by=people[0], now=now)
    return draft, people, RawClient(faulty.url, people[0]), f"/handin/{milestone.public_id}/"


def all_keys():
    try:
        folders, _ = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return set()
    found = ((f, default_storage.listdir(f"{FOLDER}/{f}")[1]) for f in folders)
    return {f"{FOLDER}/{f}/{name}" for f, names in found for name in names}


def nothing_is_there_by_half(people):
    """Each version has its verified file, its genuine receipt and its mails; numbers have no
    gap; nothing belongs to a version that is not there."""
    versions = list(Submission.objects.order_by("version"))
    assert [v.version for v in versions] == list(range(1, len(versions) + 1))
    for version in versions:
        [file] = version.files.all()
        with default_storage.open(file.key) as stored:
            assert hashlib.sha256(stored.read()).hexdigest() == file.sha256
        receipt = receipts.verify(version.receipt, signing.public_keys())
        assert receipt.files == (receipts.ReceiptFile(file.name, file.sha256, file.size),)
        mails = OutgoingMail.objects.filter(dedupe_key__contains=version.public_id)
        assert {mail.recipient for mail in mails} == set(people)
    assert OutgoingMail.objects.count() == len(versions) * len(people)
    assert SubmissionFile.objects.count() == len(versions)


def the_sweep_removes_orphans_of_yesterday_alone():
    known = set(SubmissionFile.objects.values_list("key", flat=True))
    keys, now = all_keys(), datetime.now(UTC)
    uploads = list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir())
    assert (sweep_orphans(now=now), sweep_uploads(now=now)) == (0, 0)
    assert all_keys() == keys
    assert sweep_orphans(now=now + A_DAY_LATER) == len(keys - known)
    assert sweep_uploads(now=now + A_DAY_LATER) == len(uploads)
    assert all_keys() == known


@pytest.mark.servers
@pytest.mark.parametrize("point", POINTS)
def test_killed_at(point, place):
    draft, people, browser, path = place
    form = browser.open_form(path)
    assert form.send(fault=point) is None  # nobody answered: the process is gone

    committed = point == "after COMMIT"
    assert Submission.objects.count() == committed
    assert Draft.objects.filter(pk=draft.pk, text="The draft.").exists() == (not committed)
    nothing_is_there_by_half(people)
    the_sweep_removes_orphans_of_yesterday_alone()

    # What was sent is sent again: stored once. Another form makes the next version.
    assert browser.open_form(path)
    again = form.send()
    assert again.status == 302
    assert again.location == Submission.objects.get().get_absolute_url()
    assert browser.open_form(path).send(text="The next.").status == 302
    assert Submission.objects.count() == 2
    nothing_is_there_by_half(people)
    assert all_keys() == set(SubmissionFile.objects.values_list("key", flat=True))


@pytest.mark.faults
def test_killed_at_any_moment(faulty, place):
    """`FAULT_ROUNDS` times, at a moment that nobody chose."""
    _draft, people, browser, path = place
    chance = random.Random(os.environ.get("FAULT_SEED", "1"))
    answered = 0
    for number in range(int(os.environ.get("FAULT_ROUNDS", "200"))):
        form = browser.open_form(path)
        [worker] = psutil.Process(faulty.process.pid).children()
        killer = threading.Timer(chance.uniform(0, 0.12), worker.send_signal, [signal.SIGKILL])
        killer.start()
        answer = form.send(text=f"Round {number}.", content=PDF)
        killer.join()
        answered += answer is not None
        nothing_is_there_by_half(people)
        if answer is not None:
            assert Submission.objects.filter(text=f"Round {number}.").exists()
    the_sweep_removes_orphans_of_yesterday_alone()
    print(f"{answered} rounds were answered before the kill")
