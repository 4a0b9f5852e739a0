"""The code by which a university counts a course: CSCI-GA 3033, CS229, 6.867, 10-701."""

from __future__ import annotations

import re

_DEPARTMENT = (
    r"(?:(?!(?:AY|WS|SS|HS|FS|FA|SP)\s?(?:19|20)\d\d)"
    r"(?!(?:WS|SS|HT|MT|TT|AY|COVID|ISO|RFC|PART|WEEK|UTF|MP|HTTP|PDF|GPT|V|SPRING|FALL|WINTER"
    r"|SUMMER|AUTUMN)\b)[A-Z]{2,8}(?:[-–&][A-Z]{1,4})?)"
)
_LETTERS = (
    rf"(?:{_DEPARTMENT} )?{_DEPARTMENT}[ .\-]?[A-Z]?\d{{2,5}}[A-Za-z]{{0,2}}(?:[-.]\d{{2,4}})?"
    r"|(?:Math|Stats?|Comp|CompSci|Phys|Econ|Bio|Chem|Info|Ling|Psych|Phil|Eng|Data)"
    r" \d{2,4}[A-Z]?|(?!(?:AY|WS|SS|HS|FS|FA|SP)20)[A-Z]{2}\d{4}"
)
_FIGURES = r"\d{1,2}\.S?\d{2,4}[A-Z]?|\d{2}-\d{3}(?:/\d{3})?"
_CODE = re.compile(rf"(?<![\w./-])(?:{_LETTERS})(?:\s*/\s*(?:{_LETTERS}|\d{{3}}))*(?![\w-])")
_IN_FIGURES = re.compile(rf"^\W*((?:{_FIGURES})(?:\s*/\s*(?:{_FIGURES}))*)(?![\w./-])")


def find_code(text: str, *, heading: bool = False) -> str:
    """Return the code in a text; one of figures alone counts only at the start of a heading."""
    if heading and (found := _IN_FIGURES.match(text)):
        return found.group(1)
    letters = _CODE.search(text)
    return letters.group() if letters else ""
