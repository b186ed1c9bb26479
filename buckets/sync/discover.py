"""Which buckets an account has."""

from django.contrib.auth.models import User
from django.db import transaction

from buckets.audit import Kind, record
from buckets.models import Account, Bucket
from buckets.oss.errors import OssError
from buckets.sync.connect import account_gateway
from buckets.sync.read import failure


def count_buckets(account: Account, *, by: User) -> int:
    """How many buckets OSS lists for the account: proof that the AccessKey works.

    Raises `OssError`. Either way it is recorded.
    """
    try:
        found = sum(1 for _ in account_gateway(account).list_buckets())
    except OssError as error:
        record(Kind.ACCOUNT_TESTED, by=by, account=account, trouble=failure(error))
        raise
    record(Kind.ACCOUNT_TESTED, by=by, account=account, found=found)
    return found


def discover(account: Account, *, by: User) -> tuple[Bucket, ...]:
    """Add the buckets that OSS lists and the console does not know yet; those are returned.

    Their rules are not read. Known buckets that are listed elsewhere than known are corrected,
    those that are not listed left as they are. Raises `OssError`, after recording it.
    """
    try:
        listed = {bucket.name: bucket for bucket in account_gateway(account).list_buckets()}
    except OssError as error:
        record(Kind.DISCOVERY_FAILED, by=by, account=account, trouble=failure(error))
        raise
    with transaction.atomic():
        known = {bucket.name: bucket for bucket in account.buckets.all()}
        for name in known.keys() & listed.keys():
            bucket, found = known[name], listed[name]
            if (bucket.region, bucket.endpoint) != (found.region, found.endpoint):
                bucket.region, bucket.endpoint = found.region, found.endpoint
                bucket.save(update_fields=["region", "endpoint"])
        new = [
            Bucket(account=account, name=name, region=found.region, endpoint=found.endpoint)
            for name, found in listed.items()
            if name not in known
        ]
        Bucket.objects.bulk_create(new)
        record(Kind.ACCOUNT_DISCOVERED, by=by, account=account, found=len(listed), new=len(new))
    return tuple(new)
