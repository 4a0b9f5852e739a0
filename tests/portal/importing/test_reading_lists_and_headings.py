"""Schedules without a table: lists, paragraphs, headings."""

from datetime import date

import pytest

from courseapp.portal.importing.reading.whole_page import NotACoursePage
from tests.portal.importing.course_pages import read

LIST = """# CS 101

## Lectures

- **[Lec1](http://x.org/lec1.pdf)** Jan 19: Heaps
  - [CLRS 6](http://x.org/clrs)
  - Readings:
    - [Knuth](http://x.org/knuth), vol. 3
  - [notes](http://x.org/n.html)
  - Bring a laptop.
- **[Lec2](http://x.org/lec2.pdf)** Jan 21: Guest lecture: Ada Byron (MIT) — Tries
- Jan 26: No class
"""


def test_a_list_of_lectures():
    first, second, third = read(LIST).lectures
    assert (first.label, first.day, first.title) == ("Lec1", date(2019, 1, 19), "Heaps")
    assert [one.url for one in first.slides] == ["http://x.org/lec1.pdf"]
    assert [(one.title, one.remark) for one in first.references] == [
        ("CLRS 6", ""),
        ("Knuth", "vol. 3"),
    ]
    assert [one.url for one in first.notes] == ["http://x.org/n.html"]
    assert "Bring a laptop." in first.remark
    assert (second.kind, second.speaker, second.title) == ("guest", "Ada Byron", "Tries")
    assert (third.kind, third.day) == ("break", date(2019, 1, 26))


def test_paragraphs_with_lists_below_them():
    text = (
        LIST.replace("  - ", "* ").replace("- **", "\n**").replace("- Jan 26", "\n**Lec3** Jan 26")
    )
    assert [one.day for one in read(text).lectures] == [date(2019, 1, day) for day in (19, 21, 26)]


@pytest.mark.parametrize(
    "lines",
    [
        ("1. Jan 19: Heaps", "2. Jan 21: Tries"),
        ("- Heaps (Jan 19)", "- Tries (Jan 21)"),
        ("- Lecture 1: Heaps (Jan 19)", "- Lecture 2: Tries (Jan 21)"),
        ("1. 19.1. – Heaps", "2. 21.1. – Tries"),
        ("- Sat, Jan 19 - Heaps", "- Mon, Jan 21 - Tries"),
        ("- 1/19 **Heaps**", "- 1/21 **Tries**"),
    ],
)
def test_forms_of_an_item(lines):
    page = read("# CS 101\n\n## Schedule\n\n" + "\n".join(lines))
    assert [(one.day, one.title) for one in page.lectures] == [
        (date(2019, 1, 19), "Heaps"),
        (date(2019, 1, 21), "Tries"),
    ]


def test_weeks_as_headings_over_lists_of_lectures():
    page = read(
        "# CS 101\n\n## Week 1: Order\n\n- Lecture 1: Heaps\n- Lecture 2: Tries\n\n"
        "## Week 2: Chaos\n\n- Lecture 3: Hashing\n- Lecture 4: Bloom filters\n"
    )
    assert [(one.week, one.title) for one in page.lectures] == [
        (1, "Heaps"),
        (1, "Tries"),
        (2, "Hashing"),
        (2, "Bloom filters"),
    ]


HEADINGS = """# CS 101

## Lectures

### Lecture 1 (Jan 19): Heaps [Ada Byron]
Why heaps are *not* sorted.

[[slides]](http://x.org/1.pdf) [[video]](http://youtu.be/1)

#### Reading

##### Basics
* [CLRS 6](http://x.org/clrs)

##### Further
* [Knuth](http://x.org/knuth)

### Lecture 2: Tries
Date: Jan 21

Notes: [pdf](http://x.org/2.pdf)

Reading: [Fredkin](http://x.org/fredkin), [Morrison](http://x.org/patricia)
"""


def test_a_heading_for_each_lecture():
    first, second = read(HEADINGS).lectures
    assert (first.label, first.title, first.speaker) == ("Lecture 1", "Heaps", "Ada Byron")
    assert (first.day, second.day) == (date(2019, 1, 19), date(2019, 1, 21))
    assert (len(first.slides), len(first.recordings)) == (1, 1)
    assert [(one.group, one.title) for one in first.references] == [
        ("Basics", "CLRS 6"),
        ("Further", "Knuth"),
    ]
    assert first.remark == "Why heaps are not sorted."
    assert [one.url for one in second.notes] == ["http://x.org/2.pdf"]
    assert [one.title for one in second.references] == ["Fredkin", "Morrison"]


def test_a_day_in_the_subject_is_not_that_of_the_lecture():
    page = read(
        "# CS 101\n\n## Lecture 1: What we learned from the crash of October 29, 1929\n\n"
        "[slides](a)\n\n"
        "## Lecture 2: A long title about something else altogether (Jan 21)\n\n[slides](b)\n"
    )
    assert [one.day for one in page.lectures] == [None, date(2019, 1, 21)]
    assert page.lectures[0].title == "What we learned from the crash of October 29, 1929"


def test_parts_of_a_lecture_that_are_no_readings_are_remarks_under_their_headings():
    text = HEADINGS.replace("#### Reading", "#### Homework\n\n- Sort it out.\n\n#### Reading")
    first, _second = read(text).lectures
    assert first.remark.split("\n\n")[1:] == ["**Homework**", "- Sort it out."]
    assert len(first.references) == 2


def test_one_counted_heading_is_no_schedule():
    page = read(
        "# CS 101\n\nInstructor: Ada Byron\n\n## Lecture 1: Heaps\n\nMondays 4-6pm, Hall 5\n"
    )
    assert page.lectures == ()


def test_a_table_comes_before_lists():
    page = read(LIST + "\n## Schedule\n\nDate | Topic\n---|---\n1/28 | Heaps\n")
    assert [one.title for one in page.lectures] == ["Heaps"]
    assert "[Lec2](http://x.org/lec2.pdf)" in page.course.page_text


def test_news_with_dates_are_no_lectures():
    news = "## Announcements\n\n- Jan 3: Welcome\n- Jan 9: Room changed\n- Jan 12: Forum open\n\n"
    page = read(f"# CS 101\n\n{news}## Lectures\n\nDate | Topic\n---|---\n1/28 | Heaps\n")
    assert [one.title for one in page.lectures] == ["Heaps"]
    assert "Room changed" in page.course.page_text


def test_days_that_span_are_no_number_of_a_lecture():
    page = read("# CS 101\n\n## Lectures\n\n- Jan 19: Heaps\n- Mar 22-24: Spring recess\n")
    found = page.lectures[1]
    assert (found.day, found.kind, found.label, found.title) == (
        date(2019, 3, 22),
        "break",
        "",
        "Spring recess",
    )


def test_weeks_with_readings_under_schedule_are_lectures_and_no_track():
    text = (
        "# CS 101\n\n### Schedule\n\n- **Week 1** (January 28): Heaps\n  - Readings: [A](http://x.org/a)\n"
        "- **February 4**: *No class*\n- **Week 2** (February 11): Midterm\n"
    )
    page = read(text)
    assert page.tracks == ()
    assert [(one.week, one.day, one.kind, len(one.references)) for one in page.lectures] == [
        (1, date(2019, 1, 28), "lecture", 1),
        (None, date(2019, 2, 4), "break", 0),
        (2, date(2019, 2, 11), "other", 0),
    ]


def test_a_week_without_lectures_between_lists_is_a_break():
    text = (
        "# CS 101\n\n## Lecture plan\n\n### Week 1\n\n- Lecture 1: Heaps\n- Lecture 2: Trees\n\n"
        "### Week 2\n\nReading week, no lectures\n\n"
        "### Week 3\n\n- Lecture 3: Tries\n- Lecture 4: Sets\n"
    )
    assert [(one.week, one.kind) for one in read(text).lectures] == [
        (1, "lecture"),
        (1, "lecture"),
        (2, "break"),
        (3, "lecture"),
        (3, "lecture"),
    ]


def test_the_day_may_begin_the_line_below_a_heading_and_guests_stand_between():
    text = (
        "# CS 101\n\n## Lectures\n\n### Lecture 1: Heaps\n*Jan 12, 2019* — [slides](http://x.org/1.pdf)\n\n"
        "### Guest lecture: Sets and such — Ada Byron (MIT)\n*Jan 14, 2019*\n\n"
        "### Lecture 2: Trees\nIt continues what began on Jan 12.\n"
    )
    assert [
        (one.day, one.kind, one.title, one.speaker, len(one.slides)) for one in read(text).lectures
    ] == [
        (date(2019, 1, 12), "lecture", "Heaps", "", 1),
        (date(2019, 1, 14), "guest", "Sets and such", "Ada Byron", 0),
        (None, "lecture", "Trees", "", 0),
    ]


VITA = """# Ada Byron

## Education

PhD

## Teaching

- CS 101

## Publications

One.

## Talks

- Jan 28, 2019: Columbia
- Mar 3, 2019: Banff
- May 5, 2019: Paris
"""
PROGRAM = """# heaps

## Installation

Run it.

## Releases

- 2019-01-28: 1.0
- 2019-02-28: 1.1
- 2019-03-28: 1.2

## License

MIT
"""


@pytest.mark.parametrize("text", [VITA, PROGRAM])
def test_a_list_of_days_alone_makes_no_course(text):
    with pytest.raises(NotACoursePage):
        read(text)


def test_days_as_headings_under_weeks_are_lectures():
    text = (
        "# CS 101\n\n### Week 1: Order\n#### Monday, January 28\nHeaps. Slides: [here](http://x.org/h.pdf)\n\n"
        "Reading:\n* [CLRS](http://x.org/clrs)\n\n#### Wednesday, January 30\nNo class\n\n"
        "### Week 2\n#### Monday, February 4\nTrees\nand more\n"
    )
    page = read(text)
    assert page.tracks == ()
    assert [
        (one.week, one.day, one.kind, one.title, len(one.slides), len(one.references))
        for one in page.lectures
    ] == [
        (1, date(2019, 1, 28), "lecture", "Heaps", 1, 1),
        (1, date(2019, 1, 30), "break", "No class", 0, 0),
        (2, date(2019, 2, 4), "lecture", "Trees", 0, 0),
    ]
    assert page.lectures[0].part == "Week 1: Order"
    assert page.lectures[2].remark == "and more"
    assert page.notes == ()


def test_names_in_front_of_all_talks_are_their_speakers():
    head = "# CS 101\n\n## Talks\n\n- **Jan 28** — "
    page = read(
        head
        + "*Ada Byron (MIT)* — Heaps\n- **Feb 4** — No meeting\n- **Feb 11** — Bob Roe — Trees\n"
    )
    assert [(one.speaker, one.title) for one in page.lectures] == [
        ("Ada Byron", "Heaps"),
        ("", "No meeting"),
        ("Bob Roe", "Trees"),
    ]
    page = read(head + "Binary Heaps — Basics\n- **Feb 4** — trees\n- **Feb 11** — tries\n")
    assert [one.speaker for one in page.lectures] == ["", "", ""]


def test_paragraphs_that_begin_with_a_day_are_lectures_and_what_is_due_is_none():
    text = (
        "# CS 101\n\n**4 March** — Heaps. [Slides](http://x.org/h.pdf), ch. 3\n\n"
        "**11 March** — Trees\n\n"
        "Assignment 1 due 25 March; assignment 2 due 6 May.\n"
    )
    page = read(text)
    assert [(one.day, one.title, one.remark) for one in page.lectures] == [
        (date(2019, 3, 4), "Heaps, ch. 3", ""),
        (date(2019, 3, 11), "Trees", ""),
    ]
    assert [one.title for one in page.milestones] == ["Assignment 1", "Assignment 2"]


def test_the_list_under_a_heading_of_lectures_comes_before_that_of_topics():
    text = (
        "# CS 101\n\n## Topics\n\n1. Heaps (Jan 28; Feb 4)\n2. Trees (Feb 11)\n\n## Schedule\n\n"
        "- Week 1, 1/28: Heaps\n- Week 2, 2/4: no class\n### Week 3: no class\n"
    )
    assert [(one.week, one.kind, one.title) for one in read(text).lectures] == [
        (1, "lecture", "Heaps"),
        (2, "break", "no class"),
        (3, "break", "no class"),
    ]


def test_required_and_optional_lists_below_a_lecture_are_references():
    text = (
        "# CS 101\n\n## Lectures\n\n* Jan 28: Heaps\n    * Required:\n        * [A](http://x.org/a)\n"
        "        * [B](http://x.org/b)\n    * Optional: [C](http://x.org/c), [D](http://x.org/d)\n"
        "* Feb 4: Trees\n"
    )
    first, _second = read(text).lectures
    assert [one.title for one in first.references] == ["A", "B", "C", "D"]
