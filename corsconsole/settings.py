"""Django's settings; what differs from one installation to another comes from the environment.

The variables are listed in docs/operations.md. A bad value is refused here, at start; what is
missing is told by the system checks in `corsconsole.checks`, so that `manage.py` can still say what
to do.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from corsconsole.environment import Environment, split_words
from corsconsole.storage import in_files, on_postgresql

BASE_DIR = Path(__file__).resolve().parent.parent

_env = Environment(os.environ)

# --- What an installation chooses ---------------------------------------------------------------

SECRET_KEY = _env.secret("SECRET_KEY")

# Fernet keys for the AccessKey secrets in the database: the first encrypts, all of them decrypt.
FIELD_KEYS = split_words(_env.secret("FIELD_KEYS"))

DEBUG = _env.flag("DEBUG", default=False)
HTTPS = _env.flag("HTTPS", default=True)
BEHIND_PROXY = _env.flag("BEHIND_PROXY", default=False)
ALLOWED_HOSTS = _env.words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = _env.words("CSRF_TRUSTED_ORIGINS")

# What the console writes to files lies below this one folder.
STATE_DIR = _env.folder("STATE_DIR", default=BASE_DIR / ".state")

# A PostgreSQL for any number of machines; without it, SQLite in STATE_DIR, for one. Its name is
# the one that platforms give it, so it has no prefix. It holds a password: nothing prints it.
_DATABASE_URL = Environment(os.environ, prefix="").secret("DATABASE_URL")

# Hosts beside OSS's own that accounts may have as their endpoint, with whatever is below them.
OSS_HOSTS = _env.words("OSS_HOSTS")

# Seconds that one call to OSS may take in all: name, connection, TLS, and the whole answer.
OSS_DEADLINE = _env.number("OSS_DEADLINE", unit="seconds", default=10, least=1, most=60)

# Every so many hours each bucket is checked for changes made outside; 0: never by itself.
CHECK_HOURS = _env.number("CHECK_HOURS", unit="hours", default=6, least=0, most=720)

# Checks of the rules that are switched off here, or have another severity, by the check's id.
LINT = _env.assignments("LINT", ("off", "high", "medium", "low", "note"))

LOG_LEVEL = _env.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO")

# --- The application ----------------------------------------------------------------------------

INSTALLED_APPS = [
    "corsconsole",
    "buckets",
    "allauth",
    "allauth.account",
    "django_htmx",
    "template_partials",
    "csp",
    "huey.contrib.djhuey",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.humanize",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # its templates of controls, which our forms use
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "buckets.middleware.SwapMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "buckets.middleware.SignInMiddleware",
    "buckets.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "corsconsole.urls"
WSGI_APPLICATION = "corsconsole.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- What is kept -------------------------------------------------------------------------------

_storage = on_postgresql(_DATABASE_URL) if _DATABASE_URL else in_files(STATE_DIR)
DATABASES: dict[str, Any] = {"default": _storage.database}
CACHES: dict[str, Any] = {"default": _storage.cache}
HUEY: dict[str, Any] = _storage.queue

# --- Language and time --------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# --- Static files -------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = STATE_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# --- Files that people send ---------------------------------------------------------------------

FILE_UPLOAD_HANDLERS = ["buckets.forms.uploads.LimitedUpload"]

# --- Signing in ---------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
# Users are made by an administrator: there is no address to sign up at, and nothing sends mail.
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_FORMS = {
    "login": "buckets.forms.sign_in.SignInForm",
    "change_password": "buckets.forms.sign_in.PasswordForm",
    "reauthenticate": "buckets.forms.sign_in.ConfirmForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL

# --- What browsers and proxies are told ---------------------------------------------------------

SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if BEHIND_PROXY:
    # Only then: without a proxy that sets them, these headers say whatever the visitor likes.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [
            SELF,
            "data:",
        ],  # Bootstrap's style sheet carries its small icons as data: addresses
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}

SILENCED_SYSTEM_CHECKS = [
    # Sub-domains and the browsers' preload list are the business of the domain's owner, not of
    # one service below it.
    "security.W005",
    "security.W021",
]

# --- Logging ------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        # Instead of the handlers that Django gives it: one for DEBUG only, one that sends mail.
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        # A handler of its own, or huey gives it one and every line is there twice.
        "huey": {"handlers": ["stderr"], "level": LOG_LEVEL, "propagate": False},
        # At DEBUG these write whole requests, signatures included; our level must not turn that on.
        "oss2": {"level": "WARNING"},
        "urllib3": {"level": "WARNING"},
        # So does this of whole contexts, with what was pasted into a page.
        "django.template": {"level": "INFO"},
        # It warns of every HEAD request, whose body Django leaves for the server to drop.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}
