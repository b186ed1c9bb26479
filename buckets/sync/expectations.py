"""Adding an expectation to a bucket, and deleting it."""

from django.contrib.auth.models import User
from django.db import transaction

from buckets.audit import ExpectationAdded, ExpectationRemoved, record
from buckets.cors.evaluate import expectation
from buckets.models import Bucket, Expectation


def add_expectation(bucket_id: int, value: expectation.Expectation, *, by: User) -> bool:
    """Add ``value`` to the bucket's expectations; return False where it is one already."""
    with transaction.atomic():
        bucket = Bucket.objects.locked(bucket_id)
        if any(it.value == value for it in bucket.expectations.all()):
            return False
        Expectation.of(value, bucket=bucket, by=by.get_username()).save()
        record(ExpectationAdded(value.message), by=by, account=bucket.account, bucket=bucket)
    return True


def remove_expectation(bucket_id: int, expectation_id: int, *, by: User) -> None:
    """Delete an expectation, if it is still there."""
    with transaction.atomic():
        bucket = Bucket.objects.locked(bucket_id)
        found = bucket.expectations.filter(pk=expectation_id).first()
        if found is not None:
            found.delete()
            event = ExpectationRemoved(found.value.message)
            record(event, by=by, account=bucket.account, bucket=bucket)
