"""Why the rules do not let a page have what it asks for."""

from dataclasses import dataclass
from typing import Final

from buckets.cors.doctor.causes import Cause, cors
from buckets.cors.evaluate.browser import PageRequest
from buckets.cors.evaluate.oss import Condition, Verdict
from buckets.cors.evaluate.simulation import Simulation, simulate
from buckets.cors.message import Message
from buckets.cors.model import Configuration, lower_ascii
from buckets.cors.origin import OriginPattern, Parts, as_browsers_send

_LIKELIEST: Final = (cors.SPELLING, cors.SCHEME, cors.PORT)
"""What can be wrong with a source that was meant for a page, the likeliest first."""


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """A request, tried once on a configuration.

    ``cause`` is why it fails (None: it succeeds), ``detail`` says it with the rule and the values.
    """

    simulation: Simulation
    cause: Cause | None = None
    detail: Message | None = None


def check_rules(configuration: Configuration, request: PageRequest) -> RuleCheck:
    """Try ``request`` on ``configuration``, and find why it fails, if it does."""
    tried = simulate(configuration, request)
    if tried.succeeds:
        return RuleCheck(tried)
    if request.credentials:
        return RuleCheck(tried, cors.CREDENTIALS)
    if tried.is_allowed:
        return _unread(configuration, tried)
    return _refused(tried) or _not_listed(configuration, tried)


def _unread(configuration: Configuration, tried: Simulation) -> RuleCheck:
    """The page gets the answer, but cannot read a header of it."""
    answering = tried.answer.decision.rule if tried.answer else None
    number = None if answering is None else answering + 1
    later = _exposing_later(configuration, tried)
    if later is not None:
        told = Message("doctor.detail.exposed-later", {"rule": later + 1, "first": number})
        return RuleCheck(tried, cors.OVERLAP, told)
    facts = {"rule": number, "headers": ", ".join(tried.unread)}
    is_etag = "etag" in map(lower_ascii, tried.unread)
    cause = cors.ETAG if is_etag else cors.UNEXPOSED
    return RuleCheck(tried, cause, Message("doctor.detail.not-exposed", facts))


def _exposing_later(configuration: Configuration, tried: Simulation) -> int | None:
    """The index of the rule behind the one that answers which would expose all that is wanted."""
    answer = tried.answer
    verdicts = answer.decision.verdicts if answer else ()
    wanted = set(map(lower_ascii, tried.unread))
    for index, verdict in enumerate(verdicts):
        exposed = map(lower_ascii, configuration.rules[index].expose_headers)
        if not verdict.misses and not verdict.answers and wanted <= set(exposed):
            return index
    return None


def _refused(tried: Simulation) -> RuleCheck | None:
    """A rule allows the origin, but not the method or a header; None where none does."""
    found = _nearest(tried)
    if found is None:
        return None
    index, verdict = found
    facts: dict[str, object] = {"rule": index + 1, "origin": tried.request.origin}
    if any(miss.condition is Condition.METHOD for miss in verdict.misses):
        facts["method"] = tried.request.method
        return RuleCheck(tried, cors.METHOD, Message("doctor.detail.lacks-method", facts))
    missed = [miss.value for miss in verdict.misses if miss.condition is Condition.HEADER]
    facts["headers"] = ", ".join(missed)
    return RuleCheck(tried, cors.HEADER, Message("doctor.detail.lacks-header", facts))


def _nearest(tried: Simulation) -> tuple[int, Verdict] | None:
    """Of the rules that allow the origin, the one that misses least."""
    asked = tried.preflight or tried.answer
    verdicts = asked.decision.verdicts if asked else ()
    knowing = [
        (index, verdict)
        for index, verdict in enumerate(verdicts)
        if not any(miss.condition is Condition.ORIGIN for miss in verdict.misses)
    ]
    return min(knowing, key=lambda it: len(it[1].misses), default=None)


def _not_listed(configuration: Configuration, tried: Simulation) -> RuleCheck:
    """No rule allows the origin; a source may have been meant for it."""
    origin = tried.request.origin
    found = _lookalike(configuration, origin)
    if found is None:
        told = Message("doctor.detail.not-listed", {"origin": origin})
        return RuleCheck(tried, cors.ORIGIN, told)
    cause, index, source = found
    facts = {"origin": origin, "rule": index + 1, "source": source}
    return RuleCheck(tried, cause, Message("doctor.detail.spelled", facts))


def _lookalike(configuration: Configuration, origin: str) -> tuple[Cause, int, str] | None:
    """The source that was probably meant for ``origin``: what is wrong, its rule, and it itself."""
    found = [
        (cause, index, source)
        for index, rule in enumerate(configuration.rules)
        for source in rule.origins
        if (cause := _likeness(source, origin))
    ]
    return min(found, key=lambda it: _LIKELIEST.index(it[0]), default=None)


def _likeness(source: str, origin: str) -> Cause | None:
    sent, asked = as_browsers_send(source), Parts.of(origin)
    meant = Parts.of(sent) if sent else None
    if meant is None or asked is None:
        return None
    if sent == origin or ("*" in source and OriginPattern(sent or "").matches(origin)):
        return cors.SPELLING if "://" in source else cors.SCHEME
    if meant.host != asked.host:
        return None
    return cors.PORT if meant.scheme == asked.scheme else cors.SCHEME
