"""Readings in a text box: what is typed is read, and what nobody touched stays as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedule.course_page import nested
from schedule.reading_list import (
    DEEPEST,
    Line,
    TooDeep,
    as_box,
    as_question_box,
    levelled,
    questions_of,
    readings_of,
)

letters = st.characters(exclude_characters="\r\n", exclude_categories=("Cs",))
marks = st.sampled_from(
    ["- x", "\\- x", "1. x", "  * x", "    code", "\tx", "", "  ", "$$", "```", "-"]
)
texts = (
    st.lists(st.one_of(st.text(letters, max_size=20), marks), min_size=1, max_size=5)
    .map("\n".join)
    .map(str.strip)
    .filter(bool)
)


@st.composite
def well_formed(draw):
    """Readings of which none is deeper than the one before by more than one."""
    lines, deepest = [], 0
    for text in draw(st.lists(texts, max_size=8)):
        depth = draw(st.integers(0, min(deepest, DEEPEST)))
        lines.append(Line(text, depth))
        deepest = depth + 1
    return lines


@given(well_formed())
def test_what_nobody_touched_in_the_box_is_not_changed(lines):
    assert readings_of(as_box(lines)) == lines


@given(st.lists(st.tuples(texts, st.integers(0, 40)), max_size=8))
def test_readings_with_gaps_in_their_depths_hang_where_they_hung(rows):
    lines = levelled([Line(*row) for row in rows])
    if len(rows) <= DEEPEST:
        assert nested((line.text, line.depth) for line in lines) == nested(rows)
    assert readings_of(as_box(lines)) == lines


@given(st.lists(texts, max_size=8))
def test_questions_come_back_as_they_were(questions):
    assert questions_of(as_question_box(questions)) == questions


@given(st.text(max_size=300))
def test_no_text_is_too_odd_for_the_box(text):
    read = readings_of(text)
    assert readings_of(as_box(read)) == read
    assert "".join(c for c in text if c.isalpha()) == "".join(
        c for line in read for c in line.text if c.isalpha()
    )


@pytest.mark.parametrize(
    ("box", "read"),
    [
        ("https://a.b\nhttps://c.d", [("https://a.b", 0), ("https://c.d", 0)]),
        (
            "[A](https://a.b)\n  below\n    deeper\nB",
            [("[A](https://a.b)", 0), ("below", 1), ("deeper", 2), ("B", 0)],
        ),
        ("- A\n  - B\n  - C\n- D", [("A", 0), ("B", 1), ("C", 1), ("D", 0)]),
        ("* A\n    * B\n        * C\n  * D", [("A", 0), ("B", 1), ("C", 2), ("D", 1)]),
        ("\t* A\n\t* B", [("A", 0), ("B", 0)]),
        ("1. A\n   2. B", [("A", 0), ("B", 1)]),
        (
            "- A\n  its second line\n\n  a remark\n- B",
            [("A\nits second line\n\na remark", 0), ("B", 0)],
        ),
        ("- A\nB", [("A", 0), ("B", 0)]),
        ("-\n- \n\nA\r\n", [("A", 0)]),
        ("2019. A year is no number", [("2019. A year is no number", 0)]),
        ("$$\nx\n$$\nB", [("$$\nx\n$$", 0), ("B", 0)]),
    ],
)
def test_a_line_is_a_reading_and_indent_hangs_it_below(box, read):
    assert [(line.text, line.depth) for line in readings_of(box)] == read


def test_what_is_listed_below_a_question_belongs_to_it():
    assert questions_of("1. Why?\n   - because\n   - or not\n2. How?") == [
        "Why?\n- because\n- or not",
        "How?",
    ]


def test_lists_in_each_other_are_bounded_and_the_line_is_named():
    box = "\n".join(" " * 2 * depth + "- x" for depth in range(DEEPEST + 2))
    with pytest.raises(TooDeep) as caught:
        readings_of(box)
    assert caught.value.line == DEEPEST + 2


def test_a_tree_that_is_stored_too_deep_is_shown_as_deep_as_it_goes():
    def height(items):
        return 1 + max((height(item.below) for item in items), default=-1) if items else 0

    assert height(nested((str(n), n) for n in range(500))) == DEEPEST + 1


def test_a_hundred_thousand_lines_take_no_time():
    assert len(readings_of("$$\n" + "a\n" * 100_000)) == 1
    assert len(readings_of("- a\n" * 100_000)) == 100_000
