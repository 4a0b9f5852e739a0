"""Whether a page is the page of a course at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from courseapp.portal.importing.page import Lecture, Meeting, Track
from courseapp.portal.importing.reading.facts import Head
from courseapp.portal.importing.reading.outline import Section
from courseapp.portal.importing.reading.people import Staff

_COURSE_WORDS = re.compile(
    r"\b(?:syllabus|lectures?|grading|assessment|office hours?|instructors?|lecturers?|home ?works?"
    r"|exams?|tutorials?|course|tutors?|tas?|teaching|class(?:es)?|seminar|recitations?)\b",
    re.IGNORECASE,
)
_OTHER_WORDS = re.compile(
    r"\b(?:education|publications|employment|work experience|awards|honou?rs|invited talks|talks"
    r"|skills|installation|install|usage|contributing|changelog|release notes|quick ?start"
    r"|getting started|configuration|api|license|build(?:ing)?)\b",
    re.IGNORECASE,
)
_LECTURE = re.compile(r"lec|class|session|week", re.IGNORECASE)
_ENOUGH = 3


def is_course_page(
    sections: Sequence[Section],
    lectures: Sequence[Lecture],
    tracks: Sequence[Track],
    meetings: Sequence[Meeting],
    staff: Staff,
    head: Head,
    *,
    has_days: bool,
) -> bool:
    """Weigh what was found; a schedule with days or weeks is enough, a few headings are not.

    ``has_days`` says that the schedule tells days, even if no year is known for them. Headings
    that a course page does not have, those of a program or of a curriculum vitae, weigh against.
    """
    counted = (one.week or _LECTURE.match(one.label) or one.slides for one in lectures)
    words = {
        found.lower() for section in sections for found in _COURSE_WORDS.findall(section.title)
    }
    other = {found.lower() for section in sections for found in _OTHER_WORDS.findall(section.title)}
    evidence = (
        3 * (has_days or any(counted))
        + bool(lectures)
        + any(one.day for one in lectures)
        + 3 * bool(tracks)
        + 2 * bool(meetings)
        + bool(staff.people)
        + bool(head.term and not head.term_guessed)
        + bool(head.code)
        + min(len(words), 2)
        - 3 * (len(other) > 1)
    )
    return evidence >= _ENOUGH
