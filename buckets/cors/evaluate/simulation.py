"""What becomes of a page's request: preflight, answer of OSS, and what the page gets of it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from buckets.cors.evaluate.browser import (
    Block,
    PageRequest,
    as_sent,
    check_preflight,
    check_response,
    readable,
    unread,
)
from buckets.cors.evaluate.oss import Actual, Decision, Headers, Preflight, evaluate, vary
from buckets.cors.model import Configuration

PREFLIGHT_ALLOWED: Final = 200  # OptionObject
PREFLIGHT_REFUSED: Final = 403  # OptionObject: AccessForbidden


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request of the browser and what OSS answers.

    ``status`` is None where it depends on more than CORS: on the object and who may have it.
    ``block`` is why the browser goes no further, or keeps the answer from the page.
    """

    sent: Headers
    decision: Decision
    status: int | None
    headers: Headers
    block: Block | None


@dataclass(frozen=True)
class Simulation:
    """What becomes of ``request``, from first to last.

    ``preflight`` is None where the browser sends none, ``answer`` where it does not get so far.
    """

    request: PageRequest
    preflight: Exchange | None
    answer: Exchange | None

    @cached_property
    def block(self) -> Block | None:
        """Why the page gets nothing, if it does not."""
        last = self.answer or self.preflight
        return last.block if last else None

    @property
    def is_sendable(self) -> bool:
        """Whether a browser sends such a method at all."""
        return self.request.is_sendable

    @property
    def is_allowed(self) -> bool:
        """Whether the page gets the answer."""
        return self.answer is not None and self.answer.block is None

    @property
    def readable(self) -> tuple[str, ...]:
        """The names of response headers that the page can read, in lower case."""
        return readable(self.request, self.answer.headers) if self.answer else ()

    @property
    def unread(self) -> tuple[str, ...]:
        """The response headers that it wants and cannot read, although it gets the answer."""
        return unread(self.request, self.answer.headers) if self.answer else ()

    @property
    def succeeds(self) -> bool:
        """Whether the page gets all that it wants."""
        return self.is_allowed and not self.unread

    @property
    def block_after_image(self) -> Block | None:
        """Why the page gets nothing of an object that it has shown in an ``<img>`` before.

        OSS answers an ``<img>``, which sends no Origin, without any CORS header. A browser that
        keeps this answer takes it for a later GET too, unless it says Vary: Origin (PutBucketCors).
        """
        if self.answer is None or as_sent(self.request.method) != "GET":
            return self.block
        is_kept_apart = ("Vary", "Origin") in self.answer.headers
        return self.block if is_kept_apart else check_response(self.request, None, ())


def simulate(configuration: Configuration, request: PageRequest) -> Simulation:
    """What becomes of ``request`` to a bucket with this configuration."""
    preflight = None
    if not request.is_sendable:
        return Simulation(request, None, None)
    if request.reasons:
        preflight = predict_preflight(configuration, request)
        if preflight.block:
            return Simulation(request, preflight, None)
    return Simulation(request, preflight, predict_answer(configuration, request))


def predict_preflight(configuration: Configuration, request: PageRequest) -> Exchange:
    """What OSS answers to a preflight for ``request``, whether a browser needs one or not."""
    method, names = as_sent(request.method), request.asks_for
    sent = [("Origin", request.origin), ("Access-Control-Request-Method", method)]
    if names:
        sent.append(("Access-Control-Request-Headers", ",".join(names)))
    decision = evaluate(configuration, Preflight(request.origin, method, names))
    status = PREFLIGHT_REFUSED if decision.rule is None else PREFLIGHT_ALLOWED
    headers = decision.headers + vary(configuration)
    block = check_preflight(request, status, headers)
    return Exchange(tuple(sent), decision, status, headers, block)


def predict_answer(configuration: Configuration, request: PageRequest) -> Exchange:
    """What OSS says of CORS in its answer to ``request`` itself."""
    decision = evaluate(configuration, Actual(request.origin, as_sent(request.method)))
    headers = decision.headers + vary(configuration)
    block = check_response(request, None, headers)
    return Exchange((("Origin", request.origin),), decision, None, headers, block)
