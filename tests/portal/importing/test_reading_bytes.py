"""Encodings, line ends, and files that are no course page."""

import pytest

from courseapp.portal.importing.reading.decoding import decode_page
from courseapp.portal.importing.reading.whole_page import NotACoursePage, read_page
from tests.portal.importing.course_pages import noted, read

TEXT = """# Théorie des graphes

Instructor: Ada Byron

## Lectures

Date | Topic
---|---
1/28 | Cœur
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le"])
def test_encodings_that_keep_every_letter(encoding):
    page = read(TEXT.encode(encoding))
    assert page.course.title == "Théorie des graphes"
    assert page.lectures[0].title == "Cœur"
    assert bool(noted(page, "not UTF-8")) == (not encoding.startswith("utf-8"))


def test_an_old_encoding_is_read_and_noted():
    page = read(TEXT.encode("cp1252"))
    assert page.course.title == "Théorie des graphes"
    assert noted(page, "read as cp1252") == [1]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_do_not_matter(end):
    assert read(TEXT.replace("\n", end)) == read(TEXT)


def test_mixed_line_ends_a_mark_and_control_characters_are_tidied():
    assert decode_page(b"\xef\xbb\xbfa\r\nb\rc\nd\x00\x07e") == "a\nb\nc\nde"
    mixed = "\ufeff" + TEXT.replace("\n", "\r\n", 3).replace("Heaps", "He\x00aps")
    assert read(mixed) == read(TEXT)


README = """# mylib

A fast library for parsing.

## Installation

    pip install mylib

## Requirements

- Python 3.11

## Usage

| Option | Default | Description |
|---|---|---|
| `--fast` | no | go fast |

## Contributors

- Jane Roe
- John Doe

## Changelog

| Version | Date | Changes |
|---|---|---|
| 1.0 | 2020-01-02 | first |
| 1.1 | 2020-03-02 | second |

## License

MIT
"""


@pytest.mark.parametrize(
    "page",
    [
        "",
        "  \n\n",
        b"",
        README,
        "Dear all,\n\nsee you on Monday.",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 20,
        "# Solutions\n\n| # | Title | Solution |\n|---|---|---|\n| 1 | Two Sum | [py](a.py) |\n",
        "# Todo\n\n- [ ] milk\n- [x] eggs\n",
        "\ufeff",
        b"\x00" * 100,
    ],
    ids=range(10),
)
def test_what_is_no_course_page_gets_one_clear_sentence(page):
    with pytest.raises(NotACoursePage) as refused:
        read_page(page, slug="x")
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)
