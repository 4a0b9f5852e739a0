"""An instructor's way through the term's lectures, and what visitors and students see of it, in a
real browser on a phone and on a desktop."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from courseapp.courses import clock
from courseapp.courses.models import Role
from schedule.models import Lecture
from tests import actors, factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = ("phone", "desktop")
GRAVE = {"serious", "critical"}


@pytest.fixture
def course(transactional_db):
    """A course whose term began three weeks ago."""
    today = clock.real_now().date()
    monday = today - timedelta(days=today.weekday())
    return factories.CourseFactory(
        title="Mathematics of Deep Learning",
        first_day=monday - timedelta(weeks=3),
        last_day=monday + timedelta(weeks=8),
    )


@pytest.fixture
def instructor(course):
    return actors.enrolled(course, Role.INSTRUCTOR, name="Joan Sample")


def looks_right(page):
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    found = Axe().run(page).response["violations"]
    assert [
        f"{x['id']}: {x['nodes'][0]['html'][:200]}" for x in found if x["impact"] in GRAVE
    ] == []


def fingers_fit(page, within):
    small = page.evaluate(
        """within => [...document.querySelectorAll(
            `${within} a, ${within} button, ${within} summary, ${within} input, ${within} select`)]
            .filter(each => each.checkVisibility() && each.type !== 'hidden')
            .filter(each => !each.matches('.unseen, input[type=checkbox], p a'))
            .filter(each => each.getBoundingClientRect().height < 43.5)
            .map(each => each.outerHTML)""",
        within,
    )
    assert small == []


@pytest.mark.parametrize("size", SIZES)
def test_a_term_is_set_up_edited_shifted_and_read(signed_in, open_page, course, instructor, size):
    set_up(signed_in, course, instructor, size)
    edit_and_shift(signed_in, course, instructor, size)
    attach(signed_in, course, instructor, size)
    read(signed_in, open_page, course, size)


def set_up(signed_in, course, instructor, size):
    page = signed_in(instructor, size)
    page.goto(f"/courses/{course.slug}/staff/lectures/")
    page.get_by_role("link", name="Set up the whole term").click()
    page.get_by_label("Monday").check()
    page.get_by_label("From").fill("19:10")
    page.get_by_label("To", exact=True).fill("21:00")
    page.get_by_label("Place").fill("CIWW 102")
    out = course.first_day + timedelta(weeks=6)
    page.get_by_label("Without these days").fill(out.isoformat())
    page.get_by_label("Call them").check()
    page.get_by_role("button", name="Show all dates").click()
    page.get_by_role("heading", name="11 lectures would be made").wait_for()
    looks_right(page)
    page.get_by_role("button", name="Make 11 lectures").click()
    page.get_by_text("11 lectures are set up.").wait_for()
    assert Lecture.objects.filter(course=course).count() == 11


def edit_and_shift(signed_in, course, instructor, size):
    page = signed_in(instructor, size)
    page.goto(f"/courses/{course.slug}/staff/lectures/")
    looks_right(page)
    if size == "phone":
        fingers_fit(page, ".lecture-table")
    titles = page.get_by_role("textbox", name="Title")
    titles.nth(0).fill("Graphs")
    titles.nth(4).fill("Optimal transport of $\\mu$")
    titles.nth(4).press("Enter")
    page.get_by_text("Saved.").wait_for()
    row = page.locator("tr").filter(has=page.locator("input[value^='Optimal']"))
    before = row.locator("input[type=date]").input_value()
    row.locator("summary").click()
    if size == "phone":
        fingers_fit(page, ".lecture-table")
    row.get_by_role("button", name="Move on to the next date").click()
    page.get_by_text("and what follows has moved along").wait_for()
    assert row.locator("input[type=date]").input_value() > before
    row.locator("summary").click()
    row.get_by_role("button", name="Move back to the date before").click()
    page.get_by_text("and what follows has moved along").wait_for()
    assert row.locator("input[type=date]").input_value() == before


def attach(signed_in, course, instructor, size):
    lecture = Lecture.objects.get(title__startswith="Optimal")
    page = signed_in(instructor, size)
    page.goto(f"/courses/{course.slug}/staff/lectures/")
    row = page.locator(f"#row-{lecture.public_id}")
    row.locator("summary").click()
    row.get_by_role("link", name="Slides and references").click()
    parts = page.locator("fieldset")
    references = page.locator("section", has=page.get_by_role("heading", name="References"))
    references.get_by_label("Title").first.fill("Computational optimal transport")
    references.get_by_label("Link").first.fill("https://example.edu/cot")
    links = page.locator("section", has=page.get_by_role("heading", name="Slides, recordings"))
    links.get_by_label("or a file").first.set_input_files(
        {"name": "lec5.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 slides"}
    )
    links.get_by_label("Kind").nth(1).select_option("recording")
    links.get_by_label("Link").nth(1).fill("https://video.example.edu/5")
    assert parts.count() == 4
    looks_right(page)
    if size == "phone":
        fingers_fit(page, ".lecture-form")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    looks_right(page)


def read(signed_in, open_page, course, size):
    lecture = Lecture.objects.get(title__startswith="Optimal")
    visitor = open_page(size)
    visitor.goto(course.get_absolute_url())
    past = visitor.locator("details.past-weeks")
    assert past.locator("summary").inner_text() == "Past weeks (3)"
    assert not visitor.get_by_role("link", name="Graphs").is_visible()
    past.locator("summary").click()
    visitor.get_by_role("link", name="Graphs").wait_for()
    visitor.locator(f"#lecture-{lecture.public_id} a.topic").click()
    visitor.wait_for_url(f"**{lecture.get_absolute_url()}")
    text = visitor.locator("main").inner_text()
    assert "lec5.pdf: sign in for the file" in text
    assert "Recording: sign in for the link" in text
    assert "19:10–21:00, CIWW 102" in text
    assert "Computational optimal transport" in text
    looks_right(visitor)

    student = signed_in(actors.enrolled(course), size)
    student.goto(lecture.get_absolute_url())
    looks_right(student)
    assert student.get_by_role("link", name="Recording").is_visible()
    with student.expect_download() as download:
        student.get_by_role("link", name="lec5.pdf").click()
    assert download.value.suggested_filename == "lec5.pdf"
    search(visitor, course)


def search(page, course):
    page.goto(course.get_absolute_url())
    page.get_by_role("searchbox", name="Search this course").fill("TRANSPORT")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("heading", name="References").wait_for()
    assert page.locator("mark").all_inner_texts() == ["transport", "transport"]
    looks_right(page)
    page.get_by_role("main").get_by_role("link", name=re.compile("^Optimal")).click()
    page.get_by_role("heading", name=re.compile("^Optimal")).wait_for()


@pytest.mark.parametrize("size", SIZES)
def test_two_who_edit_the_same_row_see_both(signed_in, open_page, course, instructor, size):
    open_page.expect("409")
    row = factories.LectureFactory(course=course, title="Old", day=course.first_day)
    page = signed_in(instructor, size)
    page.goto(f"/courses/{course.slug}/staff/lectures/")
    row.title = "Theirs"
    row.save()
    page.get_by_role("textbox", name="Title").first.fill("Mine")
    page.get_by_role("button", name="Save all rows").click()
    page.get_by_text("Somebody else has changed the same rows").wait_for()
    assert page.get_by_role("textbox", name="Title").first.input_value() == "Mine"
    assert page.get_by_text("Stored now as “title”: Theirs").is_visible()
    looks_right(page)
    page.get_by_role("button", name="Save all rows").click()
    page.get_by_text("Saved.").wait_for()
    row.refresh_from_db()
    assert row.title == "Mine"
