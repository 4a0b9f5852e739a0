"""Slides, notes, recordings; references as links, as words, by anchor."""

import pytest

from tests.portal.importing.course_pages import noted, read

HEAD = "# CS 101\n\n## Lectures\n\n"


def lecture(cell: str, *, header: str = "Topic", topic: str = "Heaps"):
    columns, cells = ("Date | Topic", f"1/28 | {cell}")
    if header != "Topic":
        columns, cells = (f"Date | Topic | {header}", f"1/28 | {topic} | {cell}")
    divider = "|".join("-" for _column in columns.split("|"))
    return read(f"{HEAD}{columns}\n{divider}\n{cells}\n").lectures[0]


@pytest.mark.parametrize(
    ("link", "kind"),
    [
        ("[Slides](http://x.org/a)", "slides"),
        ("[slides (pdf)](http://x.org/a)", "slides"),
        ("[[Slides]](http://x.org/a)", "slides"),
        ("[Video](http://x.org/a.pdf)", "recordings"),
        ("[Recording, part 2](http://x.org/a)", "recordings"),
        ("[Notes](http://x.org/a.pdf)", "notes"),
        ("[Lecture notes](http://x.org/a.pdf)", "notes"),
        ("[notebook](http://x.org/a)", "notes"),
        ("[Code](http://x.org/a)", "notes"),
        ("[pdf](http://x.org/a.pdf)", "slides"),
        ("[pptx](http://x.org/a.pptx)", "slides"),
        ("[here](https://youtu.be/1)", "recordings"),
        ("[link](https://colab.research.google.com/1)", "notes"),
        ("[link](https://docs.google.com/presentation/d/1)", "slides"),
    ],
)
def test_materials_are_told_apart_by_words_then_by_address(link, kind):
    found = lecture(f"Heaps {link}")
    assert found.title == "Heaps"
    assert {
        "slides": len(found.slides),
        "recordings": len(found.recordings),
        "notes": len(found.notes),
    } == {"slides": 0, "recordings": 0, "notes": 0, kind: 1}


def test_a_column_tells_what_its_links_are():
    assert lecture("[1](http://x.org/1)", header="Slides").slides[0].url == "http://x.org/1"
    assert lecture("[1](http://x.org/1)", header="Video").recordings[0].url == "http://x.org/1"
    found = lecture("[slides](http://x.org/1), [code](http://x.org/2)", header="Materials")
    assert (len(found.slides), len(found.notes)) == (1, 1)


def test_readings_among_the_materials_are_references():
    found = lecture(
        "[slides](http://x.org/1)<br>required reading: [CLRS](http://x.org/2)", header="Materials"
    )
    assert [one.title for one in found.references] == ["CLRS"]
    found = lecture("Heaps<br>Reading: [CLRS](http://x.org/2)<br>[slides](http://x.org/1)")
    assert (found.title, len(found.references), len(found.slides)) == ("Heaps", 1, 1)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("[Ch 4](http://x.org/4), [Ch 5](http://x.org/5)", [("Ch 4", ""), ("Ch 5", "")]),
        ("CLRS 6; Knuth 3", [("CLRS 6", ""), ("Knuth 3", "")]),
        ("CLRS 6<br>[Knuth](http://x.org/k)", [("CLRS 6", ""), ("Knuth", "")]),
        ("[Chapter 3](http://x.org/3) of Goodfellow", [("Chapter 3", "of Goodfellow")]),
        ("--", []),
        ("TBA", []),
    ],
)
def test_references_of_a_cell(cell, expected):
    found = lecture(cell, header="Reading")
    assert [(one.title, one.remark) for one in found.references] == expected


POINTERS = """Date | Topic | References
---|---|---
1/28 | Heaps | [refs](refs.md#lec1)
2/4 | Tries | [refs](refs.md#lec2)
2/11 | Hashes | [refs](refs.md#lec2)
2/18 | Graphs | [refs](refs.md#lec9)
"""
FILE = """# References

<a name="lec1"></a>
## Lecture 1

### Main references
* [CLRS](http://x.org/clrs), chapter 6
* Knuth, volume 3

### Further
* [Williams](http://x.org/williams)

<a id="lec2"></a>

## Lecture 2
* [Fredkin](http://x.org/fredkin)

<a name="lec2"></a>
## Lecture 2 again
* [Morrison](http://x.org/patricia)

<a name="lec7"></a>
## Lecture 7
* [Nobody](http://x.org/nobody)
"""


def test_anchors_lead_into_the_second_file():
    page = read(HEAD + POINTERS, references=FILE)
    assert [len(one.references) for one in page.lectures] == [3, 2, 2, 0]
    assert [(one.group, one.title, one.remark) for one in page.lectures[0].references] == [
        ("Main references", "CLRS", "chapter 6"),
        ("Main references", "Knuth, volume 3", ""),
        ("Further", "Williams", ""),
    ]


def test_what_is_odd_about_anchors_is_noted():
    page = read(HEAD + POINTERS, references=FILE)
    assert noted(page, "occurs 2 times") == [8]
    assert noted(page, "leads to the same references") == [9]
    assert noted(page, "no anchor of this name") == [10]
    assert noted(page, "No lecture leads to") == [1]
    assert noted(page, "relative") == []


def test_without_the_second_file_the_links_are_the_references():
    page = read(HEAD + POINTERS)
    assert [len(one.references) for one in page.lectures] == [1, 1, 1, 1]
    assert noted(page, "second file, which was not given") == [7]


def test_a_pointer_stays_with_its_lecture():
    page = read(HEAD + POINTERS, references=FILE, base_url="https://x.org/course/")
    assert [one.url for one in page.lectures[0].notes] == ["https://x.org/course/refs.md#lec1"]
    assert len(page.lectures[0].references) == 3


def test_anchors_of_the_page_itself():
    table = "Date | Topic | References\n---|---|---\n1/28 | Heaps | [refs](#lecture-1)\n"
    page = read(f"{HEAD}{table}\n## References\n\n### Lecture 1\n\n* [CLRS](http://x.org/clrs)\n")
    assert [one.title for one in page.lectures[0].references] == ["CLRS"]


def test_an_anchor_of_a_book_on_the_web_is_no_pointer():
    found = lecture("[3.1](https://r4ds.had.co.nz/data.html#intro)", header="Reading")
    assert [one.url for one in found.references] == ["https://r4ds.had.co.nz/data.html#intro"]


@pytest.mark.parametrize(
    ("cell", "titles"),
    [
        ("Pearl ch. 1; [Peters](http://x.org/p)", ["Pearl ch. 1", "Peters"]),
        ("*Required*: Jordan 1. *Optional*: [Airoldi](http://x.org/a)", ["Jordan 1", "Airoldi"]),
        ("[A; B](http://x.org/a); [C](http://x.org/c)", ["A; B", "C"]),
    ],
)
def test_words_beside_a_link_are_a_reference_of_their_own_when_set_apart(cell, titles):
    page = read(
        f"# CS 101\n\n## Lectures\n\nDate | Topic | Reading\n---|---|---\n1/28 | H | {cell}\n"
    )
    assert [one.title for one in page.lectures[0].references] == titles
