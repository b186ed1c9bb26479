"""From clues to a cause, by trying the request again on the rules as they are.

OSS answers a preflight that no rule allows with 403 and nothing more, so most messages name no
reason. It is found by `simulate`, on the rules that OSS held and on those of the working copy.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from buckets.cors.compare.remedy import Remedy, remedies
from buckets.cors.doctor.advice import Advice
from buckets.cors.doctor.advice_on_cors import ON_CORS, REVIEW
from buckets.cors.doctor.advice_on_others import ON_OTHERS
from buckets.cors.doctor.causes import Cause
from buckets.cors.doctor.evidence import Evidence
from buckets.cors.doctor.heuristics import GUESSES, guessed_from, told_by
from buckets.cors.doctor.rule_check import detail, why
from buckets.cors.doctor.symptoms import Symptom
from buckets.cors.evaluate.browser import PageRequest, as_sent
from buckets.cors.evaluate.oss import vary
from buckets.cors.evaluate.simulation import Simulation, simulate
from buckets.cors.message import Message, gettext_noop
from buckets.cors.model import METHODS, Configuration

_CODE: Final = gettext_noop("OSS said %(code)s.")
_STATUS: Final = gettext_noop("It answered with status %(status)s.")
_OTHER_SITE: Final = gettext_noop("The answer was for %(value)s, the page is at %(origin)s.")


class Fact(StrEnum):
    """What a diagnosis can lack."""

    BUCKET = "bucket"
    ORIGIN = "origin"
    METHOD = "method"
    HEADERS = "headers"


@dataclass(frozen=True, slots=True)
class KnownRules:
    """The rules of a bucket: the working copy, and what OSS last said (None: never read)."""

    working: Configuration
    live: Configuration | None = None

    @property
    def seen(self) -> Configuration:
        """The rules that the browser met, as far as anybody knows."""
        return self.working if self.live is None else self.live


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is the matter; ``detail`` says it with the values at hand.

    ``is_certain``: it was tried, or OSS or the browser said so itself. ``missing`` is what would
    tell more. ``live`` and ``working`` are the request tried again on either configuration,
    ``remedies`` the edits of the working copy that let it through.
    """

    cause: Cause
    evidence: Evidence
    is_certain: bool = True
    detail: Message | None = None
    missing: tuple[Fact, ...] = ()
    live: Simulation | None = None
    working: Simulation | None = None
    remedies: tuple[Remedy, ...] = ()

    @property
    def advice(self) -> Advice:
        """What it is and what to do, in general."""
        return (ON_CORS | ON_OTHERS)[self.cause]

    @property
    def steps(self) -> tuple[Message, ...]:
        """What to do; a review only of what there is to review."""
        told = (it for it in self.advice.steps if it != REVIEW or self.remedies)
        return tuple(map(Message, told))

    @property
    def is_tried(self) -> bool:
        """Whether it was found by trying the request, and not taken from the message."""
        return self.live is not None or (self.is_certain and bool(self.missing))

    @property
    def is_unpublished(self) -> bool:
        """Whether the working copy mends it, and is not published."""
        if self.live is None or self.working is None:
            return False
        return self.working.succeeds and not self.live.succeeds


def diagnose(evidence: Evidence, held: KnownRules | None = None) -> Diagnosis:
    """The cause, tried on the rules of the bucket where these are known."""
    if cause := told_by(evidence):
        return Diagnosis(cause, evidence, cause not in GUESSES, _quoted(evidence))
    if held is not None and not held.seen.rules:
        return _without_rules(evidence, held)
    if held is None or not evidence.origin:
        missing = tuple(_missing(evidence, held))
        return Diagnosis(guessed_from(evidence), evidence, is_certain=False, missing=missing)
    return _tried(evidence, held)


def _quoted(evidence: Evidence) -> Message | None:
    """What OSS said of it, if it did."""
    return Message(_CODE, {"code": evidence.code}) if evidence.code else None


def _missing(evidence: Evidence, held: KnownRules | None) -> Iterator[Fact]:
    if held is None:
        yield Fact.BUCKET
    if not evidence.origin:
        yield Fact.ORIGIN
    if not evidence.method:
        yield Fact.METHOD


def _without_rules(evidence: Evidence, held: KnownRules) -> Diagnosis:
    """A bucket without rules refuses everybody, whoever it was."""
    missing = tuple(_missing(evidence, held))
    if missing:
        certain = evidence.symptom is not Symptom.NO_ANSWER
        return Diagnosis(Cause.NO_RULES, evidence, certain, missing=missing)
    return _outcome(Cause.NO_RULES, evidence, held, evidence.request(evidence.method))


def _tried(evidence: Evidence, held: KnownRules) -> Diagnosis:
    methods = (as_sent(evidence.method),) if evidence.method else METHODS
    requests = [evidence.request(method) for method in methods]
    causes = {why(held.seen, request) for request in requests}
    if len(causes) > 1:  # it depends on the method
        missing = (Fact.METHOD, Fact.HEADERS)
        return Diagnosis(guessed_from(evidence), evidence, is_certain=False, missing=missing)
    cause, request = causes.pop(), requests[0]
    if cause is None:
        return _though_allowed(evidence, held, request)
    if not evidence.method:
        said = detail(cause, held.seen, request)
        return Diagnosis(cause, evidence, detail=said, missing=(Fact.METHOD,))
    return _outcome(cause, evidence, held, request)


def _outcome(cause: Cause, evidence: Evidence, held: KnownRules, request: PageRequest) -> Diagnosis:
    """The cause with the trial that shows it, and what would mend it."""
    return Diagnosis(
        cause,
        evidence,
        is_certain=evidence.symptom is not Symptom.NO_ANSWER,
        detail=detail(cause, held.seen, request),
        live=simulate(held.seen, request),
        working=simulate(held.working, request),
        remedies=remedies(held.working, request) if cause.is_mendable else (),
    )


# --- The rules allow it, and still it failed ------------------------------------------------------

_NO_HEADERS_SEEN: Final = (Symptom.NO_ALLOW_ORIGIN, Symptom.BLOCKED)
_ANSWER_OF_OTHERS: Final = (Symptom.OTHER_ORIGIN, Symptom.METHOD, Symptom.HEADER)


def _though_allowed(evidence: Evidence, held: KnownRules, request: PageRequest) -> Diagnosis:
    cause = _elsewhere(evidence, held)
    # Of the headers that it asked for, a refused preflight tells nothing.
    is_open = cause is Cause.ALLOWED and evidence.of_preflight and not evidence.asked_headers
    return Diagnosis(
        Cause.RULES if is_open else cause,
        evidence,
        is_certain=cause is Cause.ALLOWED and not is_open,
        detail=_seen(cause, evidence),
        missing=(Fact.METHOD, Fact.HEADERS) if is_open else (),
        live=simulate(held.seen, request),
        working=simulate(held.working, request),
    )


def _elsewhere(evidence: Evidence, held: KnownRules) -> Cause:
    """What else than the rules it can be."""
    if evidence.by_cdn or (evidence.is_elsewhere and evidence.symptom in _ANSWER_OF_OTHERS):
        return Cause.CDN
    if evidence.symptom is Symptom.OTHER_ORIGIN:
        return Cause.SEVERAL_SITES
    if evidence.of_preflight:
        return Cause.ALLOWED
    if evidence.status is not None and evidence.status >= 400:
        return Cause.REFUSED_FIRST
    if evidence.symptom in _NO_HEADERS_SEEN and not vary(held.seen):
        return Cause.MIXED_REQUESTS
    return Cause.NO_ANSWER if evidence.symptom is Symptom.NO_ANSWER else Cause.ALLOWED


def _seen(cause: Cause, evidence: Evidence) -> Message | None:
    if cause is Cause.SEVERAL_SITES and evidence.value:
        return Message(_OTHER_SITE, {"value": evidence.value, "origin": evidence.origin})
    if cause is Cause.REFUSED_FIRST:
        return Message(_STATUS, {"status": evidence.status})
    return None
