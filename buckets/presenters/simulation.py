"""A simulated request told in the order in which it happens, ready to show."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from buckets.cors import Configuration
from buckets.cors.compare.diff import diff
from buckets.cors.compare.remedy import Remedy, remedies
from buckets.cors.evaluate import browser_console
from buckets.cors.evaluate.browser import READABLE_HEADERS, BlockCause, PageRequest, as_sent
from buckets.cors.evaluate.oss import Condition, Decision, Headers, Verdict
from buckets.cors.evaluate.simulation import Exchange, Simulation, simulate
from buckets.presenters.behaviour import BehaviourLine, lines_of
from buckets.presenters.changes import ChangeLine, change_lines
from buckets.presenters.text import in_commas, listed, say, translate

_MISSES: Final = {
    Condition.ORIGIN: "simulation.other-origin",
    Condition.METHOD: "simulation.other-method",
    Condition.HEADER: "simulation.other-header",
}
_BLOCKS: Final = {
    BlockCause.NO_ALLOW_ORIGIN: "simulation.blocks-no-allow-origin",
    BlockCause.WILDCARD_WITH_CREDENTIALS: "simulation.blocks-wildcard-with-credentials",
    BlockCause.NO_ALLOW_CREDENTIALS: "simulation.blocks-no-allow-credentials",
}


@dataclass(frozen=True, slots=True)
class RuleLine:
    """What one rule said: ``kind`` is "answers", "passed" or "behind"."""

    number: int
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
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RemedyLine:
    """A change that lets the request through, ready to show; ``number`` counts them from 0."""

    number: int
    title: str
    changes: list[ChangeLine]
    behaviour: list[BehaviourLine]

    @classmethod
    def of(cls, number: int, remedy: Remedy, configuration: Configuration) -> "RemedyLine":
        title = "simulation.create-rule" if remedy.is_new else "simulation.change-rule"
        return cls(
            number,
            say(title, number=remedy.index + 1),
            change_lines(diff(configuration, remedy.configuration)),
            lines_of(remedy.changes, remedy.configuration),
        )


@dataclass(frozen=True, slots=True)
class SimulationView:
    """What becomes of a request under one configuration. ``kind`` is as in a `StepLine`."""

    kind: str
    verdict: str
    steps: tuple[StepLine, ...]
    chromium: str
    firefox: str
    remedies: tuple[RemedyLine, ...]


def present(configuration: Configuration, request: PageRequest, url: str) -> SimulationView:
    """What becomes of ``request`` for ``url`` under ``configuration``, and what would help."""
    simulation = simulate(configuration, request)
    found = remedies(configuration, request)
    return SimulationView(
        "good" if simulation.succeeds else "bad",
        verdict(simulation),
        tuple(_steps(simulation)),
        browser_console.chromium(simulation.block, request, url) if simulation.block else "",
        browser_console.firefox(simulation.block, url) if simulation.block else "",
        tuple(RemedyLine.of(number, it, configuration) for number, it in enumerate(found)),
    )


def verdict(simulation: Simulation) -> str:
    """What becomes of the request, in a sentence that names the rule by which it is decided."""
    last = simulation.answer or simulation.preflight
    if last is None:
        return say("simulation.not-sendable")
    index = last.decision.rule
    number = None if index is None else index + 1
    if simulation.unread:
        return say("simulation.unread", rule=number, names=listed(simulation.unread))
    if simulation.is_allowed:
        return say("simulation.allowed", rule=number)
    exchange = "preflight" if simulation.answer is None else "request"
    outcome = "unanswered" if index is None else "blocked"
    return say(f"simulation.{exchange}-{outcome}", rule=number)


def _steps(simulation: Simulation) -> Iterator[StepLine]:
    if not simulation.is_sendable:
        return
    yield _preflight(simulation)
    if simulation.answer:
        method = as_sent(simulation.request.method)
        yield _exchange(simulation.answer, say("simulation.request"), "", method)
    if simulation.is_allowed:
        yield _page(simulation)


def _preflight(simulation: Simulation) -> StepLine:
    title = say("simulation.preflight")
    if simulation.preflight is None:
        return StepLine("none", title, say("simulation.no-preflight"))
    step = _exchange(simulation.preflight, title, say("simulation.preflight-because"), "OPTIONS")
    return replace(step, reasons=tuple(map(translate, simulation.request.reasons)))


def _exchange(exchange: Exchange, title: str, text: str, method: str) -> StepLine:
    if exchange.status is None:
        status = say("simulation.any-status")
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
    for number, verdict in enumerate(decision.verdicts, start=1):
        if decision.rule is not None and number > decision.rule + 1:
            yield RuleLine(number, "behind", say("simulation.not-evaluated"))
        elif verdict.answers:
            yield RuleLine(number, "answers", say("simulation.answers"))
        else:
            yield RuleLine(number, "passed", _passed_over(verdict))


def _passed_over(verdict: Verdict) -> str:
    misses = [say(_MISSES[miss.condition], value=miss.value) for miss in verdict.misses]
    return say("simulation.passed-over", reasons=listed(misses, most=len(misses)))


def _judgement(exchange: Exchange) -> str:
    if exchange.block is None:
        return say("simulation.goes-on")
    return say(_BLOCKS.get(exchange.block.cause, "simulation.blocks"))


def _page(simulation: Simulation) -> StepLine:
    exposed = [name for name in simulation.readable if name not in READABLE_HEADERS]
    text = say(
        "simulation.readable" if exposed else "simulation.always-readable",
        always=in_commas(READABLE_HEADERS),
        exposed=in_commas(exposed),
    )
    missing = simulation.unread
    judgement = say("simulation.unreadable", names=listed(missing)) if missing else ""
    kind = "bad" if missing else "good"
    return StepLine(kind, say("simulation.page"), text, judgement=judgement)
