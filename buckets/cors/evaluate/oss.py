"""Which rule answers a request, with which headers, and why every other rule does not.

Rules are tried in their order and the first that satisfies every condition answers
(PutBucketCors, OptionObject). CORS never blocks on the server: a request that no rule
matches is answered without CORS headers, a preflight with 403.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from buckets.cors.assumptions import ACTUAL_ANSWER_HEADERS
from buckets.cors.model import Configuration, Rule, lower_ascii
from buckets.cors.origin import OriginPattern
from buckets.cors.wildcard import covers, indexes, lowest

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
    rules = configuration.rules
    verdicts = [_NOTHING_MISSED] * len(rules)
    answering: int | None = None
    for misses, bits in _sorted_out(configuration, request):
        verdict = Verdict(misses, False) if misses else _NOTHING_MISSED
        for index in indexes(bits):
            verdicts[index] = verdict
        if not misses:
            answering = lowest(bits)
            verdicts[answering] = _ANSWERS
    headers = () if answering is None else _headers(rules[answering], request)
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


_NOTHING_MISSED: Final = Verdict((), False)
_ANSWERS: Final = Verdict((), True)

_Sorted = list[tuple[tuple[Miss, ...], int]]
"""What rules miss, and which rules these are, a bit each."""


def _sorted_out(configuration: Configuration, request: Preflight | Actual) -> _Sorted:
    """The rules by what they miss: asked condition by condition, of all rules at once."""
    found: _Sorted = [((), (1 << len(configuration.rules)) - 1)]
    for allowing, miss in _conditions(configuration, request):
        split: _Sorted = []
        for misses, bits in found:
            if bits & allowing:
                split.append((misses, bits & allowing))
            if bits & ~allowing:
                split.append(((*misses, miss), bits & ~allowing))
        found = split
    return found if configuration.rules else []


def _conditions(
    configuration: Configuration, request: Preflight | Actual
) -> Iterator[tuple[int, Miss]]:
    """What is asked of each rule: which rules allow it, a bit each, and what the others miss."""
    origin, method = request.origin, request.method
    allowing = configuration.origin_patterns.matching(origin)
    yield allowing, Miss(Condition.ORIGIN, origin)
    allowing = configuration.methods.get(method, 0)
    yield allowing, Miss(Condition.METHOD, method)
    if isinstance(request, Preflight):
        for name in request.headers:
            allowing = configuration.header_patterns.matching(lower_ascii(name))
            yield allowing, Miss(Condition.HEADER, name)


def _is_by_wildcard(rule: Rule, origin: str) -> bool:
    """Whether it is the bare ``*`` that allows ``origin``, and no source before it."""
    if "*" not in rule.origins:
        return False
    named = rule.origins[: rule.origins.index("*")]
    return not any(OriginPattern(source).matches(origin) for source in named)


def _headers(rule: Rule, request: Preflight | Actual) -> Headers:
    allowed = "*" if _is_by_wildcard(rule, request.origin) else request.origin
    headers = [("Access-Control-Allow-Origin", allowed)]
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
