"""Is the process up (`/healthz`), and can it work (`/readyz`)?

What they answer is read by machines that watch, from anywhere: it names no host and no version.
Each check ends by itself within a few seconds, also where the other side is silent.
"""

import logging
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

SECONDS = 2
# libpq's own words; `tcp_user_timeout` ends a connection whose other side has vanished.
# Source: https://www.postgresql.org/docs/current/libpq-connect.html
POSTGRESQL: dict[str, Any] = {
    "connect_timeout": SECONDS,
    "tcp_user_timeout": SECONDS * 1000,
    "options": f"-c statement_timeout={SECONDS * 1000}",
}


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers; it asks nobody."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """Everything that the process needs is there: 200, or 503 with what is down."""
    found = {name: "ok" if _works(name, check) else "down" for name, check in CHECKS.items()}
    is_ready = set(found.values()) == {"ok"}
    return JsonResponse(
        {"status": "ok" if is_ready else "down", "checks": found}, status=200 if is_ready else 503
    )


def _works(name: str, check: Callable[[], object]) -> bool:
    try:
        check()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is down
        # The kind alone: a message may hold an address with a password.
        logger.warning("Not ready, %s: %s", name, type(error).__name__)
        return False
    return True


def database() -> None:
    """Ask over a connection of its own: one that is open already may wait for ever."""
    connection = connections.create_connection("default")
    if connection.vendor == "postgresql":
        options = {**connection.settings_dict["OPTIONS"], **POSTGRESQL}
        connection.settings_dict = {**connection.settings_dict, "OPTIONS": options}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()


def broker() -> None:
    if settings.REDIS_URL:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=SECONDS, socket_timeout=SECONDS
        ) as client:
            client.ping()
    else:
        _write_in(settings.BROKER_FOLDER / "queue")


def storage() -> None:
    if isinstance(default_storage, FileSystemStorage):
        location = Path(default_storage.location)
        location.mkdir(parents=True, exist_ok=True)
        _write_in(location)
    else:
        default_storage.exists("readyz")


def _write_in(folder: Path) -> None:
    """Write and forget a byte: a full or read-only disk, or a missing folder, is an OSError."""
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"1")


CHECKS: dict[str, Callable[[], object]] = {
    "database": database,
    "broker": broker,
    "storage": storage,
}
