"""How the demo gets its environment, its port and its folder."""

import socket

import pytest

from courseapp.portal.demo.environment import DROPPED, FOLDER, demo_environment, demo_folder
from courseapp.portal.demo.folder import InUse, empty, only_one
from courseapp.portal.demo.ports import PortRefused, check_port, port_from
from tests.servers.environment import settings_variables
from tests.servers.processes import ROOT


def test_nothing_of_a_real_site_gets_into_the_demo():
    real = dict.fromkeys(settings_variables(), "of a real site")
    made = demo_environment({**real, "PATH": "/bin"}, port=8000)
    assert "of a real site" not in made.values()
    assert made["PATH"] == "/bin"
    assert settings_variables() <= DROPPED


def test_the_demo_is_safe_and_its_mail_stays_here():
    made = demo_environment({}, port=8123)
    assert made["DATA_DIR"] == str(ROOT / "data" / "demo")
    assert made["ALLOWED_HOSTS"] == "localhost,127.0.0.1,[::1]"
    assert made["EMAIL_URL"].startswith("file:")
    assert made["SITE_URL"] == "http://127.0.0.1:8123"
    assert "DEBUG" not in made


def test_the_folder_can_be_named(tmp_path):
    assert demo_folder({FOLDER: str(tmp_path)}) == tmp_path


@pytest.mark.parametrize("asked", ["x", "0", "65536", "-1", "80 80", "8000.0"])
def test_what_is_no_port_is_told_with_the_cure(asked):
    with pytest.raises(PortRefused, match="PORT=8001 make demo"):
        port_from({"PORT": asked})


def test_the_port_is_8000_unless_another_is_asked_for():
    assert port_from({}) == port_from({"PORT": ""}) == 8000
    assert port_from({"PORT": "8123"}) == 8123


def test_a_port_in_use_is_told_with_the_cure():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortRefused, match=f"Port {port} is in use.*PORT={port + 1} make demo"):
            check_port(port)
    check_port(port)


def test_one_folder_serves_one_demo(tmp_path):
    with only_one(tmp_path), pytest.raises(InUse), only_one(tmp_path):
        pass
    with only_one(tmp_path):
        pass


def test_emptying_takes_what_a_demo_made_and_nothing_else(tmp_path):
    for name in ("mail", "files", "letters"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").write_text("x")
    (tmp_path / "courseapp.sqlite3").write_text("x")
    empty(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letters"]
