"""The words by which pages call a lecture, tutoring and office hours."""

from __future__ import annotations

import re

from courseapp.portal.importing.page import MeetingKind

_KIND_WORDS = (
    (
        MeetingKind.OFFICE_HOURS,
        (
            r"office hours?|\bo\.?h\.?\b|consultations?|consultas?|drop-?in"
            r"|help (?:hours|session|desk)|sprechstunde|horario de (?:consulta|atenci[oó]n)"
            r"|permanences?\b|ricevimento"
        ),
    ),
    (
        MeetingKind.TUTORING,
        (
            r"tutor|recitations?|\blabs?\b|lab(?:oratory)? sessions?|practicals?|discussions?"
            r"|exercise|problem (?:class|session)|examples? class|seminars?|workshops?|precepts?"
            r"|parallel curricul|reading group"
            r"|review sessions?|\bsections?\b|\bgroup \d|übung|\bt\.?[dp]\b\.?|travaux|ayudant[ií]a"
            r"|werkcollege|esercitazion"
        ),
    ),
    (
        MeetingKind.LECTURE,
        (
            r"lectures?\b|class(?:es)?\b|meets?\b|meetings?|course\b|cours\b|vorlesung|clases?\b"
            r"|hoorcollege|lezion"
        ),
    ),
)
_KINDS = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _KIND_WORDS)


def kind_in(text: str) -> MeetingKind | None:
    """Return the kind of meeting whose word comes first, office hours before all."""
    if _KINDS[0][1].search(text):
        return MeetingKind.OFFICE_HOURS
    found = [(match.start(), kind) for kind, words in _KINDS if (match := words.search(text))]
    return min(found)[1] if found else None
