"""Names of files that people upload."""

import unicodedata
from pathlib import PurePath

MAX_NAME = 200
MAX_ENDING = 20


def safe_name(name: str) -> str:
    """Return the last part of a file's name without what could mislead a reader or a system:
    folders, control characters, marks that turn the direction of writing, leading dots."""
    last = PurePath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    shown = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    bare = " ".join(shown.split()).lstrip(". ")
    stem, dot, ending = bare.rpartition(".")
    if dot and len(ending) < MAX_ENDING:
        bare = f"{stem[: MAX_NAME - MAX_ENDING]}.{ending}"
    return bare[:MAX_NAME] or "file"
