"""Which buckets an account has."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction

from buckets.audit import AccountTested, Actor, BucketsDiscovered, DiscoveryFailed, record
from buckets.cors import Message
from buckets.models import Account, Bucket
from buckets.oss.clock_skew import skew_message
from buckets.oss.errors import OssError
from buckets.oss.listing import ListedBucket
from buckets.sync.gateways import account_gateway
from buckets.sync.snapshot import failure


@dataclass(frozen=True, slots=True)
class Tested:
    """How many buckets OSS lists, and the message about this server's clock, if it is off."""

    found: int
    clock: Message | None


def count_buckets(account: Account, *, by: User) -> Tested:
    """List the buckets that OSS has for the account: proof that the AccessKey works.

    Raises `OssError`. Either way it is recorded.
    """
    try:
        gateway = account_gateway(account)
        found = sum(1 for _ in gateway.list_buckets())
    except OssError as error:
        record(AccountTested(trouble=failure(error)), by=by, account=account)
        raise
    skew = gateway.clock_skew
    clock = skew_message(skew)
    record(AccountTested(found, skew if clock else None), by=by, account=account)
    return Tested(found, clock)


def discover(account: Account, *, by: Actor) -> tuple[Bucket, ...]:
    """Add the buckets that OSS lists and the console does not know yet; those are returned.

    As `enter_listing`. Raises `OssError`, after recording it.
    """
    try:
        listed = list(account_gateway(account).list_buckets())
    except OssError as error:
        record(DiscoveryFailed(failure(error)), by=by, account=account)
        raise
    return enter_listing(account, listed, by=by)


def enter_listing(
    account: Account, listed: Iterable[ListedBucket], *, by: Actor
) -> tuple[Bucket, ...]:
    """Add those of the buckets ``listed`` that the console does not know yet; those are returned.

    Their rules are not read. Known buckets that are listed elsewhere than known are corrected,
    those that are not listed left as they are.
    """
    found = {bucket.name: bucket for bucket in listed}
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)  # two would add the same buckets
        # In the order in which runs lock them, or each could wait for what the other has.
        buckets = account.buckets.select_for_update().order_by("pk")
        known = {bucket.name: bucket for bucket in buckets}
        for name, bucket in known.items():
            there = found.get(name)
            if there and (bucket.region, bucket.endpoint) != (there.region, there.endpoint):
                bucket.region, bucket.endpoint = there.region, there.endpoint
                bucket.save(update_fields=["region", "endpoint"])
        new = [
            Bucket(account=account, name=name, region=there.region, endpoint=there.endpoint)
            for name, there in found.items()
            if name not in known
        ]
        Bucket.objects.bulk_create(new)
        record(BucketsDiscovered(len(found), len(new)), by=by, account=account)
    return tuple(new)
