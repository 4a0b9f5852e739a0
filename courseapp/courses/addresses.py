"""Links that work outside of a page, as in mail."""

from django.conf import settings


def absolute(path: str) -> str:
    """Return `path` with the site's scheme and host."""
    return f"{settings.SITE_URL}{path}"
