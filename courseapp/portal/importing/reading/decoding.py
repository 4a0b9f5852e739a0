"""Bytes to text: byte order marks, old encodings, mixed line ends, characters no page needs."""

from __future__ import annotations

import codecs
import re

# Longest first: the mark of UTF-32-LE begins with that of UTF-16-LE.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE_END = re.compile(r"\r\n?|\n")
# PostgreSQL stores no NUL, and no page needs another control character than tab and line end.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def decode(raw: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding; any bytes give some text.

    UTF-8 is expected. A byte order mark decides; without one, UTF-16 shows by a zero in every
    second byte, and whatever is not UTF-8 is read as Windows-1252 (every byte has a meaning
    there but five, which become U+FFFD).
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace"), encoding
    for encoding in ("utf-8", *_guessed_wide(raw)):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "utf-8" or not _guessed_wide(raw):
            return text, encoding
    return raw.decode("cp1252", "replace"), "cp1252"


def _guessed_wide(raw: bytes) -> tuple[str, ...]:
    sample = raw[:2000]
    if len(sample) >= 4 and sample[1::2].count(0) > len(sample) // 3:
        return ("utf-16-le",)
    if len(sample) >= 4 and sample[::2].count(0) > len(sample) // 3:
        return ("utf-16-be",)
    return ()


def decode_page(raw: bytes) -> str:
    """Return the text of a file with ``\\n`` at every line end; never fails.

    ``read_page`` takes the bytes as well, and then also notes an encoding other than UTF-8.
    """
    return tidy(decode(raw)[0])


def tidy(text: str) -> str:
    """Make the line ends alike, drop control characters and a byte order mark."""
    text = _LINE_END.sub("\n", text.removeprefix("\ufeff"))
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))


def looks_binary(text: str) -> bool:
    """Tell whether text, before ``tidy``, is more noise than writing."""
    sample = text[:4000]
    noise = len(_CONTROL.findall(sample)) + sample.count("\ufffd")
    return noise * 10 > len(sample)
