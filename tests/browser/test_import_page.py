"""A course page becomes a course on the web, on a phone and on a desktop."""

import pytest

from courseapp.courses.models import Course
from courseapp.portal.demo.loading import FOLDER
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_page_is_pasted_looked_at_and_confirmed(size, signed_in):
    boss = factories.UserFactory()
    factories.DepartmentFactory(name="Computer Science").admins.add(boss)
    page = signed_in(boss, size)
    page.goto("/bulk/import/")
    page.get_by_label("Name of the course in addresses").fill("mathsdl")
    page.get_by_label("Or its file").set_input_files(FOLDER / "course.md")
    page.get_by_label("Or that file").set_input_files(FOLDER / "references.md")
    page.get_by_label("Year in which the term begins").fill("2019")
    page.get_by_role("button", name="See what is understood").click()
    page.get_by_text("15 rows of the schedule").wait_for()
    assert page.locator(".source li").count() > 100
    page.get_by_role("button", name="Make the course as a draft").click()
    page.get_by_text("The course is there as a draft").wait_for()
    course = Course.objects.get(slug="mathsdl")
    assert course.lectures.count() == 15
    assert course.lectures.filter(references__isnull=False).exists()
