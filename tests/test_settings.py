"""The settings that an environment leads to; how one value is read is tests/test_environment.py."""

import os
import runpy
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.views.debug import SafeExceptionReporterFilter

SETTINGS = Path(__file__).parent.parent / "corsconsole" / "settings.py"

Settings = dict[str, Any]


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Settings]:
    """Read the settings afresh, with nothing in the environment but the state folder and these."""

    def settings(**values: str) -> Settings:
        for name in list(os.environ):
            if name.startswith(("CORSCONSOLE_", "DATABASE_URL")):
                monkeypatch.delenv(name)
        for name, value in {"STATE_DIR": str(tmp_path), **values}.items():
            prefix = "" if name.startswith("DATABASE_URL") else "CORSCONSOLE_"
            monkeypatch.setenv(prefix + name, value)
        return runpy.run_path(str(SETTINGS))

    return settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", False),
        ("SECRET_KEY", ""),
        ("FIELD_KEYS", []),
        ("ALLOWED_HOSTS", []),
        ("SECURE_SSL_REDIRECT", True),
        ("SESSION_COOKIE_SECURE", True),
        ("CSRF_COOKIE_SECURE", True),
        ("SECURE_HSTS_SECONDS", 31_536_000),
        ("OSS_DEADLINE", 10),
    ],
)
def test_nothing_is_insecure_by_default(
    load: Callable[..., Settings], name: str, value: object
) -> None:
    assert load()[name] == value


def test_plain_http_has_to_be_asked_for(load: Callable[..., Settings]) -> None:
    settings = load(HTTPS="no")
    assert not settings["SECURE_SSL_REDIRECT"]
    assert not settings["SESSION_COOKIE_SECURE"]
    assert settings["SECURE_HSTS_SECONDS"] == 0


def test_a_proxy_s_headers_count_for_nothing_by_default(load: Callable[..., Settings]) -> None:
    settings = load()
    assert "SECURE_PROXY_SSL_HEADER" not in settings
    assert "ALLAUTH_TRUSTED_PROXY_COUNT" not in settings


def test_a_proxy_s_headers_count_behind_one(load: Callable[..., Settings]) -> None:
    settings = load(BEHIND_PROXY="yes")
    assert settings["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert settings["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1


def test_field_keys_keep_their_order(load: Callable[..., Settings], tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("new\nold\n")
    assert load(FIELD_KEYS_FILE=f"{tmp_path}/keys")["FIELD_KEYS"] == ["new", "old"]


def test_a_value_that_cannot_be_read_is_refused(load: Callable[..., Settings]) -> None:
    with pytest.raises(ImproperlyConfigured, match="CORSCONSOLE_OSS_DEADLINE"):
        load(OSS_DEADLINE="soon")


def test_a_check_can_be_switched_off_or_given_another_severity(
    load: Callable[..., Settings],
) -> None:
    assert load()["LINT"] == {}
    settings = load(LINT="vary-off=off,etag-not-exposed=high")
    assert settings["LINT"] == {"vary-off": "off", "etag-not-exposed": "high"}


def test_another_severity_than_there_is_is_refused(load: Callable[..., Settings]) -> None:
    with pytest.raises(ImproperlyConfigured, match="CORSCONSOLE_LINT has 'vary-off=grave' in it"):
        load(LINT="vary-off=grave")


# --- Where things are kept ----------------------------------------------------------------------

URL = "postgresql://ada:p%40ss@db.example.com:6432/cors?sslmode=require"


def test_without_a_database_url_everything_is_kept_in_files_of_the_state_folder(
    load: Callable[..., Settings], tmp_path: Path
) -> None:
    settings = load()
    assert settings["DATABASES"]["default"]["NAME"] == tmp_path / "db.sqlite3"
    assert settings["CACHES"]["default"]["LOCATION"] == tmp_path / "cache"
    assert settings["HUEY"]["huey_class"] == "huey.SqliteHuey"
    assert settings["HUEY"]["connection"] == {"filename": f"{tmp_path}/queue.sqlite3"}


def test_a_database_url_is_read_by_its_parts(load: Callable[..., Settings]) -> None:
    database = load(DATABASE_URL=URL)["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    parts = [database[part] for part in ("USER", "PASSWORD", "HOST", "PORT", "NAME")]
    assert parts == ["ada", "p@ss", "db.example.com", 6432, "cors"]
    assert database["OPTIONS"]["sslmode"] == "require"


def test_a_connection_is_kept_and_looked_at_before_it_is_used_again(
    load: Callable[..., Settings],
) -> None:
    database = load(DATABASE_URL=URL)["DATABASES"]["default"]
    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (60, True)


def test_with_postgresql_machines_share_the_cache_too(load: Callable[..., Settings]) -> None:
    cache = load(DATABASE_URL=URL)["CACHES"]["default"]
    assert cache["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"


def test_with_postgresql_the_queue_is_in_the_same_database(load: Callable[..., Settings]) -> None:
    queue = load(DATABASE_URL=URL)["HUEY"]
    assert queue["huey_class"] == "huey.PostgresHuey"
    assert queue["connection"] == {
        "host": "db.example.com",
        "port": 6432,
        "user": "ada",
        "password": "p@ss",
        "dbname": "cors",
        "sslmode": "require",
        "connect_timeout": 5,
        "application_name": "corsconsole",
        "create_tables": False,
    }


@pytest.mark.parametrize("name", ["DATABASES", "HUEY"])
def test_an_error_page_hides_the_database_s_password(
    load: Callable[..., Settings], name: str
) -> None:
    shown = SafeExceptionReporterFilter().cleanse_setting(name, load(DATABASE_URL=URL)[name])
    assert "db.example.com" in repr(shown)
    assert "p@ss" not in repr(shown)


def test_a_socket_s_folder_can_stand_for_the_host(load: Callable[..., Settings]) -> None:
    settings = load(DATABASE_URL="postgres:///cors?host=/run/Sockets")
    for options in (settings["DATABASES"]["default"]["OPTIONS"], settings["HUEY"]["connection"]):
        assert options["host"] == "/run/Sockets"


def test_the_database_url_can_come_from_a_file(
    load: Callable[..., Settings], tmp_path: Path
) -> None:
    (tmp_path / "url").write_text(f"{URL}\n")
    settings = load(DATABASE_URL_FILE=f"{tmp_path}/url")
    assert settings["DATABASES"]["default"]["NAME"] == "cors"


@pytest.mark.parametrize("url", ["", "postgresql://ada@db.example.com/cors"])
def test_the_worker_is_for_jobs_that_wait_and_ends_when_it_is_told_to(
    load: Callable[..., Settings], url: str
) -> None:
    queue = load(DATABASE_URL=url, DEBUG="yes")["HUEY"]
    assert not queue["immediate"]
    assert queue["consumer"]["worker_type"] == "thread"
    assert queue["consumer"]["graceful_signal"] == "TERM"


@pytest.mark.parametrize(
    "url",
    [
        "mysql://ada:hush@db.example.com/cors",
        "sqlite:///hush.sqlite3",
        "db.example.com/hush",
        "postgresql://ada:hush@db.example.com",
        "postgresql://ada:hush@db.example.com:port/cors",
        "postgresql://ada:hush[@db.example.com/cors",
    ],
)
def test_a_url_of_no_postgresql_database_is_refused_and_not_repeated(
    load: Callable[..., Settings], url: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_URL names no Postgr") as refusal:
        load(DATABASE_URL=url)
    shown = "".join(traceback.format_exception(refusal.value))
    assert "Write it as postgresql://" in shown
    assert "hush" not in shown
