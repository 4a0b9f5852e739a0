"""The day's digest: one mail a person and day, with what still holds, whoever is killed."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from courseapp.courses.models import Role
from courseapp.mail import digest
from courseapp.mail.announcing import edit, publish, withdraw
from courseapp.mail.models import Delivery, MailPreference, MailState, OutgoingMail
from courseapp.mail.preferring import choose_delivery
from courseapp.mail.sending import send_ready
from tests import factories
from tests.actors import enrolled

pytestmark = pytest.mark.django_db
NOW = factories.NOW
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SEVEN = datetime(2027, 3, 11, 12, 0, tzinfo=UTC)  # 07:00 in New York


@pytest.fixture
def course():
    return factories.CourseFactory(code="CS 9")


@pytest.fixture
def tutor(course):
    return enrolled(course, Role.TUTOR)


@pytest.fixture
def reader(course):
    person = enrolled(course)
    MailPreference.objects.create(user=person, delivery=Delivery.DAILY)
    return person


def announce(course, tutor, title, *, now=NOW):
    news = factories.AnnouncementFactory(
        course=course, author=tutor, title=title, body=f"About {title}", published_at=None
    )
    publish(news, by=tutor, now=now)
    return news


def states(kind="announcement"):
    rows = OutgoingMail.objects.filter(kind=kind).order_by("pk")
    return list(rows.values_list("state", flat=True))


def test_the_news_of_a_day_comes_in_one_mail_at_seven(course, tutor, reader, mailoutbox):
    for title in ("One", "Two", "Three"):
        announce(course, tutor, title)
    send_ready(now=SEVEN - timedelta(minutes=1))
    assert mailoutbox == []
    assert send_ready(now=SEVEN) == {MailState.SENT: 1}
    (mail,) = mailoutbox
    assert mail.to == [reader.email]
    assert mail.subject == "3 news of your courses: CS 9: One; CS 9: Two; CS 9: Three"
    assert mail.body.index("About One") < mail.body.index("About Two")
    assert mail.body.count("/preferences/") == 1
    assert "List-Unsubscribe" in mail.extra_headers
    assert states() == [MailState.GATHERED] * 3
    assert send_ready(now=SEVEN) == {}


def test_news_of_several_courses_come_together(course, tutor, reader, mailoutbox):
    other = factories.CourseFactory(code="CS 10")
    factories.MembershipFactory(course=other, user=reader)
    announce(course, tutor, "One")
    announce(other, tutor, "Two")
    send_ready(now=SEVEN)
    assert [mail.subject for mail in mailoutbox] == [
        "2 news of your courses: CS 9: One; CS 10: Two"
    ]


def test_a_single_piece_of_news_is_its_own_subject(course, tutor, reader, mailoutbox):
    announce(course, tutor, "One")
    send_ready(now=SEVEN)
    assert mailoutbox[0].subject == "CS 9: One"


def test_each_day_has_its_own(course, tutor, reader, mailoutbox):
    announce(course, tutor, "One")
    send_ready(now=SEVEN)
    announce(course, tutor, "Two", now=SEVEN + HOUR)
    send_ready(now=SEVEN + 2 * HOUR)
    assert len(mailoutbox) == 1
    send_ready(now=SEVEN + DAY)
    assert [mail.subject for mail in mailoutbox] == ["CS 9: One", "CS 9: Two"]


def test_what_was_withdrawn_is_not_in_it(course, tutor, reader, mailoutbox):
    announce(course, tutor, "One")
    gone = announce(course, tutor, "Two")
    withdraw(gone, by=tutor, now=NOW + HOUR)
    send_ready(now=SEVEN)
    assert "Two" not in mailoutbox[0].body
    assert states() == [MailState.GATHERED, MailState.SKIPPED]


def test_nothing_is_sent_where_everything_was_withdrawn(course, tutor, reader, mailoutbox):
    withdraw(announce(course, tutor, "One"), by=tutor, now=NOW + HOUR)
    send_ready(now=SEVEN)
    assert mailoutbox == []
    assert states("digest") == []


def test_between_gathering_and_sending_an_edit_and_a_withdrawal_still_count(
    course, tutor, reader, mailoutbox
):
    """As when the mail server is away at seven."""
    one, two = announce(course, tutor, "One"), announce(course, tutor, "Two")
    digest.gather(now=SEVEN)
    edit(one, body="Mended", by=tutor, now=SEVEN)
    withdraw(two, by=tutor, now=SEVEN)
    send_ready(now=SEVEN + HOUR)
    (mail,) = mailoutbox
    assert mail.subject == "CS 9: One"
    assert "Mended" in mail.body
    assert "Two" not in mail.body
    assert OutgoingMail.objects.get(kind="digest").body == mail.body
    # What was taken out has not reached anybody: published again it does.
    publish(two, by=tutor, now=SEVEN + 2 * HOUR)
    send_ready(now=SEVEN + DAY)
    assert [mail.subject for mail in mailoutbox] == ["CS 9: One", "CS 9: Two"]


def test_a_digest_whose_parts_were_all_withdrawn_is_skipped(course, tutor, reader, mailoutbox):
    news = announce(course, tutor, "One")
    digest.gather(now=SEVEN)
    withdraw(news, by=tutor, now=SEVEN)
    assert send_ready(now=SEVEN) == {MailState.SKIPPED: 1}
    assert mailoutbox == []


def test_there_is_never_a_second_digest_on_one_day(course, tutor, reader, mailoutbox):
    """A person without a zone of their own, with a course farther west: it has its seven later."""
    west = factories.CourseFactory(time_zone="America/Los_Angeles", code="W")
    factories.MembershipFactory(course=west, user=reader)
    announce(course, tutor, "One")
    announce(west, tutor, "Two")
    send_ready(now=SEVEN)
    send_ready(now=SEVEN + 3 * HOUR)
    assert [mail.subject for mail in mailoutbox] == ["CS 9: One"]
    send_ready(now=SEVEN + DAY + 3 * HOUR)
    assert [mail.subject for mail in mailoutbox] == ["CS 9: One", "W: Two"]


def test_an_app_that_was_down_sends_one_digest_late(course, tutor, reader, mailoutbox):
    announce(course, tutor, "One")
    announce(course, tutor, "Two", now=NOW + DAY)
    send_ready(now=SEVEN + 5 * DAY)
    assert len(mailoutbox) == 1
    assert "2 news" in mailoutbox[0].subject


def test_killed_while_gathering_it_begins_anew(course, tutor, reader, mailoutbox, monkeypatch):
    announce(course, tutor, "One")

    def die(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(OutgoingMail, "save", die)
        with pytest.raises(KeyboardInterrupt):
            digest.gather(now=SEVEN)
    assert states() == [MailState.HELD]
    send_ready(now=SEVEN)
    assert len(mailoutbox) == 1


def test_killed_between_gathering_and_sending_it_is_sent_by_the_next(
    course, tutor, reader, mailoutbox
):
    announce(course, tutor, "One")
    digest.gather(now=SEVEN)
    OutgoingMail.objects.filter(kind="digest").update(leased_until=SEVEN + timedelta(minutes=5))
    assert send_ready(now=SEVEN) == {}
    assert send_ready(now=SEVEN + HOUR) == {MailState.SENT: 1}
    assert send_ready(now=SEVEN + HOUR) == {}


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_digest_a_person():
    course = factories.CourseFactory()
    tutor = enrolled(course, Role.TUTOR)
    for _ in range(5):
        MailPreference.objects.create(user=enrolled(course), delivery=Delivery.DAILY)
    for title in ("One", "Two"):
        announce(course, tutor, title)
    start, errors = threading.Barrier(2), []

    def work():
        try:
            start.wait(timeout=10)
            send_ready(now=SEVEN)
        except Exception as error:  # noqa: BLE001
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []
    send_ready(now=SEVEN)
    assert states("digest") == [MailState.SENT] * 5
    assert states() == [MailState.GATHERED] * 10


@pytest.mark.parametrize("news", [1, 30])
def test_gathering_asks_a_fixed_number_of_questions_about_who_is_due(
    course, tutor, news, django_assert_num_queries
):
    for number in range(news):
        announce(course, tutor, f"N {number}")
    with django_assert_num_queries(1):
        assert digest.gather(now=SEVEN) == 0


# --- Choosing --------------------------------------------------------------------------------


def test_choosing_at_once_frees_what_was_held(course, tutor, reader, mailoutbox):
    announce(course, tutor, "One")
    choose_delivery(reader, delivery=Delivery.AT_ONCE, now=NOW + HOUR)
    send_ready(now=NOW + HOUR)
    assert len(mailoutbox) == 1


def test_choosing_the_digest_holds_what_waits_but_not_what_is_urgent(course, tutor, mailoutbox):
    person = enrolled(course)
    announce(course, tutor, "One")
    urgent = factories.AnnouncementFactory(
        course=course, author=tutor, title="Soon", published_at=None, concerns=NOW + HOUR
    )
    publish(urgent, by=tutor, now=NOW)
    choose_delivery(person, delivery=Delivery.DAILY, now=NOW)
    send_ready(now=NOW + HOUR)
    assert [mail.subject for mail in mailoutbox] == ["CS 9: Soon"]
    send_ready(now=SEVEN)
    assert [mail.subject for mail in mailoutbox] == ["CS 9: Soon", "CS 9: One"]


def test_choosing_none_stops_news_and_nothing_else(course, tutor, reader, mailoutbox):
    announce(course, tutor, "One")
    choose_delivery(reader, delivery=Delivery.NONE, now=NOW + HOUR)
    factories.OutgoingMailFactory(recipient=reader, kind="receipt", subject="Receipt")
    send_ready(now=SEVEN)
    assert [mail.subject for mail in mailoutbox] == ["Receipt"]
