"""Asking an address as a browser of another site does: unsigned, and following nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from buckets.cors.evaluate.observation import HttpAnswer
from buckets.cors.evaluate.oss import Headers
from buckets.oss.error_mapping import one_line, translated_errors
from buckets.oss.errors import Action
from buckets.oss.transport import Session, shared_session

SECONDS: Final = 5.0
"""One call may take as long as this. Browsers wait longer, people do not."""

MOST_HEADER_CHARACTERS: Final = 2000
"""More of a header's value is not kept: nothing that is compared is as long."""

_MOST_NAME_CHARACTERS: Final = 100


@dataclass(slots=True)
class _Unsigned:
    """A request in the shape that the transport takes."""

    method: str
    url: str
    headers: Mapping[str, str | None]
    params: Mapping[str, str] = field(default_factory=dict)
    data: bytes | None = None


def ask(
    url: str,
    method: str,
    headers: Headers,
    *,
    public_only: bool,
    session: Session | None = None,
) -> HttpAnswer:
    """What ``url`` answers, without the body; each header on one line of printable characters.

    ``public_only``: it is called only where its name leads to an address of the Internet. Raises
    `buckets.oss.errors.OssError` when no answer comes; any status is an answer.
    """
    said: dict[str, str | None] = {"User-Agent": "cors-console", "Accept": "*/*", **dict(headers)}
    with translated_errors(Action.GET):
        request = _Unsigned(method, url, said)
        answer = (session or shared_session()).look(request, SECONDS, public_only=public_only)
    return HttpAnswer(answer.status, tuple(map(_kept, answer.headers.items())))


def _kept(header: tuple[str, str]) -> tuple[str, str]:
    """What is stored and shown of a header. Anybody may have answered, and anything: not every
    database takes a NUL, which is no reason for a run to end."""
    name, value = header
    return one_line(name, _MOST_NAME_CHARACTERS), one_line(value, MOST_HEADER_CHARACTERS)
