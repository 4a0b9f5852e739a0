"""Tables that are no list of lectures: facts side by side, a column for each weekday."""

from datetime import date

import pytest

from tests.portal.importing.course_pages import noted, read

REST = "\n\n## Lectures\n\nDate | Topic\n---|---\n1/28 | Heaps\n"


def facts(page) -> tuple:
    return (
        [(one.name, one.email, one.role.value) for one in page.staff],
        [
            (one.kind.value, one.weekday.value[:3], f"{one.start:%H:%M}", one.place)
            for one in page.meetings
        ],
    )


TWO = """| | |
|---|---|
| Instructor | [Ada Byron](http://x.org/ada) |
| E-mail | ada@x.org |
| Lectures | Thursdays 2-4 pm, Hall 5 |
| Office hours | Ada's: Mondays 3-4pm, Room 7 <br> Eve's: Fri 1-2pm |
"""
FOUR = """| **Term** | Fall | **Instructor** | Ada Byron |
|---|---|---|---|
| **Room** | Hall 5 | **E-mail** | ada@x.org |
| **Schedule** | Th 2-4 PM | **Office hours** | M 3:00-4:00pm, Room 7 |
| **Office** | Gates 450 | **TA** | Eve Moneypenny |
"""


def test_facts_in_two_columns_are_read_as_lines():
    people, meetings = facts(read(f"# CS 101\n\n{TWO}{REST}"))
    assert people == [("Ada Byron", "ada@x.org", "instructor")]
    assert meetings == [
        ("lecture", "thu", "14:00", "Hall 5"),
        ("office_hours", "mon", "15:00", "Room 7"),
        ("office_hours", "fri", "13:00", ""),
    ]


def test_facts_in_twice_two_columns_are_read_and_none_is_lost():
    page = read(f"# CS 101\n\n{FOUR}{REST}")
    people, meetings = facts(page)
    assert people == [
        ("Ada Byron", "ada@x.org", "instructor"),
        ("Eve Moneypenny", "", "tutor"),
    ]
    assert meetings == [
        ("lecture", "thu", "14:00", "Hall 5"),
        ("office_hours", "mon", "15:00", "Room 7"),
    ]
    assert "Gates 450" in page.course.description


def test_facts_that_were_all_read_leave_no_empty_table():
    page = read(
        f"# CS 101\n\n| | |\n|---|---|\n| Instructor | Ada Byron |\n| TA | Bob Roe |\n{REST}"
    )
    assert [one.name for one in page.staff] == ["Ada Byron", "Bob Roe"]
    assert "|" not in page.course.description


@pytest.mark.parametrize(
    "table",
    [
        "Component | Weight\n---|---\nLabs | 20%\nExam | 80%",
        "Office hours | Place\n---|---\nMon 2-3pm | Hall 5\nTue 3-4pm | Hall 7",
    ],
)
def test_tables_of_a_kind_are_no_facts(table):
    page = read(f"# CS 101\n\n## Notes\n\n{table}{REST}")
    assert page.staff == ()
    assert len(page.lectures) == 1


def test_what_stands_behind_a_break_is_read_although_the_line_was_taken():
    page = read(f"# CS 101\n\nInstructor: Ada Byron<br>TA: Eve Moneypenny<br>Mondays 2-3pm{REST}")
    people, meetings = facts(page)
    assert [name for name, _mail, _role in people] == ["Ada Byron", "Eve Moneypenny"]
    assert meetings == [("lecture", "mon", "14:00", "")]


def test_a_column_for_each_weekday_with_dates_in_the_cells():
    table = (
        "| Week | Tuesday | Thursday |\n|---|---|---|\n| 1 | 1/29 Heaps | 1/31: Trees |\n"
        "| 2 | 2/5 No class | 2/30 Tries |\n"
    )
    page = read(f"# CS 101\n\n## Schedule\n\n{table}")
    assert [(one.week, one.day, one.kind, one.title) for one in page.lectures] == [
        (1, date(2019, 1, 29), "lecture", "Heaps"),
        (1, date(2019, 1, 31), "lecture", "Trees"),
        (2, date(2019, 2, 5), "break", "No class"),
        (2, None, "lecture", "Tries"),
    ]
    assert noted(page, "no such day") == [8]


def test_a_column_for_each_weekday_with_the_date_of_the_week():
    table = (
        "| Week of | Mon | Wed | Fri |\n|---|---|---|---|\n| Jan 28 | Heaps | Trees | |\n"
        "| Feb 4 | *No class* | [Tries](t.pdf) | **Midterm** |\n"
    )
    page = read(f"# CS 101\n\nMWF 2-3pm, Hall 5\n\n## Schedule\n\n{table}")
    assert [(one.day, one.kind, one.title) for one in page.lectures] == [
        (date(2019, 1, 28), "lecture", "Heaps"),
        (date(2019, 1, 30), "lecture", "Trees"),
        (date(2019, 2, 4), "break", "No class"),
        (date(2019, 2, 6), "lecture", "Tries"),
        (date(2019, 2, 8), "other", "Midterm"),
    ]


def test_a_timetable_is_no_schedule():
    table = "| | Monday | Tuesday |\n|---|---|---|\n| Ada | 2-3pm | 3-4pm |\n| Eve | 1-2pm | |\n"
    page = read(f"# CS 101\n\n## Office hours\n\n{table}{REST}")
    assert len(page.lectures) == 1


def test_a_header_that_is_a_row_says_nothing_of_its_columns():
    table = (
        "| Wednesday, January 30 | **Heaps.** [[Slides](h.pdf)] |\n|---|---|\n"
        "| Monday, February 4 | **Labor Day**: No classes |\n"
    )
    page = read(f"# CS 101\n\n**Course calendar**\n\n{table}")
    assert [(one.day, one.title, len(one.slides)) for one in page.lectures] == [
        (date(2019, 1, 30), "Heaps", 1),
        (date(2019, 2, 4), "Labor Day: No classes", 0),
    ]


HTML = """<table border="1">
<tr><th>Date</th><th>Topic</th><th>Reading</th></tr>
<tr>
  <td>Jan 28</td>
  <td>Heaps<br>and <a href="http://x.org/h.pdf">slides</a></td>
  <td><a href="http://x.org/clrs">CLRS</a></td>
</tr>
<tr><td>Feb 4<td colspan="2">No class</tr>
</table>
"""


def test_a_table_in_html_is_a_table():
    page = read(f"# CS 101\n\n## Schedule\n\n{HTML}")
    assert [
        (one.day, one.kind, one.title, len(one.slides), len(one.references))
        for one in page.lectures
    ] == [
        (date(2019, 1, 28), "lecture", "Heaps", 1, 1),
        (date(2019, 2, 4), "break", "No class", 0, 0),
    ]
    assert page.notes == ()
    assert page.course.page_text == ""


@pytest.mark.parametrize(
    "table",
    [
        (
            "| Event | Time | Place |\n|---|---|---|\n| Lectures | Mondays 11:00-13:00 | Hall 5 |\n"
            "| Labs | Fridays 9:00-11:00, weeks 2-8 | Room 7 |\n"
        ),
        (
            "| Lectures | Mondays, 11:00-13:00 | Hall 5 |\n|---|---|---|\n"
            "| Labs | Fridays, 9:00-11:00 (weeks 2-8) | Room 7 |\n"
        ),
    ],
)
def test_a_table_of_meetings_is_known_by_its_rows(table):
    page = read(f"# CS 101\n\n{table}{REST}")
    assert facts(page)[1] == [
        ("lecture", "mon", "11:00", "Hall 5"),
        ("tutoring", "fri", "09:00", "Room 7 (weeks 2-8)"),
    ]
    assert "|" not in page.course.description
