"""Handing out files that people uploaded, so that none of them ever runs as a page of this site."""

import logging
from pathlib import PurePath

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

OCTETS = "application/octet-stream"
# What lecturers hand out. Anything else is bytes: a type that a browser might run is never said.
TYPES = {
    ".csv": "text/csv",
    ".gz": "application/gzip",
    ".ipynb": "application/x-ipynb+json",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".md": "text/markdown",
    ".mp4": "video/mp4",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".txt": "text/plain",
    ".webm": "video/webm",
    ".zip": "application/zip",
}

logger = logging.getLogger(__name__)


def type_by_name(name: str) -> str:
    """Return the media type that goes with a file's name, of the closed list."""
    return TYPES.get(PurePath(name).suffix.lower(), OCTETS)


def download(key: str, *, name: str, content_type: str) -> FileResponse:
    """Stream the stored file `key` as a download called `name`. Raises Http404 where storage has
    lost it; whether the reader may have it was decided before.

    It is kept by nobody but its reader, opens in no page, and a browser takes the type as it is
    said (RFC 6266, `nosniff`).
    """
    try:
        stored = default_storage.open(key)
    except FileNotFoundError as error:
        logger.exception("A stored file is gone: %s", key)
        raise Http404 from error
    response = FileResponse(stored, as_attachment=True, filename=name, content_type=content_type)
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response
