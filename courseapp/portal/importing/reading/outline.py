"""The sections of a page, and what each is about by the words of its heading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import takewhile

from courseapp.portal.importing.reading.blocks import Block, Heading, Item, Paragraph, Raw
from courseapp.portal.importing.reading.codes import find_code
from courseapp.portal.importing.reading.inline import Inline
from courseapp.portal.importing.reading.term import find_term


class About(StrEnum):
    LOGISTICS = "logistics"
    STAFF = "staff"
    OFFICE_HOURS = "office hours"
    SYLLABUS = "syllabus"
    DESCRIPTION = "description"
    PREREQUISITES = "prerequisites"
    GRADING = "grading"
    LECTURES = "lectures"
    TUTORING = "tutoring"
    LINKS = "links"
    PROSE = "prose"  # known to have no field of its own: policies, thanks, books


# The first that matches decides, so the narrow ones come first.
_WORDS: tuple[tuple[About, str], ...] = (
    (About.OFFICE_HOURS, r"office hours?|consultation|drop-in|help hours"),
    (About.PREREQUISITES, r"pre-?\s?requisites?|required background|assumed knowledge"),
    (About.GRADING, r"grad(?:e|es|ing) polic|grading|assessment|evaluation polic"),
    (
        About.PROSE,
        (
            r"academic (integrity|honesty|conduct|misconduct)|integrity|honou?r code|collaboration"
            r"|accommodat|disabilit|accessib|well-?being|mental health|polic(y|ies)"
            r"|acknowledge?ment"
            r"|thanks|credits|licen[sc]e|text ?books?|books?\b|resources|references|bibliography"
            r"|literature|reading list|covid|diversity|inclusi|community|attendance|etiquette|news"
            r"|announcements?|faq|frequently asked|feedback|communication|forum|discussion (board"
            r"|group"
            r"|forum)|piazza|slack|discord|ed ?stem|ed discussion|software|computing|enrol|regist"
            r"|auditing|audit\b|waitlist"
            r"|previous|past (offerings|years|projects)|earlier|related courses|cit(e|ing|ation)"
            r"|contact us|participation|conduct|plagiarism|generative ai|use of (ai|llm|chatgpt)"
        ),
    ),
    (
        About.GRADING,
        (
            r"grad(e|es|ing)\b|assessments?|evaluation|coursework|course work|marking|deliverables?"
            r"|deadlines?|important dates|key dates|due dates|projects?\b|assignments?|home ?works?"
            r"|problem sets?|exam(s|ination|inations)?\b|requirements|milestones"
        ),
    ),
    (
        About.TUTORING,
        (
            r"tutor(ing|ials?)\b|\blabs?\b|lab(oratory)? sessions?|parallel curricul|recitations?"
            r"|practicals?"
            r"|discussion sections?|exercises?\b|problem (class|session)|reading group"
            r"|seminars?|workshops?|depth first learning|precepts?"
        ),
    ),
    (
        About.STAFF,
        (
            r"instructors?|lecturers?|staff\b|teaching (team|assistants?|fellows?|staff)"
            r"|t\.?a\.?'?s?\b"
            r"|tutors?\b|gsis?\b|professors?|people|course team|organi[sz]ers?|faculty|who we are"
            r"|team\s*$|course assistants?|teachers?\b|enseignant|dozent|taught by|contacts?\b"
            r"|coordinators?"
        ),
    ),
    (
        About.LECTURES,
        (
            r"lectures?\b|schedule|calendar|time ?table|course plan|class plan|course materials?"
            r"|lesson plan|plan de cours|vorlesung|weekly (plan|topics|readings)|classes\b"
            r"|sessions?\b|meetings\b|agenda"
            r"|course outline|programme|program\b|lessons?"
        ),
    ),
    (
        About.LOGISTICS,
        (
            r"logistics?|time (and|&|/) (place|location)|when (and|&) where|class meetings?"
            r"|where (and|&)"
            r"|course info|general info|administ|information|class hours|meeting times?|location"
            r"|venue"
            r"|practical info|basics|at a glance|horaire|organi[sz]ation|details|quick facts"
            r"|overview of logistics"
        ),
    ),
    (
        About.SYLLABUS,
        (
            r"syllab(us|i)|course contents?|contents?\b|outline|topics|objectives|outcomes|goals"
            r"|curriculum|what you will learn"
        ),
    ),
    (
        About.DESCRIPTION,
        r"description|overview|about\b|preamble|introduction|summary|abstract|welcome|motivation",
    ),
    (About.LINKS, r"links?\b"),
)
_SUBJECT = re.compile(
    r"\b(?!(?:and|the|for|with|our|your|course|class)\b)[^\W\d_]{3,}", re.IGNORECASE
)
_MATCHERS = tuple((about, re.compile(rf"\b(?:{words})", re.IGNORECASE)) for about, words in _WORDS)


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A heading and what stands under it, up to the next heading.

    ``about`` is what its own heading says, else what the section around it is about.
    """

    heading: Inline | None  # None for what stands before the first heading
    level: int
    first: int
    own_first: int  # the first line below the heading
    blocks: tuple[Block, ...]
    about: About | None
    says: About | None  # by its own heading alone
    parent: Section | None = field(repr=False)

    @property
    def title(self) -> str:
        return self.heading.text if self.heading else ""

    @property
    def part(self) -> str:
        """The heading, if it names a part of the course rather than what the section is about."""
        return self.title if self.parent is not None and self.says is None else ""


def what_about(words: str) -> About | None:
    for about, matcher in _MATCHERS:
        if matcher.search(words):
            return about
    return None


def sections_of(blocks: Iterable[Block]) -> tuple[Section, ...]:
    """Cut the page at its headings, in its order; a paragraph all in bold is one, too."""
    made: list[Section] = []
    around: list[Section] = []  # from the outermost to the one before
    heading: Heading | None = None
    gathered: list[Block] = []
    blocks = tuple(blocks)
    title = _title(blocks)

    def close() -> None:
        while heading and around and around[-1].level >= heading.level:
            around.pop()
        parent = around[-1] if around else None
        section = _section(heading, gathered, parent, is_title=heading is title)
        if heading:
            around.append(section)
        if heading or gathered:
            made.append(section)

    for block in blocks:
        found = block if isinstance(block, Heading) else _bold_heading(block, heading)
        if found is None:
            gathered.append(block)
            continue
        close()
        heading, gathered = found, []
    close()
    return tuple(made)


def _title(blocks: Sequence[Block]) -> Heading | None:
    """Find the heading that is the title of the course, and so says nothing of a section.

    "Topics in Learning" is no section about topics: it is the first heading, either alone in
    its rank or with a code or a term in it, and has a subject beside the telling words.
    """
    headings = [block for block in blocks if isinstance(block, Heading)]
    if not headings:
        return None
    first, text = headings[0], headings[0].inline.text
    subject = text
    for _about, matcher in _MATCHERS:
        subject = matcher.sub(" ", subject)
    if not _SUBJECT.search(subject):
        return None
    alone = all(one.level > first.level for one in headings[1:])
    return first if alone or find_code(text, heading=True) or find_term(text) else None


def below(sections: Sequence[Section], position: int) -> tuple[Section, ...]:
    """The sections that lie within the one at this position."""
    level = sections[position].level
    inner = takewhile(lambda one: one.level > level, sections[position + 1 :])
    return tuple(inner) if sections[position].heading else ()


def _section(
    heading: Heading | None, blocks: list[Block], parent: Section | None, *, is_title: bool
) -> Section:
    if heading is None:
        first = blocks[0].first if blocks else 0
        return Section(None, 0, first, first, tuple(blocks), None, None, None)
    says = None if is_title else what_about(heading.inline.text)
    inherited = parent.about if parent and parent.about is not About.DESCRIPTION else None
    return Section(
        heading=heading.inline,
        level=heading.level,
        first=heading.first,
        own_first=heading.last,
        blocks=tuple(blocks),
        about=says or inherited,
        says=says,
        parent=parent,
    )


def _bold_heading(block: Block, above: Heading | None) -> Heading | None:
    """Take a short paragraph all in bold for a heading when it says what is to follow."""
    if not isinstance(block, Paragraph) or block.last - block.first > 1:
        return None
    text = block.inline.text
    if block.inline.bold != text or len(text.split()) > 4 or not text:
        return None
    about = what_about(text)
    if about is None or re.search(r"\d|@|\bdue\b|[.!?]$|:\s*\S", text):
        return None
    level = min(above.level + 1, 7) if above and above.level < 7 else 7
    return Heading(block.first, block.last, block.inline, level)


def walk_items(blocks: Iterable[Block]) -> Iterator[Item]:
    """Every list item below these blocks, outer before inner."""
    for block in blocks:
        if isinstance(block, Raw):
            yield from walk_items(block.blocks)
        for item in getattr(block, "items", ()):
            yield item
            yield from walk_items(item.blocks)
