"""Calendars in a real browser: the way to one's own, on a phone and on a desktop."""

from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe

from courseapp.portal.models import CalendarToken
from schedule.models import ChangeState, MeetingKind
from tests import factories
from tests.actors import enrolled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = ("phone", "desktop")
GRAVE = {"serious", "critical"}
NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def course(transactional_db):
    """A course with a meeting on each of the next days, one cancelled and one moved."""
    today = datetime.now(NEW_YORK).date()
    course = factories.CourseFactory(
        title="Mathematics of Deep Learning, an Introduction",
        first_day=today - timedelta(weeks=4),
        last_day=today + timedelta(weeks=8),
    )
    kinds = (MeetingKind.LECTURE, MeetingKind.TUTORING, MeetingKind.OFFICE_HOURS)
    for ahead, kind in enumerate(kinds, start=1):
        day = today + timedelta(days=ahead)
        pattern = factories.MeetingPatternFactory(
            course=course,
            kind=kind,
            weekday=day.weekday(),
            host=factories.UserFactory(name="Joan Sample"),
            video_url="https://video.example.edu/room" if ahead == 3 else "",
            video_code="123 456" if ahead == 3 else "",
        )
        if kind == MeetingKind.LECTURE:
            factories.LectureFactory(course=course, day=day, label="Lec6", title="On $x^2$ flows")
            factories.MeetingChangeFactory(
                pattern=pattern,
                day=day,
                state=ChangeState.MOVED,
                new_day=day + timedelta(days=1),
                start=time(9),
                end=time(10, 30),
                place="Warren Weaver Hall 512",
                note="For this week only",
            )
        if kind == MeetingKind.TUTORING:
            factories.MeetingChangeFactory(pattern=pattern, day=day, note="Luca is ill")
    factories.MilestoneFactory(
        course=course, due=datetime.now(NEW_YORK) + timedelta(days=5), title="Abstract"
    )
    return course


def faults(page):
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {node['html'][:160]}"
        for fault in found
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]


def looks_right(page, *, size):
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert faults(page) == []
    if size == "phone":
        small = page.evaluate(
            """() => [...document.querySelectorAll('main .button, main input, main .meetings a')]
                .filter(each => each.checkVisibility())
                .filter(each => each.getBoundingClientRect().height < 44)
                .map(each => each.outerHTML)"""
        )
        assert small == []


@pytest.mark.parametrize("size", SIZES)
def test_a_student_makes_copies_renews_and_revokes_their_address(signed_in, course, size):
    ana = enrolled(course)
    page = signed_in(ana, size, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/dashboard/")
    page.get_by_role("link", name="Have them in your own calendar").click()
    looks_right(page, size=size)
    page.get_by_role("button", name="Make my calendar").click()
    address = page.get_by_label("Or add a calendar by this address")
    first = address.input_value()
    assert first.endswith(f"/calendar/{CalendarToken.objects.get(user=ana).token}.ics")
    subscribe = page.get_by_role("link", name="Subscribe in my calendar app")
    assert subscribe.get_attribute("href") == first.replace("http://", "webcal://")
    looks_right(page, size=size)
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == first

    page.get_by_role("button", name="Make a new address").click()
    page.get_by_text("This is your calendar's address now.").wait_for()
    assert address.input_value() != first
    page.get_by_role("button", name="Revoke it").click()
    page.get_by_text("The address is revoked.").wait_for()
    assert not CalendarToken.objects.exists()


def test_the_address_is_made_and_read_without_a_script(signed_in, course):
    page = signed_in(enrolled(course), "phone", javascript=False)
    page.goto("/calendar/")
    page.get_by_role("button", name="Make my calendar").click()
    assert page.get_by_label("Or add a calendar by this address").input_value()
    assert not page.get_by_text("Copy", exact=True).is_visible()


@pytest.mark.parametrize("size", SIZES)
def test_the_coming_week_stands_on_the_dashboard(signed_in, course, size):
    page = signed_in(enrolled(course), size)
    page.goto("/dashboard/")
    week = page.get_by_role("region", name="The coming week")
    assert week.get_by_text("Moved", exact=True).is_visible()
    assert week.get_by_text("Warren Weaver Hall 512").is_visible()
    assert week.get_by_text("Cancelled", exact=True).is_visible()
    assert week.get_by_role("link", name="Video call").is_visible()
    looks_right(page, size=size)


@pytest.mark.parametrize("size", SIZES)
def test_a_visitor_subscribes_from_the_course_page(open_page, course, size):
    page = open_page(size, javascript=False)
    page.goto(course.get_absolute_url())
    link = page.get_by_role("link", name="Subscribe")
    assert link.get_attribute("href").startswith("webcal://")
    with page.expect_download() as found:
        page.get_by_role("link", name="take the file").click()
    assert Path(found.value.path()).read_bytes().startswith(b"BEGIN:VCALENDAR")
