"""Pages for the tests of the importer: our own, and real ones where they are at hand."""

from pathlib import Path
from typing import Any

import pytest

from courseapp.portal import demo
from courseapp.portal.importing.page import CoursePage
from courseapp.portal.importing.reading.whole_page import read_page

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
SHARED = ROOT.parent / "shared" / "data"
DEMO = Path(demo.__path__[0])
PAGES = sorted((HERE / "pages").glob("*.md"))


def read(text: str | bytes, **given: Any) -> CoursePage:
    """Read a page with a year and a zone, so that a test need not speak of either."""
    given = {"slug": "course", "year": 2019, "timezone": "America/New_York", **given}
    return read_page(text, **given)


def reasons(page: CoursePage) -> list[str]:
    return [note.reason for note in page.notes]


def noted(page: CoursePage, words: str) -> list[int]:
    """The lines of the notes whose reason has these words."""
    return [note.line for note in page.notes if words in note.reason]


def shared(name: str) -> str:
    """The text of a real page; the test is skipped where there is none."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not here: words of others are not part of the project")
    return path.read_text(encoding="utf-8")


def demo_page(**given: Any) -> CoursePage:
    text = (DEMO / "course.md").read_text(encoding="utf-8")
    references = (DEMO / "references.md").read_text(encoding="utf-8")
    return read_page(text, slug="mathsdl-spring19", references=references, **given)
