"""Taking a course along, on a phone and at a desk."""

import json
from zipfile import ZipFile

import pytest
from axe_playwright_python.sync_playwright import Axe

from courseapp.courses.models import AuditEntry, Role
from tests import factories
from tests.actors import enrolled, team

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def course(transactional_db):
    course = factories.CourseFactory(title="Graphs and Learning", slug="graphs")
    factories.LectureFactory(course=course)
    _project, people = team(course)
    assert people
    return course


def downloaded(page, name: str, tmp_path) -> dict:
    with page.expect_download() as download:
        page.get_by_text(name, exact=True).click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    with ZipFile(path) as zipped:
        return {"name": path.name, **json.loads(zipped.read("course.json"))}


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_an_instructor_comes_from_the_admin_and_takes_the_course_along(
    course, signed_in, size, tmp_path
):
    page = signed_in(enrolled(course, Role.INSTRUCTOR), size, javascript=False)
    page.goto(f"/admin/courses/course/{course.pk}/change/")
    page.get_by_role("link", name="Export").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Export the course"
    assert page.get_by_text("are exported by an admin of the department").is_visible()
    found = downloaded(page, "Download the course", tmp_path)
    assert (found["name"], found["with_people"]) == ("graphs.zip", False)
    assert len(found["rows"]["schedule.Lecture"]) == 1


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_an_admin_of_the_department_confirms_and_takes_the_people_along(
    course, signed_in, size, tmp_path
):
    boss = factories.UserFactory()
    course.department.admins.add(boss)
    page = signed_in(boss, size)
    page.goto("/bulk/graphs/export/")
    results = Axe().run(page)
    assert [v["id"] for v in results.response["violations"] if v["impact"] == "serious"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("I keep it where only those can read it").check()
    found = downloaded(page, "Download it with people", tmp_path)
    assert (found["name"], found["with_people"]) == ("graphs-with-people.zip", True)
    assert len(found["rows"]["courses.Membership"]) == 2
    assert AuditEntry.objects.get(verb="export").details == {"with_people": True}
