"""A pasted session is read in whatever form it has, and nothing of it is lost silently."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseapp.portal.importing.one_session import NotASession, read_session
from courseapp.portal.importing.page import flat

BULLETS = """* Class 3 (2/15): ResNets
  * Motivation: why $x + f(x)$?
  * Required Reading:
    * [He](http://x.org/he) (Sections 1-3)
      * [Its errata](http://x.org/errata)
    * Section 11.8 from NM
  * Optional Reading:
    * [Book](http://x.org/book)
  * Questions:
    * Is it stiff?
    * Implement it.
"""
HEADINGS = """# Class 3: ResNets (Feb 15)

## Motivation

why $x + f(x)$?

## Required reading

- [He](http://x.org/he) (Sections 1-3)
  - [Its errata](http://x.org/errata)
- Section 11.8 from NM

## Optional

- [Book](http://x.org/book)

## Questions

1. Is it stiff?
2. Implement it.
"""
BOLD = """**Class 3: ResNets (2/15)**
**Motivation**: why $x + f(x)$?
**Required**
* [He](http://x.org/he) (Sections 1-3)
  * [Its errata](http://x.org/errata)
* Section 11.8 from NM
**Optional:**
* [Book](http://x.org/book)
**Questions**
* Is it stiff?
* Implement it.
"""
BARE = """Class 3: ResNets (2/15)
Motivation
why $x + f(x)$?
Required
- [He](http://x.org/he) (Sections 1-3)
  - [Its errata](http://x.org/errata)
- Section 11.8 from NM
Optional
[Book](http://x.org/book)
Questions
Is it stiff?
Implement it.
"""


def read(text, first_day=date(2027, 1, 25), last_day=date(2027, 5, 10)):
    return read_session(text, first_day=first_day, last_day=last_day)


@pytest.mark.parametrize(
    "text", [BULLETS, HEADINGS, BOLD, BARE], ids=["bullets", "headings", "bold", "bare lines"]
)
def test_the_forms_of_course_pages_are_read_alike(text):
    found = read(text)
    session = found.session
    assert (session.number, session.title, session.day) == (3, "ResNets", date(2027, 2, 15))
    assert session.motivation == "why $x + f(x)$?"
    assert [(one.whole, depth) for one, depth in flat(session.required)] == [
        ("[He](http://x.org/he) (Sections 1-3)", 0),
        ("[Its errata](http://x.org/errata)", 1),
        ("Section 11.8 from NM", 0),
    ]
    assert [one.whole for one in session.optional] == ["[Book](http://x.org/book)"]
    assert session.questions == ("Is it stiff?", "Implement it.")
    assert found.notes == ()


def test_a_text_without_a_title_has_none():
    session = read("Required\n[He](http://x.org/he)\nQuestions\nWhy?").session
    assert (session.number, session.title, session.questions) == (None, "", ("Why?",))


def test_a_day_lies_in_the_term_also_across_new_year():
    text = BARE.replace("2/15", "1/20")
    session = read(text, date(2027, 9, 1), date(2028, 2, 1)).session
    assert session.day == date(2028, 1, 20)


def test_a_second_class_is_left_out_and_told_with_its_line():
    text = f"{BULLETS}* Class 2: Trees\n  * Questions:\n    * Lost?\n"
    found = read(text)
    assert [(note.line, note.text) for note in found.notes] == [(12, "Trees")]
    assert "paste it on its own" in found.notes[0].reason


def test_a_link_that_would_run_a_script_is_words_and_told():
    found = read("Questions\n[Run it](javascript:alert(1))")
    assert "javascript" not in found.session.questions[0]
    assert [note.line for note in found.notes] == [2]


@pytest.mark.parametrize(
    "text", ["", "  \n", "x" * 200_001, "just one line", "\x00\x01\x02" * 50], ids=range(5)
)
def test_what_is_no_session_is_refused_in_a_sentence(text):
    with pytest.raises(NotASession, match=r"\.$"):
        read(text)


words = st.sampled_from(
    [
        "Motivation", "Required", "Optional:", "Questions", "* a", "  * b", "plain words", "",
        "# Heading", "**bold**", "1. one", "https://x.org/a", "[T](https://x.org/t)", "```", "$$",
        "| a | b |", "|---|---|", "> quote", "Class 4: Next", "- - -", "office hours Monday 3pm",
        "due May 1st", "TA: Ada (ada@x.org)",
    ]
)  # fmt: skip


@given(st.lists(words, max_size=12).map("\n".join))
def test_each_word_is_in_the_session_or_its_line_is_told(text):
    try:
        found = read(f"Questions\n{text}")
    except NotASession:
        return
    session = found.session
    kept = [one.whole for one, _depth in flat((*session.required, *session.optional))]
    kept += [session.title, session.motivation, *session.questions]
    there = set(re.findall(r"\w+", "\n".join(kept)))
    told = {note.line for note in found.notes}
    another = min((n.line for n in found.notes if "another class" in n.reason), default=10**6)
    labels = {"Motivation", "Required", "Optional", "Questions", "Class", "4", "1", "Heading"}
    for number, line in enumerate(f"Questions\n{text}".split("\n"), start=1):
        missing = set(re.findall(r"\w+", line)) - there - labels
        assert not missing or number in told or number >= another, line
