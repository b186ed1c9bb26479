"""Answers, and the XML in them."""

import base64
import re
import secrets
from dataclasses import dataclass, replace
from email.utils import formatdate
from typing import Final
from xml.sax.saxutils import escape

from buckets.localoss.refusals import RefusedError

Pairs = tuple[tuple[str, str], ...]

XML_TYPE: Final = ("Content-Type", "application/xml")
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_HELP: Final = "https://api.aliyun.com/troubleshoot?q="
# What XML 1.0 cannot carry at all. Signatures and keys are quoted back as they came.
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: status, headers and body, without what belongs to the connection."""

    status: int = 200
    headers: Pairs = ()
    body: bytes = b""

    def with_headers(self, *headers: tuple[str, str]) -> "Answer":
        return replace(self, headers=(*self.headers, *headers))


def leaf(name: str, text: str) -> str:
    """An element with text in it."""
    return f"<{name}>{escape(_NOT_XML.sub('?', text))}</{name}>"


def branch(name: str, *children: str) -> str:
    """An element with elements in it."""
    return f"<{name}>{''.join(children)}</{name}>"


OWNER: Final = branch("Owner", leaf("ID", "localoss"), leaf("DisplayName", "localoss"))


def document(root: str, status: int = 200) -> Answer:
    """The answer whose body is the XML document with this root."""
    return Answer(status, (XML_TYPE,), (_DECLARATION + root).encode())


def new_request_id() -> str:
    """24 characters, upper-case hexadecimal, as in every answer of OSS."""
    return secrets.token_hex(12).upper()


def refused(refusal: RefusedError, *, host: str, request_id: str, is_head: bool = False) -> Answer:
    """The error answer. A HEAD has no body: OSS puts the document in a header then."""
    ec = [leaf("EC", refusal.ec), leaf("RecommendDoc", _HELP + refusal.ec)] if refusal.ec else []
    answer = document(
        branch(
            "Error",
            leaf("Code", refusal.code),
            leaf("Message", refusal.message),
            leaf("RequestId", request_id),
            leaf("HostId", host),
            *(leaf(name, text) for name, text in refusal.details.items()),
            *ec,
        ),
        refusal.status,
    )
    if refusal.ec:
        answer = answer.with_headers(("x-oss-ec", refusal.ec))
    if is_head:
        answer = answer.with_headers(("x-oss-err", base64.b64encode(answer.body).decode()))
    return answer


def http_date(seconds: float) -> str:
    return formatdate(seconds, usegmt=True)
