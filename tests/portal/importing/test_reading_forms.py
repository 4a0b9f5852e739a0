"""Pages as different universities write them, each with what must come out of it."""

from dataclasses import dataclass

import pytest

from courseapp.portal.importing.reading.whole_page import read_page
from tests.portal.importing.course_pages import PAGES


@dataclass(frozen=True)
class Expected:
    title: str
    zone: str
    lectures: int
    dated: int
    staff: int
    meetings: int
    milestones: int = 0
    tracks: int = 0
    notes: tuple[int, ...] = ()


FORMS = {
    "amsterdam-day-first": Expected("Deep Learning", "UTC", 3, 3, 1, 0, notes=(1, 6, 6)),
    "berkeley-paragraphs": Expected(
        "Statistical Learning Theory", "America/Los_Angeles", 2, 2, 0, 2, notes=(1, 3, 5)
    ),
    "broken-tables": Expected("Convex Optimization", "UTC", 2, 0, 2, 0, notes=(1, 3, 3, 4, 7)),
    "cambridge-ma-part-rows": Expected(
        "Deep Learning", "America/New_York", 4, 4, 4, 4, milestones=3, notes=(1, 10, 17, 25)
    ),
    "cambridge-weeks-as-headings": Expected(
        "Probabilistic Machine Learning",
        "Europe/London",
        4,
        0,
        2,
        3,
        milestones=2,
        notes=(1, 8, 11),
    ),
    "cornell-table-without-bars": Expected(
        "Graph Algorithms", "America/New_York", 9, 8, 3, 5, milestones=4, notes=(1, 18, 25, 26)
    ),
    "edmonton-list-of-lectures": Expected(
        "Topics in Reinforcement Learning", "America/Edmonton", 5, 5, 2, 2, notes=(1, 13)
    ),
    "lausanne-link-definitions": Expected(
        "Optimization for Machine Learning", "Europe/Zurich", 4, 4, 0, 2, notes=(1, 17)
    ),
    "montreal-french": Expected(
        "Advanced Topics in NLP", "America/Montreal", 2, 2, 1, 2, notes=(1, 9)
    ),
    "new-york-two-date-columns": Expected(
        "Mathematics of Deep Learning",
        "America/New_York",
        4,
        4,
        3,
        2,
        3,
        1,
        notes=(1, 6, 8, 18, 18),
    ),
    "no-term-dated-list": Expected(
        "Reading seminar on diffusion models", "UTC", 3, 0, 0, 1, notes=(1, 5)
    ),
    "philadelphia-headings-and-tutoring": Expected(
        "Optimal Transport", "America/New_York", 3, 3, 0, 2, tracks=1, notes=(11,)
    ),
    "pittsburgh-html-in-cells": Expected(
        "Topics in Deep Learning", "America/New_York", 4, 4, 3, 3, milestones=1, notes=(1, 15, 21)
    ),
    "seattle-nested-staff": Expected(
        "Quantum Learning", "America/Los_Angeles", 5, 5, 2, 4, milestones=2, notes=(11, 19, 26)
    ),
    "sydney-weeks-beginning": Expected(
        "Network Science", "Australia/Sydney", 6, 5, 1, 4, milestones=2, notes=(1, 15)
    ),
    "tables-for-everything": Expected("Linear Algebra II", "UTC", 3, 0, 2, 4, 2, notes=(1, 8, 20)),
    "tuebingen-seminar": Expected("Seminar: Causality", "Europe/Berlin", 3, 3, 0, 1, notes=(1,)),
    "zurich-front-matter-and-list": Expected(
        "Deep Generative Models", "Europe/Zurich", 5, 5, 2, 2, notes=(14,)
    ),
}


def test_every_page_has_its_expectations():
    assert {path.stem for path in PAGES} == FORMS.keys()


@pytest.mark.parametrize("name", FORMS)
def test_a_page_of_this_form(name):
    path = next(path for path in PAGES if path.stem == name)
    page = read_page(path.read_bytes(), slug="x")
    assert FORMS[name] == Expected(
        title=page.course.title,
        zone=page.course.timezone,
        lectures=len(page.lectures),
        dated=sum(one.day is not None for one in page.lectures),
        staff=len(page.staff),
        meetings=len(page.meetings),
        milestones=len(page.milestones),
        tracks=len(page.tracks),
        notes=tuple(note.line for note in page.notes),
    )
