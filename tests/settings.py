"""The product's own settings, read from an environment that the tests choose."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Whatever the developer's shell holds must not change a test.
for _name in list(os.environ):
    if _name.startswith(("CORSCONSOLE_", "DATABASE_URL")):
        del os.environ[_name]

# `make test-postgres` sets it, to a PostgreSQL of its own; otherwise SQLite.
if _database_url := os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = _database_url

_state = tempfile.mkdtemp(prefix="corsconsole-tests-")
atexit.register(shutil.rmtree, _state, ignore_errors=True)

os.environ |= {
    "CORSCONSOLE_SECRET_KEY": "for-tests-" * 6,
    "CORSCONSOLE_FIELD_KEYS": "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=",
    "CORSCONSOLE_ALLOWED_HOSTS": "localhost,127.0.0.1",
    "CORSCONSOLE_HTTPS": "no",
    "CORSCONSOLE_OSS_HOSTS": "127.0.0.1,localhost",
    "CORSCONSOLE_STATE_DIR": _state,
}

from corsconsole.settings import *  # noqa: E402, F403
from corsconsole.settings import CACHES, DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

if not _database_url:
    # A file, as in production: in memory all threads share one connection, and neither WAL nor
    # IMMEDIATE means anything.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_state) / "tests.sqlite3")}
    # Nobody wants the rows after a power cut, and processes that are killed need no disk to sync.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"

CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}

# A job runs where it is put into the queue; what does not want that says so.
HUEY = {"huey_class": "huey.MemoryHuey", "name": "tests", "immediate": True}

# Pages name static files as they lie in the tree, so that nothing has to be collected first.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
# Looked for when asked for: every test's client would look at all of them first.
WHITENOISE_AUTOREFRESH = True
STATIC_ROOT.mkdir()

# The real one is slow on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
