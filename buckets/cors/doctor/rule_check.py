"""Why the rules do not let a page have what it asks for."""

from typing import Final

from buckets.cors.doctor.causes import Cause
from buckets.cors.evaluate.browser import PageRequest
from buckets.cors.evaluate.oss import Condition, Verdict
from buckets.cors.evaluate.simulation import Simulation, simulate
from buckets.cors.message import Message, gettext_noop
from buckets.cors.model import Configuration, lower_ascii
from buckets.cors.origin import OriginPattern, Parts, as_browsers_send

_SPELLED: Final = gettext_noop(
    "The page is at %(origin)s. Rule %(rule)s has %(source)s, which is not the same text."
)
_NOT_LISTED: Final = gettext_noop("The page is at %(origin)s, which no source matches.")
_LACKS_METHOD: Final = gettext_noop("Rule %(rule)s allows %(origin)s, but not %(method)s.")
_LACKS_HEADER: Final = gettext_noop("Rule %(rule)s allows %(origin)s, but not %(headers)s.")
_ANSWERS: Final = gettext_noop("Rule %(rule)s answers, and does not expose %(headers)s.")
_LATER: Final = gettext_noop("Rule %(rule)s would, but rule %(first)s answers before it.")


def why(configuration: Configuration, request: PageRequest) -> Cause | None:
    """Why the rules do not let the page have what it wants; None if they do."""
    tried = simulate(configuration, request)
    if tried.succeeds:
        return None
    if request.credentials:
        return Cause.CREDENTIALS
    if tried.is_allowed:
        return _unread_why(configuration, tried)
    found = _nearest(tried)
    if found is None:
        return _why_no_origin(configuration, request.origin)
    conditions = {miss.condition for miss in found[1].misses}
    return Cause.METHOD if Condition.METHOD in conditions else Cause.HEADER


def _unread_why(configuration: Configuration, tried: Simulation) -> Cause:
    if _exposing_later(configuration, tried) is not None:
        return Cause.OVERLAP
    return Cause.ETAG if "etag" in map(lower_ascii, tried.unread) else Cause.UNEXPOSED


def _exposing_later(configuration: Configuration, tried: Simulation) -> int | None:
    """The rule behind the one that answers which would let the page read all that it wants."""
    answer = tried.answer
    verdicts = answer.decision.verdicts if answer else ()
    wanted = set(map(lower_ascii, tried.unread))
    for place, verdict in enumerate(verdicts):
        exposed = map(lower_ascii, configuration.rules[place].expose_headers)
        if not verdict.misses and not verdict.answers and wanted <= set(exposed):
            return place
    return None


def _nearest(tried: Simulation) -> tuple[int, Verdict] | None:
    """Of the rules that allow the origin, the one that misses least."""
    asked = tried.preflight or tried.answer
    verdicts = asked.decision.verdicts if asked else ()
    knowing = [
        (place, verdict)
        for place, verdict in enumerate(verdicts)
        if not any(miss.condition is Condition.ORIGIN for miss in verdict.misses)
    ]
    return min(knowing, key=lambda it: len(it[1].misses), default=None)


def _why_no_origin(configuration: Configuration, origin: str) -> Cause:
    found = _lookalike(configuration, origin)
    return found[0] if found else Cause.ORIGIN


def _lookalike(configuration: Configuration, origin: str) -> tuple[Cause, int, str] | None:
    """The source that was probably meant for ``origin``: what is wrong, its rule, and it itself."""
    found = [
        (cause, place, source)
        for place, rule in enumerate(configuration.rules)
        for source in rule.origins
        if (cause := _likeness(source, origin))
    ]
    order = (Cause.SPELLING, Cause.SCHEME, Cause.PORT)
    return min(found, key=lambda it: order.index(it[0]), default=None)


def _likeness(source: str, origin: str) -> Cause | None:
    sent, asked = as_browsers_send(source), Parts.of(origin)
    meant = Parts.of(sent) if sent else None
    if meant is None or asked is None:
        return None
    if sent == origin or ("*" in source and OriginPattern(sent or "").matches(origin)):
        return Cause.SPELLING if "://" in source else Cause.SCHEME
    if meant.host != asked.host:
        return None
    return Cause.PORT if meant.scheme == asked.scheme else Cause.SCHEME


def detail(cause: Cause, configuration: Configuration, request: PageRequest) -> Message | None:
    """What ``cause`` is here: which rule, and which value."""
    tried = simulate(configuration, request)
    facts: dict[str, object] = {"origin": request.origin, "method": request.method}
    if cause in (Cause.METHOD, Cause.HEADER) and (nearest := _nearest(tried)):
        missed = [it.value for it in nearest[1].misses if it.condition is Condition.HEADER]
        facts |= {"rule": nearest[0] + 1, "headers": ", ".join(missed)}
        return Message(_LACKS_METHOD if cause is Cause.METHOD else _LACKS_HEADER, facts)
    if cause in (Cause.PORT, Cause.SCHEME, Cause.SPELLING):
        found = _lookalike(configuration, request.origin)
        return found and Message(_SPELLED, facts | {"rule": found[1] + 1, "source": found[2]})
    if cause is Cause.ORIGIN:
        return Message(_NOT_LISTED, facts)
    answering = tried.answer.decision.rule if tried.answer else None
    if answering is None or not tried.unread:
        return None
    later = _exposing_later(configuration, tried)
    if later is not None:
        return Message(_LATER, {"rule": later + 1, "first": answering + 1})
    return Message(_ANSWERS, {"rule": answering + 1, "headers": ", ".join(tried.unread)})
