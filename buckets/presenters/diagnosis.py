"""A diagnosis, ready to show: what it is, what to do, and what can be done here."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.contrib.auth.models import User

from buckets.cors.doctor import (
    Diagnosis,
    Evidence,
    KnownRules,
    diagnose,
    host_of,
    to_params,
)
from buckets.models import Bucket
from buckets.presenters.asked_bucket import AskedBucket, find_bucket
from buckets.presenters.page_request import query_of
from buckets.presenters.rules import describe
from buckets.presenters.simulation import RemedyLine, verdict
from buckets.presenters.text import say, translate


@dataclass(frozen=True, slots=True)
class KnownFact:
    """What is known of a request.

    ``field`` is where it can be corrected, ``href`` where it leads.
    """

    label: str
    value: str
    field: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class RuleCheckView:
    """The request, tried on one configuration."""

    label: str
    text: str
    is_allowed: bool


@dataclass(frozen=True, slots=True)
class DiagnosisView:
    """What the page shows of one diagnosis.

    ``kind`` is "open" (not certain), "good" or "bad". ``suggested`` is the name to fill in where a
    bucket is asked for, ``no_bucket`` why none was found. ``missing`` has a question for each field
    that would tell more. ``message`` is for somebody who may edit, ``text`` is what was read, and
    ``params`` are those of a link to it.
    """

    evidence: Evidence
    kind: str
    headline: str
    detail: str
    advice: list[str]
    steps: list[str]
    certainty: str
    rivals: list[str]
    source: str
    bucket: Bucket | None
    can_edit: bool
    no_bucket: str
    suggested: str
    known: list[KnownFact]
    missing: dict[str, str]
    checks: list[RuleCheckView]
    is_unpublished: bool
    query: str
    remedies: list[RemedyLine]
    message: str
    text: str
    params: dict[str, str]
    is_recognised: bool

    @classmethod
    def of(
        cls, evidence: Evidence, user: User, *, name: str = "", text: str = ""
    ) -> "DiagnosisView":
        """Return the diagnosis of ``evidence`` for ``user``; ``name`` is the bucket they named."""
        asked = find_bucket(evidence, user, name)
        bucket = asked.bucket
        evidence = replace(evidence, at_endpoint=asked.at_endpoint)
        diagnosis = diagnose(evidence, _held(bucket), is_known=bucket is not None)
        return cls(
            evidence=evidence,
            kind=_kind(diagnosis),
            headline=translate(diagnosis.cause.message),
            detail=translate(diagnosis.detail) if diagnosis.detail else "",
            advice=[translate(advice) for advice in diagnosis.advice],
            steps=[translate(step) for step in diagnosis.steps],
            certainty=_certainty(diagnosis),
            rivals=[translate(cause.message) for cause in diagnosis.rivals],
            source=translate(diagnosis.cause.source.message),
            bucket=bucket,
            can_edit=asked.can_edit,
            no_bucket=_no_bucket(asked, evidence),
            suggested=name or _suggested(asked, evidence),
            known=list(_known(evidence)),
            missing={fact.value: say(f"doctor.missing.{fact.value}") for fact in diagnosis.missing},
            checks=list(_checks(diagnosis)),
            is_unpublished=diagnosis.is_unpublished,
            query=query_of(diagnosis.working.request) if diagnosis.working else "",
            remedies=_remedies(diagnosis, bucket),
            message=_message(diagnosis, bucket) if bucket and diagnosis.remedies else "",
            text=text,
            params=to_params(evidence) | ({"bucket": bucket.name} if bucket else {}),
            is_recognised=bool(evidence),
        )

    @property
    def shared(self) -> str:
        """The query of a link to it."""
        return urlencode(self.params)

    @property
    def repeated(self) -> str:
        """The request as an object of JavaScript, to be sent again; empty where it is not known."""
        evidence = self.evidence
        if not evidence.url.startswith(("http://", "https://")):
            return ""
        headers = list(evidence.asked_headers)
        request = {"url": evidence.url, "method": evidence.method or "GET", "headers": headers}
        return json.dumps(request, ensure_ascii=False)

    @property
    def kept(self) -> dict[str, str]:
        """The facts that the form does not ask for."""
        return {name: value for name, value in self.params.items() if name not in _ASKED}


_ASKED: Final = ("bucket", "origin", "method", "headers", "credentials")
"""What the form asks for, as its fields are named."""


def _held(bucket: Bucket | None) -> KnownRules | None:
    if bucket is None or bucket.live is None or not bucket.is_editable:
        return None
    return KnownRules(bucket.working, bucket.live.configuration)


def _kind(diagnosis: Diagnosis) -> str:
    if not diagnosis.is_certain:
        return "open"
    return "good" if diagnosis.cause.id == "allowed" else "bad"


def _certainty(diagnosis: Diagnosis) -> str:
    if diagnosis.is_certain:
        return say("diagnosis.certain.tried" if diagnosis.is_tried else "diagnosis.certain.said")
    return say(f"diagnosis.{diagnosis.confidence}")


def _no_bucket(asked: AskedBucket, evidence: Evidence) -> str:
    """Why no bucket was found, if none was; and who gives access to one that is not seen.

    The same is said whether this console has the bucket or not: nobody learns that from it.
    """
    if asked.bucket is not None:
        return ""
    if asked.namesake is None:
        name = _suggested(asked, evidence)
        if not name:
            return say("diagnosis.bucket.none")
        administrators = User.objects.filter(is_superuser=True, is_active=True)
        names = administrators.order_by("username").values_list("username", flat=True)[:_MOST_NAMED]
        return say("diagnosis.bucket.unseen", bucket=name, administrators=", ".join(names))
    endpoint = asked.namesake.endpoint or asked.namesake.account.endpoint
    host = host_of(endpoint)
    return say("diagnosis.bucket.elsewhere", bucket=asked.namesake.name, host=host)


def _suggested(asked: AskedBucket, evidence: Evidence) -> str:
    found = asked.bucket or asked.namesake
    if found is not None:
        return found.name
    # Of a host that is not OSS's, nobody knows that it begins with the name of a bucket.
    return evidence.addresses[0].bucket if evidence.addresses and not evidence.is_elsewhere else ""


_MOST_NAMED: Final = 5
_CORRECTED: Final = ("origin", "method", "headers")
_OF_VENDOR: Final = re.compile(r"https://([a-z-]+\.)+(aliyun|alibabacloud)\.com/[\w/.?=&-]{0,300}")


def _known(evidence: Evidence) -> Iterator[KnownFact]:
    """What was found, with labels."""
    facts = {
        "url": evidence.url,
        "origin": evidence.origin,
        "method": evidence.method,
        "headers": ", ".join(evidence.asked_headers),
        "status": "" if evidence.status is None else str(evidence.status),
        "code": evidence.code,
        "text": evidence.text,
        "error-id": evidence.error_id,
        "request-id": evidence.request_id,
        "documentation": evidence.documentation,
    }
    for name, value in facts.items():
        if value:
            href = value if _OF_VENDOR.fullmatch(value) and name == "documentation" else ""
            field = name if name in _CORRECTED else ""
            yield KnownFact(say(f"diagnosis.known.{name}"), value, field, href)


def _checks(diagnosis: Diagnosis) -> Iterator[RuleCheckView]:
    for name, tried in (("live", diagnosis.live), ("working", diagnosis.working)):
        if tried is not None:
            yield RuleCheckView(say(f"diagnosis.check.{name}"), verdict(tried), tried.succeeds)


def _remedies(diagnosis: Diagnosis, bucket: Bucket | None) -> list[RemedyLine]:
    if bucket is None:
        return []
    working = bucket.working
    return [RemedyLine.of(number, it, working) for number, it in enumerate(diagnosis.remedies)]


def _message(diagnosis: Diagnosis, bucket: Bucket) -> str:
    """What somebody who may not edit can send to somebody who may."""
    remedy = diagnosis.remedies[0]
    rule = describe(remedy.configuration.rules[remedy.index])
    lines = [
        say("diagnosis.request", bucket=bucket.name),
        translate(diagnosis.cause.message),
        *(
            say("diagnosis.request.fact", label=fact.label, value=fact.value)
            for fact in _known(diagnosis.evidence)
        ),
        say("diagnosis.request.rule", number=remedy.index + 1, rule=rule),
    ]
    return "\n".join(lines)
