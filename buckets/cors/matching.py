"""Which rule answers a request, with which headers, and why every other rule does not.

Rules are tried in their order and the first that satisfies every condition answers
(PutBucketCors, OptionObject). CORS never blocks on the server: a request that no rule
matches is answered without CORS headers, a preflight with 403.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from buckets.cors.assumptions import ACTUAL_ANSWER_HEADERS, method_as_compared
from buckets.cors.configuration import Configuration, Rule, lower_ascii
from buckets.cors.origins import OriginPattern, covers

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Preflight:
    """An OPTIONS request: what the browser asks before it sends the request itself."""

    origin: str
    method: str
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Actual:
    """A GET, PUT, … that carries an `Origin` header."""

    origin: str
    method: str


class Condition(StrEnum):
    """What a rule asks of a request."""

    ORIGIN = "origin"
    METHOD = "method"
    HEADER = "header"


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing about the request that a rule does not allow."""

    condition: Condition
    value: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says to the request: nothing missed means that it matches.

    Only the first rule that matches answers; ``answers`` is false for those behind it.
    """

    misses: tuple[Miss, ...]
    answers: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """The index of the rule that answers (None: no rule), its headers, and a verdict a rule."""

    rule: int | None
    headers: Headers
    verdicts: tuple[Verdict, ...]


def evaluate(configuration: Configuration, request: Preflight | Actual) -> Decision:
    """Decide ``request`` as OSS does."""
    answering: int | None = None
    verdicts = []
    for index, rule in enumerate(configuration.rules):
        misses = tuple(_misses(rule, request))
        answers = answering is None and not misses
        if answers:
            answering = index
        verdicts.append(Verdict(misses, answers))
    headers = () if answering is None else _headers(configuration.rules[answering], request)
    return Decision(answering, headers, tuple(verdicts))


def vary(configuration: Configuration) -> Headers:
    """The header that every answer of the bucket carries, CORS or not, when Vary is on.

    The setting takes effect only when there is at least one rule (PutBucketCors).
    """
    effective = configuration.response_vary and configuration.rules
    return (("Vary", "Origin"),) if effective else ()


def allows_header(pattern: str, name: str) -> bool:
    """Whether one AllowedHeader covers a header name: whole name, any case, one ``*``."""
    return covers(lower_ascii(pattern), lower_ascii(name))


def _misses(rule: Rule, request: Preflight | Actual) -> Iterator[Miss]:
    if _matching_origin(rule, request.origin) is None:
        yield Miss(Condition.ORIGIN, request.origin)
    if method_as_compared(request.method) not in map(method_as_compared, rule.methods):
        yield Miss(Condition.METHOD, request.method)
    if isinstance(request, Preflight):
        for name in request.headers:
            if not any(allows_header(pattern, name) for pattern in rule.allowed_headers):
                yield Miss(Condition.HEADER, name)


def _matching_origin(rule: Rule, origin: str) -> OriginPattern | None:
    patterns = map(OriginPattern, rule.origins)
    return next((pattern for pattern in patterns if pattern.matches(origin)), None)


def _headers(rule: Rule, request: Preflight | Actual) -> Headers:
    pattern = _matching_origin(rule, request.origin)
    wildcard = pattern is not None and pattern.is_any
    headers = [("Access-Control-Allow-Origin", "*" if wildcard else request.origin)]
    headers.append(("Access-Control-Allow-Methods", ", ".join(rule.methods)))
    if isinstance(request, Preflight) and request.headers:
        headers.append(("Access-Control-Allow-Headers", ", ".join(request.headers)))
    if rule.expose_headers:
        headers.append(("Access-Control-Expose-Headers", ", ".join(rule.expose_headers)))
    if rule.max_age is not None:
        headers.append(("Access-Control-Max-Age", str(rule.max_age)))
    if isinstance(request, Preflight):
        return tuple(headers)
    return tuple(header for header in headers if header[0] in ACTUAL_ANSWER_HEADERS)
