"""The tests' own servers keep what they promise: they end in all cases, and nothing gets out."""

import os
import signal
import smtplib
import socket
import subprocess
import sys
import textwrap
import time

import psutil
import pytest

from tests.servers.loopback import OutsideAddress
from tests.servers.processes import ROOT, Process, answers, free_port


def sleeper(tmp_path, code="import time; time.sleep(600)", **options):
    return Process([sys.executable, "-c", code], log=tmp_path / "log", **options)


def gone(pid: int) -> bool:
    """Nothing runs under this id; that nobody has buried it yet is no matter."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_a_process_ends_when_asked(tmp_path):
    process = sleeper(tmp_path)
    assert psutil.pid_exists(process.pid)
    process.stop()
    assert not psutil.pid_exists(process.pid)


def test_a_process_that_will_not_end_is_killed_with_its_children(tmp_path):
    stubborn = """
        import signal, subprocess, sys, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        print(child.pid, flush=True)
        time.sleep(600)
    """
    process = sleeper(tmp_path, textwrap.dedent(stubborn), grace=0.2)
    process.wait_until(lambda: process.output().strip().isdigit(), what="the child is started")
    child = int(process.output())
    process.stop()
    assert not psutil.pid_exists(process.pid)
    assert gone(child)


def test_a_process_ends_when_the_tests_are_killed(tmp_path):
    tests = """
        import pathlib, sys, time
        from tests.servers.processes import Process
        log = pathlib.Path(sys.argv[1])
        process = Process([sys.executable, "-c", "import time; time.sleep(600)"], log=log)
        print(process.pid, flush=True)
        time.sleep(600)
    """
    killed = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(tests), tmp_path / "log"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    pid = int(killed.stdout.readline())
    server = psutil.Process(pid)
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()
    server.wait(timeout=10)


def test_a_process_that_cannot_start_tells_why(tmp_path):
    process = sleeper(tmp_path, "raise SystemExit('no such course')")
    with pytest.raises(RuntimeError, match="no such course"):
        process.wait_until(lambda: False, what="never")


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.org", 443), ("2001:db8::1", 80)])
def test_nothing_outside_this_machine_is_reached(address):
    with pytest.raises(OutsideAddress):
        socket.create_connection(address, timeout=1)


def test_the_sink_keeps_what_it_is_sent(smtp_sink):
    with smtplib.SMTP("127.0.0.1", smtp_sink.port) as client:
        client.sendmail(
            "a@example.edu", ["b@example.edu"], "Subject: Due tomorrow\r\n\r\nBring it."
        )
    (message,) = smtp_sink.wait_for(1)
    assert message["Subject"] == "Due tomorrow"
    assert smtp_sink.sent_to("b@example.edu") == [message]


def test_the_sink_can_refuse(smtp_sink):
    smtp_sink.refuse.append("451 later")
    with (
        smtplib.SMTP("127.0.0.1", smtp_sink.port) as client,
        pytest.raises(smtplib.SMTPDataError, match="later"),
    ):
        client.sendmail("a@example.edu", ["b@example.edu"], "Subject: x\r\n\r\n")
    assert smtp_sink.messages == []


@pytest.mark.servers
def test_a_real_redis_answers(redis_url):
    import redis

    with redis.Redis.from_url(redis_url) as client:
        assert client.ping()


@pytest.mark.servers
def test_a_silent_upload_gives_its_thread_back(tmp_path):
    config = tmp_path / "gunicorn.py"
    shipped = ROOT / "deploy" / "gunicorn_files.py"
    config.write_text(shipped.read_text() + "\nSILENCE_SECONDS = 0.5\nthreads = 1\n")
    port = free_port()
    server = Process(
        [sys.executable, "-m", "gunicorn", "-c", config, "tests.servers.reader:application"],
        log=tmp_path / "log",
        env={"PORT": str(port)},
    )
    server.wait_until(lambda: answers(port), what="gunicorn listens")
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as silent:
            silent.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc")
            began = time.monotonic()
            with socket.create_connection(("127.0.0.1", port), timeout=20) as next_one:
                next_one.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                assert next_one.recv(100).startswith(b"HTTP/1.1 200")
            assert 0.3 < time.monotonic() - began < 10
    finally:
        server.stop()
