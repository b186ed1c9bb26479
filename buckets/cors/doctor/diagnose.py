"""From evidence to a cause, by replaying the request on the rules as they are.

OSS answers a preflight that no rule allows with 403 and nothing more, so most messages name no
reason. It is found by `simulate`, on the rules that OSS held and on those of the working copy.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from buckets.cors.compare.remedy import Remedy, changes_that_allow
from buckets.cors.doctor.causes import Cause, cors, others
from buckets.cors.doctor.evidence import Evidence
from buckets.cors.doctor.heuristics import guessed_from, is_said, told_by
from buckets.cors.doctor.parse.remarks import Remark
from buckets.cors.doctor.rule_check import RuleCheck, check_rules
from buckets.cors.doctor.symptoms import Symptom
from buckets.cors.evaluate.browser import as_sent
from buckets.cors.evaluate.oss import vary
from buckets.cors.evaluate.simulation import Simulation, simulate
from buckets.cors.message import Message
from buckets.cors.model import METHODS, Configuration


class Fact(StrEnum):
    """What a diagnosis can lack."""

    BUCKET = "bucket"
    ORIGIN = "origin"
    METHOD = "method"
    HEADERS = "headers"


class Confidence(StrEnum):
    """How sure a diagnosis is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNKNOWN = "unknown"


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
    def confidence(self) -> Confidence:
        """How sure it is; where the evidence fits anything, it cannot tell."""
        if self.is_certain:
            return Confidence.CERTAIN
        return Confidence.UNKNOWN if self.cause in _OPEN else Confidence.LIKELY

    @property
    def rivals(self) -> tuple[Cause, ...]:
        """The causes that are likeliest beside it; none where it is certain."""
        return () if self.is_certain else _RIVALS.get(self.cause.id, ())

    @property
    def steps(self) -> tuple[Message, ...]:
        """What to do; a review only of what there is to review."""
        steps = self.cause.steps
        return tuple(
            self.cause.step_message(step)
            for step in steps
            if self.remedies or not step.needs_remedy
        )

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


_OPEN: Final = (others.NO_ANSWER, others.NOTHING)
_RIVALS: Final = {
    "no-answer": (cors.RULES, others.UNREACHABLE),
    "unreachable": (others.ADDRESS, others.NO_ANSWER),
    "rules": (cors.ORIGIN, cors.NO_RULES),
    "redirect": (cors.NULL_ORIGIN,),
    "null-origin": (others.NOT_HTTP,),
    "mixed-requests": (cors.ORIGIN,),
    "several-sites": (cors.CDN,),
    "cdn": (others.REFUSED_FIRST,),
    "refused-first": (others.SIGNATURE, others.PERMISSION),
    "not-oss": (cors.RULES,),
    "opaque": (others.REFUSED_FIRST,),
    "permission": (others.SIGNATURE,),
    "signature": (others.PERMISSION,),
    "etag": (cors.UNEXPOSED,),
    "extension": (others.NO_ANSWER,),
}
"""What else it can be, where a cause is not certain."""


def diagnose(
    evidence: Evidence, held: KnownRules | None = None, *, is_known: bool = False
) -> Diagnosis:
    """Find the cause, by replaying the request on the rules of the bucket where these are known.

    Args:
        evidence: What is known of the request that failed.
        held: The rules of the bucket that was asked; None if they are not known.
        is_known: Whether the bucket is known although its rules are not.
    """
    is_known = is_known or held is not None
    if cause := told_by(evidence):
        return Diagnosis(cause, evidence, is_said(cause, evidence), _quoted(evidence))
    if held is not None and not held.seen.rules:
        return _without_rules(evidence, held)
    if held is None or not evidence.origin or not evidence.is_whole:
        return _guess(evidence, is_known, *_missing(evidence, is_known))
    return _tried(evidence, held)


def _guess(evidence: Evidence, is_known: bool, *missing: Fact) -> Diagnosis:
    cause = guessed_from(evidence, is_known=is_known)
    return Diagnosis(cause, evidence, is_certain=False, missing=missing)


def _quoted(evidence: Evidence) -> Message | None:
    """What OSS said of it, if it did."""
    return Message("doctor.detail.code", {"code": evidence.code}) if evidence.code else None


def _missing(evidence: Evidence, is_known: bool) -> Iterator[Fact]:
    if not is_known:
        yield Fact.BUCKET
    if not evidence.origin or not evidence.is_whole:
        yield Fact.ORIGIN
    if not evidence.method:
        yield Fact.METHOD


def _without_rules(evidence: Evidence, held: KnownRules) -> Diagnosis:
    """A bucket without rules refuses everybody, whoever it was."""
    missing = tuple(_missing(evidence, is_known=True))
    if missing:
        certain = evidence.symptom is not Symptom.NO_ANSWER
        return Diagnosis(cors.NO_RULES, evidence, certain, missing=missing)
    tried = simulate(held.seen, evidence.request(evidence.method))
    return _outcome(evidence, held, RuleCheck(tried, cors.NO_RULES))


def _tried(evidence: Evidence, held: KnownRules) -> Diagnosis:
    methods = (as_sent(evidence.method),) if evidence.method else METHODS
    checks = [check_rules(held.seen, evidence.request(method)) for method in methods]
    if len({check.cause for check in checks}) > 1:  # it depends on the method
        return _guess(evidence, True, Fact.METHOD, Fact.HEADERS)
    check = checks[0]
    if check.cause and not evidence.method:
        return Diagnosis(check.cause, evidence, detail=check.detail, missing=(Fact.METHOD,))
    return _outcome(evidence, held, check)


def _outcome(evidence: Evidence, held: KnownRules, check: RuleCheck) -> Diagnosis:
    """Return the cause with the replay that shows it, and its remedies."""
    live, request = check.simulation, check.simulation.request
    working = live if held.working == held.seen else simulate(held.working, request)
    if check.cause is None:
        return _though_allowed(evidence, held, live, working)
    can_mend = check.cause.is_mendable and not working.succeeds
    return Diagnosis(
        check.cause,
        evidence,
        is_certain=evidence.symptom is not Symptom.NO_ANSWER,
        detail=check.detail,
        live=live,
        working=working,
        remedies=changes_that_allow(held.working, request) if can_mend else (),
    )


# --- The rules allow it, and still it failed ------------------------------------------------------

_NO_HEADERS_SEEN: Final = (Symptom.NO_ALLOW_ORIGIN, Symptom.BLOCKED)
_ANSWER_OF_OTHERS: Final = (Symptom.OTHER_ORIGIN, Symptom.METHOD, Symptom.HEADER)


def _though_allowed(
    evidence: Evidence, held: KnownRules, live: Simulation, working: Simulation
) -> Diagnosis:
    cause = _elsewhere(evidence, held)
    # Of the headers that it asked for, a refused preflight tells nothing.
    is_open = cause is cors.ALLOWED and evidence.of_preflight and not evidence.asked_headers
    return Diagnosis(
        cors.RULES if is_open else cause,
        evidence,
        is_certain=cause is cors.ALLOWED and not is_open,
        detail=_seen(cause, evidence),
        missing=(Fact.METHOD, Fact.HEADERS) if is_open else (),
        live=live,
        working=working,
    )


def _elsewhere(evidence: Evidence, held: KnownRules) -> Cause:
    """What else than the rules it can be."""
    if evidence.by_cdn or (evidence.is_elsewhere and evidence.symptom in _ANSWER_OF_OTHERS):
        return cors.CDN
    if evidence.symptom is Symptom.OTHER_ORIGIN:
        return cors.SEVERAL_SITES
    if evidence.of_preflight:
        return cors.ALLOWED
    if Remark.CACHED in evidence.remarks and evidence.symptom in _NO_HEADERS_SEEN:
        return cors.MIXED_REQUESTS
    if evidence.status is not None and evidence.status >= 400:
        return others.NO_OBJECT if evidence.status == 404 else others.REFUSED_FIRST
    if evidence.symptom in _NO_HEADERS_SEEN and not vary(held.seen):
        return cors.MIXED_REQUESTS
    return others.NO_ANSWER if evidence.symptom is Symptom.NO_ANSWER else cors.ALLOWED


def _seen(cause: Cause, evidence: Evidence) -> Message | None:
    if cause is cors.SEVERAL_SITES and evidence.value:
        return Message(
            "doctor.detail.other-site", {"value": evidence.value, "origin": evidence.origin}
        )
    if cause is others.REFUSED_FIRST:
        return Message("doctor.detail.status", {"status": evidence.status})
    return None
