"""Taking turns to write, where the database takes one writer at a time and has no queue.

SQLite makes whoever finds it locked look again after pauses that grow to 100 ms, and between two
looks it may be that nobody writes: when sixteen handed in at once, a quarter of the time in which
their rows were written. Threads of one process queue here instead; other processes look again.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_turn = threading.Lock()


@contextmanager
def in_turn() -> Iterator[None]:
    """Wait for one's turn, then write in a transaction of one's own inside. Who is already within
    a transaction has the database's lock, and must not wait for others who may wait for it."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with _turn:
        yield
