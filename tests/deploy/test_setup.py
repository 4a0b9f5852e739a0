"""`make setup`, with stand-ins for Pythons that a machine may have."""

import os
import shutil
import subprocess
import sys
import time

import pytest

from tests.servers.processes import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def new(tmp_path_factory):
    """A checkout whose app needs no package, so that nothing is fetched."""
    folder = tmp_path_factory.mktemp("new")
    (folder / "requirements").mkdir()
    shutil.copy(ROOT / "requirements" / "install", folder / "requirements")
    shutil.copy(ROOT / "Makefile", folder)
    (folder / "requirements" / "run.txt").write_text("# nothing\n")
    (folder / "bin").mkdir()
    return folder


@pytest.fixture
def checkout(new, tmp_path):
    return shutil.copytree(new, tmp_path / "checkout")


@pytest.fixture(scope="module")
def first(new, tmp_path_factory):
    """A first setup: its checkout, and what it printed."""
    folder = shutil.copytree(new, tmp_path_factory.mktemp("first") / "checkout")
    status, output = finished(setup(folder))
    assert status == 0, output
    return folder, output


@pytest.fixture
def set_up(first, tmp_path):
    return shutil.copytree(first[0], tmp_path / "checkout", symlinks=True)


def stand_in(checkout, name, script):
    """Put a program of this name on the PATH of the checkout."""
    program = checkout / "bin" / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def setup(checkout, **env):
    own = {n: v for n, v in os.environ.items() if n not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    return subprocess.Popen(
        ["make", "setup"],
        cwd=checkout,
        env={**own, "PATH": f"{checkout / 'bin'}:/usr/bin:/bin", "PYTHON": sys.executable, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def finished(process):
    output, _ = process.communicate(timeout=120)
    return process.returncode, output


def test_a_second_setup_has_nothing_to_do(first):
    checkout, output = first
    assert "making .venv" in output
    began = time.monotonic()
    assert finished(setup(checkout)) == (0, "")
    assert time.monotonic() - began < 2


def test_changed_requirements_are_installed(set_up):
    (set_up / "requirements" / "run.txt").write_text("# something else\n")
    status, output = finished(setup(set_up))
    assert status == 0
    assert "installing" in output
    assert "making" not in output
    assert finished(setup(set_up)) == (0, "")


def test_a_setup_without_its_last_step_is_taken_up_again(set_up):
    (stamp,) = (set_up / ".venv").glob(".run-*")
    stamp.unlink()
    assert "installing" in finished(setup(set_up))[1]
    assert stamp.exists()


def test_a_broken_environment_is_made_anew(set_up):
    for stamp in (set_up / ".venv").glob(".run-*"):
        stamp.unlink()
    shutil.rmtree(next((set_up / ".venv" / "lib").glob("python*")) / "site-packages" / "pip")
    status, output = finished(setup(set_up))
    assert status == 0
    assert "making .venv" in output


def test_two_setups_at_once_take_turns(checkout):
    first, second = setup(checkout), setup(checkout)
    results = [finished(first), finished(second)]
    assert [status for status, _ in results] == [0, 0]
    assert sum("making .venv" in output for _, output in results) == 1


def test_a_python_too_old_is_named_with_the_cure(checkout):
    stand_in(checkout, "old", 'case "$2" in *print*) echo 3.9.2;; *) exit 3;; esac')
    status, output = finished(setup(checkout, PYTHON="old"))
    assert status != 0
    assert "Python 3.11 or newer is needed; old is Python 3.9.2" in output
    assert "make setup PYTHON=" in output


def test_a_missing_venv_module_is_named_with_the_cure(checkout):
    stand_in(checkout, "python3.12", "exit 4")
    status, output = finished(setup(checkout, PYTHON="python3.12"))
    assert status != 0
    assert "apt-get install python3.12-venv" in output


def test_no_python_at_all(checkout):
    status, output = finished(setup(checkout, PYTHON="nowhere"))
    assert status != 0
    assert "none was found" in output


def test_a_python_that_works_is_preferred_to_one_that_does_not(checkout):
    stand_in(checkout, "python3.12", "exit 4")
    stand_in(checkout, "python3.11", f'exec {sys.executable} "$@"')
    status, output = finished(setup(checkout, PYTHON=""))
    assert status == 0, output
