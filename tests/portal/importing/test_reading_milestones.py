"""What is to be handed in: prose, lists, tables, marks in the schedule."""

import pytest

from tests.portal.importing.course_pages import noted, read

SCHEDULE = "\n\n## Lectures\n\nDate | Topic\n---|---\n1/28 | Heaps\n"


def milestones(grading: str, **given) -> list[tuple]:
    page = read(f"# CS 101\n\n## Grading\n\n{grading}{SCHEDULE}", **given)
    return [(one.kind.value, one.title, one.due and one.due.isoformat()) for one in page.milestones]


def one(grading: str):
    (found,) = read(f"# CS 101\n\n## Grading\n\n{grading}{SCHEDULE}").milestones
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "**Final Project is due May 1st by email**",
            ("final", "Final Project", "2019-05-01T23:59:59-04:00"),
        ),
        (
            "The abstract is due by 10 PM on 3/5.",
            ("abstract", "Abstract", "2019-03-05T22:00:00-05:00"),
        ),
        (
            "Your project proposal is due on March 5 at noon.",
            ("abstract", "Project proposal", "2019-03-05T12:00:00-05:00"),
        ),
        (
            "Topic selection is due 2/14 at 23:59.",
            ("topic", "Topic selection", "2019-02-14T23:59:00-05:00"),
        ),
        ("- Abstract: March 5, 10pm", ("abstract", "Abstract", "2019-03-05T22:00:00-05:00")),
        (
            "- Final report (40%): due 2019-05-01",
            ("final", "Final report", "2019-05-01T23:59:59-04:00"),
        ),
        ("Homework 3 is due 3/5.", ("other", "Homework 3", "2019-03-05T23:59:59-05:00")),
        (
            "The term paper must be handed in by 1 May, midnight.",
            ("final", "Term paper", "2019-05-01T23:59:59-04:00"),
        ),
        (
            "Sign up for a topic [here](http://x.org) before Feb 22nd, 10 PM.",
            ("topic", "Topic", "2019-02-22T22:00:00-05:00"),
        ),
        (
            "Abstracts are due at the midterm (03/20).",
            ("abstract", "Abstract", "2019-03-20T23:59:59-04:00"),
        ),
        (
            "Final project proposals (1 page) are due 3/20 at 5pm.",
            ("abstract", "Final project proposal", "2019-03-20T17:00:00-04:00"),
        ),
        (
            "Le rapport final est à rendre le 3 mai 2019.",
            ("final", "Rapport final", "2019-05-03T23:59:59-04:00"),
        ),
        ("Reports are due 6/2 at 11:59pm AoE.", ("final", "Report", "2019-06-03T07:59:00-04:00")),
    ],
)
def test_due_dates_in_prose(text, expected):
    assert milestones(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "The course is graded by homework and an exam.",
        "Late submissions are not accepted.",
        "The midterm is on March 5.",
        "We read the paper of Jan 5, 2015.",
        "Participation: 20 percent",
    ],
)
def test_what_is_no_milestone(text):
    assert milestones(text) == []


def test_an_abstract_without_a_date_is_one_and_needs_a_date():
    text = "The course is graded. The detailed abstract of the project is graded at the mid-term."
    assert milestones(text) == [("abstract", "Abstract", None)]
    page = read(f"# CS 101\n\n## Grading\n\n{text}{SCHEDULE}")
    assert noted(page, "needs a date") == [5]


def test_an_impossible_due_date_is_noted():
    page = read(f"# CS 101\n\n## Grading\n\nThe abstract is due 2/30.{SCHEDULE}")
    assert page.milestones[0].due is None
    assert noted(page, "is no day") == [5]


def test_several_dates_in_one_sentence_go_to_their_nouns():
    text = "The abstract (2 pages) is due 3/8 and the final paper (10-15 pages) is due May 1."
    assert milestones(text) == [
        ("abstract", "Abstract", "2019-03-08T23:59:59-05:00"),
        ("final", "Final paper", "2019-05-01T23:59:59-04:00"),
    ]


def test_an_hour_for_all_dates_of_a_list():
    text = "All deadlines are at 10 PM:\n\n- Topic: 2/14\n- Abstract: 3/5\n- Paper: 5/1"
    assert [due for _kind, _title, due in milestones(text)] == [
        "2019-02-14T22:00:00-05:00",
        "2019-03-05T22:00:00-05:00",
        "2019-05-01T22:00:00-04:00",
    ]


@pytest.mark.parametrize(
    ("words", "pages"),
    [
        ("10 to 15 pages", (10, 15)),
        ("10–15 pages", (10, 15)),
        ("2 pages", (None, 2)),
        ("at most 4 pages", (None, 4)),
        ("up to four pages", (None, 4)),
        ("at least 8 pages", (8, None)),
        ("a 5-page essay", (None, 5)),
        ("12 pages max", (None, 12)),
        ("ten to twelve pages", (10, 12)),
    ],
)
def test_page_limits(words, pages):
    found = one(f"The final report ({words}) is due 5/1.")
    assert (found.min_pages, found.max_pages) == pages


@pytest.mark.parametrize(
    ("words", "least"),
    [
        ("at least 10 papers", 10),
        ("a minimum of five references", 5),
        ("10+ papers", 10),
        ("at least ten scientific articles", 10),
        ("some papers", None),
    ],
)
def test_the_least_number_of_papers(words, least):
    assert one(f"The abstract is due 3/8. It cites {words}.").min_references == least


def test_weights_go_to_their_nouns():
    text = (
        "The abstract is due 3/8 and the final project on 5/1. The abstract counts for thirty"
        " percent, the final project for 50% and participation for 20 percent."
    )
    page = read(f"# CS 101\n\n## Grading\n\n{text}{SCHEDULE}")
    assert [(one.kind.value, one.weight) for one in page.milestones] == [
        ("abstract", 30),
        ("final", 50),
    ]


def test_a_table_of_deliverables():
    table = (
        "Deliverable | Due | Weight\n---|---|---\n"
        "Homework 1 | 2/12 | 10%\nFinal project | May 1 | 50%"
    )
    page = read(f"# CS 101\n\n## Assessment\n\n{table}{SCHEDULE}")
    assert [(one.title, one.weight) for one in page.milestones] == [
        ("Homework 1", 10),
        ("Final project", 50),
    ]
    assert page.course.grading == table


def schedule(rows: str, header: str = "Date | Topic") -> list[tuple]:
    divider = "|".join("-" for _column in header.split("|"))
    page = read(f"# CS 101\n\n## Lectures\n\n{header}\n{divider}\n{rows}\n")
    assert len(page.lectures) == len(rows.split("\n"))
    return [(one.kind.value, one.title, one.due.date().isoformat()) for one in page.milestones]


def test_due_marks_in_the_topic():
    assert schedule("3/8 | Midterm Exam (due on Mar 11)\n3/15 | Heaps, HW2 due") == [
        ("other", "Midterm Exam", "2019-03-11"),
        ("other", "HW2", "2019-03-15"),
    ]


def test_due_marks_in_a_column_of_homework():
    rows = "3/8 | Heaps | HW1 out\n3/15 | Tries | HW1 due\n3/22 | Graphs | HW2 due 4/1 at 5pm"
    assert schedule(rows, "Date | Topic | Homework") == [
        ("other", "HW1", "2019-03-15"),
        ("other", "HW2", "2019-04-01"),
    ]


def test_a_column_called_due_needs_no_mark():
    assert schedule("3/8 | Heaps | HW1\n3/15 | Tries | --", "Date | Topic | Due") == [
        ("other", "HW1", "2019-03-08")
    ]


def test_the_schedule_gives_a_date_to_what_the_prose_asks_for():
    text = "## Grading\n\nThe abstract is graded at mid-term.\n\n## Lectures\n\nDate | Topic\n-|-\n"
    page = read(f"# CS 101\n\n{text}3/8 | Heaps (abstract due)\n")
    assert [(one.kind.value, one.due.date().isoformat()) for one in page.milestones] == [
        ("abstract", "2019-03-08")
    ]
    assert page.notes == ()


def test_the_text_wins_over_the_schedule_and_the_contradiction_is_noted():
    text = "## Grading\n\nThe abstract is due 3/9.\n\n## Lectures\n\nDate | Topic\n-|-\n"
    page = read(f"# CS 101\n\n{text}3/8 | Abstract due\n")
    assert page.milestones[0].due.date().isoformat() == "2019-03-09"
    assert noted(page, "different dates") == [5]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Presentations; final report due 3/15", ("final", "Final report", "2019-03-15")),
        ("Lec6: Project proposals due", ("abstract", "Project proposal", "2019-03-08")),
        ("Geometry; HW1 due", ("other", "HW1", "2019-03-08")),
    ],
)
def test_only_what_is_handed_in_is_the_title_of_a_mark(cell, expected):
    assert schedule(f"3/8 | {cell}") == [expected]


def test_marks_in_a_column_of_notes_are_read():
    page = read(
        "# CS 101\n\n## Lectures\n\nTopic | Day | Notes\n---|---|---\n"
        "H | Tue 3/12 | Project report due 3/15 at 5pm\n"
    )
    assert [(one.kind.value, one.due.isoformat()) for one in page.milestones] == [
        ("final", "2019-03-15T17:00:00-04:00")
    ]


def test_the_deadline_of_somebody_else_is_no_milestone():
    assert schedule("3/8 | No meeting (ICML deadline)") == []


def test_dates_of_one_paragraph_share_its_hour_wherever_it_stands():
    text = (
        "# CS 101\n\n**Office hours**\n\n- Ada: Mon 1-2pm\n\n"
        "Coursework: a project (40%): proposal due 3/5, milestone due 4/5, "
        "final write-up due 5/1 — all at 11:59pm."
    )
    page = read(text + SCHEDULE)
    assert [(one.kind.value, f"{one.due:%m-%d %H:%M}") for one in page.milestones] == [
        ("abstract", "03-05 23:59"),
        ("other", "04-05 23:59"),
        ("final", "05-01 23:59"),
    ]


def test_a_cell_may_say_twice_what_is_due():
    assert schedule("3/8 | HW1 due; project proposal due 3/15") == [
        ("other", "HW1", "2019-03-08"),
        ("abstract", "Project proposal", "2019-03-15"),
    ]
