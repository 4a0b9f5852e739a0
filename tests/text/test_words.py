"""How words are counted is a rule that students are held to: each part of it is tried here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseapp.text.markdown import MAX_BYTES
from courseapp.text.words import count_words


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", 0),
        ("  \n\n ", 0),
        ("One two\nthree", 3),
        ("state-of-the-art and/or don't 3.14", 4),
        ("a – b — c - d … !", 4),
        ("Über naïve 数学", 3),
        # formulas
        ("Let $x^2 + y^2 = z^2$ hold", 3),
        (r"\(a b c\) and $$a b c$$", 3),
        ("Then\n\n$$\na = b + c\n$$\n\nholds.", 3),
        ("\\begin{align}\na &= b \\\\ c &= d\n\\end{align}", 1),
        ("$n$-gram", 1),
        (r"one $\nonsense{a b}$", 2),
        # code
        ("call `f(a, b, c)` now", 3),
        ("before\n\n```python\nfor a in b:\n    c\n```\n\nafter", 2),
        ("before\n\n    indented code\n\nafter", 2),
        # links
        ("see https://example.org/a/b?c=d&e=f here", 3),
        ("<https://example.org/a>", 1),
        ("[two words](https://example.org/a-b-c 'and a title')", 2),
        ("![two words](https://example.org/p.png)", 2),
        ("[a]\n\n[a]: https://example.org 'not shown'", 1),
        # marks
        ("# A heading\n\nText", 3),
        ("- one\n- two\n  1. three\n  2. four", 4),
        ("> quoted *em* **strong** ~~gone~~", 4),
        ("un**believ**able", 1),
        ("| a | b |\n|---|---|\n| c | d e |", 5),
        ("one  \ntwo\\\nthree", 3),
        ("a &nbsp; b &amp; c", 3),
        ("---\n\n***", 0),
        ("\ud800", 0),
    ],
)
def test_the_rule(source, words):
    assert count_words(source) == words


@given(words=st.lists(st.from_regex(r"[a-zäöü0-9]{1,9}", fullmatch=True)))
def test_plain_words_are_as_many_as_they_look(words):
    # A number before a full stop at the start of a line would be a list; there is none here.
    assert count_words(" ".join(words)) == len(words)


@given(source=st.text())
def test_it_never_fails_and_never_counts_more_than_there_is(source):
    assert 0 <= count_words(source) <= len(source)


def test_a_text_too_big_to_be_parsed_counts_as_typed():
    assert count_words("word " * MAX_BYTES) == MAX_BYTES
