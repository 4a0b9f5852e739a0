"""A tutor posts a session, in a real browser: on a phone and on a desk, with and without script."""

import re
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe

from courseapp.courses.models import Role
from schedule.models import MeetingKind, Reading, TutoringSession, Weekday
from tests import factories
from tests.actors import enrolled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEW_YORK = ZoneInfo("America/New_York")
SIZES = ("phone", "desktop")
WAYS = [(size, script) for size in SIZES for script in (True, False)]
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
PASTED = """#### Class 7: Normalizing flows

**Motivation**: how does a density move under $f$?

**Required**

* [Density Estimation](https://example.edu/de), minus Section 3
  * [Its errata](https://example.edu/errata)
* NM, Ch 3

**Questions**

1. What does $\\det A$ cost?
2. [Run it](javascript:alert(1))
"""


@pytest.fixture
def track(transactional_db):
    today = datetime.now(NEW_YORK).date()
    course = factories.CourseFactory(
        title="Mathematics of Deep Learning",
        first_day=today - timedelta(weeks=6),
        last_day=today + timedelta(weeks=8),
    )
    factories.MeetingPatternFactory(
        course=course,
        kind=MeetingKind.TUTORING,
        weekday=Weekday.FRIDAY,
        start=time(11),
        end=time(12, 15),
        place="CIWW 101",
    )
    track = factories.TrackFactory(
        course=course, name="NeuralODE", document_url="https://example.edu/living"
    )
    factories.TrackFactory(course=course, name="DistributionalRL", position=1)
    factories.ResourceFactory(
        track=track,
        short_name="NM",
        title="Numerical Mathematics",
        url="https://example.edu/nm",
    )
    for number in (1, 2):
        earlier = factories.TutoringSessionFactory(
            track=track,
            number=number,
            title=f"Solvers of ODEs, part {number}",
            day=today - timedelta(weeks=4 - number),
            motivation="Steps that are small enough.",
        )
        factories.ReadingFactory(session=earlier)
    return track


@pytest.fixture
def tutor(track):
    return enrolled(track.course, Role.TUTOR, name="Luca Sample")


def picture(page, name):
    """Kept for whoever wants to look (`PICTURES=folder`)."""
    import os

    if folder := os.environ.get("PICTURES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def is_sound(page):
    assert not page.evaluate(TOO_WIDE), page.url
    grave = [
        f"{violation['id']} {violation['nodes'][0]['html'][:200]}"
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in {"serious", "critical"}
    ]
    assert grave == []


def named(size, script, what):
    return f"{what}-{size}{'' if script else '-noscript'}"


@pytest.mark.parametrize(("size", "script"), WAYS)
def test_a_session_from_the_prefilled_form_to_its_reader(  # noqa: PLR0915 - one story
    size, script, signed_in, open_page, track, tutor
):
    course = track.course
    page = signed_in(tutor, size, javascript=script)
    page.goto(f"/courses/{course.slug}/tutoring/")
    page.get_by_role("link", name="New session").click()

    # Number, day, hours, place and tutor stand there already.
    assert page.get_by_label("Number", exact=True).input_value() == "3"
    assert page.get_by_label("Start").input_value() == "11:00"
    assert page.get_by_label("Place").input_value() == "CIWW 101"
    picture(page, named(size, script, "new"))
    page.get_by_label("Title").fill("ResNets")
    page.get_by_label("Motivation").fill("Why does $x + f(x)$ work?")
    page.get_by_label("Required reading").fill(
        "https://example.edu/he\n  [Its errata](https://example.edu/errata)\nNM, Ch 3"
    )
    page.get_by_label("Questions").fill("Is $y' = f(y)$ stiff?")
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_url(re.compile(r"/staff/tutoring/\w{12}/$"))

    # The preview is what readers will see; nobody else sees it yet.
    preview = page.locator("#preview")
    preview.get_by_role("heading", name="ResNets").wait_for()
    assert preview.locator("math").count() == 2
    assert preview.get_by_role("link", name="NM", exact=True).get_attribute("href").endswith("/nm")
    if script:
        is_sound(page)
    picture(page, named(size, script, "draft"))
    session = TutoringSession.objects.get(title="ResNets")
    assert not session.is_published
    visitor = open_page(size)
    open_page.expect("404")
    assert visitor.goto(session.get_absolute_url()).status == 404

    page.get_by_role("button", name="Publish").click()
    page.wait_for_url(f"**{session.get_absolute_url()}")
    page.get_by_text("Published: everyone").wait_for()
    picture(page, named(size, script, "published"))

    assert visitor.goto(session.get_absolute_url()).status == 200
    visitor.get_by_role("heading", name="ResNets", level=1).wait_for()
    visitor.get_by_text("11:00–12:15").wait_for()
    is_sound(visitor)
    picture(visitor, named(size, script, "read"))
    visitor.goto(course.get_absolute_url())
    visitor.locator("summary", has_text="ResNets").first.click(force=False)
    found = visitor.locator(f'a[href="{session.get_absolute_url()}"]')
    assert found.count() == 1


@pytest.mark.parametrize(("size", "script"), WAYS)
def test_a_pasted_session_is_read_and_published_in_two_taps(size, script, signed_in, track, tutor):
    page = signed_in(tutor, size, javascript=script)
    page.goto(f"/courses/{track.course.slug}/staff/tutoring/paste/")
    page.get_by_label("The session").fill(PASTED)
    picture(page, named(size, script, "paste"))
    page.get_by_role("button", name="Read it").click()

    # What could not be placed is told with its line.
    page.get_by_text("Line 14").first.wait_for()
    page.locator("#preview").get_by_role("heading", name="Normalizing flows").wait_for()
    if script:
        is_sound(page)
    picture(page, named(size, script, "pasted"))
    assert not TutoringSession.objects.filter(number=7).exists()
    page.get_by_role("button", name="Publish").first.click()
    session = TutoringSession.objects.get(number=7)
    page.wait_for_url(f"**{session.get_absolute_url()}")
    assert session.is_published
    assert list(session.readings.values_list("text", "depth")) == [
        ("[Density Estimation](https://example.edu/de), minus Section 3", 0),
        ("[Its errata](https://example.edu/errata)", 1),
        ("NM, Ch 3", 0),
    ]
    assert page.locator('a[href^="javascript"]').count() == 0


@pytest.mark.parametrize(("size", "script"), WAYS)
def test_two_who_edit_one_session_see_both_texts(size, script, signed_in, open_page, track, tutor):
    session = factories.TutoringSessionFactory(track=track, number=9, title="Flows")
    address = f"/courses/{track.course.slug}/staff/tutoring/{session.public_id}/"
    other = enrolled(track.course, Role.TUTOR, name="Aaron Sample")
    mine, theirs = signed_in(tutor, size, javascript=script), signed_in(other, size)
    mine.goto(address)
    theirs.goto(address)
    theirs.get_by_label("Title").fill("Their title")
    theirs.get_by_label("Questions").fill("Their question?")
    theirs.get_by_role("button", name="Save").first.click()
    theirs.wait_for_url(f"**{session.get_absolute_url()}")

    open_page.expect("409")
    mine.get_by_label("Title").fill("My title")
    mine.get_by_role("button", name="Save").first.click()
    mine.get_by_role("heading", name="This session was changed meanwhile").wait_for()
    for told in ("Aaron Sample changed it", "Their title", "My title", "- Their question?"):
        mine.get_by_text(told).first.wait_for()
    if script:
        is_sound(mine)
    picture(mine, named(size, script, "changed"))
    assert TutoringSession.objects.get(pk=session.pk).title == "Their title"
    mine.get_by_role("button", name="Keep mine on top of theirs").click()
    mine.wait_for_url(f"**{session.get_absolute_url()}")
    assert TutoringSession.objects.get(pk=session.pk).title == "My title"


@pytest.mark.parametrize("size", SIZES)
def test_while_one_types_the_draft_is_kept_and_shown(size, signed_in, track, tutor):
    page = signed_in(tutor, size)
    page.goto(f"/courses/{track.course.slug}/staff/tutoring/new/")
    page.get_by_label("Title").press_sequentially("ResNets")
    page.locator("#state", has_text="Draft saved").wait_for()
    assert re.search(r"/staff/tutoring/\w{12}/$", page.url)
    box = page.get_by_label("Required reading")
    box.press_sequentially("- One\nTwo\nThree")  # "Enter" begins the next item
    assert box.input_value() == "- One\n- Two\n- Three"
    page.locator(".required").get_by_role("button", name="Hang it under the one above").click()
    page.locator(".required").get_by_role("button", name="Move the line up").click()
    page.locator("#preview", has_text="Three").wait_for()
    picture(page, named(size, True, "typing"))
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url(re.compile(r"/tutoring/\w{12}/$"))
    page.get_by_text("Published: everyone").wait_for()
    session = TutoringSession.objects.get(title="ResNets")
    assert session.is_published
    read = list(Reading.objects.filter(session=session).values_list("text", "depth"))
    assert read == [("One", 0), ("Three", 1), ("Two", 0)]


@pytest.mark.parametrize("size", SIZES)
def test_lines_move_with_what_hangs_under_them(size, signed_in, track, tutor):
    page = signed_in(tutor, size)
    page.goto(f"/courses/{track.course.slug}/staff/tutoring/new/")
    box = page.get_by_label("Required reading")
    tools = page.locator(".required .tools")

    def moved(text, line, button):
        box.fill(text)
        box.evaluate(
            "(box, line) => { const at = box.value.split('\\n').slice(0, line).join('\\n').length"
            " + (line ? 1 : 0); box.setSelectionRange(at, at) }",
            line,
        )
        tools.get_by_role("button", name=button).click()
        return box.input_value()

    text = "- A\n  - B\n- C"
    assert moved(text, 0, "Move the line down") == "- C\n- A\n  - B"
    assert moved(text, 2, "Move the line up") == "- C\n- A\n  - B"
    assert moved(text, 0, "Move the line up") == text
    assert moved(text, 2, "Move the line down") == text
    assert moved(text, 2, "Hang it under the one above") == "- A\n  - B\n  - C"
    assert moved(text, 1, "Hang it under one less") == "- A\n- B\n- C"
    assert moved("- A\n  more\n\n  remark\n- C", 4, "Move the line up") == (
        "- C\n- A\n  more\n\n  remark"
    )


@pytest.mark.parametrize(("size", "script"), WAYS)
def test_a_published_session_is_copied_for_the_forum(size, script, signed_in, served, track, tutor):
    session = TutoringSession.objects.get(number=2)
    page = signed_in(tutor, size, javascript=script)
    page.goto(session.get_absolute_url())
    page.get_by_text("Copy for the forum").click()
    text = page.get_by_label("The session as plain text").input_value()
    assert text.startswith("**NeuralODE, Class 2: Solvers of ODEs, part 2**")
    assert session.get_absolute_url() in text
    assert page.get_by_role("button", name="Copy", exact=True).count() == (1 if script else 0)
    if script:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name="Copy", exact=True).click()
        page.get_by_text("Copied.").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == text
        is_sound(page)
    picture(page, named(size, script, "forum"))


@pytest.mark.parametrize("size", SIZES)
def test_all_sessions_are_one_page(size, open_page, track):
    page = open_page(size)
    page.goto(f"/courses/{track.course.slug}/tutoring/")
    is_sound(page)
    page.get_by_text("Numerical Mathematics").wait_for()
    assert not page.get_by_text("Steps that are small enough.").first.is_visible()  # folded
    page.locator("summary", has_text="Class 1").click()
    page.get_by_role("link", name="When, where and its own page").click()
    page.get_by_role("heading", name="Solvers of ODEs, part 1", level=1).wait_for()
    page.get_by_role("link", name="After").click()
    page.get_by_role("heading", name="Solvers of ODEs, part 2", level=1).wait_for()
    page.go_back()
    page.go_back()
    picture(page, named(size, True, "all"))
