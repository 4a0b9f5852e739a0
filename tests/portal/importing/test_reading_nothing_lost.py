"""Nothing is lost silently: every target and every word of a page is in what is made of it."""

import re

import pytest
from markdown_it import MarkdownIt

from courseapp.portal.importing.page import CoursePage
from courseapp.portal.importing.reading.links import _texts
from courseapp.portal.importing.reading.resolving import Addresses
from courseapp.portal.importing.reading.whole_page import read_page
from tests.portal.importing.course_pages import DEMO, PAGES, noted, read, shared

REAL = [
    "mathsdl-spring19/README.md",
    "stats306-winter2021/README.md",
    "deepnlp-oxford-2017/README.md",
]
BASE = "https://courses.example.edu/cs/README.md"


@pytest.fixture(params=[*(path.name for path in PAGES), "demo", *REAL])
def text(request) -> str:
    if request.param == "demo":
        return DEMO.joinpath("course.md").read_text(encoding="utf-8")
    if request.param in REAL:
        return shared(request.param)
    return next(path for path in PAGES if path.name == request.param).read_text(encoding="utf-8")


def targets(text: str) -> set[str]:
    """Every target of a page, by a parser that knows nothing of ours."""
    found = set()
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        for child in token.children or []:
            if child.type == "link_open":
                found.add(str(child.attrs["href"]))
            elif child.type == "html_inline":
                found.update(re.findall(r'href="([^"]+)"', child.content))
        found.update(re.findall(r"https?://[^\s()<>\[\]|\"]+[\w/]", token.content))
    return found


def everything(page: CoursePage) -> str:
    return "\n".join(_texts(page))


@pytest.mark.parametrize("base_url", [None, BASE])
def test_every_link_target_of_a_page_is_in_the_course(text, base_url):
    page = read_page(text, slug="x", base_url=base_url)
    kept, addresses = everything(page), Addresses(base_url)
    missing = {
        target
        for target in targets(text)
        if addresses.resolve(target).removeprefix("mailto:") not in kept
    }
    assert missing == set()


# Words that the values say in another way: kinds, weekdays, months, the names of columns.
STRUCTURE = {
    "ada", "and", "are", "assignment", "beginning", "chapter", "code", "consultation", "cours",
    "course", "date", "dates", "datum", "day", "default", "document", "dot", "email",
    "enseignant", "every", "example", "from", "grading", "held", "here", "hours", "institution",
    "instructor", "instructors", "janvier", "jeudi", "job", "lab", "layout", "leaders", "lec",
    "lecture", "lecturer", "lecturers", "lectures", "living", "lundi", "mail", "materials",
    "meet", "meeting", "motivation", "mwf", "name", "notes", "office", "optional", "other",
    "part", "place", "pre", "prof", "public", "questions", "reading", "recitation", "references",
    "required", "requisites", "role", "secret", "session", "sessions", "sign", "slides",
    "speaker", "sujet", "tas", "tba", "term", "the", "thema", "times", "timezone", "title",
    "topic", "topics", "tutor", "tutorial", "tutoring", "uhr", "university", "via", "vortragende",
    "week", "weeks", "what", "when", "where", "zeit",
}  # fmt: skip
DAYS = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", text.lower()))


def test_every_word_of_a_page_is_in_the_course(text):
    # A heading that says what a section is about becomes a field and is left out.
    body = re.sub(r"(?m)^#.*$|^.*\n[=-]{3,}$|^\*\*[\w ]+\*\*$", "", text)
    body = re.sub(r"<[^>]*>|\]\([^)]*\)", " ", body)
    lost = words(body) - words(everything(read_page(text, slug="x"))) - STRUCTURE
    assert {word for word in lost if not DAYS.match(word)} == set()


def test_every_section_that_is_kept_as_text_is_noted_once_with_its_line():
    page = read(
        "# CS 101\n\nInstructor: Ada Byron\n\n## Lectures\n\nDate | Topic\n---|---\n1/28 | Heaps\n"
        "\n## Zebras\n\nOne.\n\nTwo.\n\n### Stripes\n\nThree.\n\n"
        "## Academic integrity\n\nBe honest.\n"
    )
    assert page.course.page_text == (
        "## Zebras\n\nOne.\n\nTwo.\n\n### Stripes\n\nThree.\n\n## Academic integrity\n\nBe honest."
    )
    assert noted(page, "kept in the page's text") == [13, 19]


def test_prose_goes_to_its_fields():
    page = read(
        "# CS 101\n\nWe sort.\n\n## Prerequisites\n\nCS 100.\n\n## Syllabus\n\n- Heaps\n\n"
        "### In detail\n\n- Tries\n\n## Grading\n\nHomework.\n\n## Exams\n\nTwo.\n\n"
        "## Lectures\n\nDate | Topic\n---|---\n1/28 | Heaps\n"
    )
    course = page.course
    assert course.description == "We sort."
    assert course.prerequisites == "CS 100."
    assert course.syllabus == "- Heaps\n\n### In detail\n\n- Tries"
    assert course.grading == "Homework.\n\n## Exams\n\nTwo."
    assert (course.page_text, page.notes) == ("", ())


REST = "\n\n## Lectures\n\nDate | Topic\n---|---\n1/28 | Heaps\n"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("See [a](javascript:alert(1)) now.", "See a now."),
        ("See [a](JaVaScRiPt:alert(1)) now.", "See a now."),
        ("See [a](data:text/html,x) now.", "See a now."),
        ("See [a](ftp://x.org/y) now.", "See a (ftp://x.org/y) now."),
        ("See [a](http://[bad) now.", "See a (http://[bad) now."),
        ("See <javascript:alert(1)> now.", "See javascript:alert(1) now."),
        ('See <a href="javascript:x">a</a> now.', "See <a >a</a> now."),
    ],
)
def test_only_web_and_mail_addresses_are_links_and_the_rest_is_noted(written, kept):
    page = read(f"# CS 101\n\n{written}{REST}")
    assert page.course.description == kept
    assert noted(page, "Only web and mail addresses") == [3]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("[a](b.pdf)", "[a](https://x.org/c/b.pdf)"),
        ("[a](/b.pdf)", "[a](https://x.org/b.pdf)"),
        ("[a](www.y.org)", "[a](https://www.y.org)"),
        ("[a](me@y.org)", "[a](mailto:me@y.org)"),
        ("[a][ref]\n\n[ref]: b.pdf", "[a](https://x.org/c/b.pdf)"),
        ("[ref]\n\n[ref]: http://y.org", "[ref](http://y.org)"),
        ("![a](b.png)", "![a](https://x.org/c/b.png)"),
        ('<a href="b.pdf">a</a>', '<a href="https://x.org/c/b.pdf">a</a>'),
        ("[a](<b c.pdf>)", "[a](<https://x.org/c/b c.pdf>)"),
        ("[a]()", "a"),
    ],
)
def test_links_stand_on_their_own(written, kept):
    page = read(f"# CS 101\n\nSee {written}{REST}", base_url="https://x.org/c/README.md")
    assert page.course.description == f"See {kept}"
    assert page.notes == ()


def test_relative_links_without_a_base_stay_and_are_noted_together():
    page = read(f"# CS 101\n\nSee [a](b.pdf), [c](d.pdf) and [e](#f).{REST}")
    assert "[a](b.pdf)" in page.course.description
    assert noted(page, "2 links are relative") == [3]


def test_a_definition_that_nothing_uses_is_a_link():
    page = read(f"# CS 101{REST}\n[forum]: http://y.org/forum\n")
    assert [(one.title, one.url) for one in page.links] == [("forum", "http://y.org/forum")]


def test_short_items_that_are_there_for_their_link_are_links():
    page = read(
        f"# CS 101\n\n## Logistics\n\n- Piazza: [sign-up here](http://p.org)\n- [Book](http://b.org){REST}"
    )
    assert [(one.title, one.url) for one in page.links] == [
        ("Piazza", "http://p.org"),
        ("Book", "http://b.org"),
    ]
    assert page.notes == ()


def test_comments_and_rules_say_nothing():
    page = read(f"# CS 101\n\n<!-- secret -->\n\n---\n\n<a name='top'></a>{REST}")
    assert (page.course.description, page.course.page_text, page.notes) == ("", "", ())
