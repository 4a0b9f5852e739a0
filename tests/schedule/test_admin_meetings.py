"""Weekly meetings, their dates, breaks and announcements in the admin: through the verbs."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from courseapp.courses.models import Announcement, AuditEntry, Role
from courseapp.mail.announcing import publish
from courseapp.mail.models import MailState, OutgoingMail
from schedule.models import Break, MeetingChange
from tests import factories
from tests.actors import enrolled
from tests.forms import fields_of

pytestmark = pytest.mark.django_db
NOW = factories.NOW
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def _wednesday_in_march(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def course():
    return factories.CourseFactory()


@pytest.fixture
def instructor(course, client):
    person = enrolled(course, Role.INSTRUCTOR)
    client.force_login(person, backend=BACKEND)
    return person


def url(noun, page, *args):
    return reverse(f"admin:{noun}_{page}", args=args)


def act(client, noun, action, row, **more):
    sent = {"action": action, "_selected_action": [row.pk], **more}
    return client.post(url(noun, "changelist"), sent, follow=True)


def test_dates_are_edited_inline(client, course, instructor):
    pattern = factories.MeetingPatternFactory(course=course)
    change = factories.MeetingChangeFactory(pattern=pattern)
    page = url("schedule_meetingpattern", "change", pattern.pk)
    given = fields_of(client.get(page), **{"changes-0-note": "Ill"})
    assert client.post(page, given).status_code == 302
    change.refresh_from_db()
    assert change.note == "Ill"
    wrong = fields_of(client.get(page), **{"changes-0-start": "10:00", "changes-0-end": "09:00"})
    assert client.post(page, wrong).status_code == 200
    assert not Announcement.objects.exists()


@pytest.mark.parametrize("rows", [1, 30])
def test_a_page_with_its_dates_asks_a_fixed_number_of_questions(
    client, course, instructor, rows, django_assert_num_queries
):
    pattern = factories.MeetingPatternFactory(course=course)
    for number in range(rows):
        day = date(2027, 3, 8) + timedelta(days=7 * number)
        factories.MeetingChangeFactory(pattern=pattern, day=day)
    page = url("schedule_meetingpattern", "change", pattern.pk)
    client.get(page)
    with django_assert_num_queries(QUERIES_OF_PAGE):
        client.get(page)


QUERIES_OF_PAGE = 11


def test_the_next_date_is_cancelled_by_the_verb_after_a_question(client, course, instructor):
    factories.BreakFactory(course=course)  # 15 to 19 March
    pattern = factories.MeetingPatternFactory(course=course)
    enrolled(course)
    asked = act(client, "schedule_meetingpattern", "cancel_next", pattern)
    assert "Mon 22 Mar 2027, 19:10–21:00" in asked.content.decode()
    assert not MeetingChange.objects.exists()
    act(client, "schedule_meetingpattern", "cancel_next", pattern, confirmed="yes")
    assert MeetingChange.objects.get().day == date(2027, 3, 22)
    assert Announcement.objects.get().title == "The lecture of Mon 22 Mar is cancelled"
    assert OutgoingMail.objects.count() == 1


def test_a_meeting_without_a_next_date_says_so(client, course, instructor):
    pattern = factories.MeetingPatternFactory(course=course, until_day=date(2027, 3, 1))
    asked = act(client, "schedule_meetingpattern", "cancel_next", pattern)
    assert "has none" in asked.content.decode()


def test_a_break_shifts_by_a_week(client, course, instructor):
    pause = factories.BreakFactory(course=course)
    act(client, "schedule_break", "shift_by_a_week", pause)
    pause = Break.objects.get()
    assert (pause.first_day, pause.last_day) == (date(2027, 3, 22), date(2027, 3, 26))
    assert AuditEntry.objects.get().verb == "change"


def test_an_announcement_is_edited_and_withdrawn_by_the_verbs(client, course, instructor):
    enrolled(course)
    news = factories.AnnouncementFactory(course=course, author=instructor, published_at=None)
    publish(news, by=instructor, now=NOW)
    page = url("courses_announcement", "change", news.pk)
    client.post(page, fields_of(client.get(page), body="Mended"))
    mail = OutgoingMail.objects.get()
    assert "Mended" in mail.body
    act(client, "courses_announcement", "withdraw_selected", news)
    mail.refresh_from_db()
    assert mail.state == MailState.SKIPPED
    act(client, "courses_announcement", "publish_selected", news)
    mail.refresh_from_db()
    assert mail.state == MailState.READY


def test_saving_and_withdrawing_is_one_step(client, course, instructor):
    news = factories.AnnouncementFactory(course=course, author=instructor)
    page = url("courses_announcement", "change", news.pk)
    client.post(page, fields_of(client.get(page), title="New", _withdraw="1"))
    news.refresh_from_db()
    assert (news.title, news.published_at) == ("New", None)
