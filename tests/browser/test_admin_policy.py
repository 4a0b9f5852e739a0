"""The stock admin under the strict content policy: no page, widget or click is refused anything.

`open_page` fails a test on any violation, console error or failed request.
"""

import pytest
from django.contrib import admin
from django.db import models
from django.urls import reverse

from courseapp.courses.models import Course, Role, User
from projects.models import Work
from tests import actors, factories
from tests.actors import enrolled
from tests.admin_rows import ROWS, a_work

pytestmark = [pytest.mark.browser, pytest.mark.servers]

NOUNS = sorted(admin.site._registry, key=lambda model: model._meta.label)


def url_of(noun: type[models.Model], page: str, *args: object) -> str:
    return reverse(f"admin:{noun._meta.app_label}_{noun._meta.model_name}_{page}", args=args)


@pytest.fixture
def course(served) -> Course:
    return factories.CourseFactory()


@pytest.fixture
def root(course: Course) -> User:
    """May see and do everything, so that every page and widget is shown."""
    person = enrolled(course, Role.INSTRUCTOR)
    person.is_superuser = True
    person.save()
    return person


def test_every_page_of_every_noun(course: Course, root: User, signed_in, open_page) -> None:
    open_page.expect(r"status of 403")  # of what nobody adds or deletes
    page = signed_in(root)
    page.goto("/admin/")
    for app in ("courses", "schedule", "projects", "mail"):
        page.goto(f"/admin/{app}/")
    for noun, make in ROWS.items():
        row = make(course, "Word")
        make(course, "Other")
        page.goto(url_of(noun, "changelist"))
        page.goto(f"{url_of(noun, 'changelist')}?q=Word")
        for name in ("add", "change", "history", "delete"):
            args = () if name == "add" else (row.pk,)
            page.goto(url_of(noun, name, *args) + f"?course={course.pk}")


def test_lists_with_filters_dates_and_actions(
    course: Course, root: User, signed_in, open_page
) -> None:
    from schedule.models import Lecture

    for word in ("Word", "Other"):
        ROWS[Lecture](course, word)
    page = signed_in(root)
    page.goto(url_of(Lecture, "changelist"))
    page.locator("#changelist-filter a", has_text="guest lecture").click()
    page.locator("#changelist-filter a", has_text="Clear all filters").click()
    page.locator("#changelist-filter summary").first.click()
    page.locator("th a", has_text="Day").first.click()
    page.locator(".toplinks a").first.click()
    page.goto(url_of(Lecture, "changelist"))
    page.check("#action-toggle")
    page.select_option("select[name=action]", "delete_selected")
    page.click("button[name=index]")
    assert page.locator("text=Are you sure").count() == 1
    page.click("text=No, take me back")


def test_calendar_and_clock_widgets(course: Course, root: User, signed_in, open_page) -> None:
    from projects.models import Milestone

    page = signed_in(root)
    page.goto(url_of(Milestone, "add") + f"?course={course.pk}")
    page.locator("#calendarlink1").click()
    page.locator("#calendarbox1 td a").first.click()
    page.locator("#clocklink1").click()
    page.locator("#clockbox1 li a").first.click()
    assert page.input_value("#id_due_0")
    assert page.input_value("#id_due_1")
    page.click("text=Add another Reminder rule")


def test_rows_within_a_form_and_slugs(course: Course, root: User, signed_in, open_page) -> None:
    page = signed_in(root)
    page.goto(url_of(Course, "add"))
    page.fill("#id_code", "CS 1")
    page.fill("#id_term", "Spring 27")
    page.locator("#id_term").press("Tab")
    assert page.input_value("#id_slug") == "cs-1-spring-27"
    page.click("text=Add another Link of the course")
    page.locator("#links-0 .inline-deletelink").click()


def test_autocomplete_and_popups(course: Course, root: User, signed_in, open_page) -> None:
    from courseapp.courses.models import Department

    person = factories.UserFactory(name="Findable Person")
    page = signed_in(root)
    page.goto(url_of(Department, "change", course.department.pk))
    page.click(".select2-selection")
    page.locator(".select2-search__field").first.fill("Findable")
    page.locator(".select2-results__option", has_text="Findable Person").click()
    with page.expect_popup() as opened:
        page.click("#add_id_admins")
    popup = opened.value
    open_page.watch(popup)
    popup.fill("#id_email", "popup@example.edu")
    popup.fill("#id_name", "Popup Person")
    popup.click("input[name=_save]")
    page.locator(".select2-selection__choice", has_text="Popup Person").wait_for()
    page.click("input[name=_save]")
    names = set(course.department.admins.values_list("name", flat=True))
    assert names == {person.name, "Popup Person"}


def test_themes(course: Course, root: User, signed_in, open_page) -> None:
    page = signed_in(root, color_scheme="dark")
    page.goto("/admin/")
    for _ in range(3):
        page.locator("#header .theme-toggle").click()


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("javascript", [True, False])
def test_the_marking_page(
    size: str, javascript: bool, course: Course, signed_in, open_page
) -> None:
    text = r"A $x^2$ and $$\begin{aligned} a &= b \\ c &= d \end{aligned}$$"
    work, other = (a_work(course, f"{text} {n}") for n in range(2))
    Work.objects.filter(pk=other.pk).update(milestone=work.milestone_id)
    page = signed_in(enrolled(course, Role.INSTRUCTOR), size, javascript=javascript)
    page.goto(url_of(Work, "change", work.pk))
    assert page.locator("math").count() >= 2
    page.fill("[name=points]", "12.5")
    page.fill("[name=feedback]", "Good, $y$.")
    page.click("button[name=_next]")
    assert page.url.endswith(url_of(Work, "change", other.pk))
    page.fill("[name=points]", "7,5")
    page.click("button[name=_save]")
    assert "with a point" in page.inner_text(".errorlist")
    page.fill("[name=points]", "7.5")
    page.click("button[name=_release]")
    other.grade.refresh_from_db()
    assert (str(other.grade.points), other.grade.state) == ("7.50", "released")


def test_marking_needs_no_scrolling_of_the_page(course: Course, signed_in) -> None:
    project, members = actors.team(course)
    milestone = factories.MilestoneFactory(course=course)
    work = actors.handed_in(milestone, project, members[0], text="A long text.\n\n" * 200).work
    page = signed_in(enrolled(course, Role.INSTRUCTOR), viewport={"width": 1280, "height": 800})
    page.goto(url_of(Work, "change", work.pk))

    def seen() -> list[bool]:
        boxes = [
            page.locator(name).bounding_box()
            for name in ("[name=points]", "[name=feedback]", "[name=_next]", "[name=_release]")
        ]
        return [box["y"] >= 0 and box["y"] + box["height"] <= 800 for box in boxes]

    assert all(seen())
    page.evaluate("() => window.scrollTo({top: 2000, behavior: 'instant'})")
    assert page.evaluate("() => window.scrollY") == 2000
    assert all(seen())
