"""The staff page, announcements as staff write them, and how one hears of them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse

from courseapp.courses.models import Announcement, AuditEntry, CourseState, Role
from courseapp.mail.announcing import publish
from courseapp.mail.models import MailPreference, MailState, OutgoingMail
from courseapp.portal import staff_doors
from schedule.models import ChangeState, MeetingKind, Weekday
from tests import factories
from tests.actors import enrolled

pytestmark = pytest.mark.django_db
NOW = factories.NOW


@pytest.fixture(autouse=True)
def _wednesday_in_march(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def course():
    return factories.CourseFactory()


@pytest.fixture
def tutor(course, client):
    person = enrolled(course, Role.TUTOR, name="Luca")
    client.force_login(person)
    return person


def text(answer):
    return " ".join(answer.content.decode().split())


def to(course, name="announcements", *more):
    return reverse(f"portal:{name}", args=[course.slug, *more])


# --- The first page --------------------------------------------------------------------------


def test_it_shows_this_weeks_dates_what_goes_out_next_and_doors(client, course, tutor):
    pattern = factories.MeetingPatternFactory(
        course=course, kind=MeetingKind.OFFICE_HOURS, weekday=Weekday.FRIDAY, host=tutor
    )
    factories.MeetingChangeFactory(
        pattern=pattern, day=date(2027, 3, 12), state=ChangeState.MOVED, start=time(9), end=time(10)
    )
    enrolled(course)
    enrolled(course)
    news = factories.AnnouncementFactory(course=course, author=tutor, published_at=None)
    publish(news, by=tutor, now=NOW)
    page = text(client.get(to(course, "staff")))
    assert page.index("This week") < page.index("What goes out next") < page.index("Everything")
    assert "Moved" in page
    assert reverse("schedule:move", args=[course.slug, pattern.public_id, "2027-03-12"]) in page
    assert "2 mails wait, the first goes out in 10 minutes" in page
    assert reverse("schedule:meetings", args=[course.slug]) in page


def test_a_door_opens_only_for_whom_it_is(client, course, tutor):
    leader = enrolled(course, Role.INSTRUCTOR)
    breaks = reverse("schedule:breaks", args=[course.slug])
    assert breaks not in text(client.get(to(course, "staff")))
    client.force_login(leader)
    assert breaks in text(client.get(to(course, "staff")))


def test_every_door_leads_somewhere(client, course):
    person = enrolled(course, Role.INSTRUCTOR)
    course.department.admins.add(person)
    client.force_login(person)
    doors = staff_doors.doors_for(person, course)
    assert len(doors) == len(staff_doors.DOORS)
    assert {client.get(door.address).status_code for door in doors} == {200}


@pytest.mark.parametrize("rows", [1, 30])
def test_the_first_page_asks_a_fixed_number_of_questions(
    client, course, tutor, rows, django_assert_num_queries
):
    enrolled(course)
    for _ in range(rows):
        factories.MeetingPatternFactory(course=course, host=factories.UserFactory())
        news = factories.AnnouncementFactory(course=course, author=tutor, published_at=None)
        publish(news, by=tutor, now=NOW)
    with django_assert_num_queries(9):
        client.get(to(course, "staff"))


# --- Announcements ---------------------------------------------------------------------------


def write(client, course, step="publish", **typed):
    given = {"title": "Room", "body": "We meet in **612**.", "concerns": "", step: "1"} | typed
    return client.post(to(course), given, follow=True)


def test_it_is_previewed_before_anybody_sees_it(client, course, tutor):
    enrolled(course)
    answer = write(client, course, "preview")
    assert "We meet in <strong>612</strong>." in text(answer)
    assert 'value="Room"' in text(answer)
    assert not Announcement.objects.exists()


def test_a_draft_mails_nobody_and_is_published_later(client, course, tutor):
    enrolled(course)
    write(client, course, "keep")
    news = Announcement.objects.get()
    assert (news.published_at, news.author) == (None, tutor)
    assert not OutgoingMail.objects.exists()
    one = to(course, "announcement", news.public_id)
    given = {"title": "Room 612", "body": news.body, "seen": news.revision, "publish": "1"}
    client.post(one, given)
    news.refresh_from_db()
    assert (news.title, news.published_at) == ("Room 612", NOW)
    assert OutgoingMail.objects.get().subject.endswith("Room 612")


def test_an_edit_changes_what_waits_and_withdrawing_takes_it_back(client, course, tutor):
    enrolled(course)
    write(client, course)
    news = Announcement.objects.get()
    one = to(course, "announcement", news.public_id)
    page = client.get(one)
    assert "1 mail waits" in text(page)
    token = page.context["form"]["seen"].value()
    client.post(one, {"title": "Room", "body": "In 613.", "seen": token, "save": "1"})
    mail = OutgoingMail.objects.get()
    assert "In 613." in mail.body
    token = client.get(one).context["form"]["seen"].value()
    client.post(one, {"title": "Room", "body": "In 613.", "seen": token, "withdraw": "1"})
    mail.refresh_from_db()
    news.refresh_from_db()
    assert (mail.state, news.published_at) == (MailState.SKIPPED, None)
    assert [entry.verb for entry in AuditEntry.objects.order_by("pk")] == [
        "add",
        "publish",
        "change",
        "withdraw",
    ]


def test_a_form_sent_twice_makes_one_announcement_but_another_text_another(client, course, tutor):
    enrolled(course)
    key = client.get(to(course)).context["form"]["key"].value()
    write(client, course, key=key)
    write(client, course, key=key)
    assert Announcement.objects.get().public_id == key
    assert OutgoingMail.objects.count() == 1
    write(client, course, key=key, body="Another text")
    assert Announcement.objects.count() == 2


def test_a_key_that_is_none_says_nothing(client, course, tutor):
    write(client, course, key="not a key")
    assert len(Announcement.objects.get().public_id) == 12


def test_a_key_of_another_course_takes_nothing_over(client, course, tutor):
    other = factories.AnnouncementFactory(title="Theirs")
    write(client, course, key=other.public_id)
    other.refresh_from_db()
    assert other.title == "Theirs"
    assert course.announcements.get().title == "Room"


def test_what_it_concerns_is_typed_in_the_courses_time(client, course, tutor):
    enrolled(course)
    write(client, course, concerns="2027-03-10T14:00")
    assert Announcement.objects.get().concerns == datetime(2027, 3, 10, 19, 0, tzinfo=UTC)
    assert OutgoingMail.objects.get().not_before == NOW
    news = Announcement.objects.get()
    page = client.get(to(course, "announcement", news.public_id))
    assert 'value="2027-03-10T14:00"' in text(page)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "This field is required."),
        ({"title": "x" * 201}, "at most 200 characters"),
        ({"body": "x" * 20_001}, "at most 20000 characters"),
        ({"concerns": "soon"}, "Enter a valid date/time."),
        ({"concerns": "2027-03-14T02:30"}, "02:30 does not exist that day"),
        ({"concerns": "0001-01-01T00:00"}, "This date is too far away."),
        ({"concerns": "9999-12-31T23:59"}, "This date is too far away."),
    ],
)
def test_bad_input_is_said_and_what_was_typed_is_kept(client, course, tutor, typed, said):
    answer = write(client, course, **({"body": "My own words"} | typed))
    assert answer.status_code == 422
    assert said in text(answer)
    assert "body" in typed or "My own words" in text(answer)
    assert not Announcement.objects.exists()


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "[x](javascript:alert(1))"])
def test_what_was_typed_is_harmless_in_preview_and_list(client, course, tutor, hostile):
    for step in ("preview", "publish"):
        html = write(client, course, step, title=hostile, body=hostile).content.decode()
        assert "<script>alert" not in html
        assert 'href="javascript' not in html


@pytest.mark.parametrize("step", ["save", "withdraw", "preview"])
def test_a_stale_form_shows_both_texts_and_can_be_sent_again(client, course, tutor, step):
    news = factories.AnnouncementFactory(course=course, author=tutor, body="Before")
    one = to(course, "announcement", news.public_id)
    token = client.get(one).context["form"]["seen"].value()
    client.post(one, {"title": news.title, "body": "Theirs", "seen": token, "save": "1"})
    answer = client.post(one, {"title": news.title, "body": "Mine", "seen": token, step: "1"})
    assert answer.status_code == 409
    assert "Changed meanwhile" in text(answer)
    assert "Theirs" in text(answer)
    assert "Mine</textarea>" in text(answer)
    news.refresh_from_db()
    assert news.body == "Theirs"
    token = answer.context["form"]["seen"].value()
    client.post(one, {"title": news.title, "body": "Mine", "seen": token, "save": "1"})
    news.refresh_from_db()
    assert news.body == "Mine"


def test_a_draft_can_be_removed_and_what_is_published_cannot(client, course, tutor):
    for published, left in ((None, 0), (NOW, 1)):
        news = factories.AnnouncementFactory(course=course, author=tutor, published_at=published)
        one = to(course, "announcement", news.public_id)
        client.post(one, {"title": news.title, "seen": 1, "remove": "1"})
        assert course.announcements.count() == left


def test_an_announcement_of_another_course_is_not_found(client, course, tutor):
    other = factories.AnnouncementFactory()
    assert client.get(to(course, "announcement", other.public_id)).status_code == 404


def test_in_a_course_that_is_over_nothing_is_announced(client, course, tutor):
    course.state = CourseState.ARCHIVED
    course.save()
    assert "Write one" not in text(client.get(to(course)))
    assert write(client, course).status_code == 403


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_asks_a_fixed_number_of_questions(
    client, course, tutor, rows, django_assert_num_queries
):
    for _ in range(rows):
        factories.AnnouncementFactory(course=course)
    with django_assert_num_queries(7):
        client.get(to(course))


# --- How one hears of news -------------------------------------------------------------------


def test_a_person_chooses_how_news_come(client):
    person = factories.UserFactory()
    client.force_login(person)
    page = reverse("portal:preferences")
    assert client.get(page).context["form"]["delivery"].value() == "at_once"
    answer = client.post(page, {"delivery": "daily"}, follow=True)
    assert "Kept." in text(answer)
    assert MailPreference.objects.get().delivery == "daily"
    assert answer.context["form"]["delivery"].value() == "daily"
    client.post(page, {"delivery": "none"})
    assert MailPreference.objects.get().delivery == "none"


def test_an_unknown_choice_is_refused(client):
    client.force_login(factories.UserFactory())
    answer = client.post(reverse("portal:preferences"), {"delivery": "weekly"})
    assert answer.status_code == 422
    assert not MailPreference.objects.exists()


def test_the_way_from_a_mail_leads_there_after_signing_in(client):
    page = reverse("portal:preferences")
    assert client.get(page)["Location"] == f"{reverse('account_login')}?next={page}"


def test_a_preference_is_recorded(client):
    client.force_login(factories.UserFactory())
    client.post(reverse("portal:preferences"), {"delivery": "none"})
    assert AuditEntry.objects.get().details == {"delivery": "none"}
    assert timedelta(0) == NOW - AuditEntry.objects.get().at
