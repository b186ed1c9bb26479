"""From evidence to a cause, by replaying the request on the rules as they are.

OSS answers a preflight that no rule allows with 403 and nothing more, so most messages name no
reason. It is found by `simulate`, on the rules that OSS held and on those of the working copy.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from buckets.cors.compare.remedy import Remedy, changes_that_allow
from buckets.cors.doctor.causes import CAUSES, Cause, cors, others
from buckets.cors.doctor.evidence import Evidence
from buckets.cors.doctor.heuristics import (
    NO_HEADERS_SEEN,
    guessed_from,
    is_refused,
    is_said,
    told_by,
)
from buckets.cors.doctor.oss_errors import find_error
from buckets.cors.doctor.parse.circumstances import Circumstance
from buckets.cors.doctor.rule_check import RuleCheck, check_rules
from buckets.cors.doctor.symptoms import Symptom
from buckets.cors.evaluate.browser import PageHeader, as_sent
from buckets.cors.evaluate.oss import vary
from buckets.cors.evaluate.simulation import Simulation, simulate
from buckets.cors.message import Message
from buckets.cors.model import METHODS, Configuration


class Missing(StrEnum):
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
    missing: tuple[Missing, ...] = ()
    live: Simulation | None = None
    working: Simulation | None = None
    remedies: tuple[Remedy, ...] = ()

    @property
    def confidence(self) -> Confidence:
        """How sure it is; where the evidence fits anything, it cannot tell."""
        if self.is_certain:
            return Confidence.CERTAIN
        return Confidence.UNKNOWN if self.cause.is_open else Confidence.LIKELY

    @property
    def advice(self) -> tuple[Message, ...]:
        """What is to be known beside the cause."""
        return tuple(_advice(self.cause, self.evidence))

    @property
    def rivals(self) -> tuple[Cause, ...]:
        """The causes that are likeliest beside it; none where it is certain."""
        return () if self.is_certain else tuple(CAUSES[it] for it in self.cause.rivals)

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
    tried = _tried(evidence, held)
    return replace(tried, is_certain=False, remedies=()) if evidence.is_open_ended else tried


def _guess(evidence: Evidence, is_known: bool, *missing: Missing) -> Diagnosis:
    cause = guessed_from(evidence, is_known=is_known)
    return Diagnosis(cause, evidence, is_certain=False, missing=missing)


def _quoted(evidence: Evidence) -> Message | None:
    """What OSS said of it, if it did."""
    if not evidence.code:
        return None
    if evidence.text:
        return Message("doctor.detail.message", {"code": evidence.code, "text": evidence.text})
    return Message("doctor.detail.code", {"code": evidence.code})


def _advice(cause: Cause, evidence: Evidence) -> Iterator[Message]:
    error = find_error(evidence.code, evidence.text)
    if error is not None and error.advice == "region" and evidence.endpoint:
        yield Message("doctor.advice.endpoint", {"endpoint": evidence.endpoint})
    elif error is not None and error.advice:
        yield Message(f"doctor.advice.{error.advice}")
    if Circumstance.WORKS_ELSEWHERE in evidence.circumstances and cause.is_cors is not False:
        yield Message("doctor.advice.works-elsewhere")


def _missing(evidence: Evidence, is_known: bool) -> Iterator[Missing]:
    if not is_known:
        yield Missing.BUCKET
    if not evidence.origin or not evidence.is_whole:
        yield Missing.ORIGIN
    if not evidence.method:
        yield Missing.METHOD


def _without_rules(evidence: Evidence, held: KnownRules) -> Diagnosis:
    """A bucket without rules refuses everybody, whoever it was."""
    missing = tuple(_missing(evidence, is_known=True))
    if missing:
        certain = evidence.symptom not in (None, Symptom.NO_ANSWER)
        return Diagnosis(cors.NO_RULES, evidence, certain, missing=missing)
    tried = simulate(held.seen, evidence.request(evidence.method))
    return _outcome(evidence, held, RuleCheck(tried, cors.NO_RULES))


def _tried(evidence: Evidence, held: KnownRules) -> Diagnosis:
    methods = (as_sent(evidence.method),) if evidence.method else METHODS
    checks = [check_rules(held.seen, evidence.request(method)) for method in methods]
    if len({check.cause for check in checks}) > 1:  # it depends on the method
        if evidence.of_preflight:
            return _supposed(evidence, held, checks)
        if is_refused(evidence) and any(check.cause is None for check in checks):
            cause = _elsewhere(evidence, held)
            detail, missing = _seen(cause, evidence), (Missing.METHOD,)
            return Diagnosis(cause, evidence, is_certain=False, detail=detail, missing=missing)
        return _guess(evidence, True, Missing.METHOD, Missing.HEADERS)
    check = checks[0]
    if check.cause and not evidence.method:
        return Diagnosis(check.cause, evidence, detail=check.detail, missing=(Missing.METHOD,))
    return _outcome(evidence, held, check)


def _supposed(evidence: Evidence, held: KnownRules, checks: Sequence[RuleCheck]) -> Diagnosis:
    """The one cause by which a preflight fails, whatever its method; a guess for several causes.

    It is known to have failed, so methods by which it would not are out of the question, unless it
    asked for a header that nobody told of.
    """
    failing = [check for check in checks if check.cause]
    if not evidence.asked_headers:
        passing = [check.simulation.request for check in checks if not check.cause]
        with_header = (replace(it, headers=(_SOME_HEADER,)) for it in passing)
        failing += [it for request in with_header if (it := check_rules(held.seen, request)).cause]
    cause = failing[0].cause
    if cause is None or any(check.cause is not cause for check in failing):
        return _guess(evidence, True, Missing.METHOD, Missing.HEADERS)
    return Diagnosis(cause, evidence, is_certain=False, missing=(Missing.METHOD,))


_SOME_HEADER: Final = PageHeader("x-any-header", is_asked=True)


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
        is_certain=evidence.symptom is not Symptom.NO_ANSWER and not is_refused(evidence),
        detail=check.detail,
        live=live,
        working=working,
        remedies=changes_that_allow(held.working, request) if can_mend else (),
    )


# --- The rules allow it, and still it failed ------------------------------------------------------

_ANSWER_OF_OTHERS: Final = (Symptom.OTHER_ORIGIN, Symptom.METHOD, Symptom.HEADER)


def _though_allowed(
    evidence: Evidence, held: KnownRules, live: Simulation, working: Simulation
) -> Diagnosis:
    cause = _elsewhere(evidence, held)
    # Of the headers that it asked for, a refusal tells nothing.
    is_refused = evidence.of_preflight or evidence.symptom is Symptom.OSS_ERROR
    is_open = cause is cors.ALLOWED and is_refused and not evidence.asked_headers
    return Diagnosis(
        cors.RULES if is_open else cause,
        evidence,
        is_certain=cause is cors.ALLOWED and not is_open and _shows_success(evidence),
        detail=_seen(cause, evidence),
        missing=(Missing.METHOD, Missing.HEADERS) if is_open else (),
        live=live,
        working=working,
    )


def _shows_success(evidence: Evidence) -> bool:
    """Whether nothing that was read speaks of a failure, and the answer was, if a request was."""
    return evidence.symptom is Symptom.ANSWERED or not (evidence.symptom or evidence.url)


def _elsewhere(evidence: Evidence, held: KnownRules) -> Cause:
    """What else than the rules it can be."""
    if evidence.by_cdn or (evidence.is_elsewhere and evidence.symptom in _ANSWER_OF_OTHERS):
        return cors.CDN
    if evidence.symptom is Symptom.OTHER_ORIGIN:
        return cors.SEVERAL_SITES
    if evidence.of_preflight:
        return cors.ALLOWED
    if Circumstance.CACHED in evidence.circumstances and evidence.symptom in NO_HEADERS_SEEN:
        return cors.MIXED_REQUESTS
    if evidence.status is not None and evidence.status >= 400:
        return others.NO_OBJECT if evidence.status == 404 else others.REFUSED_FIRST
    if evidence.symptom in NO_HEADERS_SEEN and not vary(held.seen):
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
