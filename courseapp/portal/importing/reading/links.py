"""Links of the course as a whole, and the promise that no target of the page is lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass

from courseapp.portal.importing.page import Link
from courseapp.portal.importing.reading.blocks import Paragraph
from courseapp.portal.importing.reading.inline import Inline
from courseapp.portal.importing.reading.ledger import Ledger
from courseapp.portal.importing.reading.link_source import LinkUse
from courseapp.portal.importing.reading.outline import About, Section, walk_items

_PLACES = {None, About.LOGISTICS, About.LINKS, About.TUTORING, About.LECTURES, About.DESCRIPTION}
# Where a paragraph may be but a link; elsewhere it is running text.
_SHORT_LINES = {About.LOGISTICS, About.LINKS, About.PROSE}
_FORUM = re.compile(
    r"piazza|slack|discord|^ed$|ed ?stem|ed discussion|canvas|moodle|gradescope|forum|mailing list"
    r"|brightspace"
    r"|blackboard|ilias|campuswire|zulip",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"(?:(?:please )?(?:sign[ -]?up|join|click|see|register|enrol+|available|link|page|site|url|web"
    r"|this|here|is|at|the|course|class|access|via)\W*)+",
    re.IGNORECASE,
)
_TARGET = re.compile(
    r"\]\(<([^>\n]+)>|\]\(((?:[^\s()]|\([^\s()]*\))+)|<((?:https?|mailto):[^>\s]+)>"
    r"|href=[\"']([^\"']+)|(https?://[^\s<>\"]+)"
)
_EDGES = " \t,;:.–—-|()[]"
_MOST_WORDS = 8


def read_links(sections: Sequence[Section], ledger: Ledger) -> Iterator[Link]:
    """Take short items that are there for their link, such as "Piazza: [sign-up here](…)"."""
    for section in sections:
        if section.about is About.PROSE and _FORUM.search(section.title):
            yield from _forum(section)
        if section.about not in _PLACES:
            continue
        for inline in _inlines(section):
            lines = range(inline.line - 1, inline.last)
            if not any(map(ledger.is_taken, lines)) and _is_for_its_link(inline):
                ledger.take_lines(lines)
                yield from _titled(inline)


def _inlines(section: Section) -> Iterator[Inline]:
    for block in section.blocks:
        if isinstance(block, Paragraph) and section.about in _SHORT_LINES:
            yield from block.inline.statements()
        elif isinstance(block, Paragraph) and section.about in (None, About.DESCRIPTION):
            yield from filter(_is_forum, block.inline.lines())
        yield from (item.inline for item in walk_items([block]))


def _is_forum(line: Inline) -> bool:
    """In running text only what leads to a forum is at a glance: "**Discussion**: [Piazza](…)"."""
    return any(_FORUM.search(link.title) or _FORUM.search(link.url) for link in line.links)


def _is_for_its_link(inline: Inline) -> bool:
    links = [link for link in inline.links if not link.url.lower().startswith("mailto:")]
    return bool(links) and len(inline.own_text.split()) <= _MOST_WORDS - len(links)


def _titled(inline: Inline) -> Iterator[Link]:
    label = inline.own_text.strip(_EDGES)
    for link in inline.links:
        words = link.title if link.title != link.url and not _GENERIC.fullmatch(link.title) else ""
        own = label if not _GENERIC.fullmatch(label) and label != words else ""
        yield Link(": ".join(filter(None, (own, words))) or link.title, link.url)


def _forum(section: Section) -> Iterator[Link]:
    """The text of such a section stays text; its address is wanted at a glance as well."""
    for inline in _inlines(section):
        for link in inline.links:
            named = link.title != link.url and not _GENERIC.fullmatch(link.title)
            yield Link(link.title if named else section.title, link.url)


def unique(links: Iterable[Link]) -> tuple[Link, ...]:
    """Keep the first link to each address."""
    return tuple({link.url: link for link in reversed(tuple(links))}.values())[::-1]


def missing(uses: Iterable[LinkUse], values: Iterable[object]) -> Iterator[Link]:
    """Find the targets of the page that occur in none of the values made of it.

    Images and places within the page itself are no targets.
    """
    texts = [text for value in values for text in _texts(value)]
    known = {piece for text in texts for piece in (text, f"mailto:{text}")}
    known.update(found for text in texts for found in _targets(text))
    for use in uses:
        shown = use.kind != "image" and not use.source.lower().startswith(("<img", "<iframe"))
        if shown and use.url and not use.url.startswith("#") and use.url not in known:
            known.add(use.url)
            yield Link(use.words or use.url, use.url)


def _targets(text: str) -> Iterator[str]:
    """Find what a Markdown text leads to, as ``[words](target)``, ``<target>``, bare or HTML."""
    if "](" in text or ":" in text:
        for found in _TARGET.finditer(text):
            yield next(group for group in found.groups() if group)


def undefined(definitions: Iterable[Link], values: Iterable[object]) -> Iterator[Link]:
    """Find the link definitions at the foot of the page that nothing on it uses."""
    known = {text for value in values for text in _texts(value)}
    running = "\n".join(known)
    return (link for link in definitions if link.url and link.url not in running)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _texts(one)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
