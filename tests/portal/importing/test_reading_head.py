"""Title, code, institution, term, time zone."""

import pytest

from courseapp.portal.importing.reading.institutions import find_institution, zone_of
from courseapp.portal.importing.reading.whole_page import read_page
from courseapp.portal.importing.reading.zones import UnknownTimeZone
from tests.portal.importing.course_pages import noted

REST = "\n\n## Lectures\n\nDate | Topic\n---|---\n1/28 | Heaps\n"


def head(text: str, **given):
    return read_page(text + REST, **{"slug": "cs101", "year": 2019, **given})


@pytest.mark.parametrize(
    ("text", "title", "code"),
    [
        ("# CS 229: Machine Learning", "Machine Learning", "CS 229"),
        (
            "# Machine Learning (CS 229), Fall 2024, Stanford University",
            "Machine Learning",
            "CS 229",
        ),
        ("# 6.867 Machine Learning", "Machine Learning", "6.867"),
        (
            "# 10-701: Introduction to Machine Learning",
            "Introduction to Machine Learning",
            "10-701",
        ),
        (
            "# Welcome to STATS 306 / DATA SCI 306",
            "STATS 306 / DATA SCI 306",
            "STATS 306 / DATA SCI 306",
        ),
        ("# Topics in Optimization", "Topics in Optimization", ""),
        ("# Course Syllabus: PHIL 101 Ethics", "Ethics", "PHIL 101"),
        ("# Deep Learning | EPFL | Spring 2020", "Deep Learning", ""),
        (
            "Optimal Transport\n=================\n\nFall 2021, STAT 991",
            "Optimal Transport",
            "STAT 991",
        ),
        (
            "# MathsDL-spring19\n\nTopics course Mathematics of Learning, NYU. CSCI-GA 3033.",
            "Mathematics of Learning",
            "CSCI-GA 3033",
        ),
        ("# heaps-2019\n\nThe Art of Heaps is a graduate course.", "The Art of Heaps", ""),
        (
            "# stat231c\nTopics Course on Heap Learning for Spring 2016",
            "Heap Learning",
            "stat231c",
        ),
        ("# 10-708: Heaps and Such Models (HSM)", "Heaps and Such Models (HSM)", "10-708"),
        ('---\ntitle: "CPSC 532S: Heaps"\n---\n', "Heaps", "CPSC 532S"),
        (
            '<div align="center">\n<h1>CS 395T: Heaps</h1>\n<p>State College</p>\n</div>',
            "Heaps",
            "CS 395T",
        ),
        ("# heaps-spring18\n\nTopics course Heaps, NYU\n\nMondays 7-9pm. CIWW 102", "Heaps", ""),
        ("Heaps of Data (EE-556)\nEPFL, Fall 2021\n\n## Team", "Heaps of Data", "EE-556"),
        ("# Heaps in Practice 🤖", "Heaps in Practice", ""),
        ("# CSE 599: Heaps :robot:", "Heaps", "CSE 599"),
        ("# Heaps\n\nNUS, AY2023/24 Semester 1", "Heaps", ""),
        ('+++\ntitle = "CS 464: Heaps"\n+++\n', "Heaps", "CS 464"),
        ("# heaps-2019\n\nThis is a graduate course on heaps.", "heaps-2019", ""),
        ("# Preamble\n\nThe [Deep NLP](http://x.org) course offered in 2017.", "Deep NLP", ""),
        ('---\ntitle: "Heaps: an odyssey"\ncode: CS 7\n---\n# Home', "Heaps: an odyssey", "CS 7"),
        ("# Home\n\n- Course title: Heaps\n- Course code: CS 7", "Heaps", "CS 7"),
        ("Lectures every day.", "cs101", ""),
    ],
)
def test_title_and_code(text, title, code):
    course = head(text).course
    assert (course.title, course.code) == (title, code)


@pytest.mark.parametrize(
    ("text", "institution", "zone"),
    [
        ("NYU, Spring 19", "NYU", "America/New_York"),
        ("at the University of Oxford.", "University of Oxford", "Europe/London"),
        ("The University of Michigan community", "University of Michigan", "America/Detroit"),
        ("ETH Zürich, HS 2023", "ETH Zürich", "Europe/Zurich"),
        ("Freedonia State University, Fall 2020", "Freedonia State University", ""),
        ("mail jane@nyu.edu", "", ""),
    ],
)
def test_institutions(text, institution, zone):
    assert find_institution(text) == institution
    assert zone_of(institution) == zone


def test_a_guessed_zone_is_told():
    page = head("# CS 101\n\nUniversity of Michigan")
    assert page.course.timezone == "America/Detroit"
    assert noted(page, "guessed from the institution") == [1]


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("# CS 101\n\nMondays 4-6pm ET", "America/New_York"),
        ("# CS 101\n\nMondays 4-6pm (Pacific Time)", "America/Los_Angeles"),
        ("# CS 101\n\nMondays 16:00-18:00 CET", "Europe/Berlin"),
        ("# CS 101\n\nHours are in Asia/Tokyo.", "Asia/Tokyo"),
        ("# CS 101\n\nUniversity of Michigan, Mondays 4-6pm ET", "America/Detroit"),
        ("# CS 101\n\nNYU, Mondays 4-6pm PT", "America/Los_Angeles"),
        ("---\ntimezone: Europe/Paris\n---\n# CS 101\n\nNYU", "Europe/Paris"),
    ],
)
def test_a_zone_that_is_told_is_no_guess(text, zone):
    page = head(text)
    assert page.course.timezone == zone
    assert noted(page, "time zone") == []


def test_letters_that_follow_no_hour_are_no_zone():
    page = head("# CS 101\n\nWe scan with CT and PT.", default_timezone="Europe/Rome")
    assert page.course.timezone == "Europe/Rome"
    assert noted(page, "does not tell its time zone") == [1]


def test_the_zone_that_is_asked_for_wins():
    page = head("---\ntimezone: Europe/Paris\n---\n# CS 101", timezone="America/Denver")
    assert page.course.timezone == "America/Denver"
    assert page.notes == ()


@pytest.mark.parametrize("given", [{"timezone": "Mars/Olympus"}, {"default_timezone": "EST5"}])
def test_a_zone_that_does_not_exist_is_a_clear_error(given):
    with pytest.raises(UnknownTimeZone, match="is no time zone"):
        head("# CS 101", **given)


def test_a_wrong_zone_on_the_page_is_only_noted():
    page = head("---\ntimezone: Mars/Olympus\n---\n# CS 101")
    assert page.course.timezone == "UTC"
    assert noted(page, "This is no time zone") == [1]


def test_front_matter_for_machines_is_passed_over_and_the_rest_kept():
    page = head(
        "---\nlayout: default\nmotto: per aspera\nstart: 2019-01-21\n---\n# CS 101", timezone="UTC"
    )
    assert page.course.first_day.isoformat() == "2019-01-21"
    assert "motto: per aspera" in page.course.page_text
    assert noted(page, "head of the file") == [1]
    assert "layout" not in page.course.page_text


def test_the_campus_belongs_to_the_institution():
    assert find_institution("University of Wisconsin-Madison, Fall") == (
        "University of Wisconsin-Madison"
    )
    assert find_institution("University of California, Berkeley, Fall") == (
        "University of California, Berkeley"
    )
    assert zone_of("University of Wisconsin-Madison") == "America/Chicago"
    assert find_institution("NYU - Spring 2020") == "NYU"


def test_a_second_semester_lies_in_the_later_year():
    course = head("# CS 101\n\nSemester 2, 2024/25", year=None).course
    assert (course.term, course.year) == ("Semester 2, 2024/25", 2025)


def test_a_heading_in_html_keeps_what_stands_beside_it():
    page = head("<h1>Heaps</h1>\n<p>State College, Fall 2018.<br>Instructor: Ada Byron</p>\n")
    assert (page.course.title, page.course.term) == ("Heaps", "Fall 2018")
    assert [one.name for one in page.staff] == ["Ada Byron"]


def test_terms_of_other_languages():
    assert head("# Montones\n\nPrimer cuatrimestre 2024", year=None).course.year == 2024
