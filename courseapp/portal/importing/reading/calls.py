"""Video calls, and the numbers, codes and passwords that let people in: not for everyone's eyes."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_HOSTS = re.compile(
    r"(?:^|\.)(?:zoom\.us|zoom\.com|zoomgov\.com|meet\.google\.com|teams\.microsoft\.com"
    r"|teams\.live\.com|webex\.com|whereby\.com|gotomeet(?:ing)?\.(?:com|me)|bluejeans\.com"
    r"|meet\.jit\.si|gather\.town|lifesize\.com|meet\.goto\.com|discord\.gg)$"
    r"|^(?:jitsi|bbb|meet|zoom|conf)\.",
    re.IGNORECASE,
)
# A recording of a call is a recording.
_RECORDING = re.compile(r"/rec/|/recording", re.IGNORECASE)
_WORD = (
    r"(?:(?:meeting|webinar|zoom|call)\s*(?:id|number|no\.?|code|password|passcode|pin)"
    r"|pass(?:code|word|phrase)|pwd"
    r"|(?:access|entry|join(?:ing)?|invite|invitation|enrol(?:l?ment)?|self-enrol\w*)"
    r"\s*(?:code|key|password))"
)
# What it is worth: with a digit in it ("passcode 4711"), or said to be it ("password: shibboleth").
_VALUE = (
    r"(?:[:=]\s*(?:is\s+)?|\s+(?:is|are)\s+(?=\S*\d)|\s+(?=\S*\d))[`*\"“']*(?!https?:|\[)"
    r"(?:\d[\d\s-]{5,}\d|[^\s,;.)\]]+)[`*\"”']*"
)
_ACCESS = re.compile(rf"\b{_WORD}\b{_VALUE}", re.IGNORECASE)
# Within a place a bare "code 55" or "PIN 1234" is one too.
_IN_PLACE = re.compile(rf"\b(?:{_WORD}|(?:id|code|pin)\b)\b{_VALUE}", re.IGNORECASE)
_URL = re.compile(r"<?https?://[^\s<>)\]]+>?")
_EDGES = " \t,;.:–—-|/"
_EMPTY = re.compile(r"\(\s*(?:[,;]|and|\s)*\)")


def is_call(url: str) -> bool:
    """Tell whether a link leads into a video call."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(_HOSTS.search(parts.hostname or "")) and not _RECORDING.search(parts.path)


def lets_people_in(text: str) -> bool:
    """Tell whether a line of Markdown has the link of a video call, or a code or password."""
    calls = any(is_call(found.strip("<>")) for found in _URL.findall(text))
    return calls or bool(_ACCESS.search(text))


def split_access(place: str) -> tuple[str, str]:
    """Return a place without what lets people in, and that: “Zoom (passcode: knots7)” becomes
    “Zoom” and “passcode: knots7”."""
    codes = [found.group().strip(_EDGES) for found in _IN_PLACE.finditer(place)]
    bare = _IN_PLACE.sub("", place)
    for url in _URL.findall(bare):
        if is_call(url.strip("<>")):
            bare = bare.replace(url, "")
    bare = _EMPTY.sub("", bare)
    # A bracket that a wrapped line left open.
    return " ".join(bare.split()).strip(_EDGES).rstrip("( "), ", ".join(codes)
