"""Finding words in a text as people look for them: whatever their case and accents.

It is done here and not by the database: SQLite folds ASCII letters alone, PostgreSQL folds accents
only with an extension, and both must find the same.
"""

import unicodedata
from collections.abc import Iterator, Sequence

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

AROUND = 70  # letters shown before and after what was found in a long text


def folded(text: str) -> str:
    """Return the text without case and accents: “Façade” and “FACADE” become the same."""
    return "".join(_folded(text)[0])


def words_of(asked: str) -> list[str]:
    """Return the words that somebody asks for, folded, each once."""
    readable = "".join(letter for letter in asked if letter.isprintable() or letter.isspace())
    return list(dict.fromkeys(folded(word) for word in readable.split() if folded(word)))


def has_all(words: Sequence[str], text: str) -> bool:
    """Tell whether every one of the folded words stands somewhere in the text."""
    found = folded(text)
    return all(word in found for word in words)


def marked(text: str, words: Sequence[str]) -> SafeString:
    """Return the text as safe HTML, with `<mark>` around what was asked for; of a long one, what
    stands around the first place."""
    spans = list(_spans(text, words))
    begin, end = _window(text, spans)
    pieces: list[str] = ["… " if begin else ""]
    place = begin
    for first, last in spans:
        if last > end:
            break
        pieces += [escape(text[place:first]), format_html("<mark>{}</mark>", text[first:last])]
        place = last
    pieces += [escape(text[place:end]), " …" if end < len(text) else ""]
    return mark_safe("".join(pieces))  # noqa: S308 - each piece is escaped above


def _folded(text: str) -> tuple[list[str], list[int]]:
    """The folded letters, and for each the place of the letter that it came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for part in unicodedata.normalize("NFKD", letter):
            if not unicodedata.combining(part):
                letters += part.casefold()
                places += [place] * len(part.casefold())
    return letters, places


def _spans(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the words stand in the text itself, in order and apart from each other."""
    letters, places = _folded(text)
    whole = "".join(letters)
    found = sorted(
        (places[start], places[start + len(word) - 1] + 1)
        for word in words
        for start in _starts(whole, word)
    )
    current: tuple[int, int] | None = None
    for first, last in found:
        end = _with_accents(text, last)
        if current and first <= current[1]:
            current = (current[0], max(current[1], end))
            continue
        if current:
            yield current
        current = (first, end)
    if current:
        yield current


def _starts(whole: str, word: str) -> Iterator[int]:
    start = whole.find(word)
    while start >= 0:
        yield start
        start = whole.find(word, start + len(word))


def _with_accents(text: str, end: int) -> int:
    """An accent of its own belongs to the letter before it."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def _window(text: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    if len(text) <= 3 * AROUND:
        return 0, len(text)
    first, last = spans[0] if spans else (0, 0)
    begin, end = max(first - AROUND, 0), min(last + 2 * AROUND, len(text))
    # Whole words at both ends, where there are any.
    begin = text.find(" ", begin, first) + 1 or begin if begin else 0
    end = end if end == len(text) else max(text.rfind(" ", last, end), last) if last < end else end
    return begin, end
