"""Whatever comes in: a page, or one clear error; never a traceback, never a hang."""

import json
import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from courseapp.portal.importing.reading.decoding import decode_page
from courseapp.portal.importing.reading.whole_page import NotACoursePage, read_page
from courseapp.portal.importing.report import as_json
from tests.portal.importing.course_pages import DEMO, PAGES

OURS = [DEMO.joinpath("course.md").read_text(encoding="utf-8")]
OURS += [path.read_text(encoding="utf-8") for path in PAGES]
BOUNDED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def survives(page: str | bytes, **given: object) -> None:
    try:
        read = read_page(page, slug="x", **given)
    except NotACoursePage:
        return
    json.dumps(as_json(read))
    assert all(note.line >= 1 and note.reason for note in read.notes)


WORDS = st.sampled_from(
    [
        "Lecture 3: Trees", "1/28", "2/30", "31.12.", "Mon, 8/10", "Jan 19", "0/0", "99/99/99",
        "October 22, 2025", "Guest lecture by Jane Roe (MIT)", "(", ")", "[", "](", "**", "__", "|",
        "--", "due by 10 PM on 3/5", "Mondays 7-9pm, Room 5", "25:61", "12h99", "TTh 3-4", "`", "$",
        "$x_1$", "<br>", "<a href='x.pdf'>s</a>", '<a name="lec1"></a>', "<!--", "-->", "\\",
        "&nbsp;", "[Slides](l.pdf)", "[x](javascript:alert(1))", "[y](http://[)",
        "[r](refs.md#lec1)", "![i](i)",
        "www.x.org", "http://", "jane [at] x [dot] org", "Office hours: TBD", "30 percent",
        "Winter 2021", "WS 2022/23", "Class 1: Basics", "Required Reading:", "Questions:", "\u2028",
        "\x00", "é", "\ud800", "Part II: More", "No class", "Spring Break", "CS 101", "²/³", "١/٢",
    ]
)  # fmt: skip
LINE = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
HEADING = st.builds("{} {}".format, st.sampled_from(["#", "##", "###", "####"]), LINE)
TITLES = [
    "Lectures",
    "Staff",
    "Grading",
    "Logistics",
    "Tutoring",
    "Syllabus",
    "Office hours",
    "TAs",
]
SECTION = st.sampled_from([f"## {title}" for title in TITLES])
ITEM = st.builds(
    "{}{} {}".format, st.sampled_from(["", "  ", "    ", "\t"]), st.sampled_from("*-1"), LINE
).map(lambda item: item.replace("1 ", "1. ", 1))
COLUMNS = ["Week", "Date", "Topic", "References", "Day", "Slides", "Due", "", "Lab Date", "Email"]
ROW = st.lists(st.one_of(WORDS, LINE), min_size=0, max_size=7).map(
    lambda cells: f"| {' | '.join(cells)} |"
)


@st.composite
def tables(draw: st.DrawFn) -> str:
    header = draw(st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=6))
    divider = "|".join(["---"] * draw(st.integers(len(header) - 1, len(header) + 1)))
    rows = draw(st.lists(ROW, max_size=5))
    return "\n".join([" | ".join(header), divider, *rows])


BLOCK = st.one_of(
    HEADING, SECTION, LINE, st.lists(ITEM, min_size=1, max_size=6).map("\n".join), tables()
)
PAGE = st.lists(BLOCK, min_size=1, max_size=12).map("\n\n".join)


@BOUNDED
@given(
    PAGE, st.sampled_from([None, "https://x.org/c/", "http://[", "x"]), st.one_of(st.none(), PAGE)
)
def test_random_markdown_is_read_or_refused(page, base_url, references):
    survives(page, base_url=base_url, references=references)


@BOUNDED
@given(st.binary(max_size=400))
@example(b"\xff\xfe\x00")
@example("# CS 1\n\n## Lectures\n".encode("utf-16"))
def test_any_bytes_are_read_or_refused(raw):
    survives(raw)
    assert "\x00" not in decode_page(raw)
    assert "\r" not in decode_page(raw)


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """One of our pages with a few accidents."""
    lines = draw(st.sampled_from(OURS)).split("\n")
    for _number in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(lines) - 1))
        lines[place] = draw(st.sampled_from(ACCIDENTS))(lines[place])
    text = draw(st.sampled_from(["\n", "\r\n", "\r"])).join(lines)
    raw = text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"])), "replace")
    return raw[: draw(st.integers(0, len(raw)))] if draw(st.booleans()) else raw


ACCIDENTS = [
    lambda line: "",
    lambda line: line.replace("|", ""),
    lambda line: line.strip("| "),
    lambda line: "|".join(reversed(line.split("|"))),
    lambda line: "|".join(line.split("|")[:-2]),
    lambda line: f"{line}|{line}",
    lambda line: f"    {line}",
    lambda line: f"> {line}",
    lambda line: line.replace(" ", "<br>"),
    lambda line: f"<div>{line}",
    lambda line: line.replace("/", "."),
    lambda line: line.translate(str.maketrans("0123456789", "9876543210")),
    lambda line: line.replace("(", "[").replace(")", "]"),
    lambda line: line * 3,
    lambda line: line[: len(line) // 2],
    lambda line: line.upper(),
    lambda line: f"# {line}",
]


@BOUNDED
@given(mutations())
def test_a_damaged_page_is_read_or_refused(raw):
    survives(raw)


HEAD = "# CS 101: Heaps\n\nSpring 2019, NYU\n\n## Lectures\n\n"
LARGE = {
    "rows": "| Week | Date | Topic |\n|---|---|---|\n"
    + "".join(
        f"| {n} | 1/{n % 28 + 1} | **Lec{n}** [Slides](http://x.org/{n}) |\n" for n in range(10_000)
    ),
    "headings": "".join(f"## Lecture {n}: Heap\n\ntext\n\n" for n in range(5_000)),
    "sections": "".join(f"## Heading {n}\n\ntext\n\n" for n in range(5_000)),
    "nesting": "- Lecture 1\n- Lecture 2\n"
    + "".join(f"{'  ' * n}- [a](b{n})\n" for n in range(400)),
    "quotes": ">" * 20_000,
    "brackets": "[" * 20_000,
    "bars": "a|b\n-|-\n" + "|" * 50_000,
    "letters": "a" * 200_000,
    "names": "## Staff\n\n" + "Jane Roe, " * 10_000,
}


@pytest.mark.parametrize("kind", LARGE)
def test_much_of_anything_takes_seconds(kind):
    began = time.perf_counter()
    survives(HEAD + LARGE[kind])
    assert time.perf_counter() - began < 20  # some 4 s for the rows, here


def test_a_schedule_is_read_up_to_a_thousand_rows_and_the_rest_is_kept():
    page = read_page(HEAD + LARGE["rows"], slug="x")

    assert len(page.lectures) == 1000
    assert "**Lec9999**" in page.course.page_text
    assert [note.line for note in page.notes if "up to 1000 rows" in note.reason] == [1009]


def test_what_is_nested_too_deeply_is_kept_and_noted():
    page = read_page(HEAD + LARGE["nesting"], slug="x")

    assert "[a](b399)" in page.course.page_text
    assert any("too deeply" in note.reason for note in page.notes)


def test_a_file_too_large_for_a_page_is_refused():
    with pytest.raises(NotACoursePage, match="too large"):
        read_page("a" * 2_000_001, slug="x")


def test_dividers_without_a_row_are_no_table():
    head = "# CS 1, Fall 2026\n\n| Date | Topic |\n|---|---|\n| 9/1 | Trees |\n"
    page = read_page(f"{head}\n> quote\n|---|---|\n|---|---|\n", slug="x")
    assert len(page.lectures) == 1
