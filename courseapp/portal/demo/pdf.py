"""A small writer of PDF files: pages of plain text in the fonts that every viewer has.

The demo hands in real files with it, and needs no library that the app itself does not need.
Source: ISO 32000-1, 7.5 (structure of a file), 9.6.2 (standard fonts), annex D (WinAnsi).
"""

import textwrap
from collections.abc import Iterator, Sequence

# A4 in points; lines of about 92 letters of Times at 11 points.
WIDTH, HEIGHT = 595, 842
MARGIN, LEADING, LETTERS = 72, 15, 88
LINES_A_PAGE = (HEIGHT - 2 * MARGIN) // LEADING


def make_pdf(title: str, paragraphs: Sequence[str]) -> bytes:
    """Return a PDF with the title on top and the paragraphs below, on as many pages as needed."""
    lines = [*_wrapped(paragraphs)]
    room = LINES_A_PAGE - 3
    pages = [lines[:room], *_chunks(lines[room:], LINES_A_PAGE)]
    contents = [
        _content(page, title=title if number == 0 else "") for number, page in enumerate(pages)
    ]
    # Objects 1 to 4: catalogue, tree of pages, two fonts; then each page and its content.
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        _font("Times-Roman"),
        _font("Times-Bold"),
    ]
    for number, content in enumerate(contents):
        objects.append(_page(5 + 2 * number + 1))
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return _file(objects, title)


def _wrapped(paragraphs: Sequence[str]) -> Iterator[str]:
    for paragraph in paragraphs:
        yield from textwrap.wrap(paragraph, LETTERS)
        yield ""


def _chunks(lines: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(lines), size):
        yield lines[start : start + size]


def _font(name: str) -> bytes:
    return (
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"
    ).encode()


def _page(content: int) -> bytes:
    return (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {content} 0 R"
        " /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
    ).encode()


def _content(lines: Sequence[str], *, title: str) -> bytes:
    parts = [b"BT", f"{MARGIN} {HEIGHT - MARGIN} Td {LEADING} TL".encode()]
    if title:
        parts += [b"/F2 15 Tf", _text(title), b"T* T*"]
    parts.append(b"/F1 11 Tf")
    for line in lines:
        parts += [_text(line), b"T*"] if line else [b"T*"]
    return b"\n".join([*parts, b"ET"])


def _text(line: str) -> bytes:
    return b"(%s) Tj" % _escaped(line)


def _escaped(text: str) -> bytes:
    raw = text.encode("cp1252", "replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _wide(text: str) -> bytes:
    """Write text outside of a page, which has no font to say what its bytes mean (7.9.2.2)."""
    return b"<FEFF%s>" % text.encode("utf-16-be").hex().encode()


def _file(objects: Sequence[bytes], title: str) -> bytes:
    """Number the objects and close with the table that says at which byte each begins."""
    numbered = [*objects, b"<< /Title %s /Producer (courseapp demo) >>" % _wide(title)]
    # The four bytes above 127 tell a program that the file is no plain text.
    body = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    starts = []
    for number, content in enumerate(numbered, 1):
        starts.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(numbered) + 1
    trailer = b"<< /Size %d /Root 1 0 R /Info %d 0 R >>" % (size, len(numbered))
    return bytes(body) + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n%s\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, trailer, len(body))
    )
