"""The form of an export: what its zip holds under which names, and how large it may be.

`docs/export.md` tells it to those who read one elsewhere.
"""

import json
from typing import Any

# Raised when an old export would be misread. A field or model that was added since is none such:
# reading an older export gives it its default.
FORMAT = 1
APP_VERSION = "0.1.0"

PAGE = "page.md"
REFERENCES = "references.md"
DOCUMENT = "course.json"
FILES = "files"

# What reading one takes at most; writing refuses to make what could not be read.
MOST_ENTRIES = 20_000
MOST_UNPACKED = 20 * 1024**3  # bytes
MOST_DOCUMENT = 256 * 1024**2  # bytes of course.json
MOST_TEXT = 5 * 1024**2  # characters of one field: what a form may send
# Text is packed, but not so well that it looks like a zip bomb; files are stored as they are.
MOST_RATIO = 100
SMALL = 1024**2  # bytes up to which the ratio does not matter


class ExportRefused(Exception):
    """Why a course was not exported, in words."""


def canonical(document: Any) -> str:
    """Return the one way to write a document: keys sorted, indented by one, a line end."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
