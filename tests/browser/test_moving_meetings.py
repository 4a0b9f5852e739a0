"""Staff move meetings and announce things in a real browser, on a phone and on a desktop."""

import os
import re
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe

from courseapp.courses.models import Announcement, Role
from courseapp.mail.models import Delivery, MailPreference, MailState, OutgoingMail
from courseapp.mail.sending import send_ready
from schedule.models import Break, MeetingChange, MeetingKind
from tests import factories
from tests.actors import enrolled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEW_YORK = ZoneInfo("America/New_York")
SIZES = pytest.mark.parametrize("size", ["phone", "desktop"])
SHOTS = os.environ.get("SHOTS", "")
TARGETS = """() => [...document.querySelectorAll('main a, main button, main summary')]
    .filter(each => each.checkVisibility() && !each.closest('.prose, .helptext, .side'))
    .filter(each => each.getBoundingClientRect().height < 44)
    .map(each => each.outerHTML)"""


@pytest.fixture
def today():
    return datetime.now(NEW_YORK).date()


@pytest.fixture
def course(transactional_db, today):
    return factories.CourseFactory(
        title="Mathematics of Deep Learning",
        first_day=today - timedelta(weeks=6),
        last_day=today + timedelta(weeks=8),
    )


@pytest.fixture
def tutor(course):
    return enrolled(course, Role.TUTOR, name="Luca Sample")


@pytest.fixture
def student(course):
    return enrolled(course, name="Ana Sample")


@pytest.fixture
def office_hours(course, tutor, today):
    """In three days, so that nothing is urgent, and every week."""
    return factories.MeetingPatternFactory(
        course=course,
        kind=MeetingKind.OFFICE_HOURS,
        weekday=(today + timedelta(days=3)).weekday(),
        start=time(14),
        end=time(15),
        place="Room 5",
        host=tutor,
    )


def good(page, name, size):
    """Nothing wider than the screen, nothing too small for a finger, no barrier; a picture if
    one is wanted."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}-{size}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, name
    if size == "phone":
        assert page.evaluate(TARGETS) == [], name
    found = Axe().run(page).response["violations"]
    assert [fault["id"] for fault in found if fault["impact"] in {"serious", "critical"}] == []


def press(page, name):
    """Send a form and wait for the answer: under load a click may return before it."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def change(page, nth=0):
    """Follow the way to change the date that is listed at this place."""
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("^change")).nth(nth).click()


def at_dates(page, course):
    page.goto(f"/courses/{course.slug}/staff/meetings/")


@SIZES
def test_a_tutor_cancels_one_office_hour_in_two_taps(
    size, signed_in, open_page, course, tutor, student, office_hours
):
    page = signed_in(tutor, size)
    page.goto(course.get_absolute_url())
    page.get_by_role("link", name="Staff", exact=True).click()
    good(page, "staff", size)
    page.get_by_role("link", name="Coming dates").click()
    good(page, "dates", size)
    change(page)  # one
    good(page, "move", size)
    press(page, "Cancel it")  # two
    assert page.get_by_text("It is cancelled. Everyone is told").is_visible()
    good(page, "cancelled", size)
    assert MeetingChange.objects.get().state == "cancelled"

    mail = OutgoingMail.objects.get()
    assert mail.recipient == student
    assert mail.not_before - mail.created_at == timedelta(minutes=10)

    visitor = open_page(size)
    visitor.goto(course.get_absolute_url())
    struck = visitor.locator("#weekly ~ ul del")
    assert "14:00–15:00, Room 5" in struck.inner_text()
    assert "Cancelled" in visitor.locator("#weekly ~ ul").inner_text()
    good(visitor, "course-cancelled", size)

    # Put back, and everyone hears of that too.
    change(page)
    good(page, "put-back", size)
    press(page, "Put it back")
    visitor.reload()
    assert visitor.locator("del").count() == 0
    assert OutgoingMail.objects.count() == 2


@SIZES
def test_a_tutor_moves_one_to_another_hour_and_room_and_the_page_shows_both(
    size, signed_in, open_page, course, tutor, student, office_hours, today
):
    open_page.expect("422")
    page = signed_in(tutor, size)
    at_dates(page, course)
    change(page)
    move = page.locator("section", has=page.get_by_role("heading", name="Move", exact=True))
    move.get_by_label("Ends").fill("13:00")
    move.get_by_label("Note").fill("The projector is broken.")
    press(page, "Move it")
    assert page.get_by_text("It must end after it starts.").is_visible()
    good(page, "move-refused", size)
    move.get_by_label("Starts").fill("16:30")
    move.get_by_label("Ends").fill("17:30")
    move.get_by_label("Room").fill("room 612")
    press(page, "Move it")
    assert page.get_by_text("It is moved.").is_visible()
    good(page, "dates-moved", size)

    visitor = open_page(size)
    visitor.goto(course.get_absolute_url())
    weekly = visitor.locator("#weekly ~ ul")
    assert "14:00–15:00, Room 5" in weekly.locator("del").inner_text()
    assert "16:30–17:30, room 612" in weekly.locator("ins").inner_text()
    assert "The projector is broken." in weekly.inner_text()
    good(visitor, "course-moved", size)
    assert "room 612" in OutgoingMail.objects.get(recipient=student).body


@SIZES
def test_from_a_date_on_another_hour_and_two_who_change_at_once(
    size, signed_in, open_page, course, tutor, student, office_hours
):
    open_page.expect("409")
    first, second = signed_in(tutor, size), signed_in(tutor, size)
    for page in (first, second):
        at_dates(page, course)
        change(page, 1)
    move = first.locator("section", has=first.get_by_role("heading", name="Move", exact=True))
    move.get_by_label("Room").fill("room 9")
    move.get_by_label("This one").check()
    press(first, "Move it")
    second.get_by_label("Note").first.fill("I am ill.")
    press(second, "Cancel it")
    problem = second.get_by_role("alert")
    assert "Changed meanwhile" in problem.inner_text()
    assert "room 9" in problem.inner_text()
    assert "I am ill." in problem.inner_text()
    good(second, "meanwhile", size)
    press(second, "Cancel it")
    assert second.get_by_text("It is cancelled.").is_visible()

    at_dates(first, course)
    change(first, 2)
    move = first.locator("section", has=first.get_by_role("heading", name="Move", exact=True))
    move.get_by_label("Starts").fill("10:00")
    move.get_by_label("Ends").fill("11:00")
    move.get_by_label("This and later ones").check()
    press(first, "Move it")
    first.goto(course.get_absolute_url())
    assert "10:00–11:00" in first.locator("#weekly ~ ul").inner_text()
    assert course.meeting_patterns.count() == 2
    good(first, "course-from-a-date-on", size)


@SIZES
def test_a_break_suppresses_and_a_date_in_it_is_held_on_purpose(
    size, signed_in, course, student, office_hours, today
):
    leader = enrolled(course, Role.INSTRUCTOR)
    page = signed_in(leader, size)
    page.goto(f"/courses/{course.slug}/staff/")
    page.get_by_role("link", name="Breaks").click()
    page.get_by_label("Name").fill("Spring break")
    page.get_by_label("First day").fill((today + timedelta(days=2)).isoformat())
    page.get_by_label("Last day").fill((today + timedelta(days=5)).isoformat())
    press(page, "Add")
    assert Break.objects.count() == 1
    good(page, "breaks", size)
    at_dates(page, course)
    assert page.get_by_text("Does not take place: Spring break").is_visible()
    change(page)
    good(page, "hold", size)
    press(page, "Hold it")
    assert page.get_by_text("Takes place, in the break").is_visible()
    assert MeetingChange.objects.get().state == "held"


@SIZES
def test_an_announcement_is_previewed_published_edited_and_withdrawn(  # noqa: PLR0915 - one story
    size, signed_in, open_page, course, tutor, student, mailoutbox
):
    page = signed_in(tutor, size)
    page.goto(f"/courses/{course.slug}/staff/announcements/")
    page.get_by_label("Title").fill("The exam")
    page.get_by_label("Text", exact=True).fill("In **room 9**, with $x^2$.")
    press(page, "Preview")
    assert page.locator(".preview strong").inner_text() == "room 9"
    good(page, "announce-preview", size)
    press(page, "Publish")
    good(page, "announcements", size)
    mail = OutgoingMail.objects.get()
    assert mail.not_before - mail.created_at == timedelta(minutes=10)
    visitor = open_page(size)
    visitor.goto(course.get_absolute_url())
    assert visitor.get_by_role("heading", name="The exam").is_visible()

    page.get_by_role("link", name="The exam").click()
    page.get_by_label("Text", exact=True).fill("In room 10.")
    good(page, "announcement", size)
    press(page, "Save the edit")
    mail.refresh_from_db()
    assert "In room 10." in mail.body

    page.get_by_role("link", name="The exam").click()
    press(page, "Withdraw it")
    visitor.reload()
    assert visitor.get_by_role("heading", name="The exam").count() == 0
    send_ready(now=mail.not_before)
    assert mailoutbox == []
    mail.refresh_from_db()
    assert mail.state == MailState.SKIPPED

    page.get_by_role("link", name="The exam").click()
    press(page, "Publish")
    again = OutgoingMail.objects.get()
    send_ready(now=again.not_before)
    assert [letter.to for letter in mailoutbox] == [[student.email]]


@SIZES
def test_what_concerns_the_next_day_goes_at_once_and_the_digest_gathers_the_rest(
    size, signed_in, course, tutor, student, office_hours, today, mailoutbox
):
    reader = signed_in(student, size)
    reader.goto("/preferences/")
    good(reader, "preferences", size)
    reader.get_by_label("Once a day at 07:00").check()
    press(reader, "Keep this")
    assert MailPreference.objects.get().delivery == Delivery.DAILY

    page = signed_in(tutor, size)
    for nth in (1, 2):
        at_dates(page, course)
        change(page, nth)
        press(page, "Cancel it")
    held = list(OutgoingMail.objects.order_by("pk"))
    assert [mail.state for mail in held] == [MailState.HELD] * 2
    assert {mail.not_before.astimezone(NEW_YORK).time() for mail in held} == {time(7)}
    assert Announcement.objects.count() == 2
    send_ready(now=held[0].not_before)
    assert len(mailoutbox) == 1
    assert mailoutbox[0].body.count("Room 5") == 2

    # Urgent news do not wait for the morning.
    soon = datetime.now(NEW_YORK) + timedelta(hours=5)
    page.goto(f"/courses/{course.slug}/staff/announcements/")
    page.get_by_label("Title").fill("Today")
    page.get_by_label("Concerns").fill(soon.strftime("%Y-%m-%dT%H:%M"))
    press(page, "Publish")
    urgent = OutgoingMail.objects.order_by("pk").last()
    assert (urgent.state, urgent.not_before) == (MailState.READY, urgent.created_at)
