"""Links in a text: to safe places only, and also where an address was merely typed.

Images become links: one on another server would tell that server who reads the page and when,
and the content policy forbids it anyway.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from courseapp.text.sanitising import EXTERNAL_REL, is_external, is_safe_target

_ADDRESS = re.compile(r"(?<![\w/])https?://[^\s<>\"]+", re.IGNORECASE)
_AFTER_A_SENTENCE = ".,:;!?'*_~"


@dataclass(frozen=True, slots=True)
class Named:
    """What a short name such as NM stands for."""

    title: str
    url: str


class LinkedMarkdown(MarkdownIt):
    """Leaves a link to an unsafe place as the text that was typed."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the name markdown-it calls
        return is_safe_target(url)


def linked(
    parser: MarkdownIt, children: list[Token], names: Mapping[str, Named] | None = None
) -> list[Token]:
    """Return the tokens of a line with its images, typed addresses and `names` as links."""
    result: list[Token] = []
    depth = 0
    for token in children:
        depth += token.nesting if token.type in {"link_open", "link_close"} else 0
        if token.type == "link_open":
            _set_rel(token)
        if token.type == "image":
            address = str(token.attrGet("src") or "")
            text = token.content or address
            # A link within a link does not exist in HTML.
            result += [_text(text)] if depth else _link(address, text)
        elif token.type == "text" and depth == 0:
            result += _addresses_linked(parser, token)
        else:
            result.append(token)
    return list(_names_linked(result, names)) if names else result


def _addresses_linked(parser: MarkdownIt, token: Token) -> Iterator[Token]:
    position = 0
    for found in _ADDRESS.finditer(token.content):
        typed = _without_punctuation(found[0])
        address = parser.normalizeLink(typed)
        if is_safe_target(address):
            yield _text(token.content[position : found.start()])
            yield from _link(address, typed)
            position = found.start() + len(typed)
    yield _text(token.content[position:])


def _names_linked(tokens: Iterable[Token], names: Mapping[str, Named]) -> Iterator[Token]:
    """Link names that stand as words of their own; the longest first, as NM is not NM2."""
    words = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    whole_word = re.compile(rf"(?<![\w@-])(?:{words})(?![\w@-])")
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type in {"link_open", "link_close"} else 0
        if token.type != "text" or depth:
            yield token
            continue
        position = 0
        for found in whole_word.finditer(token.content):
            named = names[found[0]]
            if is_safe_target(named.url):
                yield _text(token.content[position : found.start()])
                yield from _link(named.url, found[0], title=named.title)
                position = found.end()
        yield _text(token.content[position:])


def _without_punctuation(address: str) -> str:
    """Drop what ends the sentence, not the address; a bracket opened inside it belongs to it."""
    surplus = address.count(")") - address.count("(")
    end = len(address)
    while end and (
        address[end - 1] in _AFTER_A_SENTENCE or (address[end - 1] == ")" and surplus > 0)
    ):
        surplus -= address[end - 1] == ")"
        end -= 1
    return address[:end]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _link(address: str, text: str, *, title: str = "") -> list[Token]:
    opening = Token("link_open", "a", 1, attrs={"href": address})
    if title:
        opening.attrSet("title", title)
    _set_rel(opening)
    return [opening, _text(text), Token("link_close", "a", -1)]


def _set_rel(opening: Token) -> None:
    if is_external(str(opening.attrGet("href") or "")):
        opening.attrSet("rel", EXTERNAL_REL)
