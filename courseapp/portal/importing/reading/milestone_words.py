"""The words that say what is to be handed in: abstract, topic, final paper, homework."""

from __future__ import annotations

import re
from dataclasses import dataclass

from courseapp.portal.importing.page import MilestoneKind

_VERB = r"(?= (?:is|are|should|must|due|by|will)\b)"
# The longest wording first, so that "project abstract" is an abstract and not a project.
_NOUNS: tuple[tuple[MilestoneKind | None, str], ...] = (
    (
        MilestoneKind.ABSTRACT,
        (
            r"\b(?:final |project |detailed |extended |short |written )*(?:abstracts?|proposals?)\b"
            r"|\b(?:résumé|zusammenfassung|exposé|resumen|propuesta|proposition de projet)\b"
        ),
    ),
    (
        MilestoneKind.TOPIC,
        (
            r"\b(?:project |paper )?(?:topics?|teams?|groups?)(?: and (?:topics?|teams?|groups?))?"
            r" (?:selection|choice|sign-?up|formation|declaration|registration)\b"
            r"|\bsign(?:ing)?[ -]up for (?:an?|the|your)(?: project| paper)? topics?\b"
            r"|\b(?:choose|select|pick) (?:an?|the|your)(?: project| paper)? topics?\b"
            rf"|\b(?:project|paper) topics?\b|\btopics?{_VERB}|^topics?\b(?=\s*[:(–-])"
        ),
    ),
    (
        MilestoneKind.OTHER,
        (
            r"\b(?:(?:progress|mid-?term|interim|milestone) reports?"
            r"|(?:project )?(?:milestones?|check-?points?)"
            r"|posters?"
            r"|(?:take-?home )?(?:mid-?term|final) exams?|mid-?term|prelims?|exams?"
            r"|(?:home ?work|hw|assignment|cw|course ?work|problem set|pset|lab|quiz"
            r"|exercise)s?(?: ?\#?\d+(?![\d%]|\s*percent))?"
            r"|(?:project |final )?presentations?|peer reviews?|reading (?:summaries|responses))\b"
        ),
    ),
    (
        MilestoneKind.FINAL,
        (
            r"\bfinal (?:course |group )?"
            r"(?:projects?|papers?|reports?|submissions?|write-?ups?|essays?|versions?)"
            r"(?: (?:reports?|papers?|write-?ups?|submissions?|code))?\b"
            r"|\b(?:project|term|research|survey) (?:reports?|papers?|write-?ups?|essays?)\b"
            r"|\b(?:rapport|projet|mémoire|informe|proyecto|trabajo) final\b"
            r"|\b(?:abschluss|projekt)(?:berichts?|arbeit)\b|\bhausarbeit\b"
            r"|\bprojects?\b"
            rf"|\b(?:papers?|reports?|essays?){_VERB}|^(?:papers?|reports?|essays?)\b(?=\s*[:(–-])"
            r"|\b(?:the|a|your) (?:final |term |written )?(?:papers?|reports?|essays?)\b(?! by)"
        ),
    ),
    (None, r"\b(?:participation|attendance|class discussion)\b"),
)
_NOUN = re.compile(
    "|".join(f"(?P<n{n}>{words})" for n, (_kind, words) in enumerate(_NOUNS)), re.IGNORECASE
)
_ARTICLE = re.compile(r"^(?:(?:the|an?|your|detailed|extended|short|written)\s+)+", re.IGNORECASE)
_PLURAL = re.compile(
    r"(abstract|proposal|project|paper|report|essay|write-?up|poster|topic)s$", re.IGNORECASE
)
_CHOOSING = re.compile(
    r"^(?:sign(?:ing)?[ -]up for|choose|select|pick) (?:an?|the|your) ?(project |paper )?topics?$",
    re.IGNORECASE,
)
EDGES = " \t\n,;.:–—-|*_()"


@dataclass(frozen=True, slots=True)
class Noun:
    """``kind`` is None for what counts for the grade but is not handed in."""

    kind: MilestoneKind | None
    title: str
    start: int
    end: int


def nouns_in(text: str) -> tuple[Noun, ...]:
    return tuple(
        Noun(_NOUNS[int((found.lastgroup or "n0")[1:])][0], _title(found.group()), *found.span())
        for found in _NOUN.finditer(text)
    )


def _title(words: str) -> str:
    words = _ARTICLE.sub("", " ".join(words.split()).strip(EDGES))
    words = _CHOOSING.sub(lambda found: f"{found.group(1) or ''}topic", words)
    words = _PLURAL.sub(r"\1", words)
    return words[:1].upper() + words[1:]
