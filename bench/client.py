"""A load client that costs little: prepared bytes over plain sockets, many at a time."""

import socket
import threading
import time
from collections.abc import Iterable, Sequence

RECEIVE = 1 << 16


def request(
    path: str, *, port: int, method: str = "GET", headers: Iterable[str] = (), body: bytes = b""
) -> bytes:
    """Return the bytes of one HTTP/1.1 request that asks the server to close afterwards."""
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Connection: close",
        *headers,
    ]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def ask(prepared: bytes, *, port: int) -> tuple[int, bytes]:
    """Send one request; return the status and everything that was received."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(prepared)
        parts = []
        while part := connection.recv(RECEIVE):
            parts.append(part)
    answer = b"".join(parts)
    return int(answer[9:12] or 0), answer


def rate(requests: Sequence[bytes], *, port: int, at_once: int, expect: int) -> float:
    """Send the requests, `at_once` at a time; return how many a second were answered.

    Raises RuntimeError if an answer has another status than `expect`: a page of errors is quick.
    """
    waiting = iter(requests)
    lock = threading.Lock()
    wrong: list[int] = []

    def work() -> None:
        while True:
            with lock:
                prepared = next(waiting, None)
            if prepared is None:
                return
            status, _answer = ask(prepared, port=port)
            if status != expect:
                wrong.append(status)

    threads = [threading.Thread(target=work) for _ in range(at_once)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    if wrong:
        raise RuntimeError(f"{len(wrong)} answers were {sorted(set(wrong))} instead of {expect}")
    return len(requests) / took
