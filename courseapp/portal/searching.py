"""Search within one course: lectures, references, tutoring, readings and announcements.

A course has some hundred rows, which are read whole in five queries and looked through here (see
`courseapp.text.finding`): both databases find the same. Only what everybody who reads the page
may see is searched: no drafts, no links of recordings.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from courseapp.courses.models import Course
from courseapp.text.finding import has_all, marked, words_of
from courseapp.text.markdown import plain
from schedule.models import Lecture, Reading, Reference, TutoringSession

MAX_ASKED = 200
SHOWN = 50  # of each kind


class SearchRefused(Exception):
    """Why nothing was searched."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Found:
    """One place: `title` and `text` are safe HTML with the words marked."""

    address: str
    title: SafeString
    text: SafeString
    where: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    title: str | Promise
    found: Sequence[Found]
    more: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row to look through: `texts` are Markdown, of which the first is its title."""

    address: str
    texts: Sequence[str]
    where: str = ""


def search(course: Course, asked: str) -> list[Group]:
    """Return what holds every word that is asked for, by kind; five queries. Raises SearchRefused
    for more than anybody asks."""
    if len(asked) > MAX_ASKED:
        raise SearchRefused(_("That is longer than 200 characters: ask for less."))
    words = words_of(asked)
    if not words:
        return []
    kinds = (
        (_("Lectures"), _lectures(course)),
        (_("References"), _references(course)),
        (_("Tutoring"), _sessions(course)),
        (_("Readings"), _readings(course)),
        (_("Announcements"), _announcements(course)),
    )
    groups = [_group(title, rows, words) for title, rows in kinds]
    return [group for group in groups if group.found]


def _group(title: str | Promise, rows: Iterable[Candidate], words: Sequence[str]) -> Group:
    found = [row for row in rows if has_all(words, "\n".join(row.texts))]
    return Group(title, [_found(row, words) for row in found[:SHOWN]], max(len(found) - SHOWN, 0))


def _found(row: Candidate, words: Sequence[str]) -> Found:
    title, *texts = (" ".join(plain(text).split()) for text in row.texts)
    rest = " · ".join(text for text in texts if text)
    return Found(row.address, marked(title, words), marked(rest, words), row.where)


def _lectures(course: Course) -> Iterator[Candidate]:
    page = course.get_absolute_url()
    for row in Lecture.objects.filter(course=course):
        address = f"{page}#lecture-{row.public_id}" if row.is_break else _page_of(course, row)
        yield Candidate(address, [row.name, row.label, row.speaker, row.affiliation, row.remark])


def _references(course: Course) -> Iterator[Candidate]:
    rows = Reference.objects.filter(lecture__course=course).select_related("lecture")
    for row in rows.order_by("lecture__position", "position", "pk"):
        address = f"{_page_of(course, row.lecture)}#references"
        yield Candidate(address, [row.title, row.remark, row.group], row.lecture.name)


def _sessions(course: Course) -> Iterator[Candidate]:
    rows = TutoringSession.objects.published().filter(track__course=course)
    for row in rows.select_related("track__course"):
        yield Candidate(row.get_absolute_url(), [row.title, row.motivation], row.track.name)


def _readings(course: Course) -> Iterator[Candidate]:
    rows = Reading.objects.filter(
        session__track__course=course, session__published_at__isnull=False
    ).select_related("session__track__course")
    for row in rows:
        yield Candidate(row.session.get_absolute_url(), [row.text], row.session.title)


def _announcements(course: Course) -> Iterator[Candidate]:
    for row in course.announcements.published():
        yield Candidate(f"{course.get_absolute_url()}#news", [row.title, row.body])


def _page_of(course: Course, lecture: Lecture) -> str:
    return reverse("schedule:lecture", args=[course.slug, lecture.public_id])
