"""How browsers read the response headers of CORS."""

import re
from typing import Final

from buckets.cors.evaluate.oss import Headers
from buckets.cors.model import lower_ascii

_BLANKS: Final = " \t"
_REDIRECT_STATUSES: Final = (301, 302, 303, 307, 308)
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2


def value_of(headers: Headers, name: str) -> str | None:
    """Return the value of a header, its lines joined by commas, or None without one.

    ``name`` is in lower case.
    """
    found = [value.strip(_BLANKS) for header, value in headers if lower_ascii(header) == name]
    return ", ".join(found) if found else None


def members_of(headers: Headers, name: str) -> tuple[str, ...]:
    """Return the members of a list, valid or not, without empty ones (RFC 9110, 5.6.1)."""
    members = (member.strip(_BLANKS) for member in (value_of(headers, name) or "").split(","))
    return tuple(filter(None, members))


def first_invalid(members: tuple[str, ...]) -> str | None:
    """Return the first member that is no token: browsers then take none of the list."""
    return next((member for member in members if _TOKEN.fullmatch(member) is None), None)


def redirect_location(status: int, headers: Headers) -> str | None:
    """Return where an answer redirects to, as it says it, or None if it does not redirect."""
    return (value_of(headers, "location") or None) if status in _REDIRECT_STATUSES else None
