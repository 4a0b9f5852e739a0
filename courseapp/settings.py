"""All settings of courseapp, from the environment alone.

With nothing set the app runs on SQLite and local files in `data/`, over HTTPS only, with DEBUG
off. `docs/settings.md` tells each variable; `make demo` sets its own.
Source: https://docs.djangoproject.com/en/5.2/ref/settings/
"""

import secrets
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env

from courseapp.keyfile import read_or_create

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

# --- Core -----------------------------------------------------------------------------------

DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "data"))).resolve()
DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)
SECRET_KEY = (
    env.str("SECRET_KEY", "")
    or read_or_create(
        DATA_DIR / "keys" / "secret", lambda: secrets.token_urlsafe(64).encode()
    ).decode()
)
SIGNING_KEY = env.str("SIGNING_KEY", "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ROOT_URLCONF = "courseapp.urls"
WSGI_APPLICATION = "courseapp.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "courseapp.portal",
    "schedule",
    "projects",
    "courseapp.mail",
    "courseapp.courses.apps.CoursesConfig",
    "courseapp.text",
    "courseapp.courses.apps.CourseAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rules.apps.AutodiscoverRulesConfig",
    "simple_history",
]

MIDDLEWARE = [
    "courseapp.courses.middleware.RequestMoment",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "courseapp.portal.context.site",
            ]
        },
    }
]

# --- Database -------------------------------------------------------------------------------
# https://docs.djangoproject.com/en/5.2/ref/databases/#sqlite-notes

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # FULL, not NORMAL: with NORMAL in WAL mode a power cut may take a committed hand-in along.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}

database = env.dj_db_url(
    "DATABASE_URL",
    f"sqlite:///{DATA_DIR / 'courseapp.sqlite3'}",
    conn_max_age=60,
    conn_health_checks=True,
)
if database["ENGINE"] == "django.db.backends.sqlite3":
    database.setdefault("OPTIONS", {}).update(SQLITE_OPTIONS)
DATABASES = {"default": database}

# --- Cache: rate limits need one that all processes share -----------------------------------

REDIS_URL = env.str("REDIS_URL", "")
SHARED_CACHE = (
    {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "courseapp_cache"}
)
CACHES: dict[str, dict[str, Any]] = {
    "default": SHARED_CACHE,
    # Rendered public pages, keyed by the course's version: never stale, so each process keeps its
    # own without asking anybody.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}

# --- Files ----------------------------------------------------------------------------------

S3_BUCKET = env.str("S3_BUCKET", "")
S3_STORAGE = {
    "BACKEND": "storages.backends.s3.S3Storage",
    "OPTIONS": {
        "bucket_name": S3_BUCKET,
        "endpoint_url": env.str("S3_ENDPOINT_URL", "") or None,
        "region_name": env.str("S3_REGION", "") or None,
        "access_key": env.str("S3_ACCESS_KEY", "") or None,
        "secret_key": env.str("S3_SECRET_KEY", "") or None,
        "default_acl": "private",
        "querystring_auth": True,
        "file_overwrite": False,
    },
}
LOCAL_STORAGE = {
    "BACKEND": "courseapp.courses.storing.DurableStorage",
    "OPTIONS": {"location": DATA_DIR / "files"},
}
STORAGES = {
    "default": S3_STORAGE if S3_BUCKET else LOCAL_STORAGE,
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]

MAX_UPLOAD_BYTES = 50 * 1024 * 1024
MAX_REQUEST_SECONDS = env.int("MAX_REQUEST_SECONDS", 30 * 60)
FILE_UPLOAD_HANDLERS = [
    "courseapp.courses.uploading.PatientUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "uploads"
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A term's lectures are one form with nine fields a row.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- People ---------------------------------------------------------------------------------
# https://docs.allauth.org/en/latest/account/configuration.html

AUTH_USER_MODEL = "courses.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/dashboard/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "courseapp.courses.accounts.CampusAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "courseapp.courses.accounts.display_name"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# Longer than allauth's three minutes: many a mail server of a campus lets a stranger wait so long.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60  # seconds; the page and the mail say it
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False

# --- Safety ---------------------------------------------------------------------------------

HTTPS_ONLY = env.bool("HTTPS_ONLY", not (DEBUG or DEMO))
SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS_ONLY else 0
SECURE_REFERRER_POLICY = "same-origin"
# The proxy's headers count only where the proxy is known to replace what a client sent.
if env.bool("TRUST_FORWARDED_PROTO", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
TRUST_REQUEST_START = env.bool("TRUST_REQUEST_START", False)
# How many proxies in front add to X-Forwarded-For; with 0 nobody's word on an address counts, and
# limits on guessing passwords go by the connection itself.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS_ONLY
SESSION_COOKIE_NAME = "__Host-session" if HTTPS_ONLY else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS_ONLY else "csrf"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []
X_FRAME_OPTIONS = "DENY"
# W005 and W021: a department must not answer for, nor preload, every host of its university.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# --- Language and time ----------------------------------------------------------------------

TIME_ZONE = env.str("TIME_ZONE", "UTC")
USE_TZ = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]

# --- Mail -----------------------------------------------------------------------------------

email = env.dj_email_url("EMAIL_URL", "smtp://localhost:25")
EMAIL_BACKEND = email["EMAIL_BACKEND"]
EMAIL_HOST = email["EMAIL_HOST"]
EMAIL_PORT = email["EMAIL_PORT"]
EMAIL_HOST_USER = email["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = email["EMAIL_USE_TLS"]
EMAIL_USE_SSL = email["EMAIL_USE_SSL"]
EMAIL_FILE_PATH = email.get("EMAIL_FILE_PATH") or str(DATA_DIR / "mail")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "courses@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Celery ---------------------------------------------------------------------------------
# https://docs.celeryq.dev/en/stable/userguide/configuration.html

BROKER_FOLDER = DATA_DIR / "broker"
if not REDIS_URL:
    (BROKER_FOLDER / "queue").mkdir(parents=True, exist_ok=True)
    (BROKER_FOLDER / "control").mkdir(exist_ok=True)
# The host names nothing; without one kombu warns of it in every process.
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    {"visibility_timeout": 3600}
    if REDIS_URL
    else {
        "data_folder_in": str(BROKER_FOLDER / "queue"),
        "data_folder_out": str(BROKER_FOLDER / "queue"),
        "control_folder": str(BROKER_FOLDER / "control"),
    }
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 15 * 60
CELERY_TASK_SOFT_TIME_LIMIT = 14 * 60
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "mail.*": {"queue": "mail"},
    "projects.sweep_orphaned_files": {"queue": "files"},
    "schedule.sweep_orphaned_files": {"queue": "files"},
}
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")

# --- API ------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "courseapp.courses.tokens.BearerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_THROTTLE_RATES": {"sign_in": "10/min"},
    "EXCEPTION_HANDLER": "courseapp.courses.problems.as_problem",
    "NUM_PROXIES": TRUSTED_PROXIES,
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "courseapp",
    "DESCRIPTION": "Courses, lectures, meetings, milestones, submissions and receipts.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "CourseStateEnum": "courseapp.courses.models.CourseState",
        "LectureKindEnum": "schedule.models.LectureKind",
        "LectureLinkKindEnum": "schedule.models.LinkKind",
        "MilestoneKindEnum": "projects.models.MilestoneKind",
        "RoleEnum": "courseapp.courses.models.Role",
    },
}

# --- Logging --------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "courseapp.courses.log_lines.Lines",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
