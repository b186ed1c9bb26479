"""The settings that an environment leads to; how one value is read is tests/test_environment.py."""

import os
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

SETTINGS = Path(__file__).parent.parent / "corsconsole" / "settings.py"

Settings = dict[str, Any]


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Settings]:
    """Read the settings afresh, with nothing in the environment but the state folder and these."""

    def settings(**values: str) -> Settings:
        for name in [name for name in os.environ if name.startswith("CORSCONSOLE_")]:
            monkeypatch.delenv(name)
        for name, value in {"STATE_DIR": str(tmp_path), **values}.items():
            monkeypatch.setenv(f"CORSCONSOLE_{name}", value)
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
