"""Bodies from the wire: too large, too slow, broken off. Never a part for the whole."""

import errno
import io
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.test import Client, override_settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from courseapp.courses import clock
from projects.models import Draft, Submission
from tests import factories
from tests.actors import PDF, pdf, team

pytestmark = pytest.mark.django_db
TEXT = "Typed before the file was chosen."


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(factories.NOW, tick=False):
        yield


@pytest.fixture
def way(client):
    milestone = factories.MilestoneFactory()
    client.force_login(team(milestone.course)[1][0])
    return f"/handin/{milestone.public_id}/"


def body(**fields):
    return encode_multipart(BOUNDARY, {"key": "k", "draft": "0", "text": TEXT, **fields})


def big(size):
    return pdf(content=PDF + b"%" * size)


def raw(client, way, stream, length):
    """Post a stream that need not hold as much as it says."""
    headers = {"CONTENT_TYPE": MULTIPART_CONTENT, "CONTENT_LENGTH": str(length)}
    return client.generic("POST", way, b"", **headers, **{"wsgi.input": stream})


def left_behind():
    return list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir())


def nothing_was_handed_in(answer, status, words):
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert TEXT in answer.content.decode()
    assert not Submission.objects.exists()
    assert Draft.objects.get().text == TEXT


@override_settings(MAX_UPLOAD_BYTES=200_000)
@pytest.mark.parametrize("size", [200_001, 500_000, 3_000_000])
def test_what_is_too_large_is_told_with_the_text_kept(client, way, size):
    before = left_behind()
    answer = client.post(way, {"key": "k", "text": TEXT, "files": big(size)})
    nothing_was_handed_in(answer, 413, "larger than 195.3")
    assert left_behind() == before


@override_settings(MAX_UPLOAD_BYTES=200_000)
def test_files_that_are_too_large_together_are_too_large(client, way):
    answer = client.post(way, {"key": "k", "text": TEXT, "files": [big(150_000), big(150_000)]})
    nothing_was_handed_in(answer, 413, "larger than")


def test_what_is_too_slow_is_cut_and_the_text_kept(client, way, monkeypatch):
    began, reads = clock.real_now(), []

    def slow():
        reads.append(1)
        return began + timedelta(minutes=10) * len(reads)

    monkeypatch.setattr(clock, "real_now", slow)
    monkeypatch.setattr(clock, "now", lambda: began)
    answer = client.post(way, {"key": "k", "text": TEXT, "files": big(2_000_000)})
    nothing_was_handed_in(answer, 408, "longer than 30 minutes")


@pytest.mark.parametrize("missing", [1, 20, 100, 50_000])
def test_what_broke_off_is_not_taken_for_the_whole(client, way, missing):
    whole = body(files=big(100_000))
    answer = raw(client, way, io.BytesIO(whole[:-missing]), len(whole))
    nothing_was_handed_in(answer, 400, "broke off")


class Broken(io.BytesIO):
    def read(self, size=-1):
        raise OSError(errno.ECONNRESET, "Connection reset by peer")


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        (MULTIPART_CONTENT, b"no multipart at all"),
        ("multipart/form-data; boundary=", b"--\r\n"),
        ("multipart/form-data", b"--\r\n"),
        ("multipart/form-data; boundary=" + "b" * 300, b"x"),
        (MULTIPART_CONTENT, b"--" + BOUNDARY.encode() + b"\r\nContent-Disposition: x"),
        (MULTIPART_CONTENT, b"\x00" * 500),
    ],
)
def test_nonsense_is_answered_and_never_an_error_of_ours(client, way, content_type, content):
    answer = client.generic("POST", way, content, content_type=content_type)
    assert answer.status_code in {400, 422}
    assert not Submission.objects.exists()


def test_a_connection_that_breaks_is_no_error_of_ours(client, way):
    answer = raw(client, way, Broken(), 1000)
    assert answer.status_code == 400


@pytest.mark.parametrize("fields", [{"text": "x" * 6_000_000}, {str(n): "" for n in range(5100)}])
def test_more_text_than_anybody_writes_is_too_large(client, way, fields):
    assert client.post(way, fields).status_code == 413
    assert not Draft.objects.exists()


def test_a_full_disk_is_told_with_the_text_kept(client, way, monkeypatch):
    def full(self, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(TemporaryUploadedFile, "write", full, raising=False)
    answer = client.post(way, {"key": "k", "text": TEXT, "files": big(100_000)})
    nothing_was_handed_in(answer, 503, "could not be stored")


def test_strangers_fill_no_disk(way, monkeypatch):
    """Who may not hand in is told before a byte of the body is kept."""

    def never(self, *args, **options):
        raise AssertionError("a file was begun")

    monkeypatch.setattr(TemporaryUploadedFile, "__init__", never)
    stranger = Client()
    assert stranger.post(way, {"files": big(1000)}).status_code == 302
    stranger.force_login(factories.UserFactory())
    assert stranger.post(way, {"files": big(1000)}).status_code == 403


@override_settings(MAX_UPLOAD_BYTES=1000)
def test_the_api_and_all_other_routes_raise_instead(client, way):
    answer = client.post("/accounts/login/", {"files": big(2000)})
    assert answer.status_code == 400
