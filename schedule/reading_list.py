"""Readings and questions as lists in a text box, and back: what is typed on a phone.

A line is a reading; `- ` before it may be left out. Two blanks before it hang it under the one
above. Lines that are indented below a `- ` belong to its text, as in Markdown; one of them that
would begin a reading of its own has a backslash before its mark. `as_box` and `readings_of` are
each other's inverse: what nobody touched in the box is not changed by it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

DEEPEST = 15  # lists in each other; as deep as a page that is imported is read
STEP = 2

_MARK = re.compile(r"(?:[-*+•]|\d{1,3}[.)])(?:[ \t]+|$)")
_ESCAPED = re.compile(rf"\\+{_MARK.pattern}")
_BLOCKS = ("$$", "```")  # what may hold lines that are no readings


@dataclass(frozen=True, slots=True)
class Line:
    """One reading: its Markdown, and under how many others it hangs."""

    text: str
    depth: int = 0


@dataclass(slots=True)
class _Open:
    """A reading whose last line has not been seen yet. `inside`: how far its text is indented,
    None where it was typed without a mark, so that it has no further lines."""

    line: int
    indent: int
    inside: int | None
    texts: list[str] = field(default_factory=list)
    unended: set[str] = field(default_factory=set)  # formulas and code that were begun

    def add(self, text: str) -> "_Open":
        self.texts.append(text)
        self.unended ^= {mark for mark in _BLOCKS if text.count(mark) % 2}
        return self

    @property
    def text(self) -> str:
        return "\n".join(self.texts).strip()


class TooDeep(ValueError):
    """A reading hangs under more than `DEEPEST` others; `line` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def as_box(lines: Iterable[Line]) -> str:
    """Return readings as the text of a box."""
    return "\n".join(_written(line.text, depth=line.depth, escape=_escaped) for line in lines)


def as_question_box(questions: Iterable[str]) -> str:
    """Return questions as the text of a box."""
    return "\n".join(_written(text, depth=0, escape=str) for text in questions)


def readings_of(box: str) -> list[Line]:
    """Return what a box lists, in order; raises TooDeep. Depths have no gaps: one that is indented
    far hangs under the nearest above that is indented less."""
    found: list[Line] = []
    above: list[int] = []
    for one in _items(box, nests=True):
        while above and one.indent < above[-1] + STEP:
            above.pop()
        if len(above) > DEEPEST:
            raise TooDeep(one.line)
        found.append(Line(one.text, len(above)))
        above.append(one.indent)
    return found


def questions_of(box: str) -> list[str]:
    """Return the questions that a box lists. What is listed below a question belongs to it."""
    return [one.text for one in _items(box, nests=False)]


def levelled(lines: Sequence[Line]) -> list[Line]:
    """Return readings with depths that have no gaps; they hang where they hung."""
    above: list[int] = []
    result = []
    for line in lines:
        while above and above[-1] >= line.depth:
            above.pop()
        result.append(Line(line.text, min(len(above), DEEPEST)))
        above.append(line.depth)
    return result


def _written(text: str, *, depth: int, escape: Callable[[str], str]) -> str:
    margin = " " * (STEP * depth)
    first, *more = text.split("\n")
    rest = (f"{margin}  {escape(line)}" if line else "" for line in more)
    return "\n".join((f"{margin}- {first}", *rest))


def _escaped(text: str) -> str:
    bare = text.lstrip(" \t")
    begins = _MARK.match(bare) or _ESCAPED.match(bare)
    return f"{text[: len(text) - len(bare)]}\\{bare}" if begins else text


def _unescaped(text: str) -> str:
    bare = text.lstrip(" \t")
    return text[: len(text) - len(bare)] + bare[1:] if _ESCAPED.match(bare) else text


def _items(box: str, *, nests: bool) -> Iterator[_Open]:
    opened: _Open | None = None
    for number, line in enumerate(_lines(box), start=1):
        if opened is not None and _continues(opened, line, nests=nests):
            opened.add(_inside(line, opened, nests=nests))
            continue
        if not line.strip():
            continue
        if opened is not None and opened.text:
            yield opened
        opened = _begun(line, number)
    if opened is not None and opened.text:
        yield opened


def _lines(box: str) -> list[str]:
    return box.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _begun(line: str, number: int) -> _Open:
    bare = line.lstrip(" \t")
    indent = _indent(line)
    mark = _MARK.match(bare)
    if mark is None:
        return _Open(number, indent, None).add(bare)
    return _Open(number, indent, indent + len(mark[0])).add(bare[mark.end() :])


def _continues(opened: _Open, line: str, *, nests: bool) -> bool:
    """Tell whether a line belongs to the reading above it."""
    if not line.strip():
        return True
    marked = _MARK.match(line.lstrip(" \t")) is not None
    if opened.inside is not None and _indent(line) >= opened.indent + STEP:
        return not (marked and nests)
    return not marked and bool(opened.unended)


def _inside(line: str, opened: _Open, *, nests: bool) -> str:
    width = opened.inside or 0
    if line.startswith(" " * width):
        line = line[width:]
    elif line.strip():
        line = line.expandtabs(4)
        line = line[min(width, _indent(line)) :]
    else:
        line = ""
    return _unescaped(line) if nests else line


def _indent(line: str) -> int:
    spread = line.expandtabs(4)
    return len(spread) - len(spread.lstrip(" "))
