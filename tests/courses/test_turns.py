"""Taking turns to write."""

import threading

import pytest
from django.db import connection, transaction

from courseapp.courses.turns import in_turn

WAIT = 0.2


@pytest.fixture
def somebodys_turn():
    """Another thread has its turn until the test ends."""
    begun, over = threading.Event(), threading.Event()

    def write():
        with in_turn():
            begun.set()
            over.wait()
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    begun.wait()
    yield over
    over.set()
    thread.join()


def tried_in_a_thread():
    """Begin to wait for a turn; the event tells when it has come."""
    got = threading.Event()

    def write():
        with in_turn():
            got.set()
        connection.close()

    threading.Thread(target=write).start()
    return got


@pytest.mark.django_db(transaction=True)
def test_who_writes_to_sqlite_waits_for_the_one_before(somebodys_turn):
    got = tried_in_a_thread()
    assert got.wait(WAIT) is (connection.vendor != "sqlite")
    somebodys_turn.set()
    assert got.wait()


@pytest.mark.django_db(transaction=True)
def test_who_has_the_databases_lock_waits_for_nobody(somebodys_turn):
    with transaction.atomic(), in_turn():
        assert not somebodys_turn.is_set()


@pytest.mark.django_db(transaction=True)
def test_a_failure_ends_the_turn():
    with pytest.raises(ZeroDivisionError), in_turn():
        1 / 0  # noqa: B018
    assert tried_in_a_thread().wait(WAIT)
