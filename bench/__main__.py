"""Measure each row: nine interleaved runs of ours and of its limit, medians, their ratio. Many
short runs, not few long ones: what else the machine does then meets both alike.

Absolute numbers depend on the machine and say little; the ratio of two things measured in the
same run on the same server is what is promised.
"""

import json
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from bench import client, report, server

RUNS = 9
PAGES = 200
AT_ONCE = 4
UPLOADS = 16
SIZE = 5 * 1024 * 1024
BOUNDARY = "bench-boundary"
PAGE = "courseapp/portal/demo/course.md"
REFERENCES = "courseapp/portal/demo/references.md"

Measure = Callable[[], float]


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        world = prepare(folder)
        with server.serving(folder, "gunicorn_pages") as port:
            save_page(folder, world["course"], port)
            rows = [course_page(world, port), unchanged(world, port), dashboard(world, port)]
        with server.serving(folder, "gunicorn_files") as port:
            rows.append(hand_in(world, port))
    report.write(rows)
    for row in rows:
        print(f"{row.name}: {row.ours} /s, limit {row.limit} /s, {row.ratio} (goal {row.goal})")
    return 0


def prepare(folder: Path) -> dict[str, object]:
    server.manage(folder, "migrate", "--verbosity=0")
    server.manage(folder, "collectstatic", "--noinput", "--verbosity=0")
    server.manage(folder, "import_course", PAGE, "--slug=bench", f"--references={REFERENCES}")
    server.manage(folder, "shell", "--verbosity=0", "-c", "from bench import world; world.build()")
    facts: dict[str, object] = json.loads((folder / "world.json").read_text())
    return facts


def save_page(folder: Path, path: object, port: int) -> None:
    """Give the limit the very bytes that ours returns."""
    status, answer = client.ask(client.request(str(path), port=port), port=port)
    if status != 200:
        raise RuntimeError(f"the course page answers {status}")
    (folder / "course-page.html").write_bytes(answer.partition(b"\r\n\r\n")[2])


def interleaved(name: str, *, ours: Measure, limit: Measure, goal: float) -> report.Row:
    ours(), limit()  # warm up: imports, templates, the page cache
    runs = [(ours(), limit()) for _ in range(RUNS)]
    return report.row(name, ours=[a for a, _ in runs], limit=[b for _, b in runs], goal=goal)


def pages(prepared: bytes, *, port: int, expect: int = 200) -> Measure:
    return lambda: client.rate([prepared] * PAGES, port=port, at_once=AT_ONCE, expect=expect)


def course_page(world: dict[str, object], port: int) -> report.Row:
    ours = client.request(str(world["course"]), port=port)
    limit = client.request("/limit/page/", port=port)
    return interleaved(
        "course page, signed out",
        ours=pages(ours, port=port),
        limit=pages(limit, port=port),
        goal=0.6,
    )


def unchanged(world: dict[str, object], port: int) -> report.Row:
    def again(path: str) -> bytes:
        _status, answer = client.ask(client.request(path, port=port), port=port)
        found = re.search(rb"(?i)^etag: (.+)\r$", answer, re.MULTILINE)
        if found is None:
            raise RuntimeError(f"{path} has no ETag")
        header = f"If-None-Match: {found[1].decode()}"
        return client.request(path, port=port, headers=[header])

    return interleaved(
        "course page, unchanged (304)",
        ours=pages(again(str(world["course"])), port=port, expect=304),
        limit=pages(again("/limit/unchanged/"), port=port, expect=304),
        goal=0.9,
    )


def dashboard(world: dict[str, object], port: int) -> report.Row:
    session = f"Cookie: session={_sessions(world)[0]}"
    first = client.request("/dashboard/", port=port, headers=[session])
    # Whoever signed in has the cookie of forms as well: the sign-in page is one.
    cookies = [f"{session}; csrf={_csrf(client.ask(first, port=port)[1])}"]
    ours = client.request("/dashboard/", port=port, headers=cookies)
    limit = client.request("/limit/dashboard/", port=port, headers=cookies)
    return interleaved(
        "dashboard, signed in",
        ours=pages(ours, port=port),
        limit=pages(limit, port=port),
        goal=0.6,
    )


def hand_in(world: dict[str, object], port: int) -> report.Row:
    path = f"/handin/{world['milestone']}/"

    def measure(target: str) -> Measure:
        def run() -> float:
            forms = [_upload(target, path, session, port) for session in _sessions(world)]
            return client.rate(forms, port=port, at_once=UPLOADS, expect=302)

        return run

    return interleaved(
        "hand-in of a 5 MB PDF, 16 at once",
        ours=measure(path),
        limit=measure("/limit/upload/"),
        goal=0.7,
    )


def _sessions(world: dict[str, object]) -> Sequence[str]:
    return world["sessions"]  # type: ignore[return-value]


def _csrf(answer: bytes) -> str:
    """Return the cookie that belongs to the forms of a page."""
    found = re.search(rb"(?i)^set-cookie: csrf=([^;]+)", answer, re.MULTILINE)
    if found is None:
        raise RuntimeError("the page has no form")
    return found[1].decode()


def _upload(target: str, form_path: str, session: str, port: int) -> bytes:
    """Open the form as a browser does and return the request that hands a file in."""
    cookie = f"session={session}"
    form = client.request(form_path, port=port, headers=[f"Cookie: {cookie}"])
    _status, answer = client.ask(form, port=port)
    fields = {
        name.decode(): value.decode()
        for name, value in re.findall(rb'<input type="hidden" name="(\w+)" value="([^"]*)"', answer)
    }
    if "csrfmiddlewaretoken" not in fields:
        raise RuntimeError("the hand-in page has no form")
    headers = [
        f"Cookie: {cookie}; csrf={_csrf(answer)}",
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}",
    ]
    body = _multipart(fields)
    return client.request(target, port=port, method="POST", headers=headers, body=body)


def _multipart(fields: dict[str, str]) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    parts.append(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="final.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    content = PDF + b"%" * (SIZE - len(PDF) - len(TAIL)) + TAIL
    return "".join(parts).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


PDF = b"%PDF-1.4\n"
TAIL = b"\n%%EOF\n"

if __name__ == "__main__":
    sys.exit(main())
