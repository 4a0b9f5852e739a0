"""Which code makes the pages: a new release must not answer "not modified" to an old page."""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

SOURCES = {
    "courseapp": "*.py",
    "schedule": "*.py",
    "projects": "*.py",
    "templates": "*.html",
    "locale": "*.mo",
    "static": "*.*",
    "requirements": "run.txt",
}


def code_version() -> str:
    """Return a hash of everything that a page's bytes depend on beside the database: equal in all
    processes and on all machines that run the same code. While developing it is asked anew."""
    return _hash() if settings.DEBUG else _hash_once()


def _hash() -> str:
    digest = hashlib.sha256(f"{settings.DEMO} {settings.STATIC_URL}".encode())
    for path in _files(Path(settings.BASE_DIR)):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


_hash_once = cache(_hash)


def _files(base: Path) -> Iterator[Path]:
    for folder, pattern in SOURCES.items():
        yield from sorted(path for path in (base / folder).rglob(pattern) if path.is_file())
