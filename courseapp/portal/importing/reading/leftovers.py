"""What no reader took: prose with a field of its own, and the text of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from courseapp.portal.importing.reading.blocks import Raw
from courseapp.portal.importing.reading.codes import find_code
from courseapp.portal.importing.reading.ledger import Ledger
from courseapp.portal.importing.reading.outline import About, Section
from courseapp.portal.importing.reading.readings import dedented
from courseapp.portal.importing.reading.term import find_term
from courseapp.portal.importing.reading.tree import Tree

_SAYS_NOTHING = re.compile(r"(?:(?:<!--.*?-->|<a\b[^>]*>\s*(?:</a>)?)\s*)+", re.DOTALL)
# What is left of a table whose rows were all taken.
_ONLY_BARS = re.compile(
    r"\A(?:[ \t]*\|[\s|:\-]*|(?:\s*</?(?:table|thead|tbody|tr|div|center)\b[^<>]*>)+\s*)\Z"
)
_FIELDS = {
    About.DESCRIPTION: "description",
    About.SYLLABUS: "syllabus",
    About.PREREQUISITES: "prerequisites",
    About.GRADING: "grading",
}


@dataclass(slots=True)
class Prose:
    """Markdown by field."""

    description: list[str] = field(default_factory=list)
    syllabus: list[str] = field(default_factory=list)
    prerequisites: list[str] = field(default_factory=list)
    grading: list[str] = field(default_factory=list)
    page_text: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        return "\n\n".join(getattr(self, name))


def read_prose(sections: Sequence[Section], tree: Tree, ledger: Ledger) -> Prose:
    """Gather the lines that nobody took, section by section, with their headings.

    A section that has no field of its own is noted, once, unless it is of a kind that every
    page has as text (policies, thanks, books).
    """
    prose = Prose()
    _pass_over(sections, tree, ledger)
    ends = [*(section.first for section in sections[1:]), len(tree.lines)]
    title = next((section for section in sections if section.heading), None)
    for section, end in zip(sections, ends, strict=True):
        name = _FIELDS.get(section.about or About.PROSE, "page_text")
        if section is title and name == "page_text" and section.says is None:
            name = "description"
        if section.heading is None and section is sections[0]:
            name = "description"
        _place(prose, section, name, end, tree, ledger, is_title=section is title)
    return prose


def _place(
    prose: Prose,
    section: Section,
    name: str,
    end: int,
    tree: Tree,
    ledger: Ledger,
    *,
    is_title: bool,
) -> None:
    body = _remaining(section.own_first, end, tree, ledger)
    heading = _heading(section, tree, ledger, body=body, is_title=is_title)
    if not body and not heading:
        return
    gathered: list[str] = getattr(prose, name)
    # The first section of a field needs no heading there: the field is called so.
    needless = name != "page_text" and not gathered and section.says is not None
    if heading and (not (needless or is_title) or "](" in heading or not body):
        gathered.append(heading)
    if body:
        gathered.append(body)
    if name == "page_text" and section.about is not About.PROSE:
        _note(section, end, tree, ledger)


def _note(section: Section, end: int, tree: Tree, ledger: Ledger) -> None:
    """Tell once that a section was kept as text, unless all its lines have been told of."""
    left = [
        number
        for number in range(section.own_first, end)
        if not ledger.is_taken(number) and tree.lines[number].strip()
    ]
    if left and all(map(ledger.is_noted, left)):
        return
    first = left[0] if left else section.first
    reason = _("This has no field of its own; it is kept in the page's text.")
    ledger.note(first + 1, section.title or tree.lines[first], reason)


def _heading(section: Section, tree: Tree, ledger: Ledger, *, body: str, is_title: bool) -> str:
    if section.heading is None or ledger.is_taken(section.first):
        return ""
    wanted = body or "](" in section.heading.markdown
    told = find_term(section.title) or find_code(section.title)  # a subtitle: "Fall 2020, CS 101"
    alone = section.says is None and not section.blocks and not is_title and not told
    if not wanted and not alone:
        return ""
    return tree.source(section.first, section.own_first).strip()


def _remaining(first: int, end: int, tree: Tree, ledger: Ledger) -> str:
    """Join the stretches that are left; each is moved to the margin if what held it is gone."""
    pieces: list[str] = []
    start: int | None = None
    for number in range(first, end + 1):
        free = number < end and not ledger.is_taken(number)
        if free and start is None:
            start = number
        elif not free and start is not None:
            pieces.append(_ONLY_BARS.sub("", dedented(tree, start, number)).strip("\n"))
            start = None
    return "\n\n".join(piece for piece in pieces if piece.strip())


def _pass_over(sections: Sequence[Section], tree: Tree, ledger: Ledger) -> None:
    """Take what says nothing: rules, comments, anchors, definitions that are now in place."""
    ledger.take_lines(tree.definition_lines)
    for section in sections:
        for block in section.blocks:
            source = tree.source(block.first, block.last).strip()
            if _SAYS_NOTHING.fullmatch(source) or (isinstance(block, Raw) and block.kind == "hr"):
                ledger.take(block)
    ledger.release(tree.unread)
