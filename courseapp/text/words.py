"""How the words of a hand-in are counted, on the page and on the server alike.

A word is what stands between white space in the text as a reader sees it, if there is a letter
or a digit in it: "state-of-the-art" is one word, a lone dash is none. Beyond that:

- a formula is one word, however long, and so is a code span; with text that touches it
  ("$n$-gram") it makes one word together;
- a block of code is not counted;
- a web address is one word; a link counts by its text, not by where it leads;
- marks of headings, lists, tables and emphasis are not counted.
"""

from markdown_it.token import Token

from courseapp.text.markdown import parse

_BREAKS = {"softbreak", "hardbreak"}
_ONE_WORD = {"formula", "code_inline"}


def count_words(source: str) -> int:
    """Return the number of words of a Markdown text; one too big to be parsed counts as typed."""
    tokens = parse(source.encode(errors="replace").decode())
    if tokens is None:
        return _count(source)
    return sum(_count(_line(token)) for token in tokens)


def _line(token: Token) -> str:
    return "".join(_piece(child) for child in token.children or [token])


def _piece(token: Token) -> str:
    if token.type in _ONE_WORD:
        return "x"
    if token.type in _BREAKS:
        return " "
    return token.content if token.type in {"text", "image"} else ""


def _count(text: str) -> int:
    return sum(any(letter.isalnum() for letter in word) for word in text.split())
