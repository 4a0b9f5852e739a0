"""The environment in which the demo runs, whatever the shell that starts it has set.

The settings read the environment when they are imported, so `manage.py demo` starts itself once
more in this one. Nothing of a real site may get in: not its database, mail server or keys.
"""

from collections.abc import Mapping
from pathlib import Path

BASE = Path(__file__).resolve().parents[3]
MARK = "COURSEAPP_DEMO"
FOLDER = "DEMO_DATA_DIR"
# What the settings read, and the servers: set below, or not at all.
DROPPED = frozenset(
    {
        "ALLOWED_HOSTS",
        "DATABASE_URL",
        "DATA_DIR",
        "DEBUG",
        "DEFAULT_FROM_EMAIL",
        "DEMO",
        "DJANGO_SETTINGS_MODULE",
        "EMAIL_URL",
        "GUNICORN_CMD_ARGS",
        "HOST",
        "HTTPS_ONLY",
        "MAX_REQUEST_SECONDS",
        "REDIS_URL",
        "S3_ACCESS_KEY",
        "S3_BUCKET",
        "S3_ENDPOINT_URL",
        "S3_REGION",
        "S3_SECRET_KEY",
        "SECRET_KEY",
        "SIGNING_KEY",
        "SITE_URL",
        "STATIC_ROOT",
        "TIME_ZONE",
        "TRUSTED_PROXIES",
        "TRUST_FORWARDED_PROTO",
        "TRUST_REQUEST_START",
        "WEB_CONCURRENCY",
    }
)


def demo_folder(environment: Mapping[str, str]) -> Path:
    return Path(environment.get(FOLDER) or BASE / "data" / "demo").resolve()


def demo_environment(environment: Mapping[str, str], *, port: int) -> dict[str, str]:
    """Return the environment of the demo and of all its processes."""
    folder = demo_folder(environment)
    kept = {name: value for name, value in environment.items() if name not in DROPPED}
    return kept | {
        MARK: "1",
        "DEMO": "1",
        "DATA_DIR": str(folder),
        "STATIC_ROOT": str(folder / "static"),
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "EMAIL_URL": "file:",  # into DATA_DIR/mail
        "HTTPS_ONLY": "0",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }
