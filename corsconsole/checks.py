"""Numbered system checks: what an installation must have before it may serve anybody.

A value that cannot be read is refused when the settings load (`corsconsole.environment`).
These checks are for what is absent or too weak.
"""

from __future__ import annotations

from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET_KEY = 50  # what Django's own security.W009 asks for, which only `--deploy` runs

SECRET_KEY_HINT = (
    "Set CORSCONSOLE_SECRET_KEY, or CORSCONSOLE_SECRET_KEY_FILE, to what this prints: "  # noqa: S105
    'python -c "import secrets; print(secrets.token_urlsafe(50))"'
)
FIELD_KEYS_HINT = (
    "Set CORSCONSOLE_FIELD_KEYS, or CORSCONSOLE_FIELD_KEYS_FILE, to what this prints: "
    'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
)
ALLOWED_HOSTS_HINT = (
    "Set CORSCONSOLE_ALLOWED_HOSTS to the host names that people reach the console by, "
    "separated by commas."
)


@register()
def check_secret_key(**_kwargs: Any) -> list[Error]:
    """E001: there is no secret key. E002: it is too short."""
    try:
        length = len(settings.SECRET_KEY)
    except ImproperlyConfigured:  # how Django tells that it is empty
        message = "There is no secret key."
        return [Error(message, hint=SECRET_KEY_HINT, id="corsconsole.E001")]
    if length < SHORTEST_SECRET_KEY:
        message = f"The secret key has {length} characters, not {SHORTEST_SECRET_KEY} or more."
        return [Error(message, hint=SECRET_KEY_HINT, id="corsconsole.E002")]
    return []


@register()
def check_field_keys(**_kwargs: Any) -> list[Error]:
    """E003: there is no key to encrypt AccessKey secrets with. E004: one is no Fernet key."""
    if not settings.FIELD_KEYS:
        message = "There is no key to encrypt AccessKey secrets with."
        return [Error(message, hint=FIELD_KEYS_HINT, id="corsconsole.E003")]
    return [
        Error(f"Field key {number} is no Fernet key.", hint=FIELD_KEYS_HINT, id="corsconsole.E004")
        for number, key in enumerate(settings.FIELD_KEYS, start=1)
        if not _is_fernet_key(key)
    ]


@register()
def check_allowed_hosts(**_kwargs: Any) -> list[Error]:
    """E005: no host name is allowed, so that every request would be answered with 400."""
    if settings.ALLOWED_HOSTS or settings.DEBUG:  # DEBUG allows this machine's own names
        return []
    message = "No host name is allowed."
    return [Error(message, hint=ALLOWED_HOSTS_HINT, id="corsconsole.E005")]


def _is_fernet_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True
