"""A simulated request told in the order in which it happens, ready to show."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buckets.cors.compare.diff import diff
from buckets.cors.compare.remedy import Remedy, remedies
from buckets.cors.evaluate import browser_console
from buckets.cors.evaluate.browser import READABLE_HEADERS, BlockCause, PageRequest, as_sent
from buckets.cors.evaluate.oss import Condition, Decision, Headers, Verdict
from buckets.cors.evaluate.simulation import Exchange, Simulation, simulate
from buckets.cors.model import Configuration
from buckets.presenters.behaviour import BehaviourLine, lines_of
from buckets.presenters.text import listed, translate
from buckets.presenters.wording import ChangeLine, change_lines

_MISSES: Final = {
    Condition.ORIGIN: gettext_lazy("its sources do not include %(value)s"),
    Condition.METHOD: gettext_lazy("it does not allow %(value)s"),
    Condition.HEADER: gettext_lazy("it does not allow the header %(value)s"),
}
_BLOCKS: Final = {
    BlockCause.NO_ALLOW_ORIGIN: gettext_lazy(
        "no rule answers, so Access-Control-Allow-Origin is missing"
    ),
    BlockCause.WILDCARD_WITH_CREDENTIALS: gettext_lazy(
        "the rule answers * to every site, and browsers take no * for a request with cookies. OSS "
        "never allows cookies, so the script must send the request without: set withCredentials "
        "to false"
    ),
    BlockCause.NO_ALLOW_CREDENTIALS: gettext_lazy(
        "OSS never sends Access-Control-Allow-Credentials, so a request with cookies cannot be "
        "read whatever the rules say. The script must send it without: set withCredentials to false"
    ),
}
_BLOCKED: Final = {
    # Whether the preflight is what is blocked, and whether no rule answers.
    (True, True): gettext_lazy("Blocked: the browser asks first, and no rule answers."),
    (True, False): gettext_lazy(
        "Blocked: the browser asks first, and does not accept the answer of rule %(rule)s."
    ),
    (False, True): gettext_lazy(
        "Blocked: OSS carries the request out, but no rule answers, so the page gets nothing."
    ),
    (False, False): gettext_lazy(
        "Blocked: OSS carries the request out, but the browser does not accept the answer of "
        "rule %(rule)s."
    ),
}


@dataclass(frozen=True, slots=True)
class RuleLine:
    """What one rule said: ``kind`` is "answers", "passed" or "behind"."""

    place: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """One thing that happens: ``kind`` is "good", "bad" or "none"."""

    kind: str
    title: str
    text: str
    request: str = ""
    sent: Headers = ()
    rules: tuple[RuleLine, ...] = ()
    status: str = ""
    headers: Headers = ()
    judgement: str = ""


@dataclass(frozen=True, slots=True)
class RemedyLine:
    """A change that lets the request through, ready to show; ``number`` counts them from 0."""

    number: int
    title: str
    changes: list[ChangeLine]
    behaviour: list[BehaviourLine]

    @classmethod
    def of(cls, number: int, remedy: Remedy, configuration: Configuration) -> "RemedyLine":
        place = {"place": remedy.place + 1}
        title = _("Create rule %(place)s") if remedy.is_new else _("Change rule %(place)s")
        return cls(
            number,
            title % place,
            change_lines(diff(configuration, remedy.configuration)),
            lines_of(remedy.changes, remedy.configuration),
        )


@dataclass(frozen=True, slots=True)
class Told:
    """What becomes of a request under one configuration. ``kind`` is as in a `StepLine`."""

    kind: str
    verdict: str
    steps: tuple[StepLine, ...]
    chromium: str
    firefox: str
    remedies: tuple[RemedyLine, ...]


def tell(configuration: Configuration, request: PageRequest, url: str) -> Told:
    """What becomes of ``request`` for ``url`` under ``configuration``, and what would help."""
    simulation = simulate(configuration, request)
    found = remedies(configuration, request)
    return Told(
        "good" if simulation.succeeds else "bad",
        verdict(simulation),
        tuple(_steps(simulation)),
        browser_console.chromium(simulation.block, request, url) if simulation.block else "",
        browser_console.firefox(simulation.block, url) if simulation.block else "",
        tuple(RemedyLine.of(place, it, configuration) for place, it in enumerate(found)),
    )


def verdict(simulation: Simulation) -> str:
    """What becomes of the request, in a sentence that names the rule by which it is decided."""
    last = simulation.answer or simulation.preflight
    if last is None:
        return _("Browsers send no such method.")
    place = last.decision.rule
    facts = {"rule": None if place is None else place + 1, "names": listed(simulation.unread)}
    if simulation.unread:
        return _("Allowed by rule %(rule)s, but the page cannot read %(names)s.") % facts
    if simulation.is_allowed:
        return _("Allowed by rule %(rule)s.") % facts
    return str(_BLOCKED[simulation.answer is None, place is None]) % facts


def _steps(simulation: Simulation) -> Iterator[StepLine]:
    if not simulation.is_sendable:
        return
    yield _preflight(simulation)
    if simulation.answer:
        method = as_sent(simulation.request.method)
        yield _exchange(simulation.answer, _("The request"), "", method)
    if simulation.is_allowed:
        yield _page(simulation)


def _preflight(simulation: Simulation) -> StepLine:
    title = _("Does the browser ask first?")
    if simulation.preflight is None:
        return StepLine("none", title, _("No: a form on any page could send the same request."))
    reasons = [translate(reason) for reason in simulation.request.reasons]
    text = _("Yes, a preflight: %(reasons)s.") % {"reasons": listed(reasons, most=len(reasons))}
    return _exchange(simulation.preflight, title, text, "OPTIONS")


def _exchange(exchange: Exchange, title: str, text: str, method: str) -> StepLine:
    if exchange.status is None:
        status = _("the status depends on the object, and on who may have it")
    else:
        status = "200" if exchange.status == 200 else "403 AccessForbidden"
    return StepLine(
        "bad" if exchange.block else "good",
        title,
        text,
        method,
        exchange.sent,
        tuple(_rules(exchange.decision)),
        status,
        exchange.headers,
        _judgement(exchange),
    )


def _rules(decision: Decision) -> Iterator[RuleLine]:
    for place, verdict in enumerate(decision.verdicts, start=1):
        if decision.rule is not None and place > decision.rule + 1:
            yield RuleLine(place, "behind", _("not looked at: an earlier rule answers"))
        elif verdict.answers:
            yield RuleLine(place, "answers", _("answers"))
        else:
            yield RuleLine(place, "passed", _passed_over(verdict))


def _passed_over(verdict: Verdict) -> str:
    misses = [str(_MISSES[miss.condition]) % {"value": miss.value} for miss in verdict.misses]
    return _("passed over: %(reasons)s") % {"reasons": listed(misses, most=len(misses))}


def _judgement(exchange: Exchange) -> str:
    if exchange.block is None:
        return _("The browser goes on.")
    why = _BLOCKS.get(exchange.block.cause, "")
    return _("The browser blocks: %(why)s.") % {"why": why}


def _page(simulation: Simulation) -> StepLine:
    exposed = [name for name in simulation.readable if name not in READABLE_HEADERS]
    facts = {"always": ", ".join(READABLE_HEADERS), "exposed": ", ".join(exposed)}
    if exposed:
        text = _("It can read the body, %(exposed)s, and what is always readable: %(always)s.")
    else:
        text = _("It can read the body, and of the headers only %(always)s.")
    missing = simulation.unread
    judgement = (
        _("It cannot read %(names)s, which no rule that answers exposes.")
        % {"names": listed(missing)}
        if missing
        else ""
    )
    kind = "bad" if missing else "good"
    return StepLine(kind, _("What the page gets"), text % facts, judgement=judgement)
