"""What the head of a page says about the course: title, code, institution, term."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from courseapp.portal.importing.reading.blocks import Paragraph
from courseapp.portal.importing.reading.codes import find_code
from courseapp.portal.importing.reading.front_matter import Front
from courseapp.portal.importing.reading.inline import Inline
from courseapp.portal.importing.reading.institutions import find_institution
from courseapp.portal.importing.reading.outline import About, Section, walk_items
from courseapp.portal.importing.reading.term import Term, find_term
from courseapp.portal.importing.reading.tree import Tree
from courseapp.portal.importing.reading.weekdays import find_weekdays

_GREETING = re.compile(
    r"^(?:welcome to|course(?: title| name| page)?:|(?:course )?syllabus(?: for|:)|home\s*[-–|:]"
    r")\s+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"[\s:|–-]+(?:syllabus|home ?page|course (?:page|website|information)|website)$", re.IGNORECASE
)
_GENERIC = re.compile(
    r"(?:preamble|readme|home|welcome|introduction|overview|about.*|syllabus|course|class"
    r"|course (?:information|page|website|description|overview|syllabus|materials?)|logistics"
    r"|schedule"
    r"|announcements?|lectures?|instructors?|general information|description)?",
    re.IGNORECASE,
)
_SO_NAMED = re.compile(
    r"(?:course|class|seminar)(?:\s+(?:on|in|about|called|titled)"
    r"|:)?\s+[\"“*]?((?-i:[A-Z])[^,.;:()\"”]{3,80})",
    re.IGNORECASE,
)
_IS_A_COURSE = re.compile(
    r"^((?-i:[A-Z])[^.,:;]{3,80}?) is (?:an?|the|our)\b[^.]{0,40}?\b(?:course|class|seminar)\b",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(r"(?:this|it|here|the following|welcome)\b", re.IGNORECASE)
_THE_COURSE = re.compile(
    r"\b(?:the|our|this)\s+((?-i:[A-Z][\w-]+)(?:\s+(?:(?-i:[A-Z])[\w-]+|of|and|in|for|the"
    r"|to)){1,7})"
    r"\s+(?:course|class|seminar)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\W*(?:course )?(title|name|code|number|term|semester|university|institution)\W*:\s*(.+)$",
    re.IGNORECASE,
)
_ORNAMENT = re.compile(r":[a-z0-9_+-]+:|[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f]+")
_SHORT_NAME = re.compile(r"[a-z]{2,6}\d{2,4}[a-z]{0,2}", re.IGNORECASE)  # of a repository
_DANGLING = re.compile(r"[\s,:–—-]+(?:for|in|of|at|during|from)$", re.IGNORECASE)
_MOST_WORDS = 12
_EDGES = " \t\n,;:.–—-|/()[]*"


@dataclass(frozen=True, slots=True)
class Head:
    title: str
    code: str
    institution: str
    term: Term | None
    term_guessed: bool  # from the short name or an address, not from words


def read_head(sections: Sequence[Section], front: Front, *, slug: str, tree: Tree) -> Head:
    near = list(_near(sections))
    first = _first_words(sections, near)
    titles = [section.title for section in sections[:3]]
    lead = " \n".join((first, *titles[1:], *(inline.text for inline in near)))
    labelled = _labelled(near)
    term = find_term(front.get("term")) or find_term(labelled.get("term", "")) or find_term(lead)
    term = term or find_term(" \n".join(_prose(sections)))
    guessed = term is None
    if term is None:
        term = find_term(slug) or find_term(" ".join(link.url for link in tree.links))
    code = front.get("code") or labelled.get("code", "") or _code(first, front, titles, near)
    code = code.removeprefix(find_institution(code)).strip()
    institution = front.get("institution") or labelled.get("institution", "")
    institution = (
        institution or find_institution(lead) or find_institution(" \n".join(_prose(sections)))
    )
    title = _front_title(front, code) or labelled.get("title", "") or _title(first, near, code)
    return Head(title or slug, code, institution, term, guessed and term is not None)


def _first_words(sections: Sequence[Section], near: Sequence[Inline]) -> str:
    """Return the title as it is written: the first heading, or a first line without any mark.

    A heading such as "Team" is no title where a short line stands above it.
    """
    start = sections[0] if sections else None
    lead = near[0].lines()[:1] if near and start and start.heading is None else ()
    first = next((one for one in sections if one.heading), None)
    untitled = first is None or first.says is not None or first.level > 1
    if lead and untitled and _may_be_title(lead[0]):
        return lead[0].text
    return first.title if first else ""


def _may_be_title(line: Inline) -> bool:
    return not (line.links or line.text.endswith(".")) and len(line.text.split()) <= _MOST_WORDS


def _code(first: str, front: Front, titles: Sequence[str], near: Sequence[Inline]) -> str:
    """Find the code in the title, or near it; a room beside weekdays looks like one, too."""
    for words in (front.get("title"), first):
        if code := find_code(words, heading=True):
            return code
    if _SHORT_NAME.fullmatch(first):
        return first
    near_texts = (inline.text for inline in near[:3] if not find_weekdays(inline.text))
    return find_code(" \n".join((*titles, *near_texts)))


def _near(sections: Sequence[Section]) -> Iterator[Inline]:
    """The paragraphs and items before and under the first heading, and those of logistics."""
    start = next((n for n, section in enumerate(sections) if section.heading), 0)
    for number, section in enumerate(sections):
        if number > start and section.about is not About.LOGISTICS:
            continue
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield block.inline
            for item in walk_items([block]):
                yield item.inline


def _prose(sections: Sequence[Section]) -> Iterator[str]:
    """Running text anywhere but where other institutions and terms are named, too."""
    elsewhere = {About.TUTORING, About.STAFF}
    for section in sections:
        if section.about not in elsewhere:
            yield section.title
            for block in section.blocks:
                if isinstance(block, Paragraph):
                    yield block.inline.text


def _labelled(near: Sequence[Inline]) -> dict[str, str]:
    """Read lines such as "Course code: CS 101"."""
    meaning = {"name": "title", "number": "code", "semester": "term", "university": "institution"}
    found: dict[str, str] = {}
    for inline in near:
        for line in inline.lines():
            if match := _LABEL.match(line.text):
                key = match.group(1).lower()
                found.setdefault(meaning.get(key, key), match.group(2).strip(_EDGES))
    return found


def _title(heading: str, near: Sequence[Inline], code: str) -> str:
    cleaned = _cleaned(heading, code)
    if cleaned and not _is_file_name(heading) and not _GENERIC.fullmatch(cleaned):
        return cleaned
    for inline in near[:3]:
        if found := _in_text(inline, code):
            return found
    bare = _GREETING.sub("", heading).strip(_EDGES)
    return "" if _GENERIC.fullmatch(bare) else bare


def _front_title(front: Front, code: str) -> str:
    """Return the title of the front matter: as it is written, unless it says code, term or
    institution too."""
    title = front.get("title")
    says_more = (code and code in title) or find_term(title) or find_institution(title)
    return (says_more and _cleaned(title, code)) or title


def _cleaned(heading: str, code: str) -> str:
    """Leave out greeting, code, term and institution: "CS 229: Machine Learning, Fall 2024"."""
    text = _TAIL.sub("", _GREETING.sub("", _ORNAMENT.sub("", heading).strip()))
    if code:
        text = text.replace(code, " ")
    term = find_term(text)
    if term:
        text = re.sub(re.escape(term.words), " ", text, flags=re.IGNORECASE)
    institution = find_institution(text)
    if institution and institution != text.strip(_EDGES):
        text = re.sub(rf"(?:[-–—,|(@]|\bat(?: the)?\b)?\s*{re.escape(institution)}", " ", text)
    text = re.sub(r"\(\s*\)|\[\s*\]", " ", text)
    parts = [_trimmed(part) for part in re.split(r"\s[|]\s|\s{2,}[-–—:,]*", text)]
    return _DANGLING.sub("", " ".join(" ".join(filter(None, parts)).split()))


def _trimmed(text: str) -> str:
    """Leave out what sets words apart, but no bracket whose other half stays."""
    bare = text.strip(_EDGES)
    return f"{bare})" if bare.count("(") > bare.count(")") else bare


def _is_file_name(text: str) -> bool:
    return " " not in text.strip() and bool(re.search(r"[-_]|[a-z]\d", text))


def _in_text(inline: Inline, code: str) -> str:
    text = inline.text
    for link in inline.links:
        if re.search(rf"{re.escape(link.title)}\W+(?:course|class|seminar)\b", text, re.IGNORECASE):
            return link.title
    is_a = _IS_A_COURSE.match(text)
    if is_a and not _NO_TITLE.match(text):
        return _cleaned(is_a.group(1), code)
    found = _SO_NAMED.search(text) or _THE_COURSE.search(text)
    return _cleaned(found.group(1), code) if found else ""
