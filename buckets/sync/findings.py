"""Findings of buckets: kept with the working copy that they are of, accepted and reopened.

The working copy is linted, because that is what a fix edits and what is published next.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.contrib.auth.models import User
from django.db import transaction

from buckets.audit import FindingAccepted, FindingReopened, name_of, record
from buckets.cors import Configuration
from buckets.cors.lint import Finding, Policy, findings
from buckets.lint_policy import lint_policy
from buckets.models import Acceptance, Bucket, KnownFinding
from buckets.public_suffixes import is_public_suffix

_AT_ONCE = 100


def found_in(configuration: Configuration) -> tuple[Finding, ...]:
    """Return the findings of a configuration, by the checks that this installation runs."""
    return _found_by(lint_policy(), configuration)


@lru_cache(maxsize=256)
def _found_by(policy: Policy, configuration: Configuration) -> tuple[Finding, ...]:
    """Many buckets have the same configuration, and pages ask again."""
    return findings(configuration, is_public_suffix=is_public_suffix, policy=policy)


def current(bucket: Bucket) -> dict[str, Finding]:
    """Return the findings in the working copy of ``bucket`` now, by key, the gravest first."""
    return {finding.key: finding for finding in _found(bucket, bucket.working)}


def _found(bucket: Bucket, working: Configuration) -> tuple[Finding, ...]:
    """Return no findings while the bucket is read-only: there is no working copy to fix."""
    return () if bucket.is_read_only else found_in(working)


def keep_findings(working: Iterable[tuple[Bucket, Configuration]]) -> None:
    """Keep the findings of these working copies, once they are saved and in their transaction.

    Three statements, however many there are.
    """
    rows = {
        bucket.pk: [KnownFinding.of(bucket, finding) for finding in _found(bucket, configuration)]
        for bucket, configuration in working
    }
    if rows:
        KnownFinding.objects.filter(bucket__in=rows).delete()
        KnownFinding.objects.bulk_create(row for found in rows.values() for row in found)
        Bucket.objects.filter(pk__in=rows).mark_linted()


def lint_left() -> int:
    """Look for findings where nobody has since the working copy or the checks became others.

    That is after a run, an update of the console, another setting, or a worker that was killed.
    Returns how many buckets there were. No bucket is looked at twice: it ends even while a process
    with other settings does the same.
    """
    count, last = 0, 0
    while ids := _next_stale(last):
        last = ids[-1]
        for bucket in Bucket.objects.filter(pk__in=ids).prefetch_related("cors_rules"):
            found_in(bucket.working)  # what takes long, before anything is locked
        with transaction.atomic():
            keep_findings([(bucket, bucket.working) for bucket in Bucket.objects.all_locked(ids)])
        count += len(ids)
    return count


def _next_stale(last: int) -> list[int]:
    stale = Bucket.objects.lint_stale().filter(pk__gt=last).order_by("pk")
    return list(stale.values_list("pk", flat=True)[:_AT_ONCE])


def lint_all() -> int:
    """Lint all working copies anew; return how many there are.

    After an update that finds more, a newer list of public suffixes, or another choice of checks.
    """
    Bucket.objects.update(linted_fingerprint="")
    return lint_left()


def accept(
    bucket_id: int, finding: Finding, *, reason: str, until: date | None, by: User
) -> Acceptance:
    """Accept ``finding`` until that day, the last one included, or for good.

    Accepted again, the new reason and day replace the old ones.
    """
    with transaction.atomic():
        bucket = Bucket.objects.locked(bucket_id)
        acceptance, _new = Acceptance.objects.update_or_create(
            bucket=bucket,
            key=finding.key,
            defaults={"reason": reason, "until": until, "by": name_of(by)},
        )
        event = FindingAccepted(finding.message, reason, until.isoformat() if until else None)
        record(event, by=by, account=bucket.account, bucket=bucket)
    return acceptance


def reopen(bucket_id: int, finding: Finding, *, by: User) -> None:
    """Take the acceptance of ``finding`` back. Nothing is done where nobody had accepted it."""
    with transaction.atomic():
        bucket = Bucket.objects.locked(bucket_id)
        deleted, _models = bucket.acceptances.filter(key=finding.key).delete()
        if deleted:
            event = FindingReopened(finding.message)
            record(event, by=by, account=bucket.account, bucket=bucket)
