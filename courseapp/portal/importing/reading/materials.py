"""Tells slides, recordings and other material of a lecture apart."""

from __future__ import annotations

import re
from enum import StrEnum

from courseapp.portal.importing.page import Link


class Material(StrEnum):
    SLIDES = "slides"
    RECORDINGS = "recordings"
    NOTES = "notes"
    READING = "reading"


_WORDS = (
    (Material.RECORDINGS, r"videos?|record(?:ing|ed)s?|panopto|youtube|watch|podcast|screencast"),
    (Material.SLIDES, r"slides?|decks?|pptx?|powerpoint|keynote|folien"),
    (
        Material.NOTES,
        (
            r"(?:lecture |class |scribe[d]? )?notes?|notebooks?|colab|jupyter|ipynb|code|demos?"
            r"|handouts?"
            r"|worksheets?|recitations?|tutorials?|solutions?|(?:white)?board|exercises?|transcripts?|materials?|scribe|html|tex"
            r"|annotated"
        ),
    ),
    (Material.READING, r"readings?|references?|refs?|papers?|chapters?|articles?|blog(?: post)?"),
)
_BY_WORDS = tuple((kind, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for kind, words in _WORDS)
_FILLER = (
    r"pdf|link|here|files?|download|lecture|part|and|the|of|for|view|open|see|click|1up|4up|with|"
    r"\d+\s?-?(?:pp?|up)|\d+[a-z]?|[ivx]+|full|short|long|print|version|update[d]?|zoom|pre|post|class"
)
_ONLY_MATERIAL = re.compile(
    rf"(?:\b(?:{'|'.join([words for _kind, words in _WORDS] + [_FILLER])})\b|[\W_])*", re.IGNORECASE
)
_BY_ADDRESS = (
    (
        Material.RECORDINGS,
        (
            r"youtube\.|youtu\.be|vimeo\.|panopto|mediasite|kaltura|zoom\.us/rec|\.(?:mp4|m4v|webm"
            r"|mov)\b"
        ),
    ),
    (
        Material.READING,
        r"arxiv\.org|doi\.org|openreview\.net|jmlr\.org|acm\.org|springer|wikipedia",
    ),
    (
        Material.SLIDES,
        r"\.(?:pdf|pptx?|key|odp)\b|google\.com/presentation|slideshare|speakerdeck|slides\.com",
    ),
    (Material.NOTES, r"\.ipynb|colab\.research|nbviewer|mybinder"),
)
_ADDRESSES = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _BY_ADDRESS)


def is_label(link: Link) -> bool:
    """Tell whether the words of a link only name its kind ("Slides", "pdf"), not its subject."""
    return link.title == link.url or names_material(link.title)


def names_material(words: str) -> bool:
    return bool(_ONLY_MATERIAL.fullmatch(words))


def material_of(link: Link, default: Material | None = None) -> Material:
    """Decide by the words of the link, then by where it stands (``default``), then by address."""
    if is_label(link):
        for kind, words in _BY_WORDS:
            if words.search(link.title):
                return kind
    if default is not None:
        return default
    for kind, words in _ADDRESSES:
        if words.search(link.url):
            return kind
    return Material.NOTES
