"""What is in the outbox goes out once, whatever the mail server does. A real one answers here."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from courseapp.mail import reasons
from courseapp.mail.models import MailState, OutgoingMail
from courseapp.mail.outbox import enqueue, mail_to
from courseapp.mail.sending import LONGEST_PAUSE, MAX_ATTEMPTS, pause_after, send_ready
from tests import factories
from tests.servers.processes import free_port

pytestmark = pytest.mark.django_db
NOW = factories.NOW
MINUTE = timedelta(minutes=1)


@pytest.fixture
def sink(smtp_sink, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_sink.port
    settings.EMAIL_TIMEOUT = 5
    return smtp_sink


def queue(number=1, *, now=NOW, kind="test"):
    people = [factories.UserFactory() for _ in range(number)]
    enqueue(
        mail_to(person, kind=kind, key=person.email, subject="S", body="B", now=now)
        for person in people
    )
    return list(OutgoingMail.objects.order_by("pk"))


def states():
    return list(OutgoingMail.objects.order_by("pk").values_list("state", flat=True))


def test_what_is_ready_goes_out_once(sink):
    queue(3)

    assert send_ready(now=NOW) == {MailState.SENT: 3}
    assert send_ready(now=NOW) == {}
    assert len(sink.messages) == 3
    sent = OutgoingMail.objects.first()
    assert (sent.state, sent.sent_at, sent.leased_until) == (MailState.SENT, NOW, None)


def test_what_is_meant_for_later_waits(sink):
    queue(now=NOW + MINUTE)
    assert send_ready(now=NOW) == {}
    assert send_ready(now=NOW + MINUTE) == {MailState.SENT: 1}


def test_it_says_who_it_is_for_and_that_a_machine_wrote_it(sink, settings):
    settings.SITE_URL = "https://courses.example.edu"
    (mail,) = queue()
    send_ready(now=NOW)

    (message,) = sink.sent_to(mail.recipient.email)
    assert message["Message-ID"] == f"<{mail.public_id}@courses.example.edu>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["To"] == mail.recipient.email


def test_a_server_that_cannot_be_reached_costs_nothing(sink, settings):
    settings.EMAIL_PORT = free_port()
    queue(3)

    assert send_ready(now=NOW) == {}
    assert states() == [MailState.READY] * 3
    assert sorted(OutgoingMail.objects.values_list("attempts", flat=True)) == [0, 0, 1]

    settings.EMAIL_PORT = sink.port
    assert send_ready(now=NOW + MINUTE) == {MailState.SENT: 3}


def test_a_server_that_says_later_is_asked_again_after_growing_pauses(sink):
    (mail,) = queue()
    sink.refuse = ["451 try again"] * 3
    moment, pauses = NOW, []
    for _ in range(3):
        assert send_ready(now=moment) == {MailState.READY: 1}
        assert send_ready(now=moment) == {}
        mail.refresh_from_db()
        pauses.append(mail.not_before - moment)
        moment = mail.not_before

    assert pauses == [MINUTE, 2 * MINUTE, 4 * MINUTE]
    assert "451" in mail.last_error
    assert send_ready(now=moment) == {MailState.SENT: 1}
    mail.refresh_from_db()
    assert mail.last_error == ""


def test_a_mail_is_tried_for_as_long_as_mail_servers_do(sink):
    days = sum((pause_after(n) for n in range(1, MAX_ATTEMPTS)), timedelta(0)) / timedelta(days=1)
    assert 4 < days < 6
    assert pause_after(MAX_ATTEMPTS) == LONGEST_PAUSE

    queue()
    OutgoingMail.objects.update(attempts=MAX_ATTEMPTS - 1)
    sink.refuse = ["451 try again"]
    assert send_ready(now=NOW) == {MailState.FAILED: 1}


def test_a_server_that_says_never_is_not_asked_again(sink):
    (mail, *_others) = queue(2)
    sink.refuse = ["550 no such person"]

    assert send_ready(now=NOW) == {MailState.FAILED: 1, MailState.SENT: 1}
    assert send_ready(now=NOW + timedelta(days=30)) == {}
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.FAILED, 1)
    assert "550" in mail.last_error


def test_a_refused_sender_is_a_mistake_of_the_settings_not_of_the_mail(sink, monkeypatch):
    async def refuse(self, server, session, envelope, address, options):
        return "550 you may not send here"

    monkeypatch.setattr(type(sink), "handle_MAIL", refuse, raising=False)
    queue()
    assert send_ready(now=NOW) == {MailState.READY: 1}


def test_a_server_that_hangs_up_delays_one_mail_and_none_behind_it(sink, monkeypatch):
    original, calls = type(sink).handle_DATA, []

    async def hang_up_on_the_second(self, server, session, envelope):
        calls.append(envelope.rcpt_tos)
        if len(calls) == 2:
            server.transport.close()
            return "250 never heard"
        return await original(self, server, session, envelope)

    monkeypatch.setattr(type(sink), "handle_DATA", hang_up_on_the_second)
    queue(4)

    assert send_ready(now=NOW) == {MailState.SENT: 3, MailState.READY: 1}
    assert send_ready(now=NOW + MINUTE) == {MailState.SENT: 1}
    identities = [message["Message-ID"] for message in sink.messages]
    assert len(set(identities)) == len(identities) == 4


def test_the_second_attempt_carries_the_same_message_id(sink, monkeypatch):
    """As after a crash between the server's "250" and our commit."""
    queue()
    send_ready(now=NOW)
    OutgoingMail.objects.update(state=MailState.READY, sent_at=None)
    send_ready(now=NOW)

    assert {message["Message-ID"] for message in sink.messages} == {sink.messages[0]["Message-ID"]}
    assert len(sink.messages) == 2


def test_a_mail_whose_reason_no_longer_holds_is_not_sent(sink, monkeypatch):
    monkeypatch.setitem(reasons._checks, "test", lambda mail, now: "it was handed in")
    queue()

    assert send_ready(now=NOW) == {MailState.SKIPPED: 1}
    assert sink.messages == []
    assert OutgoingMail.objects.get().last_error == "it was handed in"


def test_nothing_goes_to_a_closed_account(sink):
    (mail,) = queue()
    mail.recipient.is_active = False
    mail.recipient.save()
    assert send_ready(now=NOW) == {MailState.SKIPPED: 1}


def test_one_mail_that_cannot_be_written_does_not_stop_those_behind_it(sink):
    (mail, _other) = queue(2)
    type(mail.recipient).objects.filter(pk=mail.recipient_id).update(
        email="no address\n@example.edu"
    )

    assert send_ready(now=NOW) == {MailState.FAILED: 1, MailState.SENT: 1}


def test_one_check_that_fails_does_not_stop_those_behind_it(sink, monkeypatch):
    def broken(mail, now):
        raise KeyError("milestone")

    monkeypatch.setitem(reasons._checks, "broken", broken)
    queue(1, kind="broken")
    queue(1)

    assert send_ready(now=NOW) == {MailState.READY: 1, MailState.SENT: 1}


def test_what_a_dead_sender_had_taken_is_sent_once_its_lease_is_over(sink):
    queue()
    OutgoingMail.objects.update(leased_until=NOW + MINUTE)

    assert send_ready(now=NOW) == {}
    assert send_ready(now=NOW + 2 * MINUTE) == {MailState.SENT: 1}


def test_who_lost_the_lease_has_no_say(sink, monkeypatch):
    """The first sender hangs for longer than its lease; a second one sends; the first fails."""
    (mail,) = queue()
    sink.refuse = ["451 try again"]

    def lose(mail, now):
        OutgoingMail.objects.update(state=MailState.SENT, sent_at=now, leased_until=None)
        return ""

    monkeypatch.setitem(reasons._checks, "test", lose)
    send_ready(now=NOW)
    mail.refresh_from_db()
    assert mail.state == MailState.SENT


def test_a_batch_of_obsolete_mails_does_not_hide_what_is_behind(sink, monkeypatch):
    monkeypatch.setitem(reasons._checks, "old", lambda mail, now: "obsolete")
    queue(3, kind="old")
    queue(1)

    outcomes = []
    while outcome := send_ready(now=NOW, limit=2):
        outcomes.append(dict(outcome))
    assert outcomes == [{"skipped": 2}, {"skipped": 1, "sent": 1}]


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_mail_once(sink):
    queue(30)
    start, outcomes, errors = threading.Barrier(2), [], []

    def send():
        try:
            start.wait(timeout=10)
            outcomes.append(send_ready(now=NOW))
        except Exception as error:  # noqa: BLE001
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert errors == []
    assert sum(outcome[MailState.SENT] for outcome in outcomes) == 30
    assert len({message["Message-ID"] for message in sink.messages}) == len(sink.messages) == 30


def test_the_command_empties_the_outbox_and_says_so(sink, capsys):
    from django.core.management import call_command

    queue(3, now=NOW - timedelta(days=3650))
    call_command("send_mail")
    said = "3 sent, 0 to be tried again, 0 not needed any more, 0 given up, 0 still waiting\n"
    assert capsys.readouterr().out == said
