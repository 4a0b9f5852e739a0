"""The lectures of a page as one table, and their references as the second file."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from courseapp.portal.exporting.form import REFERENCES
from courseapp.portal.exporting.markdown import cell, link, one_line, plain
from courseapp.portal.importing.page import Lecture, Link, Reference
from courseapp.portal.importing.reading.own_tables import ALWAYS, LECTURES


def lecture_table(lectures: Sequence[Lecture]) -> str:
    """Return the table, with the columns that something is said in."""
    rows = [_row(place, lecture) for place, lecture in enumerate(lectures, 1)]
    wanted = [name for name in LECTURES if name in ALWAYS or any(row[name] for row in rows)]
    lines = [wanted, ["---"] * len(wanted), *([row[name] for name in wanted] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _row(place: int, lecture: Lecture) -> dict[str, str]:
    pointer = f"[References]({REFERENCES}#{_anchor(place)})"
    said = {
        "Week": "" if lecture.week is None else str(lecture.week),
        "Date": lecture.day.isoformat() if lecture.day else "",
        "No.": plain(lecture.label),
        "Kind": str(lecture.kind),
        "Topic": plain(lecture.title),
        "Speaker": plain(lecture.speaker),
        "Affiliation": plain(lecture.affiliation),
        "Slides": _links(lecture.slides),
        "Recordings": _links(lecture.recordings),
        "Notes": _links(lecture.notes),
        "References": pointer if lecture.references else "",
        "Remark": "<br>".join(map(one_line, filter(None, lecture.remark.split("\n\n")))),
    }
    return {name: cell(words) for name, words in said.items()}


def _links(links: Sequence[Link]) -> str:
    return "<br>".join(link(one.title, one.url) for one in links)


def _anchor(place: int) -> str:
    return f"of-lecture-{place}"


def references_of(lectures: Sequence[Lecture]) -> str:
    """Return the second file; empty if no lecture has references."""
    parts = [
        part
        for place, lecture in enumerate(lectures, 1)
        if lecture.references
        for part in (f'<a name="{_anchor(place)}"></a>', *_part(lecture))
    ]
    return "\n\n".join(("# References", *parts)) + "\n" if parts else ""


def _part(lecture: Lecture) -> Iterator[str]:
    words = " ".join(filter(None, (lecture.label, lecture.title))) or lecture.speaker
    yield f"## References of {plain(words)}".rstrip()
    known = ""
    for group, references in groupby(lecture.references, key=lambda one: one.group):
        if group != known:
            yield f"### {plain(group)}".rstrip()
        known = group
        yield "\n".join(f"* {_reference(one)}" for one in references)


def _reference(one: Reference) -> str:
    words = link(one.title, one.url) if one.url else plain(one.title)
    return f"{words}, {one_line(one.remark)}" if one.remark else words
