"""Handing out files that people uploaded, so that none of them ever runs as a page of this site."""

import logging

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

logger = logging.getLogger(__name__)


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
