"""The lines between the bars at the head of a file: ``title: Deep Learning``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

_KEYS = {
    "title": "title course course_title course_name",
    "code": "code number course_code course_number course_id",
    "institution": "institution university school",
    "term": "term semester quarter",
    "year": "year",
    "timezone": "timezone time_zone tz",
    "first_day": "first_day start starts start_date begin",
    "last_day": "last_day end ends end_date",
    "description": "description summary subtitle",
    "instructor": "instructor instructors lecturer lecturers professor author",
    "tutor": "tutor tutors ta tas teaching_assistants",
    "prerequisites": "prerequisites prereqs",
}
_MEANING = {key: meaning for meaning, keys in _KEYS.items() for key in keys.split()}
# For the machinery that renders a page, of no interest to its readers.
_TECHNICAL = {
    "layout", "permalink", "nav_order", "nav_exclude", "toc", "has_children", "has_toc", "parent",
    "theme", "comments", "mathjax", "math", "highlighter", "date", "published", "output",
    "categories", "tags", "sidebar", "weight", "draft",
}  # fmt: skip
_PAIR = re.compile(r"^([A-Za-z][\w -]*?)\s*(?::(?:\s+(.*))?|=\s*(.*))$")
_NAME_KEY = re.compile(r"^name\s*:\s*", re.IGNORECASE)
_MAIL_KEY = re.compile(r"^\s+e-?mail\s*:\s*(\S+@\S+)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Front:
    values: Mapping[str, str]
    unknown: tuple[str, ...]  # lines that no field was found for

    def get(self, key: str) -> str:
        return self.values.get(key, "")

    def day(self, key: str) -> date | None:
        try:
            return date.fromisoformat(self.get(key))
        except ValueError:
            return None

    @property
    def year(self) -> int | None:
        text = self.get("year")
        return int(text) if re.fullmatch(r"(?:19|20)\d{2}", text) else None


def read_front(text: str) -> Front:
    """Read pairs, and lists of words below a key; anything deeper stays unread, not lost."""
    values: dict[str, str] = {}
    unknown: list[str] = []
    meaning: str | None = None
    for line in text.split("\n"):
        pair = _PAIR.match(line)
        if pair:
            key = re.sub(r"[ -]+", "_", pair.group(1).strip().lower())
            meaning = "" if key in _TECHNICAL else _MEANING.get(key)
            value = _unquoted(pair.group(2) or pair.group(3) or "")
            if meaning:
                values.setdefault(meaning, value)
            elif meaning is None:
                unknown.append(line)
        elif line.strip().startswith("- ") and meaning:
            item = _unquoted(_NAME_KEY.sub("", line.strip()[2:]))
            values[meaning] = ", ".join(filter(None, (values[meaning], item)))
        elif meaning and (mail := _MAIL_KEY.match(line)) and values[meaning]:
            values[meaning] += f" ({_unquoted(mail.group(1))})"
        elif line.strip() and meaning != "" and not line.lstrip().startswith("#"):
            unknown.append(line)
    return Front(values, tuple(unknown))


def _unquoted(text: str) -> str:
    text = text.strip()
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return (text[1:-1] if quoted else text).strip("[]").strip()
