"""Django's settings. Everything that differs between installations comes from the environment.

====================  ============================================================
HELHED_HOME           folder for database, documents and key; default ``./var``
DATABASE_URL          default ``sqlite:///<home>/helhed.sqlite3``; PostgreSQL in production
HELHED_LEDGER_OUTBOX  folder where files to the ledger go; default ``<home>/ledger/out``
HELHED_LEDGER_INBOX   folder where its answers come; default ``<home>/ledger/in``
HELHED_ORGANISATION   the municipality's uuid in KOMBIT's STS Organisation, for reports to KL
HELHED_PHONE          the municipality's telephone number, told in orders
HELHED_FHIR_ADDRESS   where FHIR resources are said to live; default ``https://helhed.invalid/fhir``
HELHED_KL_GATEWAY     address of KL's gateway, that takes reports; default: none
HELHED_SECRET_KEY     default: made once and kept in ``<home>/secret-key``
HELHED_HOSTS          host names that may be asked for, separated by commas
HELHED_HTTPS          ``1`` when served over HTTPS: cookies go over nothing else
HELHED_DEBUG          ``1`` only for a developer
HELHED_TIMING         ``1``: every answer tells its time and SQL statements (benchmarks)
====================  ============================================================
"""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django import forms
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

HOME = Path(env.str("HELHED_HOME", default="var")).resolve()
HOME.mkdir(mode=0o700, parents=True, exist_ok=True)  # what lies in it is personal


def _secret_key() -> str:
    given = env.str("HELHED_SECRET_KEY", default="")
    if given:
        return given
    path = HOME / "secret-key"
    if path.exists() and (kept := path.read_text(encoding="ascii")):
        return kept
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+", encoding="ascii") as file:
        # Of two that start at once in a new home, the second waits until the key is whole.
        fcntl.flock(file, fcntl.LOCK_EX)
        key = file.read()
        if not key:
            key = secrets.token_urlsafe(50)
            file.write(key)
    return key


def _database() -> dict[str, Any]:
    database: dict[str, Any] = env.db_url(
        "DATABASE_URL", default=f"sqlite:///{HOME / 'helhed.sqlite3'}"
    )
    if not database.get("ENGINE"):
        raise ImproperlyConfigured("DATABASE_URL names no kind of database")
    if database["ENGINE"].endswith("sqlite3"):
        database["ENGINE"] = "helhed.project.sqlite"
        # One writer at a time, readers never wait (WAL); a transaction that will write says so
        # when it begins (IMMEDIATE), so that it waits its turn instead of failing half-way.
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-65536;PRAGMA mmap_size=1073741824;PRAGMA temp_store=MEMORY;"
            ),
        }
        database["TEST"] = {"NAME": ":memory:"}
        database["CONN_MAX_AGE"] = None
    else:
        database["OPTIONS"] = {"pool": {"min_size": 2, "max_size": 12, "timeout": 20}}
    database["ATOMIC_REQUESTS"] = False
    return database


SECRET_KEY = _secret_key()
DEBUG = env.bool("HELHED_DEBUG", default=False)
ALLOWED_HOSTS = env.list("HELHED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

APPS_IN_ORDER = [
    "layout",
    "audit",
    "access",
    "catalogue",
    "staff",
    "citizens",
    "cases",
    "notifications",
    "assessments",
    "efforts",
    "plans",
    "offers",
    "decisions",
    "orders",
    "placements",
    "matching",
    "transitions",
    "payments",
    "refunds",
    "budgets",
    "forecasts",
    "reports",
    "transfer",
    "desk",
]
"""From the bottom up: a room knows only those before it."""

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
    *(f"helhed.apps.{name}" for name in APPS_IN_ORDER),
]

MIDDLEWARE = [
    *(
        ["helhed.apps.layout.web.middleware.ServerTiming"]
        if env.bool("HELHED_TIMING", False)
        else []
    ),
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "helhed.apps.layout.web.middleware.LooksHoldNobodyUp",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "helhed.apps.layout.web.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "helhed.apps.catalogue.web.middleware.CorrectedNumbers",
    "helhed.apps.access.web.unsent.ForgetsWhatWasSent",
    "helhed.apps.access.web.middleware.DeniedByDefault",
]

ROOT_URLCONF = "helhed.project.urls"
WSGI_APPLICATION = "helhed.project.wsgi.application"

_PACKAGE = Path(__file__).resolve().parents[1]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            *(_PACKAGE / "apps" / name / "web" / "templates" for name in APPS_IN_ORDER),
            Path(forms.__path__[0]) / "templates",  # Django's own widgets
        ],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "helhed.apps.desk.web.frame.frame",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader"],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "helhed.apps.layout.web.templatetags.helhed",
            ],
        },
    }
]
FORM_RENDERER = "helhed.apps.layout.web.forms.Renderer"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "access:log-in"
LOGIN_REDIRECT_URL = "desk:day"
LOGOUT_REDIRECT_URL = "access:log-in"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "helhed.apps.access.web.unsent.csrf_failed"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("HELHED_HTTPS", default=False)
SECURE_SSL_REDIRECT = False
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "da"
LANGUAGES = [("da", "Dansk"), ("en", "English")]
LOCALE_PATHS = [_PACKAGE / "apps" / "layout" / "locale"]
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATICFILES_DIRS = [_PACKAGE / "apps" / "layout" / "web" / "static"]
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
WHITENOISE_MANIFEST_STRICT = True

DOCUMENTS_DIR = HOME / "documents"
LEDGER_OUTBOX = Path(env.str("HELHED_LEDGER_OUTBOX", default=str(HOME / "ledger" / "out")))
LEDGER_INBOX = Path(env.str("HELHED_LEDGER_INBOX", default=str(HOME / "ledger" / "in")))
ORGANISATION = env.str("HELHED_ORGANISATION", default="")
PHONE = env.str("HELHED_PHONE", default="")
FHIR_ADDRESS = env.str("HELHED_FHIR_ADDRESS", default="https://helhed.invalid/fhir").rstrip("/")
KL_GATEWAY = env.str("HELHED_KL_GATEWAY", default="").rstrip("/")
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
"""Long work is a row in the database, and ``helhed work`` carries it out."""
