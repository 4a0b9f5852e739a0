"""Office hours that people can plan with, and attendance, on a phone and on a desktop."""

from datetime import time, timedelta

import pytest

from courseapp.courses import clock
from courseapp.courses.models import Role
from schedule.models import Attendance, Booking, MeetingKind
from tests import factories
from tests.actors import enrolled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = ("phone", "desktop")


@pytest.fixture
def pattern():
    """Office hours of tomorrow's weekday, in a term that is now."""
    today = clock.real_now().date()
    course = factories.CourseFactory(
        title="Mathematics of deep learning",
        time_zone="UTC",
        first_day=today - timedelta(weeks=6),
        last_day=today + timedelta(weeks=6),
    )
    return factories.MeetingPatternFactory(
        course=course,
        kind=MeetingKind.OFFICE_HOURS,
        weekday=(today + timedelta(days=1)).weekday(),
        start=time(16, 30),
        end=time(17, 30),
        place="Office 612",
        host=enrolled(course, Role.TUTOR, name="Ada Host"),
        slot_minutes=15,
    )


@pytest.mark.parametrize("size", SIZES)
def test_a_student_books_a_slot_names_who_comes_along_and_gives_it_back(size, signed_in, pattern):
    student = enrolled(pattern.course, name="Boris Student")
    page = signed_in(student, size)
    page.goto(f"/courses/{pattern.course.slug}/office-hours/")
    assert "Ada Host" in page.locator(".hours > li").first.inner_text()
    page.get_by_text("Book a slot (4 free)").first.click()
    form = page.locator(".hours > li").first.locator("form")
    form.get_by_label("16:45").check()
    form.get_by_label("What it is about").fill("The proof of theorem 3")
    form.get_by_label("Who else comes").fill("Clara")
    form.get_by_role("button", name="Book this slot").click()
    page.get_by_text("Your slot: 16:45–17:00").wait_for()
    assert Booking.objects.live().get().others == "Clara"
    page.get_by_role("button", name="Give it back").click()
    page.get_by_text("The slot is free again.").wait_for()
    assert not Booking.objects.live().exists()


@pytest.mark.parametrize("size", SIZES)
def test_without_javascript_too(size, signed_in, pattern):
    page = signed_in(enrolled(pattern.course), size, javascript=False)
    page.goto(f"/courses/{pattern.course.slug}/office-hours/")
    page.get_by_text("Book a slot (4 free)").first.click()
    page.locator(".hours > li").first.get_by_role("button", name="Book this slot").click()
    page.get_by_text("Your slot: 16:30–16:45").wait_for()


@pytest.mark.parametrize("size", SIZES)
def test_a_tutor_ticks_who_came(size, signed_in, pattern):
    course = pattern.course
    students = [enrolled(course, name=f"Student {name}") for name in ("Ana", "Boris", "Clara")]
    course.memberships.update(joined_at=clock.real_now() - timedelta(weeks=5))
    lecture = factories.LectureFactory(
        course=course, title="Optimal transport", day=clock.real_now().date()
    )
    page = signed_in(pattern.host, size)
    page.goto(f"/courses/{course.slug}/staff/attendance/")
    page.get_by_role("link", name="Optimal transport").click()
    page.get_by_label("Student Ana").check()
    page.get_by_label("Student Clara").check()
    page.get_by_role("button", name="Save attendance").click()
    page.get_by_text("2 came").wait_for()
    came = set(Attendance.objects.filter(lecture=lecture).values_list("person", flat=True))
    assert came == {students[0].pk, students[2].pk}
