"""The demo's mail and its clock: only in a demo, and the clock only for its staff."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage, get_connection
from django.template import Context, Template
from django.test import Client

from courseapp.courses import clock
from courseapp.courses.models import Role
from courseapp.mail.models import MailState
from courseapp.portal.demo import setting_clock
from courseapp.portal.demo.clock_choices import choices_for
from courseapp.portal.demo.loading import SLUG
from courseapp.portal.demo.mailbox import newest_letters
from tests import factories
from tests.actors import enrolled

DUE = datetime(2027, 5, 2, 3, 59, 59, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, tmp_path):
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    course = factories.CourseFactory(slug=SLUG)
    factories.MilestoneFactory(course=course, title="Paper", kind="final", due=DUE)
    return course


@pytest.fixture
def enqueued(monkeypatch) -> list[str]:
    """Which tasks were asked for; no broker is touched."""
    names: list[str] = []
    for task in (setting_clock.sweep_reminders, setting_clock.send_ready):
        monkeypatch.setattr(task, "apply_async", lambda name=task.name, **_: names.append(name))
    return names


def as_(person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def deliver(*messages: EmailMessage, second: int = 0) -> None:
    """Write mails as the demo does, at this second of the machine's time."""
    for message in messages:
        message.extra_headers["Date"] = f"Thu, 01 Apr 2027 12:00:{second:02} -0000"
    get_connection("django.core.mail.backends.filebased.EmailBackend").send_messages(messages)


# --- Only in a demo ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/demo/mail/", "/demo/clock/"])
def test_outside_of_a_demo_there_is_no_such_page_for_anybody(settings, path):
    settings.DEMO = False
    course = factories.CourseFactory(slug=SLUG)
    people = [factories.UserFactory(is_superuser=True), enrolled(course, Role.INSTRUCTOR)]
    for client in (Client(), *map(as_, people)):
        assert client.get(path).status_code == 404
        assert client.post(path, {"back": "1"}).status_code == 404


def test_the_clock_cannot_be_set_outside_of_a_demo(settings):
    settings.DEMO = False
    with pytest.raises(RuntimeError):
        setting_clock.set_clock(DUE)


# --- Mail -------------------------------------------------------------------------------------


def test_anybody_reads_the_mail_newest_first(demo, tmp_path):
    deliver(EmailMessage("First", "Körper", to=["a@example.edu"]))
    deliver(EmailMessage("Third", "-" * 40, to=["c@example.edu"]), second=2)
    deliver(EmailMessage("Second", "https://example.edu/x & <b>", to=["b@example.edu"]), second=1)
    subjects = [letter.subject for letter in newest_letters(tmp_path / "mail")]
    assert subjects == ["Third", "Second", "First"]
    html = Client().get("/demo/mail/").content.decode()
    assert '<a href="https://example.edu/x"' in html
    assert "&amp; &lt;b&gt;" in html
    assert "Körper" in html


def test_one_text_to_many_is_one_letter(demo, tmp_path):
    deliver(*(EmailMessage("Due", "Soon", to=[f"{n}@example.edu"]) for n in "cab"))
    (letter,) = newest_letters(tmp_path / "mail")
    assert letter.to == ("a@example.edu", "b@example.edu", "c@example.edu")


def outgoing(sent_at: datetime) -> dict[str, str]:
    """Return the headers of a mail that the demo sent at this moment of its own."""
    row = factories.OutgoingMailFactory(state=MailState.SENT, sent_at=sent_at)
    return {"Message-ID": f"<{row.public_id}@127.0.0.1>"}


def test_a_letter_has_the_moment_of_the_demo_not_of_the_machine(demo, tmp_path):
    then = datetime(2027, 4, 20, 12, tzinfo=UTC)
    deliver(EmailMessage("Due", "Soon", to=["a@example.edu"], headers=outgoing(then)))
    assert newest_letters(tmp_path / "mail")[0].sent == then


def test_mail_of_one_second_stands_in_the_order_of_the_demo(demo, tmp_path):
    for day in (2, 4, 3):
        headers = outgoing(datetime(2027, 4, day, tzinfo=UTC))
        deliver(EmailMessage(str(day), "x", to=["a@example.edu"], headers=headers))
    assert [letter.subject for letter in newest_letters(tmp_path / "mail")] == ["4", "3", "2"]


def test_no_mail_and_half_a_mail_are_no_error(demo, tmp_path):
    assert newest_letters(tmp_path / "none") == []
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "20270101-000000-1.log").write_bytes(b"Subject: being writ")
    assert Client().get("/demo/mail/").status_code == 200


def test_the_mail_page_asks_as_little_for_30_mails_as_for_one(demo, django_assert_num_queries):
    for count in (1, 30):
        deliver(*(EmailMessage(f"No. {n}", "x", to=["a@example.edu"]) for n in range(count)))
        with django_assert_num_queries(2):
            Client().get("/demo/mail/")


# --- Clock ------------------------------------------------------------------------------------


def test_who_may_see_the_clock(demo):
    assert Client().get("/demo/clock/").status_code == 302
    assert as_(enrolled(demo, Role.STUDENT)).get("/demo/clock/").status_code == 403
    assert as_(factories.UserFactory()).post("/demo/clock/", {"back": "1"}).status_code == 403
    for role in (Role.TUTOR, Role.INSTRUCTOR):
        assert as_(enrolled(demo, role)).get("/demo/clock/").status_code == 200


def test_staff_of_another_course_are_not_staff_of_the_demo(demo):
    other = enrolled(factories.CourseFactory(), Role.INSTRUCTOR)
    assert as_(other).get("/demo/clock/").status_code == 403


def test_three_moments_are_offered_for_each_milestone_with_a_date(demo):
    factories.MilestoneFactory(course=demo, due=datetime(2027, 3, 13, 3, tzinfo=UTC))
    factories.MilestoneFactory(course=demo, due=None)
    abstract, paper = choices_for(demo)
    assert [one.label for one in paper.choices] == [
        "a week before",
        "23:58 on the day",
        "release day",
    ]
    before, soon, release = (one.moment.astimezone(demo.zone) for one in paper.choices)
    assert before == DUE - timedelta(days=7)
    assert f"{soon:%d %B %H:%M}" == "01 May 23:58"
    assert f"{release:%d %B %H:%M}" == "08 May 09:00"
    assert abstract.choices[1].label == "21:58 on the day"


def test_a_button_sets_the_clock_and_wakes_a_worker(demo, enqueued):
    moment = DUE - timedelta(days=7)
    client = as_(enrolled(demo, Role.TUTOR))
    answer = client.post("/demo/clock/", {"moment": moment.isoformat()})
    assert (answer.status_code, answer["Location"]) == (302, "/demo/clock/")
    assert abs(clock.now() - moment) < timedelta(seconds=20)
    assert enqueued == ["projects.sweep_reminders", "mail.send_ready"]
    html = client.get("/demo/clock/").content.decode()
    assert "Set it back to now" in html


def test_a_free_moment_is_meant_in_the_zone_of_the_course(demo, enqueued):
    wanted = clock.real_now().astimezone(demo.zone).replace(tzinfo=None) + timedelta(days=40)
    as_(enrolled(demo, Role.TUTOR)).post("/demo/clock/", {"local": f"{wanted:%Y-%m-%dT%H:%M}"})
    now = clock.now().astimezone(demo.zone).replace(tzinfo=None)
    assert abs(now - wanted) < timedelta(minutes=2)


def test_back_to_now(demo, enqueued):
    clock.set_demo_clock(DUE)
    as_(enrolled(demo, Role.TUTOR)).post("/demo/clock/", {"back": "1"})
    assert not clock.shift()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"moment": "tomorrow"},
        {"moment": "2027-05-01T10:00"},
        {"moment": "9999-12-31T23:59:59+00:00"},
        {"moment": "0001-01-01T00:00:00+14:00"},
        {"local": "2027-02-30T10:00"},
        {"local": "9999-12-31T23:59"},
        {"local": "\x00"},
    ],
    ids=str,
)
def test_what_is_no_moment_changes_nothing_and_says_so(demo, enqueued, data):
    answer = as_(enrolled(demo, Role.TUTOR)).post("/demo/clock/", data)
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert not clock.shift()
    assert not enqueued


def test_without_a_broker_the_clock_is_set_all_the_same(demo, monkeypatch):
    def fail(**_):
        raise OSError("no broker")

    for task in (setting_clock.sweep_reminders, setting_clock.send_ready):
        monkeypatch.setattr(task, "apply_async", fail)
    setting_clock.set_clock(DUE)
    assert clock.shift()


def test_without_its_course_the_demo_has_no_clock(settings, tmp_path):
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    assert as_(factories.UserFactory(is_superuser=True)).get("/demo/clock/").status_code == 404


def test_the_banner_tells_a_set_clock_but_never_in_bytes_kept_for_all(demo):
    banner = Template('{% include "portal/_demo_banner.html" %}')
    now = datetime(2027, 5, 1, 16, tzinfo=UTC)
    assert "Here it is" not in banner.render(Context({"now": now}))
    clock.set_demo_clock(DUE)
    assert "Sat 1 May 2027, 12:00" in banner.render(Context({"now": now}))
    assert "Here it is" not in banner.render(Context({}))
    assert not mail.outbox
