"""From clues to a cause, by trying the request again on the rules as they are.

OSS answers a preflight that no rule allows with 403 and nothing more, so most messages name no
reason. It is found by `simulate`, on the rules that OSS held and on those of the working copy.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from buckets.cors.compare.remedy import Remedy, remedies
from buckets.cors.doctor.advice import Remark
from buckets.cors.doctor.advice_on_cors import ON_CORS, REVIEW
from buckets.cors.doctor.advice_on_others import ON_OTHERS
from buckets.cors.doctor.causes import Cause
from buckets.cors.doctor.evidence import Clues
from buckets.cors.doctor.heuristics import GUESSES, guessed_from, told_by
from buckets.cors.doctor.rule_check import detail, why
from buckets.cors.doctor.symptoms import Symptom
from buckets.cors.evaluate.browser import PageRequest, as_sent
from buckets.cors.evaluate.oss import vary
from buckets.cors.evaluate.simulation import Simulation, simulate
from buckets.cors.message import Sentence, gettext_noop
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
class Held:
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
    clues: Clues
    is_certain: bool = True
    detail: Sentence | None = None
    missing: tuple[Fact, ...] = ()
    live: Simulation | None = None
    working: Simulation | None = None
    remedies: tuple[Remedy, ...] = ()

    @property
    def remark(self) -> Remark:
        """What it is and what to do, in general."""
        return (ON_CORS | ON_OTHERS)[self.cause]

    @property
    def steps(self) -> tuple[Sentence, ...]:
        """What to do; a review only of what there is to review."""
        told = (it for it in self.remark.steps if it != REVIEW or self.remedies)
        return tuple(map(Sentence, told))

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


def diagnose(clues: Clues, held: Held | None = None) -> Diagnosis:
    """The cause, tried on the rules of the bucket where these are known."""
    if cause := told_by(clues):
        return Diagnosis(cause, clues, cause not in GUESSES, _quoted(clues))
    if held is not None and not held.seen.rules:
        return _without_rules(clues, held)
    if held is None or not clues.origin:
        missing = tuple(_missing(clues, held))
        return Diagnosis(guessed_from(clues), clues, is_certain=False, missing=missing)
    return _tried(clues, held)


def _quoted(clues: Clues) -> Sentence | None:
    """What OSS said of it, if it did."""
    return Sentence(_CODE, {"code": clues.code}) if clues.code else None


def _missing(clues: Clues, held: Held | None) -> Iterator[Fact]:
    if held is None:
        yield Fact.BUCKET
    if not clues.origin:
        yield Fact.ORIGIN
    if not clues.method:
        yield Fact.METHOD


def _without_rules(clues: Clues, held: Held) -> Diagnosis:
    """A bucket without rules refuses everybody, whoever it was."""
    missing = tuple(_missing(clues, held))
    if missing:
        certain = clues.symptom is not Symptom.NO_ANSWER
        return Diagnosis(Cause.NO_RULES, clues, certain, missing=missing)
    return _outcome(Cause.NO_RULES, clues, held, clues.request(clues.method))


def _tried(clues: Clues, held: Held) -> Diagnosis:
    methods = (as_sent(clues.method),) if clues.method else METHODS
    requests = [clues.request(method) for method in methods]
    causes = {why(held.seen, request) for request in requests}
    if len(causes) > 1:  # it depends on the method
        missing = (Fact.METHOD, Fact.HEADERS)
        return Diagnosis(guessed_from(clues), clues, is_certain=False, missing=missing)
    cause, request = causes.pop(), requests[0]
    if cause is None:
        return _though_allowed(clues, held, request)
    if not clues.method:
        said = detail(cause, held.seen, request)
        return Diagnosis(cause, clues, detail=said, missing=(Fact.METHOD,))
    return _outcome(cause, clues, held, request)


def _outcome(cause: Cause, clues: Clues, held: Held, request: PageRequest) -> Diagnosis:
    """The cause with the trial that shows it, and what would mend it."""
    return Diagnosis(
        cause,
        clues,
        is_certain=clues.symptom is not Symptom.NO_ANSWER,
        detail=detail(cause, held.seen, request),
        live=simulate(held.seen, request),
        working=simulate(held.working, request),
        remedies=remedies(held.working, request) if cause.is_mendable else (),
    )


# --- The rules allow it, and still it failed ------------------------------------------------------

_NO_HEADERS_SEEN: Final = (Symptom.NO_ALLOW_ORIGIN, Symptom.BLOCKED)
_ANSWER_OF_OTHERS: Final = (Symptom.OTHER_ORIGIN, Symptom.METHOD, Symptom.HEADER)


def _though_allowed(clues: Clues, held: Held, request: PageRequest) -> Diagnosis:
    cause = _elsewhere(clues, held)
    # Of the headers that it asked for, a refused preflight tells nothing.
    is_open = cause is Cause.ALLOWED and clues.of_preflight and not clues.asked_headers
    return Diagnosis(
        Cause.RULES if is_open else cause,
        clues,
        is_certain=cause is Cause.ALLOWED and not is_open,
        detail=_seen(cause, clues),
        missing=(Fact.METHOD, Fact.HEADERS) if is_open else (),
        live=simulate(held.seen, request),
        working=simulate(held.working, request),
    )


def _elsewhere(clues: Clues, held: Held) -> Cause:
    """What else than the rules it can be."""
    if clues.by_cdn or (clues.is_elsewhere and clues.symptom in _ANSWER_OF_OTHERS):
        return Cause.CDN
    if clues.symptom is Symptom.OTHER_ORIGIN:
        return Cause.SEVERAL_SITES
    if clues.of_preflight:
        return Cause.ALLOWED
    if clues.status is not None and clues.status >= 400:
        return Cause.REFUSED_FIRST
    if clues.symptom in _NO_HEADERS_SEEN and not vary(held.seen):
        return Cause.MIXED_REQUESTS
    return Cause.NO_ANSWER if clues.symptom is Symptom.NO_ANSWER else Cause.ALLOWED


def _seen(cause: Cause, clues: Clues) -> Sentence | None:
    if cause is Cause.SEVERAL_SITES and clues.value:
        return Sentence(_OTHER_SITE, {"value": clues.value, "origin": clues.origin})
    if cause is Cause.REFUSED_FIRST:
        return Sentence(_STATUS, {"status": clues.status})
    return None
