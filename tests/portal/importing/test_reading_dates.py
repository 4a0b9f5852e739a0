"""Days as people write them, and the year they belong to."""

from datetime import date

import pytest

from courseapp.portal.importing.reading.dates import find_dates
from courseapp.portal.importing.reading.term import find_term
from courseapp.portal.importing.reading.whole_page import UnknownYear, read_page
from tests.portal.importing.course_pages import noted, read


def days(*cells: str, head: str = "# CS 101", **given) -> list[date | None]:
    rows = "".join(f"{cell} | Heaps\n" for cell in cells)
    page = read_page(f"{head}\n\n## Lectures\n\nDate | Topic\n---|---\n{rows}", slug="x", **given)
    return [one.day for one in page.lectures]


@pytest.mark.parametrize(
    "written",
    [
        "1/28",
        "01/28",
        "1/28/19",
        "1/28/2019",
        "Jan 28",
        "January 28th",
        "28 Jan",
        "28th of January",
        "28.1.",
        "28.01.2019",
        "28.01.19",
        "2019-01-28",
        "2019/01/28",
        "Mon, 1/28",
        "Monday, Jan. 28",
        "Mon Jan 28, 2019",
        "January 28, 2019",
        "28-Jan",
        "Jan-28",
        "01-28",
        "lundi 28 janvier",
        "Mo 28.1.",
        "1/28 – 2/1",
        "Jan 28–30",
        "**1/28**",
        "Jan 28 (7pm)",
    ],
)
def test_forms_of_one_day(written):
    assert days(written, year=2019) == [date(2019, 1, 28)]


@pytest.mark.parametrize("written", ["TBD", "--", "n/a", "7.10pm", "60/40", "0/1", "May 7:30pm"])
def test_what_is_no_day(written):
    assert days(written, "2/4", year=2019) == [None, date(2019, 2, 4)]


def test_prose_is_not_searched_for_short_forms():
    assert find_dates("Read Section 28.1. and pages 10-12 of the 2nd edition, 60/40.") == ()


@pytest.mark.parametrize(
    ("words", "year"),
    [
        ("Spring 19", 2019),
        ("MathsDL-spring19", 2019),
        ("Winter 2021", 2021),
        ("Fall '24", 2024),
        ("Hilary Term 2017", 2017),
        ("Autumn Quarter, 2020", 2020),
        ("2019 Spring", 2019),
        ("Spring Semester of 2024", 2024),
        ("Semester 1, 2024", 2024),
        ("WS 2022/23", 2022),
        ("Wintersemester 2023/24", 2023),
        ("SoSe 2023", 2023),
        ("2018-2019", 2018),
        ("HT 2017", 2017),
        ("Academic year 2018/19", 2018),
        ("Previous years: Spring 18. Now: Fall 2019", 2019),
    ],
)
def test_terms(words, year):
    assert find_term(words).year == year


@pytest.mark.parametrize(
    "words", ["Spring 1/28", "Fall 12:30", "spring break 3/18", "in 1/2 term", "Fall"]
)
def test_what_is_no_term(words):
    assert find_term(words) is None


def test_the_year_is_that_of_the_term_unless_one_is_asked_for():
    assert days("1/28", head="# CS 101, Spring 19") == [date(2019, 1, 28)]
    assert days("1/28", head="# CS 101, Spring 19", year=2020) == [date(2020, 1, 28)]


def test_a_full_date_on_the_page_tells_the_year():
    assert days("1/28", head="# CS 101\n\nThe first class is on January 28, 2019.") == [
        date(2019, 1, 28)
    ]


def test_a_page_without_a_year_keeps_its_dates_open_and_says_so():
    page = read_page(
        "# CS 101\n\nDate | Topic\n---|---\n1/28 | Heaps\n", slug="heaps", timezone="UTC"
    )
    assert page.lectures[0].day is None
    assert noted(page, "tells no year") == [5]


def test_a_term_in_the_short_name_is_a_guess_and_told():
    text = "# CS 101\n\nDate | Topic\n---|---\n1/28 | Heaps\n"
    page = read_page(text, slug="heaps-spring19", timezone="UTC")
    assert page.lectures[0].day == date(2019, 1, 28)
    assert noted(page, "guessed from a name") == [1]


def test_a_term_that_crosses_new_year_rolls_over_in_any_order_of_rows():
    expected = [date(2022, 10, 18), date(2022, 12, 20), date(2023, 1, 10), date(2022, 11, 1)]
    written = ("18.10.", "20.12.", "10.1.", "1.11.")
    assert days(*written, head="# CS 101, WS 2022/23") == expected
    assert days(*written, head="# CS 101, Fall 2022") == expected


def test_an_academic_year_that_begins_in_spring_is_its_second():
    assert days("7 Jan", "14 Jan", head="# CS 101 2018-2019") == [
        date(2019, 1, 7),
        date(2019, 1, 14),
    ]


def test_day_first_is_seen_from_the_page_as_a_whole_and_told():
    text = "# CS 101\n\nDate | Topic\n---|---\n7/1 | A\n14/1 | B\n21/1 | C\n4/2 | D\n"
    page = read(text)
    assert [one.day.day for one in page.lectures] == [7, 14, 21, 4]
    assert noted(page, "day first") == [5]


def test_a_page_that_makes_sense_neither_way_is_read_month_first():
    page = read("# CS 101\n\nDate | Topic\n---|---\n1/28 | A\n28/1 | B\n")
    assert [one.day for one in page.lectures] == [date(2019, 1, 28), None]
    assert noted(page, "no such day") == [6]


@pytest.mark.parametrize("year", [0, -5, 19, 99999])
def test_a_year_that_is_none_is_a_clear_error(year):
    with pytest.raises(UnknownYear, match="no year of a course"):
        read_page("# CS 101", slug="x", year=year)
