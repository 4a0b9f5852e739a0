"""The shipped Caddyfile is run by the real Caddy, in front of two stand-ins for the app."""

import json
import os
import socket
import sys
import threading
import time
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.deploy import shipped
from tests.servers.processes import Process, answers, free_port

pytestmark = pytest.mark.servers


class Backend(BaseHTTPRequestHandler):
    """Notes what came and when, reads the body, and says who it is."""

    def answer(self):
        self.server.seen.append((time.time(), self.path, dict(self.headers)))
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.server.name)))
        self.end_headers()
        self.wfile.write(self.server.name.encode())

    do_GET = do_POST = answer  # noqa: N815 - its base names them so

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def backends():
    servers = {}
    for name in ("web", "files"):
        server = ThreadingHTTPServer(("127.0.0.1", 0), Backend)
        server.name, server.seen = name, []
        server.handle_error = lambda *args: None  # a body that Caddy has refused half-way
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers[name] = server
    yield servers
    for server in servers.values():
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def caddy(backends, tmp_path_factory):
    folder, port = tmp_path_factory.mktemp("caddy"), free_port()
    env = {f"{n.upper()}": f"127.0.0.1:{s.server_port}" for n, s in backends.items()}
    config = json.loads(shipped.caddy_config(DOMAIN=f"http://127.0.0.1:{port}", **env))
    config["admin"] = {"disabled": True}  # its port is the same for every Caddy of a machine
    (folder / "caddy.json").write_text(json.dumps(config))
    process = Process(
        [Path(sys.executable).with_name("caddy"), "run", "--config", folder / "caddy.json"],
        log=folder / "log",
        env={"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)},
    )
    process.wait_until(lambda: answers(port), what="Caddy listens")
    yield port
    process.stop()


@pytest.fixture
def ask(caddy):
    def ask(path, *, method="GET", body=None, headers=None):
        client = HTTPConnection("127.0.0.1", caddy, timeout=20)
        client.request(method, path, body=body, headers=headers or {})
        response = client.getresponse()
        answer = response.status, response.read().decode()
        client.close()
        return answer

    return ask


@pytest.mark.parametrize(
    ("path", "backend"),
    [
        ("/", "web"),
        ("/courses/mathsdl/", "web"),
        ("/handins/", "web"),
        ("/handin/k7m2p9x4w3qa/", "files"),
        ("/files/k7m2p9x4w3qa/slides.pdf", "files"),
        ("/bulk/roster/", "files"),
        ("/admin/files/", "web"),
    ],
)
def test_each_path_goes_to_its_pool(ask, path, backend):
    assert ask(path) == (200, backend)


def test_what_a_client_says_of_the_moment_is_replaced(ask, backends):
    before = time.time()
    ask("/handin/forged/", headers={"X-Request-Start": "1", "X-Forwarded-Proto": "gopher"})
    _, _, headers = backends["files"].seen[-1]
    assert before - 1 < int(headers["X-Request-Start"]) / 1000 < time.time() + 1
    assert headers["X-Forwarded-Proto"] == "http"


def slow_post(port, path, *, seconds):
    """Send the first bytes, wait, send the rest; return the moment of the first byte."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        began = time.time()
        client.sendall(f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n".encode())
        client.sendall(b"Content-Length: 10\r\nConnection: close\r\n\r\nhello")
        time.sleep(seconds)
        client.sendall(b"world")
        assert client.recv(100).startswith(b"HTTP/1.1 200")
    return began


def test_a_slow_upload_is_passed_on_as_it_comes_with_its_first_moment(caddy, backends):
    began = slow_post(caddy, "/handin/slow/", seconds=1)
    arrived, _, headers = backends["files"].seen[-1]
    assert arrived - began < 0.7
    assert abs(int(headers["X-Request-Start"]) / 1000 - began) < 0.5


def test_a_slow_client_holds_no_process_of_the_pages(caddy, backends):
    began = slow_post(caddy, "/accounts/login/", seconds=1)
    arrived, _, headers = backends["web"].seen[-1]
    assert arrived - began >= 1
    assert abs(int(headers["X-Request-Start"]) / 1000 - began) < 0.5


def test_a_body_too_large_for_a_page_is_refused(ask):
    status, _ = ask("/accounts/login/", method="POST", body=os.urandom(9 * 1024 * 1024))
    assert status == 413
