"""What a team promises of a bucket: who must be able to do what, and who must not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from buckets.cors.evaluate.browser import PageHeader, PageRequest
from buckets.cors.evaluate.simulation import Simulation, simulate
from buckets.cors.message import Message, gettext_noop
from buckets.cors.model import METHODS, Configuration

_MUST: Final = {
    (False, False): gettext_noop("%(origin)s must be able to %(method)s"),
    (True, False): gettext_noop("%(origin)s must be able to %(method)s with %(headers)s"),
    (False, True): gettext_noop("%(origin)s must be able to %(method)s and read %(reads)s"),
    (True, True): gettext_noop(
        "%(origin)s must be able to %(method)s with %(headers)s and read %(reads)s"
    ),
}
_MUST_NOT: Final = {
    (False, False): gettext_noop("%(origin)s must not be able to do anything"),
    (True, False): gettext_noop("%(origin)s must not be able to %(method)s"),
    (False, True): gettext_noop("%(origin)s must not be able to send %(headers)s"),
    (True, True): gettext_noop("%(origin)s must not be able to %(method)s with %(headers)s"),
}


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
        """It in words, such as "https://app.example.com must be able to PUT and read ETag"."""
        if self.allowed:
            template = _MUST[bool(self.headers), bool(self.reads)]
        else:
            template = _MUST_NOT[bool(self.method), bool(self.headers)]
        return Message(
            template,
            {
                "origin": self.origin,
                "method": self.method or ", ".join(METHODS),
                "headers": ", ".join(self.headers),
                "reads": ", ".join(self.reads),
            },
        )

    @property
    def requests(self) -> tuple[PageRequest, ...]:
        """Each request that it is about."""
        headers = tuple(map(PageHeader, self.headers))
        methods = (self.method,) if self.method else METHODS
        return tuple(PageRequest(self.origin, it, headers, reads=self.reads) for it in methods)

    def simulations(self, configuration: Configuration) -> tuple[Simulation, ...]:
        """What becomes of each request that it is about."""
        return tuple(simulate(configuration, request) for request in self.requests)

    def holds(self, configuration: Configuration) -> bool:
        """Whether ``configuration`` keeps it."""
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
