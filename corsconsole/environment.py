"""Typed readers of the environment: a value is right, absent, or refused with a hint."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from django.core.exceptions import ImproperlyConfigured

PREFIX: Final = "CORSCONSOLE_"

_ON: Final = {"yes", "on", "true", "1"}
_OFF: Final = {"no", "off", "false", "0"}


class Environment:
    """The variables that start with ``prefix``, read by their name without it.

    A variable that is empty or blank counts as absent, because that is how compose files and
    `.env` files write "not set". Everything raises `ImproperlyConfigured` for a value it cannot
    read; the message says which variable, and what it should be, and never repeats a secret.
    """

    def __init__(self, values: Mapping[str, str], *, prefix: str = PREFIX) -> None:
        self._values = values
        self._prefix = prefix

    def text(self, name: str, *, default: str) -> str:
        """The value, without blanks around it."""
        return self._value(name) or default

    def words(self, name: str) -> list[str]:
        """The values of a list that is separated by commas, blanks or line ends."""
        return split_words(self._value(name))

    def choice(self, name: str, choices: tuple[str, ...], *, default: str) -> str:
        """The one of `choices` that the value names, in any letter case."""
        value = self._value(name) or default
        for choice in choices:
            if value.lower() == choice.lower():
                return choice
        raise self._refusal(name, f"is {value!r}", f"Set it to one of {', '.join(choices)}.")

    def assignments(self, name: str, choices: tuple[str, ...]) -> dict[str, str]:
        """What a list such as `one=off,other=high` assigns to each name: one of `choices`."""
        hint = f"Set it to a list such as name={choices[0]}, with one of {', '.join(choices)} each."
        assigned: dict[str, str] = {}
        for word in self.words(name):
            key, _, value = word.partition("=")
            if not key or value.lower() not in choices:
                raise self._refusal(name, f"has {word!r} in it", hint)
            if key in assigned:
                raise self._refusal(name, f"has {key!r} in it twice", "Keep one of them.")
            assigned[key] = value.lower()
        return assigned

    def flag(self, name: str, *, default: bool) -> bool:
        """True or False, from yes, on, true, 1 or no, off, false, 0."""
        value = self._value(name)
        if not value:
            return default
        if value.lower() not in _ON | _OFF:
            raise self._refusal(name, f"is {value!r}", "Set it to yes or no.")
        return value.lower() in _ON

    def number(self, name: str, *, unit: str, default: float, least: float, most: float) -> float:
        """A number of `unit`, a word such as "seconds", from `least` to `most`."""
        value = self._value(name)
        if not value:
            return default
        hint = f"Set it to a number of {unit} from {least:g} to {most:g}."
        try:
            number = float(value)
        except ValueError:
            raise self._refusal(name, f"is {value!r}", hint) from None
        if not least <= number <= most:  # also refuses "nan", which compares false with everything
            raise self._refusal(name, f"is {value!r}", hint)
        return number

    def folder(self, name: str, *, default: Path) -> Path:
        """The path of a folder that can be written to; made, for its owner only, if need be."""
        value = self._value(name)
        folder = Path(value) if value else default
        if not folder.is_absolute():
            raise self._refusal(name, f"is {value!r}", "Set it to a path that starts at the root.")
        hint = "Name a folder that the user who runs the console may write to."
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise self._refusal(name, f"is {str(folder)!r}, which cannot be made", hint) from error
        if not os.access(folder, os.W_OK | os.X_OK):
            raise self._refusal(name, f"is {str(folder)!r}, which cannot be written to", hint)
        return folder

    def secret(self, name: str) -> str:
        """The secret, or what the file holds that ``…_FILE`` names; "" when neither is set."""
        value, file = self._value(name), self._value(f"{name}_FILE")
        if not file:
            return value
        if value:
            both = f"and {self._prefix}{name}_FILE are both set"
            raise self._refusal(name, both, "Keep one of them.")
        try:
            content = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            wrong = f"is {file!r}, which cannot be read"
            hint = "Name a text file that the user who runs the console may read."
            raise self._refusal(f"{name}_FILE", wrong, hint) from error
        if not content:
            wrong = f"is {file!r}, which is empty"
            raise self._refusal(f"{name}_FILE", wrong, "Put the secret into it.")
        return content

    def _value(self, name: str) -> str:
        return self._values.get(self._prefix + name, "").strip()

    def _refusal(self, name: str, what_is_wrong: str, hint: str) -> ImproperlyConfigured:
        return ImproperlyConfigured(f"{self._prefix}{name} {what_is_wrong}. {hint}")


def split_words(value: str) -> list[str]:
    """The words of a list that is separated by commas, blanks or line ends."""
    return value.replace(",", " ").split()
