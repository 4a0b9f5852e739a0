"""Short names such as NM become links, but never where a link or code or a formula stands."""

import pytest

from courseapp.text.links import Named
from courseapp.text.markdown import render

NM = Named("Numerical Mathematics", "https://example.edu/nm")
LINK = (
    '<a href="https://example.edu/nm" title="Numerical Mathematics" rel="nofollow noopener">NM</a>'
)


def html(text, **names):
    return render(text, 3, {"NM": NM, **names})


@pytest.mark.parametrize(
    "text", ["NM, Ch 3", "see NM", "(NM)", "*NM*", "NM/NA", "NM.", "NM's", "- NM"]
)
def test_a_name_that_stands_as_a_word_is_linked(text):
    assert html(text).count(LINK) == 1


@pytest.mark.parametrize(
    "text",
    [
        "NMR", "XNM", "nm", "NM2", "a@NM", "non-NM", "`NM`", "$NM$", "[NM](https://b.c)",
        "https://b.c/NM", "```\nNM\n```", "[a *NM* b](https://b.c)",
    ],
)  # fmt: skip
def test_nowhere_else(text):
    assert "example.edu/nm" not in html(text)


def test_the_longest_name_goes_first():
    longer = Named("Another", "https://example.edu/2")
    assert ">NM 2</a>" in html("NM 2", **{"NM 2": longer})


def test_names_are_no_way_around_the_rules_for_links():
    assert html("X", X=Named("x", "javascript:alert(1)")) == "<p>X</p>"
    assert html("X", X=Named("x", "")) == "<p>X</p>"
    assert "<b>" not in html("X", X=Named('"><b>', "https://b.c"))


def test_names_are_words_not_patterns():
    assert html("aXb", **{".": NM}) == "<p>aXb</p>"
