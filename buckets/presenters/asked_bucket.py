"""The bucket that evidence is about, among those that a person may see."""

from dataclasses import dataclass

from django.contrib.auth.models import User

from buckets.access import permits_of
from buckets.cors.doctor import Evidence, host_of
from buckets.models import Account, Bucket
from buckets.oss.endpoint import OtherAddress


@dataclass(frozen=True, slots=True)
class AskedBucket:
    """The bucket that was asked; None: none that the person sees.

    ``at_endpoint``: the address is one of OSS itself, not a custom domain name, where a CDN can
    stand in between. ``namesake`` is a bucket of that name which is somewhere else.
    """

    bucket: Bucket | None = None
    can_edit: bool = False
    at_endpoint: bool = False
    namesake: Bucket | None = None


def find_bucket(evidence: Evidence, user: User, name: str) -> AskedBucket:
    """Return the bucket that was asked, one to edit before others.

    Args:
        evidence: What is known of the request.
        user: Who is shown it: of buckets that they do not see, nothing is told.
        name: The bucket that they named, wherever it is; empty: the address tells which it is.
    """
    permits = {permit.account.pk: permit for permit in permits_of(user)}
    names = {name} if name else {*_names_in(evidence), *_names_by_domain(evidence, user)}
    related = Bucket.objects.of(user).select_related("account", "live")
    seen = [it for it in related.filter(name__in=names) if it.account_id in permits]
    seen.sort(key=lambda it: not permits[it.account_id].can_edit)
    for bucket in seen:
        at_endpoint = _is_at_endpoint(bucket, evidence)
        if name or at_endpoint or bucket.name in _named_by(bucket.account, evidence):
            return AskedBucket(bucket, permits[bucket.account_id].can_edit, at_endpoint)
    return AskedBucket(namesake=seen[0] if seen else None)


def _names_in(evidence: Evidence) -> set[str]:
    return {address.bucket for address in evidence.addresses}


def _names_by_domain(evidence: Evidence, user: User) -> set[str]:
    """The buckets whose custom domain name was asked."""
    if not evidence.is_elsewhere:
        return set()
    accounts = Account.objects.of(user).exclude(addresses="")
    return {name for account in accounts for name in _named_by(account, evidence)}


def _named_by(account: Account, evidence: Evidence) -> set[str]:
    host = evidence.host.lower()
    others = _others(account)
    return {other.bucket for other in others if other.bucket and host_of(other.origin) == host}


def _is_at_endpoint(bucket: Bucket, evidence: Evidence) -> bool:
    account = bucket.account
    endpoints = [other.origin for other in _others(account) if not other.bucket]
    endpoints.append(bucket.endpoint or account.endpoint)
    addresses = [it for it in evidence.addresses if it.bucket == bucket.name]
    return any(it.is_at(endpoint) for it in addresses for endpoint in endpoints)


def _others(account: Account) -> list[OtherAddress]:
    return [OtherAddress.of(line) for line in account.addresses.splitlines()]
