"""Secrets at rest: encrypted with the first of `settings.FIELD_KEYS`, readable with any of them."""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SecretUnreadable(Exception):
    """No key in the settings opens this secret: it has to be entered again."""


def encrypt(secret: str) -> str:
    """A token that `decrypt` turns back into ``secret``."""
    return _keys().encrypt(secret.encode()).decode("ascii")


def decrypt(token: str) -> str:
    """The secret in ``token``. Raises `SecretUnreadable` when its key is gone."""
    try:
        return _keys().decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise SecretUnreadable from error


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])
