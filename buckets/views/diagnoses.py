"""A diagnosis, ready to show: what it is, what to do, and what can be done here."""

from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buckets.access import Permit, permits_of
from buckets.cors.diff import diff
from buckets.cors.doctor.clues import Clues
from buckets.cors.doctor.diagnosis import Diagnosis, Fact, Held, diagnose
from buckets.cors.sentences import Sentence
from buckets.cors.simulation import Simulation
from buckets.models import Bucket
from buckets.views.answers import answer_lines, outcome
from buckets.views.asked import as_query
from buckets.wording import ChangeLine, change_lines, describe, translated

MISSING: Final = {
    Fact.BUCKET: gettext_lazy("Which bucket is it?"),
    Fact.ORIGIN: gettext_lazy("Which page asks? Its origin stands in the address bar."),
    Fact.METHOD: gettext_lazy("By which method?"),
    Fact.HEADERS: gettext_lazy("Which headers does the page set?"),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that would let the request through, with the address that makes it."""

    url: str
    changes: list[ChangeLine]
    answers: list[str]


@dataclass(frozen=True, slots=True)
class Trial:
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
    trials: list[Trial]
    proposals: list[Proposal]
    message: str
    text: str = ""

    @classmethod
    def of(cls, clues: Clues, user: User, *, name: str = "", text: str = "") -> "Finding":
        """The diagnosis of ``clues`` for ``user``; ``name`` is the bucket that they named."""
        bucket, permit = find_bucket(clues, user, name)
        diagnosis = diagnose(clues, _held(bucket))
        remark = diagnosis.remark
        proposals = _proposals(diagnosis, bucket)
        return cls(
            diagnosis=diagnosis,
            bucket=bucket,
            can_edit=permit is not None and permit.can_edit,
            headline=translated(Sentence(remark.headline)),
            detail=translated(diagnosis.detail) if diagnosis.detail else "",
            steps=[translated(step) for step in diagnosis.steps],
            source=translated(Sentence(remark.source)),
            known=_known(clues),
            missing={fact.value: str(MISSING[fact]) for fact in diagnosis.missing},
            trials=list(_trials(diagnosis)),
            proposals=proposals,
            message=_message(diagnosis, bucket, proposals),
            text=text,
        )


def find_bucket(clues: Clues, user: User, name: str) -> tuple[Bucket | None, Permit | None]:
    """The bucket that is meant, among those that ``user`` may see; one to edit before others."""
    names = [name] if name else [place.bucket for place in clues.places]
    related = Bucket.objects.of(user).select_related("account", "live")
    permits = {permit.account.pk: permit for permit in permits_of(user)}
    found = [
        (bucket, permits[bucket.account_id])
        for bucket in related.filter(name__in=names)
        if bucket.account_id in permits and (name or _is_at(bucket, clues))
    ]
    best = min(found, key=lambda it: not it[1].can_edit, default=None)
    return best or (None, None)


def _is_at(bucket: Bucket, clues: Clues) -> bool:
    endpoint = bucket.endpoint or bucket.account.endpoint
    return any(place.bucket == bucket.name and place.is_at(endpoint) for place in clues.places)


def _held(bucket: Bucket | None) -> Held | None:
    if bucket is None or bucket.live is None or not bucket.is_editable:
        return None
    return Held(bucket.working, bucket.live.configuration)


def _known(clues: Clues) -> list[tuple[str, str]]:
    """What was found, with labels."""
    facts = {
        _("Address"): clues.url,
        _("Origin of the page"): clues.origin,
        _("Method"): clues.method,
        _("Headers that it sets"): ", ".join(clues.asked_headers),
        _("Status"): "" if clues.status is None else str(clues.status),
        _("OSS code"): clues.code,
    }
    return [(label, value) for label, value in facts.items() if value]


def _trials(diagnosis: Diagnosis) -> list[Trial]:
    tried: dict[str, Simulation | None] = {
        _("Live, as OSS last said"): diagnosis.live,
        _("Working copy"): diagnosis.working,
    }
    return [Trial(label, outcome(it), it.succeeds) for label, it in tried.items() if it is not None]


def _proposals(diagnosis: Diagnosis, bucket: Bucket | None) -> list[Proposal]:
    if bucket is None or diagnosis.working is None:
        return []
    wanted, address = diagnosis.working.request, reverse("fix", args=[bucket.pk])
    return [
        Proposal(
            f"{address}?{as_query(wanted, choice=place)}",
            change_lines(diff(bucket.working, remedy.configuration)),
            answer_lines(remedy.changes),
        )
        for place, remedy in enumerate(diagnosis.remedies)
    ]


def _message(diagnosis: Diagnosis, bucket: Bucket | None, proposals: list[Proposal]) -> str:
    """What somebody who may not edit can send to somebody who may."""
    if bucket is None or not proposals:
        return ""
    remedy = diagnosis.remedies[0]
    lines = [
        _("Please change the CORS rules of the bucket %(bucket)s.") % {"bucket": bucket.name},
        translated(Sentence(diagnosis.remark.headline)),
        *(f"{label}: {value}" for label, value in _known(diagnosis.clues)),
        _("Proposed for rule %(rule)s:") % {"rule": remedy.place + 1},
        describe(remedy.configuration.rules[remedy.place]),
    ]
    return "\n".join(lines)
