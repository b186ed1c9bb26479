"""Tokens of HTTP: what names of headers and methods are made of (RFC 9110, 5.6.2)."""

import re
from typing import Final

TCHARS: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
"""A regular expression without groups, to be put into larger ones."""

_TOKEN: Final = re.compile(TCHARS)


def is_token(text: str) -> bool:
    """Return whether ``text`` as a whole is one token."""
    return _TOKEN.fullmatch(text) is not None
