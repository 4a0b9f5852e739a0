"""A run of inline Markdown: its words, which of them are bold, and where they lead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape
from itertools import groupby
from typing import TYPE_CHECKING

from courseapp.portal.importing.page import Link

if TYPE_CHECKING:
    from markdown_it.token import Token

LINE_END = "\n"  # in the source
BREAK = "\u2028"  # <br>, which begins no new line of the source
_BARE = re.compile(r"(?:https?://|www\.(?=[\w-]+\.))[^\s<>|\[\]\"]+", re.IGNORECASE)
_ATTRIBUTE = r"""\s{name}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))"""
_HREF = re.compile(_ATTRIBUTE.format(name="href"), re.IGNORECASE)
_SOURCE = re.compile(_ATTRIBUTE.format(name="src"), re.IGNORECASE)
_ANCHOR = re.compile(_ATTRIBUTE.format(name="(?:name|id)"), re.IGNORECASE)
_LABEL = re.compile(r"[^\W\d_][\w /&'()-]{1,40}:\s")


@dataclass(frozen=True, slots=True)
class Span:
    text: str
    bold: bool = False
    code: bool = False
    url: str = ""
    nth: int = 0  # which link of the run this is part of; 0 is none


@dataclass(frozen=True, slots=True)
class Inline:
    spans: tuple[Span, ...]
    line: int
    anchors: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The words on one line, those of links included."""
        return _one_line("".join(span.text for span in self.spans))

    @property
    def own_text(self) -> str:
        """The words that belong to no link."""
        return _one_line("".join(" " if span.nth else span.text for span in self.spans))

    @property
    def bold(self) -> str:
        """The bold words the run begins with."""
        lead = []
        for span in self.spans:
            if not span.bold and span.text.strip():
                break
            lead.append(span.text)
        return _one_line("".join(lead))

    @property
    def links(self) -> tuple[Link, ...]:
        linked = groupby((span for span in self.spans if span.nth), key=lambda span: span.nth)
        return tuple(_link(list(spans)) for _nth, spans in linked)

    @property
    def markdown(self) -> str:
        """The run as Markdown on one line: links, code and formulas kept, emphasis dropped."""
        return _one_line("".join(_markdown(self.spans)))

    def lines(self) -> tuple[Inline, ...]:
        """Cut at line ends and ``<br>``; pieces without words are left out."""
        pieces: list[list[Span]] = [[]]
        numbers = [self.line]
        for span in self.spans:
            for position, text in enumerate(re.split(f"([{LINE_END}{BREAK}])", span.text)):
                if position % 2:
                    pieces.append([])
                    numbers.append(numbers[-1] + (text == LINE_END))
                elif text:
                    pieces[-1].append(replace(span, text=text))
        made = (Inline(tuple(spans), number) for spans, number in zip(pieces, numbers, strict=True))
        return tuple(piece for piece in made if piece.text)

    @property
    def last(self) -> int:
        """The line that the run ends on."""
        return self.line + sum(span.text.count(LINE_END) for span in self.spans)

    def statements(self) -> tuple[Inline, ...]:
        """The lines, where each says something of its own, else the whole as one."""
        lines = self.lines()
        own = (line.bold or _LABEL.match(line.text) for line in lines[1:])
        broken = any(BREAK in span.text for span in self.spans)
        return lines if broken or any(own) else (self,)

    def cut(self, start: int, end: int | None = None) -> Inline:
        """Return the part from ``start`` to ``end`` of the raw text (see ``raw``)."""
        kept, position = [], 0
        for span in self.spans:
            low, high = max(start - position, 0), len(span.text)
            if end is not None:
                high = min(high, end - position)
            if low < high:
                kept.append(replace(span, text=span.text[low:high]))
            position += len(span.text)
        return Inline(tuple(kept), self.line)

    @property
    def raw(self) -> str:
        """The words as ``cut`` counts them: every break is one blank."""
        joined = "".join(span.text for span in self.spans)
        return joined.replace(LINE_END, " ").replace(BREAK, " ")

    def without(self, unwanted: Callable[[Link], bool]) -> Inline:
        """Leave out the links for which ``unwanted`` holds."""
        gone = {
            nth
            for nth, spans in groupby(self.spans, key=lambda span: span.nth)
            if nth and unwanted(_link(list(spans)))
        }
        kept = tuple(span for span in self.spans if span.nth not in gone)
        return Inline(kept, self.line, self.anchors)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _link(spans: Sequence[Span]) -> Link:
    title = _one_line("".join(span.text for span in spans))
    if title.startswith("[") and title.endswith("]"):
        title = title[1:-1].strip()
    return Link(title or spans[0].url, spans[0].url)


def _markdown(spans: Sequence[Span]) -> Iterator[str]:
    for nth, group in groupby(spans, key=lambda span: span.nth):
        members = list(group)
        words = "".join(_code(span) for span in members)
        if not nth:
            yield words
        elif words.strip() in {members[0].url, members[0].url.removeprefix("https://")}:
            yield f"<{members[0].url}>"
        else:
            yield f"[{words.strip()}]({target(members[0].url)})"


def _code(span: Span) -> str:
    return f"`{span.text}`" if span.code and span.text.strip() else span.text


def target(url: str) -> str:
    """Write an address so that it can stand between the brackets of a Markdown link."""
    return f"<{url}>" if re.search(r"[\s()]", url) else url


class _Flattening:
    """Walks the tokens of one inline node and gathers its spans."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.anchors: list[str] = []
        self.bold = 0
        self.url = ""
        self.links = 0
        self.inside = 0  # which link the walk is in

    def walk(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            step = _STEPS.get(token.type)
            if step:
                step(self, token)

    def add(self, text: str, *, code: bool = False) -> None:
        if text:
            self.spans.append(Span(text, self.bold > 0, code, self.url, self.inside))

    def text(self, token: Token) -> None:
        if self.inside:
            self.add(token.content)
            return
        position = 0
        for found in _BARE.finditer(token.content):
            address = _bare_address(found.group())
            self.add(token.content[position : found.start()])
            self.open(address if "://" in address else f"https://{address}")
            self.add(address)
            self.close()
            position = found.start() + len(address)
        self.add(token.content[position:])

    def open(self, url: str) -> None:
        self.links += 1
        self.url, self.inside = url, self.links

    def close(self) -> None:
        if self.inside and not (self.spans and self.spans[-1].nth == self.inside):
            # A link without words is still a target.
            self.spans.append(Span("", self.bold > 0, False, self.url, self.inside))
        self.url, self.inside = "", 0

    def image(self, token: Token) -> None:
        words = token.content
        if self.inside:
            self.add(words)
            return
        self.open(str(token.attrs.get("src", "")))
        self.add(words)
        self.close()

    def html(self, token: Token) -> None:
        tag = token.content
        name = tag.strip("</> \t\n").split(maxsplit=1)[0].lower().rstrip("/") if tag else ""
        if name == "br":
            self.add(BREAK)
        elif name in {"b", "strong"}:
            self.bold = max(0, self.bold + (-1 if tag.startswith("</") else 1))
        elif name == "a" and tag.startswith("</"):
            self.close()
        elif name == "a" and (href := attribute(_HREF, tag)):
            self.open(href)
        elif name in {"img", "iframe"} and (source := attribute(_SOURCE, tag)):
            self.open(source)
            self.close()
        if anchor := attribute(_ANCHOR, tag):
            self.anchors.append(anchor)

    def strong(self, change: int) -> None:
        self.bold = max(0, self.bold + change)


_STEPS: dict[str, Callable[[_Flattening, Token], None]] = {
    "text": _Flattening.text,
    "code_inline": lambda walk, token: walk.add(token.content, code=True),
    "math_inline": lambda walk, token: walk.add(f"${token.content}$"),
    "math_inline_double": lambda walk, token: walk.add(f"$${token.content}$$"),
    "softbreak": lambda walk, token: walk.add(LINE_END),
    "hardbreak": lambda walk, token: walk.add(LINE_END),
    "strong_open": lambda walk, token: walk.strong(1),
    "strong_close": lambda walk, token: walk.strong(-1),
    "link_open": lambda walk, token: walk.open(str(token.attrs.get("href", ""))),
    "link_close": lambda walk, token: walk.close(),
    "image": _Flattening.image,
    "html_inline": _Flattening.html,
}


def flatten(tokens: Sequence[Token], line: int) -> Inline:
    walk = _Flattening()
    walk.walk(tokens)
    walk.close()
    return Inline(tuple(walk.spans), line, tuple(walk.anchors))


def attribute(pattern: re.Pattern[str], tag: str) -> str:
    found = pattern.search(tag)
    return unescape(next((group for group in found.groups() if group), "")) if found else ""


def _bare_address(text: str) -> str:
    """Cut what belongs to the sentence and not to the address it ends with."""
    text = text.rstrip(".,;:!?*_'’”")
    while text.endswith(")") and text.count(")") > text.count("("):
        text = text[:-1].rstrip(".,;:!?*_'’”")
    return text
