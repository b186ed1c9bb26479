"""Promising something of a bucket, and taking it back."""

from django.contrib.auth.models import User
from django.db import transaction

from buckets.audit import Kind, record
from buckets.cors.evaluate import expectation
from buckets.models import Bucket, Expectation


def add_expectation(bucket_id: int, value: expectation.Expectation, *, by: User) -> bool:
    """Keep ``value`` as a promise of the bucket; gives False where it is one already."""
    with transaction.atomic():
        bucket = Bucket.objects.locked(bucket_id)
        if any(it.value == value for it in bucket.expectations.all()):
            return False
        Expectation.of(value, bucket=bucket, by=by.get_username()).save()
        _record(Kind.EXPECTATION_ADDED, value, bucket, by)
    return True


def remove_expectation(bucket_id: int, expectation_id: int, *, by: User) -> None:
    """Forget a promise. One that is gone already stays so."""
    with transaction.atomic():
        bucket = Bucket.objects.locked(bucket_id)
        found = bucket.expectations.filter(pk=expectation_id).first()
        if found is not None:
            found.delete()
            _record(Kind.EXPECTATION_REMOVED, found.value, bucket, by)


def _record(kind: Kind, value: expectation.Expectation, bucket: Bucket, by: User) -> None:
    record(kind, by=by, account=bucket.account, bucket=bucket, expectation=value.message.as_json)
