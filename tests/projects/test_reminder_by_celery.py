"""A reminder on its whole way: a real beat, a real Redis, a real worker, a real mail server."""

import sys
from datetime import timedelta

import pytest

from courseapp.courses import clock
from courseapp.mail.models import MailState, OutgoingMail
from tests import factories
from tests.actors import enrolled, handed_in
from tests.servers.processes import Process
from tests.servers.serving import database_url, manage

pytestmark = [pytest.mark.servers, pytest.mark.slow]


@pytest.fixture
def environment(redis_url, smtp_sink, tmp_path, transactional_db):
    return {
        "DATABASE_URL": database_url(),
        "REDIS_URL": redis_url,
        "EMAIL_URL": smtp_sink.url,
        "DATA_DIR": str(tmp_path),
        "SITE_URL": "http://127.0.0.1:8000",
    }


@pytest.fixture
def celery(environment, tmp_path):
    """`celery("beat", ready=…)`: the processes of the Procfile, ended with the test."""
    started = []

    def start(*arguments, ready):
        command = [sys.executable, "-m", "celery", "-A", "courseapp", *arguments]
        command += ["--loglevel", "INFO"]
        log = tmp_path / f"{arguments[0]}.log"
        process = Process(command, env=environment, log=log)
        started.append(process)
        process.wait_until(lambda: ready in process.output(), what=ready)
        return process

    yield start
    for process in reversed(started):
        process.stop()


def test_who_has_not_handed_in_is_reminded_once(celery, environment, smtp_sink):
    now = clock.real_now()
    milestone = factories.MilestoneFactory(title="Abstract", due=now + timedelta(days=2))
    factories.ReminderRuleFactory(milestone=milestone, before=timedelta(days=3))
    owing, done = enrolled(milestone.course), enrolled(milestone.course)
    for person in (owing, done):
        person.memberships.update(joined_at=now - timedelta(days=9))
    handed_in(milestone, done, done, now=now)
    OutgoingMail.objects.all().delete()  # the receipt, which is another story

    celery("worker", "--queues", "default,mail,files", "--concurrency", "2", ready=" ready.")
    celery("beat", ready="beat: Starting")

    # Beat's first tick comes after a minute.
    (message,) = smtp_sink.wait_for(1, seconds=150)
    assert message["X-Envelope-To"] == owing.email
    assert "“Abstract” is due" in message["Subject"]
    assert f"/courses/{milestone.course.slug}/project/" in message.get_content()

    said = manage("send_reminders", env=environment) + manage("send_mail", env=environment)
    assert "0 queued" in said
    assert "0 sent" in said
    assert len(smtp_sink.messages) == 1
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.state) == (owing, MailState.SENT)
