"""Parallel curricula: tracks, classes, nested readings, questions with code and formulas."""

from datetime import date

import pytest

from courseapp.portal.importing.reading.readings import count
from tests.portal.importing.course_pages import read

HEAD = "# CS 101\n\n## Tutoring\n\n"
BULLETS = """### Neural ODEs: [Living document](https://docs.google.com/document/d/1)

* Class 3 (2/15): ResNets
  * Motivation: why $x + f(x)$?
  * Required Reading:
    * Section 2 of [He](http://x.org/he) (Sections 1-3)
      * Skip the tables.
    * ResNets and ODEs:
      * [Weinan](http://x.org/weinan)
      * [Haber](http://x.org/haber)
    * Runge-Kutta: Section 11.8 from NM
  * Optional Reading:
    * [Book](http://x.org/book)
      * [Its errata](http://x.org/errata)
  * Questions:
    * Is $y' = f(y)$ stiff?
    * Consider this scheme:

      ```python
      y = y + h * f(y)
      ```
    * Implement it.
"""
BOLD = """### Neural ODEs

[Living document](https://docs.google.com/document/d/1)

#### Class 3: ResNets (Feb 15)

**Motivation**: why $x + f(x)$?

**Required Reading**

* Section 2 of [He](http://x.org/he) (Sections 1-3)
  * Skip the tables.
* ResNets and ODEs:
  * [Weinan](http://x.org/weinan)
  * [Haber](http://x.org/haber)
* Runge-Kutta: Section 11.8 from NM

**Optional Reading**

* [Book](http://x.org/book)
  * [Its errata](http://x.org/errata)

**Questions**

1. Is $y' = f(y)$ stiff?
2. Consider this scheme:

   ```python
   y = y + h * f(y)
   ```
3. Implement it.
"""
HEADINGS = (
    BOLD.replace("**Motivation**: ", "##### Motivation\n\n")
    .replace("**Required Reading**", "##### Required reading")
    .replace("**Optional Reading**", "##### Optional reading")
    .replace("**Questions**", "##### Questions")
)


@pytest.fixture(params=["bullets", "bold", "headings"])
def track(request):
    text = {"bullets": BULLETS, "bold": BOLD, "headings": HEADINGS}[request.param]
    page = read(HEAD + text)
    assert page.notes == ()
    (found,) = page.tracks
    return found


def test_the_track_and_its_living_document(track):
    assert (track.name, track.document) == ("Neural ODEs", "https://docs.google.com/document/d/1")


def test_the_class(track):
    (session,) = track.sessions
    assert (session.number, session.title, session.day) == (3, "ResNets", date(2019, 2, 15))
    assert session.motivation == "why $x + f(x)$?"


def test_readings_nest(track):
    he, weinan, haber, runge = track.sessions[0].required
    assert (he.title, he.url, he.which_part) == ("He", "http://x.org/he", "Sections 1-3")
    assert he.remark == "Skip the tables."
    assert [one.group for one in (weinan, haber)] == ["ResNets and ODEs"] * 2
    assert (runge.title, runge.url) == ("Runge-Kutta: Section 11.8 from NM", "")


def test_a_reading_under_a_reading_counts_and_a_remark_does_not(track):
    (book,) = track.sessions[0].optional
    assert [one.title for one in book.children] == ["Its errata"]
    assert count(track.sessions[0].optional) == 2
    assert count(track.sessions[0].required) == 4


def test_questions_keep_formulas_and_code(track):
    questions = track.sessions[0].questions
    assert questions == (
        "Is $y' = f(y)$ stiff?",
        "Consider this scheme:\n\n```python\ny = y + h * f(y)\n```",
        "Implement it.",
    )


@pytest.mark.parametrize(
    ("item", "number", "title"),
    [
        ("Class 3: Trees", 3, "Trees"),
        ("Session 2 Tries", 2, "Tries"),
        ("Week 1 – Heaps", 1, "Heaps"),
        ("**Lab 4.** Hashes", 4, "Hashes"),
        ("Tutorial #5 - Graphs", 5, "Graphs"),
    ],
)
def test_how_classes_are_counted(item, number, title):
    page = read(f"{HEAD}* {item}\n  * Questions:\n    * Why?\n")
    (session,) = page.tracks[0].sessions
    assert (session.number, session.title, session.questions) == (number, title, ("Why?",))


def test_readings_without_a_label_are_required():
    page = read(f"{HEAD}* Class 1: Heaps\n  * [CLRS](http://x.org/clrs)\n  * Come prepared.\n")
    (session,) = page.tracks[0].sessions
    assert [one.title for one in session.required] == ["CLRS"]
    assert "Come prepared." in session.motivation


def test_a_reading_on_the_line_of_its_label():
    page = read(f"{HEAD}* Class 1: Heaps\n  * Required: [CLRS](http://x.org/clrs), chapter 6\n")
    (reading,) = page.tracks[0].sessions[0].required
    assert (reading.url, reading.which_part) == ("http://x.org/clrs", "chapter 6")


def test_two_tracks_after_a_heading_of_their_own_rank():
    text = BULLETS + BULLETS.replace("Neural ODEs", "Bandits")
    assert [one.name for one in read(f"# CS 101\n\n### Labs\n\n{text}").tracks] == [
        "Neural ODEs",
        "Bandits",
    ]


def test_words_about_the_tutoring_are_kept_and_noted():
    page = read(f"{HEAD}Come as you are.\n\n{BULLETS}")
    assert "Come as you are." in page.course.page_text
    assert [note.line for note in page.notes] == [5]
