"""What a team expects of a bucket: who must be able to do what, and who must not."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from buckets.cors.evaluate.browser import PageHeader, PageRequest
from buckets.cors.evaluate.simulation import Simulation, simulate
from buckets.cors.message import Message
from buckets.cors.model import METHODS, Configuration, lower_ascii

_MUST: Final = {
    (False, False): "evaluate.must",
    (True, False): "evaluate.must-send",
    (False, True): "evaluate.must-read",
    (True, True): "evaluate.must-send-and-read",
}
"""Message ids, by whether headers and whether reads are named."""

_MUST_NOT: Final = {
    (False, False): "evaluate.must-not",
    (True, False): "evaluate.must-not-use",
    (False, True): "evaluate.must-not-send",
    (True, True): "evaluate.must-not-use-and-send",
}
"""Message ids, by whether a method and whether headers are named."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """That pages of ``origin`` can send such a request or, where not ``allowed``, that they cannot.

    ``headers`` are names that the page sets, ``reads`` names of response headers that it must be
    able to read. Without a ``method`` it is about each of them.
    """

    origin: str
    allowed: bool = True
    method: str = ""
    headers: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()

    @property
    def message(self) -> Message:
        """What is expected, such as "https://app.example.com must be able to PUT"."""
        if self.allowed:
            message_id = _MUST[bool(self.headers), bool(self.reads)]
        else:
            message_id = _MUST_NOT[bool(self.method), bool(self.headers)]
        return Message(
            message_id,
            {
                "origin": self.origin,
                "method": self.method or ", ".join(METHODS),
                "headers": ", ".join(self.headers),
                "reads": ", ".join(self.reads),
            },
        )

    @property
    def key(self) -> str:
        """A stable key of what is expected, to be stored: the same for the same expectation.

        It begins with the version of the canonical form that it is made from, in which header
        names are in lower case and their order does not count.
        """
        headers, reads = (
            sorted({*map(lower_ascii, names)}) for names in (self.headers, self.reads)
        )
        canonical = [self.origin, self.allowed, self.method, headers, reads]
        document = json.dumps(canonical, separators=(",", ":"))
        return f"1-{hashlib.sha256(document.encode()).hexdigest()[:32]}"

    @property
    def requests(self) -> tuple[PageRequest, ...]:
        """Each request that it is about."""
        headers = tuple(map(PageHeader, self.headers))
        methods = (self.method,) if self.method else METHODS
        return tuple(
            PageRequest(self.origin, method, headers, reads=self.reads) for method in methods
        )

    def simulations(self, configuration: Configuration) -> tuple[Simulation, ...]:
        """What becomes of each request that it is about."""
        return tuple(simulate(configuration, request) for request in self.requests)

    def holds(self, configuration: Configuration) -> bool:
        """Whether ``configuration`` meets it."""
        simulations = self.simulations(configuration)
        if self.allowed:
            return all(simulation.succeeds for simulation in simulations)
        return not any(simulation.is_allowed for simulation in simulations)


def proposed(configuration: Configuration) -> tuple[Expectation, ...]:
    """What the rules seem to be for: each named source with each method that it has now."""
    return tuple(dict.fromkeys(_proposed(configuration)))


def _proposed(configuration: Configuration) -> Iterator[Expectation]:
    for rule in configuration.rules:
        headers = tuple(name for name in rule.allowed_headers if "*" not in name)
        for origin in rule.origins:
            for method in rule.methods:
                meant = Expectation(origin, True, method, headers, rule.expose_headers)
                if "*" not in origin and meant.holds(configuration):
                    yield meant
