"""The course page in a real browser: phone and desktop, light and dark, with and without script."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe

from courseapp.courses.models import Role
from schedule.models import LinkKind, MeetingKind, Weekday
from tests import actors, factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEW_YORK = ZoneInfo("America/New_York")
GRAVE = {"serious", "critical"}


@pytest.fixture
def course(transactional_db):
    """A course in mid-term with everything on its page, its texts as long as they get."""
    monday = datetime.now(NEW_YORK).date()
    monday -= timedelta(days=monday.weekday())
    course = factories.CourseFactory(
        code="CSCI-GA 3033",
        institution="New York University",
        title="Mathematics of Deep Learning, an Introduction to Geometric Stability",
        description="The geometry behind deep networks, in $L^2(\\mathbb{R}^d)$.",
        syllabus="- Part I\n  - $W_2(\\mu, \\nu)$\n\n$$\\sum_{i=1}^n \\frac{a_i}{b_i} = 1$$",
        grading="| what | share |\n|---|---:|\n| abstract | 20 % |",
        page_text="```python\n" + "averylongnameofafunction" * 8 + "()\n```",
        first_day=monday - timedelta(weeks=6),
        last_day=monday + timedelta(weeks=8),
    )
    _people(course)
    _schedule(course, monday)
    _tutoring(course, monday)
    return course


def _people(course):
    joan = actors.enrolled(course, Role.INSTRUCTOR, name="Joan Sample")
    actors.enrolled(course, Role.TUTOR, name="Luca Sample")
    factories.AnnouncementFactory(course=course, author=joan, body="See [the map](https://x.edu).")


def _schedule(course, monday):
    factories.MeetingPatternFactory(course=course, video_url="https://video.example.edu/x")
    factories.MeetingPatternFactory(
        course=course, kind=MeetingKind.OFFICE_HOURS, weekday=Weekday.TUESDAY
    )
    factories.BreakFactory(
        course=course,
        first_day=monday + timedelta(weeks=1),
        last_day=monday + timedelta(weeks=1, days=4),
    )
    for week in range(14):
        day = monday + timedelta(weeks=week - 6)
        lecture = factories.LectureFactory(
            course=course, week=week + 1, day=day, label=f"Lec{week}", title="On $x^2$ " * 6
        )
        factories.LectureLinkFactory(lecture=lecture)
        factories.LectureLinkFactory(lecture=lecture, kind=LinkKind.RECORDING, title="Recording")
        factories.ReferenceFactory(lecture=lecture, title="https://example.edu/" + "long/" * 30)
    for weeks in (0, 1, 5):
        due = datetime.combine(monday, datetime.max.time(), NEW_YORK) + timedelta(
            weeks=weeks, days=3
        )
        factories.MilestoneFactory(course=course, title=f"Paper {weeks}", due=due, weight=20)


def _tutoring(course, monday):
    track = factories.TrackFactory(course=course, document_url="https://example.edu/d")
    for number in (1, 2):
        session = factories.TutoringSessionFactory(
            track=track, number=number, day=monday + timedelta(weeks=number - 1, days=4)
        )
        factories.ReadingFactory(session=session)
        factories.ReadingFactory(session=session, depth=1)
        factories.QuestionFactory(session=session, text="Solve $y' = Ay$:\n\n```python\nf(y)\n```")


def sideways(page):
    """How many pixels the page is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def faults(page):
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {node['html'][:160]}"
        for fault in found
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]


def unfold(page):
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_visitor_reads_the_page_without_hindrance(open_page, course, size, scheme):
    page = open_page(size, color_scheme=scheme)
    page.goto(course.get_absolute_url())
    unfold(page)
    assert sideways(page) <= 0
    assert faults(page) == []


def test_a_member_reads_the_page_without_hindrance(signed_in, course):
    page = signed_in(actors.enrolled(course), "phone")
    page.goto(course.get_absolute_url())
    unfold(page)
    assert sideways(page) <= 0
    assert faults(page) == []


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/accounts/login/code/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_other_pages_of_the_frame_have_no_hindrance(open_page, course, path, scheme):
    page = open_page("phone", color_scheme=scheme)
    page.goto(path)
    assert sideways(page) <= 0
    assert faults(page) == []


def test_a_page_that_is_not_there_has_no_hindrance(open_page, course):
    open_page.expect("404")
    page = open_page("phone")
    page.goto("/courses/nowhere/")
    assert faults(page) == []


def test_the_page_is_whole_without_script(open_page, course):
    page = open_page("phone", javascript=False)
    page.goto(course.get_absolute_url())
    this_week = page.locator(".lectures .now")
    assert not this_week.locator(".refs li").is_visible()
    this_week.locator(".refs summary").click()
    assert this_week.locator(".refs li").is_visible()


def test_targets_on_a_phone_are_large_enough_for_a_finger(open_page, course):
    page = open_page("phone")
    page.goto(course.get_absolute_url())
    small = page.evaluate(
        """() => [...document.querySelectorAll('.bar a, .bar button, summary, .links a, .card a')]
            .filter(each => each.checkVisibility())
            .filter(each => each.getBoundingClientRect().height < 44)
            .map(each => each.outerHTML)"""
    )
    assert small == []


def test_the_skip_link_is_the_first_stop_and_leads_to_the_content(open_page, course):
    page = open_page()
    page.goto(course.get_absolute_url())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_sixty_lectures_and_a_title_without_end_fit_on_a_phone(open_page, transactional_db):
    course = factories.CourseFactory(title="Representationtheoreticalconsiderations " * 4)
    for _ in range(60):
        factories.LectureFactory(course=course, title="Supercalifragilistic" * 8)
    page = open_page("phone")
    page.goto(course.get_absolute_url())
    assert sideways(page) <= 0


def test_a_course_of_which_nothing_is_known_has_no_hindrance(open_page, transactional_db):
    course = factories.CourseFactory(first_day=None, last_day=None, term="")
    page = open_page("desktop")
    page.goto(course.get_absolute_url())
    assert faults(page) == []
