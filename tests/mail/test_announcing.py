"""An announcement is mailed to everyone once, and until it has gone out the mail follows it."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from courseapp.courses import enrolling
from courseapp.courses.models import Announcement, AuditEntry, CourseState, Role, StaleError
from courseapp.mail import announcing
from courseapp.mail.announcing import edit, publish, withdraw
from courseapp.mail.models import Delivery, MailPreference, MailState, OutgoingMail
from courseapp.mail.sending import send_ready
from tests import factories
from tests.actors import enrolled

pytestmark = pytest.mark.django_db
NOW = factories.NOW
MINUTE = timedelta(minutes=1)
TEN = 10 * MINUTE
HOUR = timedelta(hours=1)


@pytest.fixture
def course():
    return factories.CourseFactory(code="CS 9", title="Graphs")


@pytest.fixture
def tutor(course):
    return enrolled(course, Role.TUTOR)


@pytest.fixture
def news(course, tutor):
    return factories.AnnouncementFactory(
        course=course, author=tutor, title="Room", body="We meet in 612.", published_at=None
    )


def prefers(person, delivery):
    return MailPreference.objects.create(user=person, delivery=delivery)


def rows(*names):
    found = OutgoingMail.objects.order_by("recipient__email").values_list(*names)
    return [row[0] if len(names) == 1 else row for row in found]


def recipients(mailoutbox):
    return sorted(mail.to[0] for mail in mailoutbox)


# --- Who is mailed, and when -----------------------------------------------------------------


def test_every_active_member_but_the_author_is_mailed_after_ten_minutes(
    course, tutor, news, mailoutbox
):
    people = [enrolled(course, role) for role in (Role.STUDENT, Role.OBSERVER, Role.INSTRUCTOR)]
    gone, closed = enrolled(course), enrolled(course, is_active=False)
    enrolling.drop(gone.memberships.get(), by=tutor, now=NOW)
    factories.UserFactory()
    publish(news, by=tutor, now=NOW)

    assert closed.email not in rows("recipient__email")
    assert set(rows("not_before")) == {NOW + TEN}
    send_ready(now=NOW + TEN - MINUTE)
    assert mailoutbox == []
    send_ready(now=NOW + TEN)
    assert recipients(mailoutbox) == sorted(person.email for person in people)


def test_the_mail_tells_the_course_what_where_and_how_to_hear_otherwise(
    course, tutor, news, mailoutbox, settings
):
    settings.SITE_URL = "https://courses.example.edu"
    enrolled(course)
    publish(news, by=tutor, now=NOW)
    send_ready(now=NOW + TEN)

    (mail,) = mailoutbox
    preferences = f"https://courses.example.edu{reverse('portal:preferences')}"
    assert mail.subject == "CS 9: Room"
    assert mail.extra_headers["List-Unsubscribe"] == f"<{preferences}>"
    for expected in (
        "Graphs",
        "We meet in 612.",
        f"https://courses.example.edu{course.get_absolute_url()}",
        preferences,
    ):
        assert expected in mail.body


def test_a_mail_that_is_no_news_has_no_way_to_unsubscribe(mailoutbox):
    factories.OutgoingMailFactory()
    send_ready(now=NOW)
    assert "List-Unsubscribe" not in mailoutbox[0].extra_headers


@pytest.mark.parametrize(
    ("ahead", "waits"),
    [
        (24 * HOUR, timedelta(0)),
        (HOUR, timedelta(0)),
        (-30 * MINUTE, timedelta(0)),  # it has just begun: they stand before the door
        (24 * HOUR + MINUTE, TEN),
        (-2 * HOUR, TEN),
    ],
)
def test_what_concerns_the_next_24_hours_goes_at_once(course, tutor, news, ahead, waits):
    enrolled(course)
    news.concerns = NOW + ahead
    news.save()
    publish(news, by=tutor, now=NOW)
    assert rows("not_before") == [NOW + waits]


def test_each_hears_of_it_as_they_chose(course, tutor, news):
    at_once, daily, none, silent = (enrolled(course, email=f"{n}@x.edu") for n in "abcd")
    prefers(at_once, Delivery.AT_ONCE)
    prefers(daily, Delivery.DAILY)
    prefers(none, Delivery.NONE)
    publish(news, by=tutor, now=NOW)
    morning = datetime(2027, 3, 11, 12, 0, tzinfo=UTC)  # 07:00 in New York
    assert rows("recipient", "state", "not_before") == [
        (at_once.pk, MailState.READY, NOW + TEN),
        (daily.pk, MailState.HELD, morning),
        (silent.pk, MailState.READY, NOW + TEN),
    ]


@pytest.mark.parametrize(
    ("zone", "morning"),
    [
        ("Asia/Kolkata", datetime(2027, 3, 11, 1, 30, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(2027, 3, 10, 17, 0, tzinfo=UTC)),
        ("", datetime(2027, 3, 11, 12, 0, tzinfo=UTC)),
    ],
)
def test_the_digest_comes_at_seven_where_the_person_is(course, tutor, news, zone, morning):
    prefers(enrolled(course, time_zone=zone), Delivery.DAILY)
    publish(news, by=tutor, now=NOW)
    assert rows("not_before") == [morning]


def test_the_ten_minutes_are_over_before_the_digest_is_made(course, tutor, news):
    prefers(enrolled(course), Delivery.DAILY)
    publish(news, by=tutor, now=datetime(2027, 3, 10, 11, 55, tzinfo=UTC))  # 06:55 there
    assert rows("not_before") == [datetime(2027, 3, 11, 12, 0, tzinfo=UTC)]


def test_urgent_news_does_not_wait_for_the_digest_nor_come_after_the_event(course, tutor, news):
    prefers(enrolled(course), Delivery.DAILY)
    news.concerns = NOW + 2 * HOUR
    news.save()
    publish(news, by=tutor, now=NOW)
    assert rows("state", "not_before") == [(MailState.READY, NOW)]

    later = factories.AnnouncementFactory(course=course, author=tutor, published_at=None)
    at_seven = datetime(2027, 3, 10, 12, 1, tzinfo=UTC)  # the next digest is 23:59 away
    later.concerns = at_seven + timedelta(hours=24, minutes=2)
    later.save()
    publish(later, by=tutor, now=at_seven)
    assert OutgoingMail.objects.get(dedupe_key__contains=later.public_id).state == MailState.HELD


def test_a_course_that_is_not_open_mails_nobody(course, tutor, news):
    enrolled(course)
    course.state = CourseState.DRAFT
    course.save()
    publish(news, by=tutor, now=NOW)
    assert news.published_at == NOW
    assert rows("pk") == []


@pytest.mark.parametrize("members", [1, 30])
def test_publishing_asks_as_much_for_thirty_members_as_for_one(
    course, tutor, news, members, django_assert_num_queries
):
    for _ in range(members):
        enrolled(course)
    with django_assert_num_queries(14):
        publish(news, by=tutor, now=NOW)


# --- Publishing twice, editing, withdrawing ---------------------------------------------------


def test_publishing_twice_mails_once(course, tutor, news, mailoutbox):
    enrolled(course)
    publish(news, by=tutor, now=NOW)
    publish(Announcement.objects.get(), by=tutor, now=NOW + MINUTE)
    send_ready(now=NOW + HOUR)
    send_ready(now=NOW + HOUR)
    assert len(mailoutbox) == 1
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["publish"]


def test_an_edit_within_ten_minutes_changes_what_is_sent(course, tutor, news, mailoutbox):
    enrolled(course)
    prefers(enrolled(course), Delivery.DAILY)
    publish(news, by=tutor, now=NOW)
    edit(news, title="Room 613", body="We meet in 613.", by=tutor, now=NOW + 5 * MINUTE)
    send_ready(now=NOW + 2 * 24 * HOUR)
    assert [mail.subject for mail in mailoutbox] == ["CS 9: Room 613"] * 2
    assert not any("612" in mail.body for mail in mailoutbox)
    assert all("613" in mail.body for mail in mailoutbox)


def test_an_edit_keeps_the_ten_minutes_and_changes_no_mail_that_went_out(
    course, tutor, news, mailoutbox
):
    enrolled(course)
    publish(news, by=tutor, now=NOW)
    edit(news, body="Another", by=tutor, now=NOW + 9 * MINUTE)
    assert rows("not_before") == [NOW + TEN]
    send_ready(now=NOW + TEN)
    edit(news, body="Too late", by=tutor, now=NOW + HOUR)
    send_ready(now=NOW + 2 * HOUR)
    assert len(mailoutbox) == 1
    assert "Another" in OutgoingMail.objects.get().body


def test_an_edit_that_makes_it_urgent_sends_at_once(course, tutor, news):
    enrolled(course)
    prefers(enrolled(course), Delivery.DAILY)
    publish(news, by=tutor, now=NOW)
    edit(news, concerns=NOW + HOUR, by=tutor, now=NOW + MINUTE)
    assert rows("state", "not_before") == [(MailState.READY, NOW + MINUTE)] * 2


def test_an_edit_of_nothing_writes_nothing(course, tutor, news):
    assert edit(news, title="Room", by=tutor, now=NOW) == []
    assert news.revision == 1
    assert not AuditEntry.objects.exists()


def test_two_people_who_edit_at_once_lose_nothing(course, tutor, news):
    mine, theirs = Announcement.objects.get(), Announcement.objects.get()
    edit(mine, body="Mine", by=tutor, now=NOW)
    with pytest.raises(StaleError):
        edit(theirs, body="Theirs", by=tutor, now=NOW)
    with pytest.raises(StaleError):
        publish(theirs, by=tutor, now=NOW)
    assert Announcement.objects.get().body == "Mine"
    assert rows("pk") == []


def test_what_is_withdrawn_within_ten_minutes_is_never_sent(course, tutor, news, mailoutbox):
    enrolled(course)
    prefers(enrolled(course), Delivery.DAILY)
    publish(news, by=tutor, now=NOW)
    withdraw(news, by=tutor, now=NOW + MINUTE)
    send_ready(now=NOW + 48 * HOUR)
    assert mailoutbox == []
    assert rows("state") == [MailState.SKIPPED] * 2
    assert Announcement.objects.get().published_at is None


def test_what_is_withdrawn_while_a_sender_has_it_is_asked_for_just_before(
    course, tutor, news, mailoutbox
):
    """A row that somebody has taken is left to them; they ask whether it still holds."""
    enrolled(course)
    publish(news, by=tutor, now=NOW)
    OutgoingMail.objects.update(leased_until=NOW + MINUTE)
    withdraw(news, by=tutor, now=NOW)
    assert rows("state") == [MailState.READY]
    send_ready(now=NOW + HOUR)
    assert mailoutbox == []
    assert rows("state", "last_error") == [(MailState.SKIPPED, "it was withdrawn")]


def test_an_announcement_that_is_deleted_is_not_sent(course, tutor, news, mailoutbox):
    enrolled(course)
    publish(news, by=tutor, now=NOW)
    news.delete()
    send_ready(now=NOW + HOUR)
    assert mailoutbox == []


def test_published_again_it_reaches_those_whom_it_had_not_reached_and_nobody_twice(
    course, tutor, news, mailoutbox
):
    early, late = enrolled(course, email="a@x.edu"), enrolled(course, email="b@x.edu")
    prefers(late, Delivery.DAILY)
    publish(news, by=tutor, now=NOW)
    send_ready(now=NOW + TEN)
    withdraw(news, by=tutor, now=NOW + HOUR)
    new = enrolled(course, email="c@x.edu")
    edit(news, body="Better", by=tutor, now=NOW + HOUR)
    publish(news, by=tutor, now=NOW + 2 * HOUR)
    send_ready(now=NOW + 48 * HOUR)
    assert recipients(mailoutbox) == [early.email, late.email, new.email]
    assert ["Better" in mail.body for mail in sorted(mailoutbox, key=lambda m: m.to)] == [
        False,
        True,
        True,
    ]


def test_a_sender_that_found_it_withdrawn_does_not_lose_it_when_it_is_published_again(
    course, tutor, news, mailoutbox
):
    enrolled(course)
    publish(news, by=tutor, now=NOW)
    OutgoingMail.objects.update(leased_until=NOW + MINUTE)  # taken, so not withdrawn by the verb
    withdraw(news, by=tutor, now=NOW)
    send_ready(now=NOW + HOUR)
    publish(news, by=tutor, now=NOW + HOUR)
    send_ready(now=NOW + 2 * HOUR)
    assert len(mailoutbox) == 1


def test_who_leaves_or_wants_none_meanwhile_is_not_mailed(course, tutor, news, mailoutbox):
    leaving, tired = enrolled(course), enrolled(course)
    publish(news, by=tutor, now=NOW)
    enrolling.drop(leaving.memberships.get(), by=tutor, now=NOW)
    prefers(tired, Delivery.NONE)
    send_ready(now=NOW + HOUR)
    assert mailoutbox == []


def test_how_many_still_wait_is_told_by_one_query(course, tutor, news, django_assert_num_queries):
    for _ in range(3):
        enrolled(course)
    publish(news, by=tutor, now=NOW)
    factories.AnnouncementFactory(course=course)
    with django_assert_num_queries(1):
        waiting = announcing.waiting_of(course)
    assert waiting == {news.public_id: (3, NOW + TEN)}
    send_ready(now=NOW + HOUR)
    assert announcing.waiting_of(course) == {}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("others", [("publish", "publish"), ("withdraw", "send"), ("edit", "send")])
def test_whatever_happens_at_the_same_moment_nobody_is_mailed_twice(others, mailoutbox):
    course = factories.CourseFactory()
    tutor = enrolled(course, Role.TUTOR)
    people = [enrolled(course) for _ in range(5)]
    news = factories.AnnouncementFactory(course=course, author=tutor, published_at=None)
    if "send" in others:
        publish(news, by=tutor, now=NOW)
    deeds = {
        "publish": lambda row: publish(row, by=tutor, now=NOW),
        "withdraw": lambda row: withdraw(row, by=tutor, now=NOW + TEN),
        "edit": lambda row: edit(row, body="Edited", by=tutor, now=NOW + TEN),
        "send": lambda row: send_ready(now=NOW + TEN),
    }
    start, errors = threading.Barrier(2), []

    def act(name):
        try:
            row = Announcement.objects.get(pk=news.pk)
            start.wait(timeout=10)
            deeds[name](row)
        except StaleError:
            pass
        except Exception as error:  # noqa: BLE001
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[name]) for name in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []
    again = Announcement.objects.get(pk=news.pk)
    publish(again, by=tutor, now=NOW + HOUR)
    while send_ready(now=NOW + 2 * HOUR):
        pass
    assert recipients(mailoutbox) == sorted(person.email for person in people)
