"""The schedule as a table: any order of columns, any accident."""

from datetime import date

import pytest

from courseapp.portal.importing.page import LectureKind
from tests.portal.importing.course_pages import noted, read

HEAD = "# CS 101: Heaps\n\n## Lectures\n\n"
ROWS = [
    (
        "1",
        "1/28",
        "**Lec1** Binary heaps [Slides](http://x.org/1.pdf)",
        "[CLRS](http://x.org/clrs)",
    ),
    ("2", "2/4", "**Guest Lecture: Ada Byron (Analytical Society)**", "--"),
    ("3", "2/11", "**Spring Break**", "--"),
]
NAMES = ("Week", "Date", "Topic", "References")


def table(names, rows, *, bars=True) -> str:
    lines = [names, ["---"] * len(names), *rows]
    joined = (" | ".join(cells) for cells in lines)
    return HEAD + "\n".join(f"| {line} |" if bars else line for line in joined)


def what(page) -> list[tuple]:
    return [
        (one.week, one.day, one.kind, one.label, one.title, one.speaker, len(one.slides))
        for one in page.lectures
    ]


EXPECTED = [
    (1, date(2019, 1, 28), "lecture", "Lec1", "Binary heaps", "", 1),
    (2, date(2019, 2, 4), "guest", "", "Guest Lecture", "Ada Byron", 0),
    (3, date(2019, 2, 11), "break", "", "Spring Break", "", 0),
]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1), (1, 2, 3, 0)])
@pytest.mark.parametrize("bars", [True, False])
def test_the_order_of_the_columns_does_not_matter(order, bars):
    rows = [[row[column] for column in order] for row in ROWS]
    page = read(table([NAMES[column] for column in order], rows, bars=bars))

    assert what(page) == EXPECTED
    assert [len(one.references) for one in page.lectures] == [1, 0, 0]
    assert page.notes == ()


@pytest.mark.parametrize(
    "names",
    [
        ("Wk", "When", "Title", "Reading"),
        ("Week #", "Lecture Date", "Subject", "Readings"),
        ("Week", "Day/Date", "Content", "Papers"),
        ("Week", "", "", "Literature"),
    ],
)
def test_columns_are_known_by_many_words_and_by_what_stands_in_them(names):
    page = read(table(names, ROWS))

    assert [(one.day, one.title) for one in page.lectures] == [
        (date(2019, 1, 28), "Binary heaps"),
        (date(2019, 2, 4), "Guest Lecture"),
        (date(2019, 2, 11), "Spring Break"),
    ]


def test_a_table_without_any_header_words_is_read_by_its_content():
    page = read(table(("", "", "", ""), ROWS))
    assert [one.title for one in page.lectures] == ["Binary heaps", "Guest Lecture", "Spring Break"]


def test_a_header_that_is_a_row_is_read_as_one():
    page = read(HEAD + "| 1/28 | Heaps |\n|---|---|\n| 2/4 | Trees |\n")
    assert [(one.day, one.title) for one in page.lectures] == [
        (date(2019, 1, 28), "Heaps"),
        (date(2019, 2, 4), "Trees"),
    ]


def test_a_day_column_is_not_a_date():
    page = read(
        table(("Day", "Date", "Topic"), [("Mon", "1/28", "Heaps"), ("Wed", "1/30", "Trees")])
    )
    assert [one.day for one in page.lectures] == [date(2019, 1, 28), date(2019, 1, 30)]


def test_week_numbers_and_dates_may_share_a_column():
    page = read(table(("Week", "Topic"), [("1 (1/28)", "Heaps"), ("2 (2/4)", "Trees")]))
    assert [(one.week, one.day) for one in page.lectures] == [
        (1, date(2019, 1, 28)),
        (2, date(2019, 2, 4)),
    ]


def test_section_rows_are_no_lectures_and_name_the_part():
    rows = [
        ("**Part I: Order**", "", ""),
        ("1/28", "Heaps", ""),
        ("", "**Part II: Chaos**", ""),
        ("2/4", "Hashing", ""),
    ]
    page = read(table(("Date", "Topic", "Reading"), rows))
    assert [(one.title, one.part) for one in page.lectures] == [
        ("Heaps", "Part I: Order"),
        ("Hashing", "Part II: Chaos"),
    ]


def test_a_break_that_fills_a_row_is_a_break_and_no_section():
    page = read(table(("Date", "Topic"), [("1/28", "Heaps"), ("", "**Spring Break**")]))
    assert [one.kind for one in page.lectures] == [LectureKind.LECTURE, LectureKind.BREAK]


def test_a_row_with_an_impossible_date_stays_without_a_date_and_is_noted():
    page = read(table(("Date", "Topic"), [("2/30", "Heaps"), ("2/4", "Trees")]))
    assert [one.day for one in page.lectures] == [None, date(2019, 2, 4)]
    assert noted(page, "no such day") == [7]


def test_a_cell_that_is_no_date_is_noted_and_dashes_are_not():
    page = read(table(("Date", "Topic"), [("soon", "Heaps"), ("--", "Trees"), ("2/4", "Tries")]))
    assert noted(page, "could not be read as a date") == [7]


def test_a_weekday_that_does_not_fit_the_pattern_is_noted():
    text = table(("Date", "Topic"), [("1/28", "Heaps"), ("1/29", "Trees"), ("1/30", "No class")])
    page = read(text.replace("## Lectures", "Mondays 7-9pm, Room 5\n\n## Lectures"))
    assert noted(page, "on which no lecture is held") == [10]


def test_a_weekday_that_contradicts_its_own_date_is_noted():
    page = read(table(("Date", "Topic"), [("Tue, 1/28", "Heaps")]))
    assert page.lectures[0].day == date(2019, 1, 28)
    assert noted(page, "says another day") == [7]


def test_the_dates_of_weeks_are_not_held_against_the_pattern():
    text = table(("Week of", "Topic"), [("1/28", "Heaps"), ("2/4", "Trees")])
    page = read(text.replace("## Lectures", "Tue 7-9pm, Room 5\n\n## Lectures"))
    assert page.notes == ()


def test_a_missing_column_of_dates_is_noted():
    page = read(table(("Week", "Topic"), [("1", "Heaps"), ("2", "Trees")]))
    assert noted(page, "no column of dates") == [5]


def test_a_missing_column_of_topics_is_noted():
    page = read(
        table(("Week", "Date", "Reading"), [("1", "1/28", "CLRS 6"), ("2", "2/4", "CLRS 7")])
    )
    assert noted(page, "no column of topics") == [5]
    assert [len(one.references) for one in page.lectures] == [1, 1]


@pytest.mark.parametrize(
    ("divider", "words"),
    [("|---|---|", "does not fit"), ("", "has no line below"), ("|-|-|-|-|-|-|", "does not fit")],
)
def test_a_table_with_a_broken_divider_is_read_and_noted(divider, words):
    lines = [f"| {' | '.join(NAMES)} |", *([divider] if divider else [])]
    page = read(HEAD + "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in ROWS)]))
    assert what(page) == EXPECTED
    assert noted(page, words) == [5]


def test_cells_beyond_the_header_are_kept_and_noted():
    page = read(HEAD + "Date | Topic\n---|---\n1/28 | Heaps | [extra](http://x.org/e) | more\n")
    assert page.lectures[0].notes[0].url == "http://x.org/e"
    assert page.lectures[0].remark == "more"
    assert noted(page, "more cells than its header") == [7]


def test_a_short_row_is_no_problem():
    page = read(
        HEAD + "Week | Date | Topic | Reading\n---|---|---|---\n1 | 1/28 | Heaps\n2 | 2/4\n"
    )
    assert [(one.week, one.title) for one in page.lectures] == [(1, "Heaps"), (2, "")]


def test_html_in_cells_is_understood():
    cell = 'Heaps<br/><a href="http://x.org/s.pdf">slides</a> <b>new</b> <!-- hidden -->'
    page = read(table(("Date", "Topic"), [("1/28", cell)]))
    assert page.lectures[0].title == "Heaps"
    assert page.lectures[0].slides[0].url == "http://x.org/s.pdf"
    assert page.lectures[0].remark == "new"


def test_columns_without_a_meaning_are_kept_under_their_headers():
    page = read(table(("Date", "Topic", "Room"), [("1/28", "Heaps", "Hall 5")]))
    assert page.lectures[0].remark == "Room: Hall 5"


def test_two_tables_are_one_schedule_whose_parts_are_their_headings():
    one = "### First half\n\nDate | Topic\n---|---\n1/28 | Heaps\n\n"
    two = "### Second half\n\nDate | Topic\n---|---\n3/4 | Tries\n"
    page = read(HEAD + one + two)
    assert [(one.position, one.title, one.part) for one in page.lectures] == [
        (1, "Heaps", "First half"),
        (2, "Tries", "Second half"),
    ]


def test_a_second_date_column_makes_a_track_named_after_it():
    rows = [
        ("1/28", "Heaps", "2/1", "Proofs: [notes](http://x.org/n)"),
        ("2/4", "Trees", "--", "--"),
    ]
    page = read(table(("Lecture Date", "Topic", "Tutoring Date", "Tutoring Topic"), rows))
    track = page.tracks[0]
    assert (track.name, len(track.sessions), len(page.lectures)) == ("Tutoring", 1, 2)
    session = track.sessions[0]
    assert (session.day, session.title) == (date(2019, 2, 1), "Proofs")
    assert [one.url for one in session.required] == ["http://x.org/n"]


def test_a_table_under_a_heading_about_tutoring_is_a_track():
    text = table(("Date", "Topic"), [("1/28", "Heaps")])
    page = read(text + "\n\n## Labs\n\nDate | Topic\n---|---\n2/1 | Python\n")
    assert [one.title for one in page.lectures] == ["Heaps"]
    assert [(one.name, one.sessions[0].title) for one in page.tracks] == [("Labs", "Python")]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Spring Break", "break"),
        ("No class (Labor Day)", "break"),
        ("Thanksgiving – no lecture", "break"),
        ("Reading week", "break"),
        ("Well-being break", "break"),
        ("*Mid-semester break*", "break"),
        ("Symmetry breaking in networks", "lecture"),
        ("Breaking the curse", "lecture"),
        ("Midterm exam", "other"),
        ("Final Exam (due on Apr 28)", "other"),
        ("Midterm review", "lecture"),
        ("Student presentations", "other"),
        ("Project pitches", "other"),
        ("CANCELLED", "other"),
        ("~~Heaps~~ cancelled", "other"),
        ("Lec9 Exams as a source of data", "lecture"),
        ("Examples of heaps", "lecture"),
    ],
)
def test_what_kind_of_row_it_is(title, kind):
    assert read(table(("Date", "Topic"), [("1/28", title)])).lectures[0].kind == kind


@pytest.mark.parametrize(
    ("cell", "label", "title"),
    [
        ("**Lec2** Euclidean stability.", "Lec2", "Euclidean stability"),
        ("Lecture 3: Trees", "Lecture 3", "Trees"),
        ("L4: Tries", "L4", "Tries"),
        ("L2 regularization", "", "L2 regularization"),
        ("2D geometry", "", "2D geometry"),
        ("Heaps. Tries. Open problems.", "", "Heaps. Tries. Open problems"),
        ("The space $L^2(\\mathbb{R})$ and $x_i$", "", "The space $L^2(\\mathbb{R})$ and $x_i$"),
        ("[Heaps](http://x.org/1.pdf)", "", "Heaps"),
    ],
)
def test_labels_and_titles(cell, label, title):
    lecture = read(table(("Date", "Topic"), [("1/28", cell)])).lectures[0]
    assert (lecture.label, lecture.title) == (label, title)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Trees (Monday is a holiday)", "lecture"),
        ("Networks (*MLK Day, Mon 1/17*)", "lecture"),
        ("Chuseok (no class)", "break"),
        ("Republic Day (holiday)", "break"),
        ("President's Day", "break"),
        ("*entfällt*", "break"),
        ("Vacances d'hiver", "break"),
        ("Project proposal due", "other"),
        ("Geometry; HW1 due", "lecture"),
    ],
)
def test_the_kind_of_a_row_by_its_words(title, kind):
    assert read(table(("Date", "Topic"), [("1/28", title)])).lectures[0].kind == kind


def test_a_row_is_a_break_if_another_cell_says_no_more_than_that():
    rows = [
        ("1", "9/5", "Heaps", ""),
        ("-", "9/12", "Chuseok", "Holiday"),
        ("2", "9/19", "Tries", ""),
    ]
    page = read(table(("Lec", "Date", "Contents", "Remarks"), rows))
    assert [one.kind for one in page.lectures] == ["lecture", "break", "lecture"]


def test_topics_win_over_papers_and_questions():
    names = ("Date", "Topic/papers", "Recommended reading", "Pre-lecture questions", "Presenters")
    row = (
        "Sep 7 (Wed)",
        "Heaps",
        "[A](a) <br> [B](b)",
        "[lec 2 questions](q)",
        "Ann B. [[slides]](s)",
    )
    (found,) = read(table(names, [row])).lectures
    assert (found.title, len(found.references), len(found.slides)) == ("Heaps", 2, 1)
    assert found.speaker == "Ann B"


def test_resources_are_sorted_by_what_each_link_says():
    row = ("1/28", "Heaps [[4pp]](h.pdf)", "[Slides](s.pdf), [Paper](p.pdf), [Notes](n.pdf)")
    (found,) = read(table(("Date", "Topic", "Resources"), [row])).lectures
    assert found.title == "Heaps"
    assert [link.url for link in found.slides] == ["h.pdf", "s.pdf"]
    assert [one.url for one in found.references] == ["p.pdf"]
    assert [link.url for link in found.notes] == ["n.pdf"]


def test_slides_in_a_column_of_readings_are_slides():
    (found,) = read(
        table(("Date", "Topic", "Reading"), [("1/28", "Heaps", "[slides](s.pdf), Ch. 2")])
    ).lectures
    assert [link.url for link in found.slides] == ["s.pdf"]
    assert [one.title for one in found.references] == ["Ch. 2"]


def test_days_that_are_numbers_count():
    rows = [("1", "Mon, 8/10", "Heaps"), ("2", "Tue, 8/11", "Trees")]
    page = read(table(("Day", "Date", "Topic"), rows))
    assert [one.label for one in page.lectures] == ["1", "2"]


def test_a_schedule_in_french():
    rows = [("1", "25/01", "Tas"), ("", "15/02", "Vacances d'hiver")]
    page = read(table(("Séance", "Date", "Contenu"), rows))
    assert [(one.label, one.day, one.title, one.kind) for one in page.lectures] == [
        ("1", date(2019, 1, 25), "Tas", "lecture"),
        ("", date(2019, 2, 15), "Vacances d'hiver", "break"),
    ]
