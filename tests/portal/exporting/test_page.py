"""The page of an export says what the course says, in the form that `import_course` reads."""

import io
import json
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from courseapp.courses.models import Course
from courseapp.portal.exporting.page_text import page_of, written
from courseapp.portal.exporting.page_values import page_values
from courseapp.portal.importing import page as said
from courseapp.portal.importing.reading.whole_page import read_page
from courseapp.portal.importing.report import as_json
from schedule.models import Reading
from tests import factories
from tests.portal.exporting.full_course import full_course
from tests.portal.exporting.zips import document_of, exported
from tests.servers.processes import ROOT

DEMO = ROOT / "courseapp" / "portal" / "demo"
NEW_YORK = ZoneInfo("America/New_York")


def facts(page: said.CoursePage) -> dict:
    return {key: value for key, value in as_json(page).items() if key != "notes"}


# --- The demo ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_demo_read_from_its_exported_page_is_the_demo_read_from_its_own(tmp_path):
    def run(page, references, slug) -> dict:
        out = io.StringIO()
        options = ["--slug", slug, "--year", "2019", "--timezone", "America/New_York", "--json"]
        call_command("import_course", page, "--references", references, *options, stdout=out)
        return json.loads(out.getvalue())

    own = run(str(DEMO / "course.md"), str(DEMO / "references.md"), "own")
    page = page_of(Course.objects.get())
    (tmp_path / "page.md").write_text(page.text)
    (tmp_path / "references.md").write_text(page.references)
    again = run(str(tmp_path / "page.md"), str(tmp_path / "references.md"), "again")
    assert again.pop("notes") == []
    own.pop("notes")
    assert again["course"].pop("slug") == "again"
    assert own["course"].pop("slug") == "own"
    assert again == own
    rows = [document_of(exported(course))["rows"] for course in Course.objects.order_by("pk")]
    assert all(one == other for one, other in zip(*map(texts, rows), strict=True))


def texts(rows) -> list:
    """What stands in the texts of a course, in its order."""
    fields = {
        "courses.Course": ("description", "syllabus", "prerequisites", "page_text"),
        "schedule.Lecture": ("title", "remark", "speaker", "affiliation"),
        "schedule.Reference": ("group", "title", "url", "remark"),
        "schedule.TutoringSession": ("number", "title", "motivation"),
        "schedule.Reading": ("text", "depth", "required"),
        "schedule.Question": ("text",),
        "projects.Milestone": ("title", "due", "instructions", "weight"),
    }
    return [row[name] for label, names in fields.items() for row in rows[label] for name in names]


# --- Any course, within what a page can say ----------------------------------------------------

_LETTERS = st.sampled_from("abcdefgh ijklm nopqrstuvwxyz éß*_`[]<>&|#~\\()-")
words = st.text(_LETTERS, min_size=1, max_size=30).map(
    lambda text: " ".join(f"Alpha {text} omega".split())
)
formulas = st.sampled_from(["On $x^2$ alpha", "The case $a_1 | b_1$ of $L^2$", "Costs $5 or 6$"])
titles = words | formulas
addresses = st.integers(1, 10**6).map(lambda n: f"https://example.edu/a(b)/{n}?q=1&r=2#s")
days = st.dates(date(2027, 1, 25), date(2027, 5, 10))
names = st.sampled_from(
    ["Ada Lovelace", "Alan Turing", "Cher", "Person 7", "Miles and Co", "Ñandú O’Neill", "A, B"]
)
dues = st.datetimes(datetime(2027, 1, 25), datetime(2027, 5, 10)).map(  # noqa: DTZ001
    lambda local: local.replace(microsecond=0, tzinfo=ZoneInfo("UTC")).astimezone(NEW_YORK)
)


@st.composite
def people(draw):
    named = draw(st.lists(names, unique=True, max_size=4))
    made = [
        said.Person(name, f"p{number}@example.edu", draw(st.sampled_from(said.Role)), "", 0)
        for number, name in enumerate(named)
    ]
    # A page tells instructors first, then tutors.
    return tuple(sorted(made, key=lambda one: one.role is said.Role.TUTOR))


@st.composite
def meetings(draw):
    start = draw(st.times(time(0), time(22)).map(lambda at: at.replace(second=0, microsecond=0)))
    return said.Meeting(
        kind=draw(st.sampled_from(said.MeetingKind)),
        weekday=draw(st.sampled_from(said.Weekday)),
        start=start,
        end=start.replace(hour=start.hour + 1),
        place=draw(st.sampled_from(["", "Room 102", "CIWW 101", "60 5th ave, office 612"])),
        optional=draw(st.booleans()),
        url=draw(st.sampled_from(["", "https://zoom.us/j/1"])),
        host="",
        line=0,
    )


@st.composite
def lectures(draw):
    links = st.lists(st.builds(said.Link, titles, addresses), max_size=3).map(tuple)
    references = st.builds(said.Reference, titles, addresses, st.just(""), st.just("Main"))
    return said.Lecture(
        position=0,
        week=draw(st.none() | st.integers(1, 60)),
        day=draw(days),
        kind=draw(st.sampled_from(said.LectureKind)),
        label=draw(st.sampled_from(["", "Lec3", "7"])),
        title=draw(titles | st.sampled_from(["No class", "Midterm exam", "Guest Lecture: Ada"])),
        speaker=draw(st.just("") | names),
        affiliation=draw(st.sampled_from(["", "MIT", "Facebook/NYU"])),
        slides=draw(links),
        recordings=draw(links),
        notes=draw(links),
        references=draw(st.lists(references, max_size=3).map(tuple)),
        remark="",
        line=0,
    )


def reading(number, *, required, children=()):
    text = f"[Paper {number}](https://example.edu/{number}), Section {number}"
    return said.Reading(required, "", "", "", "", "", text, tuple(children))


@st.composite
def sessions(draw, number):
    counts = [draw(st.integers(0, 3)) for _ in range(4)]
    below = [reading(n, required=True) for n in range(counts[3])]
    return said.Session(
        number=number,
        title=draw(words),
        day=draw(st.none() | days),
        motivation=draw(st.sampled_from(["", "Because of $x$.\n\n* *why*\n* not", "One line."])),
        required=tuple(reading(n, required=True, children=below) for n in range(1 + counts[0])),
        optional=tuple(reading(n, required=False) for n in range(counts[1])),
        questions=tuple(f"Why {n}?\n\n```\ncode\n```" for n in range(counts[2])),
        line=0,
    )


@st.composite
def tracks(draw, name):
    document = draw(st.sampled_from(["", "https://docs.google.com/document/d/1"]))
    numbers = draw(st.sets(st.integers(1, 30), min_size=1, max_size=3))
    made = tuple(draw(sessions(number)) for number in sorted(numbers, reverse=True))
    return said.Track(name, document, made)


milestones = st.builds(
    said.Milestone,
    kind=st.sampled_from(said.MilestoneKind),
    title=titles,
    due=st.none() | dues,
    instructions=st.sampled_from(["", "Write *it*.\n\nThe paper is due 1 June.", "* a\n* b"]),
    min_pages=st.none() | st.integers(1, 20),
    max_pages=st.none() | st.integers(1, 20),
    min_references=st.none() | st.integers(0, 20),
    weight=st.none() | st.integers(0, 100),
    line=st.just(0),
)


@st.composite
def pages(draw):
    found = draw(st.lists(lectures(), min_size=1, max_size=5))
    urls = draw(st.lists(addresses, unique=True, max_size=3))
    course = said.CourseFacts(
        slug="any",
        code=draw(st.sampled_from(["CS 101", "CSCI-GA 3033"])),
        title=draw(titles),
        institution="Example University",
        term=draw(st.sampled_from(["Spring 2027", "Term A", "WS 2026/27"])),
        year=2027,
        timezone="America/New_York",
        first_day=date(2027, 1, 25),
        last_day=date(2027, 5, 10),
        description="What graphs are for.",
        syllabus=draw(st.sampled_from(["", "We ask.\n\n* Part I\n  * Graphs"])),
        prerequisites=draw(st.sampled_from(["", "Linear algebra."])),
        grading=draw(st.sampled_from(["", "**Final Project due May 1st**, 50 percent."])),
        page_text="",
    )
    return said.CoursePage(
        course=course,
        staff=draw(people()),
        meetings=tuple(draw(st.lists(meetings(), max_size=3))),
        lectures=tuple(said_at(one, place) for place, one in enumerate(found, 1)),
        tracks=tuple(draw(tracks(name)) for name in draw(st.sampled_from([(), ("A", "B track")]))),
        milestones=tuple(draw(st.lists(milestones, max_size=3))),
        links=tuple(said.Link(f"Forum {n}", url) for n, url in enumerate(urls)),
        notes=(),
    )


def said_at(lecture, place):
    from dataclasses import replace

    return replace(lecture, position=place)


@given(page=pages())
def test_any_page_reads_back_as_what_it_was_written_from(page):
    text = written(page)
    again = read_page(text.text, slug="any", references=text.references or None)
    assert facts(again) == facts(page), text.text
    for name in ("description", "syllabus", "prerequisites", "grading"):
        assert getattr(again.course, name) == getattr(page.course, name), name
    # The first of two that have one title has the words below it.
    if len({one.title for one in page.milestones}) == len(page.milestones):
        asked = [one.instructions for one in page.milestones]
        assert [one.instructions for one in again.milestones] == asked


# --- What is decided about it ------------------------------------------------------------------


@pytest.mark.django_db
def test_dates_that_staff_moved_count_whatever_the_prose_says():
    course = factories.CourseFactory(grading="The **abstract is due March 8**, 30 percent.")
    factories.LectureFactory(course=course, day=date(2027, 2, 1))
    milestone = factories.MilestoneFactory(course=course)
    (read,) = read_page(page_of(course).text, slug="x").milestones
    assert (read.title, read.due) == ("Abstract", milestone.due)


@pytest.mark.django_db
def test_a_milestone_that_was_removed_does_not_come_back_from_the_prose():
    course = factories.CourseFactory(grading="The **abstract is due March 8**, 30 percent.")
    factories.LectureFactory(course=course, day=date(2027, 2, 1))
    assert read_page(page_of(course).text, slug="x").milestones == ()


@pytest.mark.django_db
def test_drafts_are_not_on_the_page_but_in_the_json():
    course = full_course()
    course.tracks.get().sessions.filter(published_at=None).update(title="Not yet shown")
    entries = exported(course)
    assert b"Not yet shown" not in entries["page.md"]
    assert b"Not yet shown" in entries["course.json"]


@pytest.mark.django_db
def test_a_file_is_linked_within_the_zip():
    entries = exported(full_course())
    (path,) = [name for name in entries if name.startswith("files/")]
    assert (
        f"](<{path}>)".encode() in entries["page.md"] or f"]({path})".encode() in entries["page.md"]
    )


@pytest.mark.django_db
def test_without_references_there_is_no_second_file():
    assert "references.md" not in exported(factories.CourseFactory())


@pytest.mark.django_db
def test_readings_nest_by_their_depth_whatever_depths_are_left_out():
    session = factories.TutoringSessionFactory()
    for position, depth in enumerate([1, 3, 2, 0, 5]):
        factories.ReadingFactory(session=session, position=position, depth=depth)
    ((found,),) = (track.sessions for track in page_values(session.track.course).tracks)
    assert [len(one.children) for one in found.required] == [2, 1]
    assert Reading.objects.count() == 5


@pytest.mark.django_db
def test_the_page_costs_the_same_queries_with_more_rows(django_assert_num_queries):
    course = factories.CourseFactory()
    for rows in (1, 30):
        for _ in range(rows):
            factories.ReferenceFactory(lecture=factories.LectureFactory(course=course))
            session = factories.TutoringSessionFactory(track=factories.TrackFactory(course=course))
            factories.ReadingFactory(session=session)
            factories.MilestoneFactory(course=course)
        with django_assert_num_queries(11):
            page_of(course)
