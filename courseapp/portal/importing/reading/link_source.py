"""Lets the parser remember how each link was written, so that its target can be rewritten."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markdown_it.rules_inline import image, link

from courseapp.portal.importing.reading.inline import attribute

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_TAG = re.compile(r"<(?:a|img|iframe|source|video)\b[^>]*>", re.IGNORECASE)
ADDRESS = re.compile(r"""\b(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LinkUse:
    """A link as the page writes it, somewhere in the lines from ``first`` to ``last``."""

    first: int
    last: int
    kind: str  # "link", "image", "autolink" or "html"
    source: str
    words: str
    url: str


def remember(parser: MarkdownIt) -> None:
    """Make links and images carry their source in ``token.meta``."""
    parser.inline.ruler.at("link", _remembering(link, "link_open"))
    parser.inline.ruler.at("image", _remembering(image, "image"))


def _remembering(
    rule: Callable[[StateInline, bool], bool], kind: str
) -> Callable[[StateInline, bool], bool]:
    def remembering(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - a parser's rule
        start, known = state.pos, len(state.tokens)
        found = rule(state, silent)
        if found and not silent:
            made = (token for token in state.tokens[known:] if token.type == kind)
            if token := next(made, None):
                token.meta["source"] = state.src[start : state.pos]
        return found

    return remembering


def uses_in(tokens: Sequence[Token], first: int, last: int) -> Iterator[LinkUse]:
    """Find the links of one inline node that covers these lines."""
    for position, token in enumerate(tokens):
        source = str(token.meta.get("source", ""))
        if token.type == "link_open":
            url, words = str(token.attrs["href"]), _words(tokens[position + 1 :])
            kind = "link" if source else "autolink"
            yield LinkUse(first, last, kind, source or f"<{words}>", words, url)
        elif token.type == "image":
            url = str(token.attrs["src"])
            yield LinkUse(first, last, "image", source, token.content, url)
        elif token.type == "html_inline":
            yield from uses_in_html(token.content, first, last)


def uses_in_html(text: str, first: int, last: int) -> Iterator[LinkUse]:
    for tag in _TAG.findall(text):
        if url := attribute(ADDRESS, tag):
            yield LinkUse(first, last, "html", tag, "", url)


def _words(tokens: Sequence[Token]) -> str:
    words = []
    for token in tokens:
        if token.type == "link_close":
            break
        words.append(token.content or " ")
    return " ".join("".join(words).split())
