"""A diagnosis, ready to show: what it is, what to do, and what can be done here."""

from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buckets.access import Permit, permits_of
from buckets.cors.doctor.diagnose import Diagnosis, Fact, KnownRules, diagnose
from buckets.cors.doctor.evidence import Evidence
from buckets.cors.evaluate.simulation import Simulation
from buckets.cors.message import Message
from buckets.models import Bucket
from buckets.presenters.page_request import query_of
from buckets.presenters.rules import describe
from buckets.presenters.simulation import RemedyLine, verdict
from buckets.presenters.text import translate

MISSING: Final = {
    Fact.BUCKET: gettext_lazy("Which bucket is it?"),
    Fact.ORIGIN: gettext_lazy("Which page asks? Its origin stands in the address bar."),
    Fact.METHOD: gettext_lazy("By which method?"),
    Fact.HEADERS: gettext_lazy("Which headers does the page set?"),
}


@dataclass(frozen=True, slots=True)
class RuleCheckView:
    """The request, tried on one configuration."""

    label: str
    text: str
    is_allowed: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """What the page shows of one diagnosis."""

    diagnosis: Diagnosis
    bucket: Bucket | None
    can_edit: bool
    headline: str
    detail: str
    steps: list[str]
    source: str
    known: list[tuple[str, str]]
    missing: dict[str, str]
    checks: list[RuleCheckView]
    query: str
    remedies: list[RemedyLine]
    message: str
    text: str = ""

    @classmethod
    def of(cls, evidence: Evidence, user: User, *, name: str = "", text: str = "") -> "Finding":
        """The diagnosis of ``evidence`` for ``user``; ``name`` is the bucket that they named."""
        bucket, permit = find_bucket(evidence, user, name)
        diagnosis = diagnose(evidence, _held(bucket))
        advice = diagnosis.advice
        remedies = _remedies(diagnosis, bucket)
        return cls(
            diagnosis=diagnosis,
            bucket=bucket,
            can_edit=permit is not None and permit.can_edit,
            headline=translate(Message(advice.headline)),
            detail=translate(diagnosis.detail) if diagnosis.detail else "",
            steps=[translate(step) for step in diagnosis.steps],
            source=translate(Message(advice.source)),
            known=_known(evidence),
            missing={fact.value: str(MISSING[fact]) for fact in diagnosis.missing},
            checks=list(_checks(diagnosis)),
            query=query_of(diagnosis.working.request) if diagnosis.working else "",
            remedies=remedies,
            message=_message(diagnosis, bucket) if bucket and remedies else "",
            text=text,
        )


def find_bucket(evidence: Evidence, user: User, name: str) -> tuple[Bucket | None, Permit | None]:
    """The bucket that is meant, among those that ``user`` may see; one to edit before others."""
    names = [name] if name else [place.bucket for place in evidence.places]
    related = Bucket.objects.of(user).select_related("account", "live")
    permits = {permit.account.pk: permit for permit in permits_of(user)}
    found = [
        (bucket, permits[bucket.account_id])
        for bucket in related.filter(name__in=names)
        if bucket.account_id in permits and (name or _is_at(bucket, evidence))
    ]
    best = min(found, key=lambda it: not it[1].can_edit, default=None)
    return best or (None, None)


def _is_at(bucket: Bucket, evidence: Evidence) -> bool:
    endpoint = bucket.endpoint or bucket.account.endpoint
    return any(place.bucket == bucket.name and place.is_at(endpoint) for place in evidence.places)


def _held(bucket: Bucket | None) -> KnownRules | None:
    if bucket is None or bucket.live is None or not bucket.is_editable:
        return None
    return KnownRules(bucket.working, bucket.live.configuration)


def _known(evidence: Evidence) -> list[tuple[str, str]]:
    """What was found, with labels."""
    facts = {
        _("Address"): evidence.url,
        _("Origin of the page"): evidence.origin,
        _("Method"): evidence.method,
        _("Headers that it sets"): ", ".join(evidence.asked_headers),
        _("Status"): "" if evidence.status is None else str(evidence.status),
        _("OSS code"): evidence.code,
    }
    return [(label, value) for label, value in facts.items() if value]


def _checks(diagnosis: Diagnosis) -> list[RuleCheckView]:
    tried: dict[str, Simulation | None] = {
        _("Live, as OSS last said"): diagnosis.live,
        _("Working copy"): diagnosis.working,
    }
    return [
        RuleCheckView(label, verdict(it), it.succeeds)
        for label, it in tried.items()
        if it is not None
    ]


def _remedies(diagnosis: Diagnosis, bucket: Bucket | None) -> list[RemedyLine]:
    if bucket is None or diagnosis.working is None:
        return []
    working = bucket.working
    return [RemedyLine.of(place, it, working) for place, it in enumerate(diagnosis.remedies)]


def _message(diagnosis: Diagnosis, bucket: Bucket) -> str:
    """What somebody who may not edit can send to somebody who may."""
    remedy = diagnosis.remedies[0]
    lines = [
        _("Please change the CORS rules of the bucket %(bucket)s.") % {"bucket": bucket.name},
        translate(Message(diagnosis.advice.headline)),
        *(f"{label}: {value}" for label, value in _known(diagnosis.evidence)),
        _("Proposed for rule %(rule)s:") % {"rule": remedy.index + 1},
        describe(remedy.configuration.rules[remedy.index]),
    ]
    return "\n".join(lines)
