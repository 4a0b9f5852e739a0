"""What the words before a name say about what the person does in the course."""

from __future__ import annotations

import re

from courseapp.portal.importing.page import Role

_TUTOR = (
    r"tutors?|t\.?a\.?['’]?s?|teaching assistants?|gsis?|graduate student instructors?|assistants?"
    r"|graders?|course assistants?|cas?|section leaders?|preceptors?|demonstrators?|readers?"
    r"|teaching fellows?|tfs?|recitation (?:leaders?|instructors?)|uglas?|ugtas?|ulas?"
    r"|lab (?:instructors?|assistants?)|co-?tutors?|mentors?|facilitators?"
    r"|charg[ée]e?s? de (?:td|tp|travaux)|auxiliaires?|ayudantes?|monitor(?:es|as?)?|moniteurs?"
    r"|monitrices?|übungsleit\w*|assistent(?:en|in|innen)?|betreuer(?:in|innen)?|hiwis?"
    r"|esercitator\w*|student-?assistent\w*"
)
_INSTRUCTOR = (
    r"instructors?|lecturers?|professors?|prof|teachers?|organi[sz]ers?|coordinators?|convenors?"
    r"|(?:course|module|unit|subject) (?:lead(?:er)?|director|head)s?|faculty|taught by"
    r"|instructor of record|examiners?"
    r"|enseignant(?:e|s|es)?|professeure?s?|intervenant(?:e|s|es)?|charg[ée]e?s? de cours"
    r"|responsables?|dozent(?:en|in|innen)?|leitung|profesor(?:a|es|as)?|docentes?|docenti?"
)
_TUTOR_WORD = re.compile(rf"\b(?:{_TUTOR})(?![\w])(?!\s+professor)", re.IGNORECASE)
_INSTRUCTOR_WORD = re.compile(rf"\b(?:{_INSTRUCTOR})\b", re.IGNORECASE)


def role_in(words: str) -> Role | None:
    """Return the role that words such as "Tutor (Parallel Curricula)" name, else None."""
    if _TUTOR_WORD.search(words):
        return Role.TUTOR
    return Role.INSTRUCTOR if _INSTRUCTOR_WORD.search(words) else None


def is_role(words: str) -> bool:
    """Tell whether words are the name of a role and little else: "Head TA", "CA"."""
    return len(words.split()) <= 3 and role_in(words) is not None


def title_for(words: str) -> str:
    """Make the words of a heading over several people fit one: "Lecturers" is "Lecturer"."""
    words = " ".join(words.replace("(s)", "").split()).strip(" :*-–")
    words = re.sub(
        r"\b(?:information|info|contacts?|details)$", "", words, flags=re.IGNORECASE
    ).strip()
    return re.sub(
        r"\b(TA|GSI|CA|TF|(?i:tutor|lecturer|instructor|assistant|professor|teacher|organi[sz]er"
        r"|grader|fellow|leader|coordinator))['’]?s\b",
        r"\1",
        words,
    )
