"""A secret file is whole or absent, and the same for everybody who starts at once."""

import os
import stat
import subprocess
import sys
import time
from multiprocessing import get_context
from pathlib import Path

import pytest

from courseapp import keyfile

ROOT = Path(__file__).parents[1]


def own_secret(path: Path, at: float) -> bytes:
    """Wait for the common moment, then ask with a secret that is this process's own."""
    while time.time() < at:
        pass
    return keyfile.read_or_create(path, lambda: str(os.getpid()).encode() * 100)


def test_eight_processes_that_start_at_once_get_one_secret(tmp_path):
    with get_context("spawn").Pool(8) as pool:
        for attempt in range(20):
            path = tmp_path / f"keys{attempt}" / "secret"
            start = time.time() + 0.05
            seen = set(pool.starmap(own_secret, [(path, start)] * 8, chunksize=1))
            assert seen == {path.read_bytes()}
            assert [entry.name for entry in path.parent.iterdir()] == ["secret"]


def test_the_file_and_its_folders_are_for_the_owner_alone(tmp_path):
    path = tmp_path / "data" / "keys" / "secret"
    keyfile.read_or_create(path, lambda: b"secret")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700


def test_what_is_there_is_kept(tmp_path):
    path = tmp_path / "secret"
    path.write_bytes(b"first")
    assert keyfile.read_or_create(path, lambda: pytest.fail("made a second one")) == b"first"


@pytest.mark.parametrize("step", ["fsync", "link"])
def test_a_crash_before_the_end_leaves_no_file(tmp_path, monkeypatch, step):
    def crash(*_args: object) -> None:
        raise KeyboardInterrupt

    path = tmp_path / "secret"
    with monkeypatch.context() as patch:
        patch.setattr(os, step, crash)
        with pytest.raises(KeyboardInterrupt):
            keyfile.read_or_create(path, lambda: b"lost")
    assert list(tmp_path.iterdir()) == []
    assert keyfile.read_or_create(path, lambda: b"kept") == b"kept"


def test_the_bytes_are_on_the_disk_before_the_name_appears(tmp_path, monkeypatch):
    """And the folder is flushed after: the key must outlive a power failure."""
    path = tmp_path / "secret"
    order = []
    flush, link = os.fsync, os.link
    monkeypatch.setattr(os, "fsync", lambda fd: (order.append(("fsync", path.exists())), flush(fd)))
    monkeypatch.setattr(os, "link", lambda a, b: (order.append(("link", None)), link(a, b)))
    keyfile.read_or_create(path, lambda: b"secret")
    assert order == [("fsync", False), ("link", None), ("fsync", True)]


def test_an_empty_secret_is_neither_written_nor_read(tmp_path):
    path = tmp_path / "secret"
    with pytest.raises(ValueError, match="empty"):
        keyfile.read_or_create(path, lambda: b"")
    assert not path.exists()
    path.touch()
    with pytest.raises(ValueError, match="empty"):
        keyfile.read_or_create(path, lambda: b"secret")


def test_it_needs_the_standard_library_alone():
    script = (
        "import runpy, sys\n"
        f"runpy.run_path({str(ROOT / 'courseapp' / 'keyfile.py')!r})\n"
        "sys.exit('django' in sys.modules)\n"
    )
    run = subprocess.run([sys.executable, "-I", "-S", "-c", script], check=False, timeout=60)
    assert run.returncode == 0
