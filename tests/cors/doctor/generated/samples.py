"""A fault of a known cause, and what somebody would paste for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from buckets.cors import Configuration, Rule
from buckets.cors.evaluate.browser import Block, BlockCause, PageHeader, PageRequest
from buckets.cors.evaluate.simulation import Simulation, simulate
from tests.cors.doctor.texts import APP, EVIL, RULES, UPLOAD


@dataclass(frozen=True)
class Sample:
    """A text about a request to the bucket of `tests.cors.doctor.texts`.

    ``less`` has the causes that are right too, where the answer is not certain: the text leaves
    out what would tell the cause, or the rules are not known. ``by_rules`` has those that are right
    too where the rules are not known. ``names_bucket``: the text has the address of the bucket.
    """

    name: str
    text: str
    cause: str
    less: tuple[str, ...] = ()
    by_rules: tuple[str, ...] = ()
    rules: Configuration = RULES
    names_bucket: bool = True


@dataclass(frozen=True)
class Broken:
    """A request that fails on these rules, for this cause."""

    name: str
    cause: str
    request: PageRequest
    rules: Configuration = RULES

    @property
    def said(self) -> Simulation:
        """What becomes of the request."""
        return simulate(self.rules, self.request)

    @property
    def by_rules(self) -> tuple[str, ...]:
        """What the text alone tells of it."""
        return () if self.cause in ("credentials", "null-origin", "method-unknown") else ("rules",)

    def sample(self, name: str, text: str, block: Block | None, tells: str = "") -> Sample:
        """A text that tells of this ``block``; ``tells`` has the facts of the request in it."""
        named = NAMED.get(block.cause, "") if block else ""
        is_open = not is_told(self.cause, f"{tells} {named}")
        less = ("rules",) if is_open else ()
        return Sample(f"{self.name}, {name}", text, self.cause, less, self.by_rules, self.rules)


DECIDED_BY: Final = {
    "no-rules": "",
    **dict.fromkeys(("origin", "port", "scheme", "spelling", "null-origin"), "origin"),
    "method": "origin method",
    "header": "origin method headers",
    "credentials": "credentials",
    "method-unknown": "method",
}
"""The facts that a cause is decided by, where the rules are known."""

NAMED: Final = {
    BlockCause.METHOD: "method",
    BlockCause.HEADER: "headers",
    BlockCause.WILDCARD_WITH_CREDENTIALS: "credentials",
    BlockCause.NO_ALLOW_CREDENTIALS: "credentials",
}
"""The fact that the message itself names."""


def is_told(cause: str, facts: str) -> bool:
    """Whether ``facts`` are those that decide ``cause``."""
    return set(DECIDED_BY[cause].split()) <= set(facts.split())


SHOP: Final = "https://shop.example.com"
ANYBODY: Final = Configuration((Rule(("*",), ("GET", "PUT"), ("*",)),))


def _asking(
    origin: str, method: str = "GET", *lines: str, credentials: bool = False
) -> PageRequest:
    return PageRequest(origin, method, tuple(map(PageHeader.of, lines)), credentials)


BROKEN: Final = (
    Broken("no rules, PUT", "no-rules", _asking(APP, "PUT"), Configuration()),
    Broken("no rules, GET", "no-rules", _asking(APP), Configuration()),
    Broken("origin, PUT", "origin", _asking(EVIL, "PUT")),
    Broken("origin, GET", "origin", _asking(EVIL)),
    Broken("origin, POST from this machine", "origin", _asking("http://localhost:5173", "POST")),
    Broken("port", "port", _asking(SHOP)),
    Broken("scheme", "scheme", _asking("http://app.example.com")),
    Broken("no scheme", "scheme", _asking("https://www.bare.example.com", "PUT")),
    Broken("slash", "spelling", _asking("https://slash.example.com")),
    Broken("method, DELETE", "method", _asking(APP, "DELETE")),
    Broken("method, POST", "method", _asking(APP, "POST")),
    Broken("method, PUT with a type", "method", _asking(APP, "PUT", "content-type: video/mp4")),
    Broken("header, PUT", "header", _asking(UPLOAD, "PUT", "x-oss-acl: private")),
    Broken("header, GET", "header", _asking(APP, "GET", "authorization: OSS a:b")),
    Broken("credentials, GET", "credentials", _asking(APP, credentials=True)),
    Broken("credentials, *", "credentials", _asking(APP, credentials=True), ANYBODY),
    Broken("credentials, PUT", "credentials", _asking(UPLOAD, "PUT", credentials=True)),
    Broken("method of no rule", "method-unknown", _asking(UPLOAD, "PATCH")),
    Broken("a file", "null-origin", _asking("null", "PUT")),
    Broken("a sandbox", "null-origin", _asking("null")),
)
"""Requests that fail on the rules."""
