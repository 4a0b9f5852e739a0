"""Machines that watch learn whether the process is up and whether it can work, and no more."""

import shutil
import time

import pytest
from django.conf import settings as django_settings
from django.core.files.storage import default_storage
from django.db import connections
from django.db.utils import OperationalError

from tests.servers.processes import free_port


def test_a_process_that_is_up_says_so_without_asking_anybody(client, monkeypatch):
    # No `db` fixture: a query would fail the test.
    client.cookies[django_settings.SESSION_COOKIE_NAME] = "somebody's"
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok")
    assert answer["Content-Type"].startswith("text/plain")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_process_that_has_everything_is_ready(client):
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "checks": {"database": "ok", "broker": "ok", "storage": "ok"},
    }


def down(client):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "down"
    return [name for name, state in answer.json()["checks"].items() if state == "down"]


@pytest.mark.django_db
def test_a_database_that_is_down_is_told_without_its_address(client, monkeypatch, caplog):
    def refuse(_alias):
        raise OperationalError("postgresql://courseapp:secret@db/ is not there")

    monkeypatch.setattr(connections, "create_connection", refuse)

    assert down(client) == ["database"]
    assert "secret" not in caplog.text


@pytest.mark.django_db
def test_a_broker_that_is_down_is_told_within_seconds(client, settings, caplog):
    settings.REDIS_URL = f"redis://:secret@127.0.0.1:{free_port()}/0"
    began = time.monotonic()

    assert down(client) == ["broker"]
    assert time.monotonic() - began < 5
    assert "secret" not in caplog.text


@pytest.mark.servers
@pytest.mark.django_db
def test_a_redis_that_answers_is_up(client, settings, redis_url):
    settings.REDIS_URL = redis_url
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_a_broker_without_its_folder_is_down(client, settings, tmp_path):
    settings.BROKER_FOLDER = tmp_path
    assert down(client) == ["broker"]


@pytest.mark.django_db
def test_storage_that_cannot_be_written_is_down(client, tmp_path, monkeypatch):
    (tmp_path / "files").write_text("a file where the folder should be")
    monkeypatch.setattr(default_storage, "location", str(tmp_path / "files"), raising=False)
    assert down(client) == ["storage"]


@pytest.mark.django_db
def test_storage_is_ready_before_the_first_upload_made_its_folder(client):
    shutil.rmtree(default_storage.location, ignore_errors=True)
    assert client.get("/readyz").status_code == 200


@pytest.mark.servers
@pytest.mark.django_db
def test_a_silent_server_is_down_within_seconds(client, settings):
    """It takes connections and never says a word, as behind a broken firewall."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        began = time.monotonic()
        assert down(client) == ["broker"]
        assert time.monotonic() - began < 10


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_they_are_only_read(client, path):
    assert client.post(path).status_code == 405
