"""A mail is written once, however often and from wherever it is asked for."""

import threading

import pytest
from django.db import connection, transaction

from courseapp.mail.models import MailState, OutgoingMail
from courseapp.mail.outbox import enqueue, mail_to
from tests import factories

NOW = factories.NOW


def mail(person, key="a", **fields):
    given = {"kind": "test", "subject": "Subject", "body": "Body", "now": NOW, **fields}
    return mail_to(person, key=key, **given)


@pytest.mark.django_db
def test_the_same_key_twice_is_one_mail_and_the_first_stands():
    person = factories.UserFactory()
    enqueue([mail(person, subject="First")])
    enqueue([mail(person, subject="Second")])

    assert [row.subject for row in OutgoingMail.objects.all()] == ["First"]


@pytest.mark.django_db
def test_the_same_key_twice_in_one_call_is_one_mail():
    person = factories.UserFactory()
    assert enqueue([mail(person, subject="First"), mail(person, subject="Second")]) == 1
    assert OutgoingMail.objects.get().subject == "First"


@pytest.mark.django_db
def test_a_mail_that_went_out_stays_as_it_is_when_its_key_comes_again():
    person = factories.UserFactory()
    enqueue([mail(person)])
    OutgoingMail.objects.update(state=MailState.SENT, sent_at=NOW)
    enqueue([mail(person)])

    assert OutgoingMail.objects.get().state == MailState.SENT


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 1200])
def test_thousands_are_written_in_few_queries(number, django_assert_max_num_queries):
    person = factories.UserFactory()
    with django_assert_max_num_queries(2 + number // 50):
        enqueue(mail(person, key=str(n)) for n in range(number))
    assert OutgoingMail.objects.count() == number


@pytest.mark.django_db
def test_a_subject_fits_its_header_and_its_column():
    person = factories.UserFactory()
    enqueue([mail(person, subject="Two\r\nBcc: all@example.edu lines " + "x" * 300)])

    subject = OutgoingMail.objects.get().subject
    assert subject.startswith("Two Bcc: all@example.edu lines")
    assert len(subject) == 250


@pytest.mark.django_db
def test_a_worker_is_woken_once_the_transaction_is_through_and_not_before(
    monkeypatch, django_capture_on_commit_callbacks
):
    woken = []
    monkeypatch.setattr("courseapp.mail.tasks.wake", lambda: woken.append(True))
    person = factories.UserFactory()

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        enqueue([mail(person)])
        assert woken == []
    assert woken == [True]


@pytest.mark.django_db
def test_without_a_broker_nothing_is_lost(settings, django_capture_on_commit_callbacks):
    from tests.servers.processes import free_port

    person = factories.UserFactory()
    from courseapp.mail import tasks

    app = tasks.send_ready.app
    before = app.conf.broker_url
    app.conf.broker_url = f"redis://127.0.0.1:{free_port()}/0"
    try:
        with django_capture_on_commit_callbacks(execute=True):
            enqueue([mail(person)])
    finally:
        app.conf.broker_url = before
    assert OutgoingMail.objects.get().state == MailState.READY


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_write_it_once():
    person = factories.UserFactory()
    start, errors = threading.Barrier(4), []

    def write():
        try:
            start.wait(timeout=10)
            enqueue([mail(person, key=str(n)) for n in range(20)])
        except Exception as error:  # noqa: BLE001
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert errors == []
    assert OutgoingMail.objects.count() == 20
