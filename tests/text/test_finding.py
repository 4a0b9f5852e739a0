"""Words are found whatever their case and accents, and marked in the text as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseapp.text.finding import folded, has_all, marked, words_of


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("facade", "Une Façade"),
        ("FAÇADE", "facade"),
        ("strasse", "Straße"),
        ("poincare", "Poincare\u0301 maps"),
        ("ångström", "ANGSTROM"),
        ("two words", "words, and then two"),
    ],
)
def test_case_and_accents_make_no_difference(asked, text):
    assert has_all(words_of(asked), text)


@pytest.mark.parametrize(("asked", "text"), [("two words", "two"), ("%", "abc"), ("a_c", "abc")])
def test_every_word_must_be_there_as_it_stands(asked, text):
    assert not has_all(words_of(asked), text)


@pytest.mark.parametrize("asked", ["", "  ", "\x00", "\u0301"])
def test_nothing_is_asked_for_by_nothing(asked):
    assert words_of(asked) == []


@pytest.mark.parametrize(
    ("text", "asked", "html"),
    [
        ("Une Façade", "facade", "Une <mark>Façade</mark>"),
        ("Poincare\u0301 maps", "poincare", "<mark>Poincare\u0301</mark> maps"),
        ("Straße", "SS", "Stra<mark>ß</mark>e"),
        ("abcabc", "ab bc", "<mark>abcabc</mark>"),
        ("<b>x</b> & y", "x y", "&lt;b&gt;<mark>x</mark>&lt;/b&gt; &amp; <mark>y</mark>"),
        ("<script>", "script", "&lt;<mark>script</mark>&gt;"),
        ("amp; & b", "amp", "<mark>amp</mark>; &amp; b"),
    ],
)
def test_what_was_found_is_marked_and_the_rest_is_escaped(text, asked, html):
    assert marked(text, words_of(asked)) == html


def test_of_a_long_text_the_first_place_is_shown():
    html = marked(f"{'before ' * 60}needle{' after' * 60}", ["needle"])
    assert html.startswith("… before")
    assert html.endswith("after …")
    assert "<mark>needle</mark>" in html
    assert len(html) < 300


@given(st.text(max_size=300), st.text(max_size=20))
def test_any_text_is_marked_without_harm(text, asked):
    html = marked(text, words_of(asked))
    bare = html.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
    assert ">" not in bare


@given(st.text(max_size=50))
def test_folding_again_changes_nothing(text):
    assert folded(folded(text)) == folded(text)
