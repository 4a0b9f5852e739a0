"""Plain values as Markdown that reads back as the same values."""

import re

from courseapp.portal.importing.reading.inline import target

# A formula is left as it is; elsewhere these letters would mean something.
_FORMULA = re.compile(r"(?<![\\\w$])(\$(?![\s$])[^$\n]+?(?<![\s\\])\$)(?![\w$])")
_MARKS = re.compile(r"([\\`*_\[\]<>&$~#])")


def one_line(text: str) -> str:
    return " ".join(text.split())


def plain(text: str) -> str:
    """Return text on one line in which nothing but formulas has a meaning of its own."""
    pieces = _FORMULA.split(one_line(text))
    return "".join(
        piece if number % 2 else _MARKS.sub(r"\\\1", piece) for number, piece in enumerate(pieces)
    )


def link(title: str, url: str) -> str:
    return f"[{plain(title)}]({target(url)})"


def cell(markdown: str) -> str:
    """Return what may stand between the bars of a table."""
    return markdown.replace("|", r"\|")


def quoted(value: str) -> str:
    """Return a value of the lines at the head of a file, which know no escaping."""
    return f'"{one_line(value)}"'


def indented(text: str, by: int) -> str:
    """Return lines that belong to the item above them."""
    margin = " " * by
    return "\n".join(f"{margin}{line}" if line.strip() else "" for line in text.split("\n"))
