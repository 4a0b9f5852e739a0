"""A department's next term, from the admin's list to drafts, on a phone and on a desktop."""

from datetime import date

import pytest

from courseapp.courses.models import Course, CourseState
from courseapp.portal.demo.loading import demo_page
from courseapp.portal.importing.saving.whole_page import save_page
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_department_admin_rehearses_pins_and_makes_the_next_term(size, signed_in):
    courses = [
        save_page(demo_page(), by=None, now=factories.NOW).course,
        factories.CourseFactory(title="Optimisation", slug="optimisation"),
    ]
    boss = factories.UserFactory(name="Head of department")
    for course in courses:
        course.department.admins.add(boss)
    page = signed_in(boss, size)
    page.goto("/admin/courses/course/")
    page.locator("#action-toggle").check()
    page.get_by_label("Action:").select_option("clone_selected")
    page.get_by_role("button", name="Run").or_(page.get_by_role("button", name="Go")).click()
    page.get_by_label("Breaks of the new term").fill("2028-03-06 2028-03-12 Spring break")
    for place, course in enumerate(sorted(courses, key=lambda one: one.slug != "optimisation")):
        row = page.locator(".rows > li").nth(place)
        row.get_by_label("New name in addresses").fill(f"{course.slug}-2028")
        row.get_by_label("First day").fill("2028-01-24")
    page.get_by_role("button", name="Rehearse").click()
    page.get_by_role("button", name="Make 2 drafts").wait_for()
    pin = page.locator("tr", has_text="Final Project").get_by_label("keeps its calendar date")
    pin.check()
    page.get_by_role("button", name="Rehearse again").click()
    page.locator("tr", has_text="Mon 1 May 2028, 23:59").wait_for()
    page.get_by_role("button", name="Make 2 drafts").click()
    page.get_by_text("2 courses are there as drafts.").wait_for()
    made = Course.objects.filter(slug__endswith="-2028")
    assert {(course.state, course.first_day) for course in made} == {
        (CourseState.DRAFT, date(2028, 1, 24))
    }
