"""A page's faults are seen: each kind is put on a page, and the watch must tell of it."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.servers.browser import Watched

pytestmark = pytest.mark.browser

STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; img-src * data:"
PAGES = {
    "/clean": "<!doctype html><title>Clean</title><link rel=icon href='data:,'><p>Clean</p>",
    "/inline-style": "<!doctype html><p style='color: red'>Red</p>",
    "/inline-script": "<!doctype html><script>document.title = 'x'</script>",
    "/broken-script": "<!doctype html><script src='/broken.js'></script>",
    "/broken.js": "throw new Error('broken on purpose')",
    "/outside": "<!doctype html><img src='http://outside.example/x.png'>",
    "/missing": "<!doctype html><img src='/nowhere.png'>",
}


class Pages(BaseHTTPRequestHandler):
    def do_GET(self):
        body = PAGES.get(self.path)
        self.send_response(200 if body else 404)
        script = self.path.endswith(".js")
        self.send_header("Content-Type", "text/javascript" if script else "text/html")
        self.send_header("Content-Security-Policy", STRICT)
        self.end_headers()
        self.wfile.write((body or "").encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def pages(chromium):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    watched = Watched(chromium, f"http://127.0.0.1:{server.server_port}")
    yield watched
    watched.close()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("javascript", [True, False])
def test_a_clean_page_has_no_problems(pages, size, javascript):
    page = pages(size, javascript=javascript)
    page.goto("/clean")
    assert page.inner_text("p") == "Clean"
    assert page.viewport_size["width"] == {"phone": 390, "desktop": 1280}[size]
    assert pages.problems == []


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/inline-style", "Content Security Policy"),
        ("/inline-script", "Content Security Policy"),
        ("/broken-script", "script: Error: broken on purpose|script: broken on purpose"),
        ("/outside", "outside.example"),
        ("/missing", "404"),
    ],
)
def test_every_kind_of_problem_is_seen(pages, path, problem):
    page = pages()
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert list(pages.unexpected())
    pages.expect(problem, "policy: ", r"favicon\.ico|console error.*404")
    assert list(pages.unexpected()) == []


def test_a_violation_is_seen_without_javascript(pages):
    pages(javascript=False).goto("/inline-style")
    assert any("Content Security Policy" in problem for problem in pages.problems)
