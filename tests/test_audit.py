"""What is recorded outlives what it tells of."""

import pytest
from django.contrib.auth.models import User
from django.db import models, transaction

from buckets.audit import Kind, record
from buckets.cors.formats import xml
from buckets.cors.model import Configuration
from buckets.models import Account, Bucket, CorsRule, Event, Revision
from tests.fixtures.people import LIVE
from tests.sync.actions import add, now, publish


def test_a_record_says_who_did_what_where(memory_bucket: Bucket, editor: User) -> None:
    account = memory_bucket.account
    event = record(Kind.PULLED, by=editor, account=account, bucket=memory_bucket, revision=1)
    stored = Event.objects.get(pk=event.pk)
    assert (stored.kind, stored.actor) == ("bucket.pulled", "edda-editor")
    assert (stored.account_id, stored.account_name) == (account.pk, "Example team")
    assert (stored.bucket_id, stored.bucket_name) == (memory_bucket.pk, "examplebucket")
    assert stored.version == memory_bucket.version
    assert stored.params == {"revision": 1}
    assert stored.at is not None


def test_a_record_of_an_account_names_no_bucket(memory_account: Account, owner: User) -> None:
    event = record(Kind.ACCOUNT_ADDED, by=owner, account=memory_account)
    assert (event.bucket_id, event.bucket_name, event.version) == (None, "", None)
    assert (event.before, event.after) == ("", "")


def test_a_record_of_an_edit_holds_both_sides(memory_bucket: Bucket, editor: User) -> None:
    event = record(
        Kind.RULES_CLEARED,
        by=editor,
        account=memory_bucket.account,
        bucket=memory_bucket,
        before=LIVE,
        after=Configuration(),
    )
    assert xml.read(event.before.encode()) == LIVE
    assert xml.read(event.after.encode()) == Configuration()


def test_a_record_goes_with_the_transaction_that_it_tells_of(
    memory_account: Account, owner: User
) -> None:
    with transaction.atomic():
        record(Kind.ACCOUNT_ADDED, by=owner, account=memory_account)
        transaction.set_rollback(True)
    assert not Event.objects.filter(kind=Kind.ACCOUNT_ADDED).exists()


def test_a_record_has_no_foreign_key() -> None:
    assert not [field for field in Event._meta.get_fields() if field.is_relation]


@pytest.mark.parametrize("gone", ["bucket", "account", "user"])
def test_records_outlive_what_they_tell_of(
    gone: str, memory_bucket: Bucket, owner: User, editor: User
) -> None:
    add(memory_bucket, editor)
    publish(memory_bucket, owner, message="why")
    told = list(Event.objects.values())
    doomed: dict[str, models.Model] = {
        "bucket": now(memory_bucket),
        "account": memory_bucket.account,
        "user": editor,
    }
    doomed[gone].delete()
    assert list(Event.objects.values()) == told


def test_an_account_takes_its_buckets_rules_and_revisions_along(memory_bucket: Bucket) -> None:
    memory_bucket.account.delete()
    assert not Bucket.objects.exists()
    assert not CorsRule.objects.exists()
    assert not Revision.objects.exists()


def test_the_newest_record_comes_first(memory_account: Account, owner: User) -> None:
    for kind in (Kind.ACCOUNT_ADDED, Kind.ACCOUNT_CHANGED):
        record(kind, by=owner, account=memory_account)
    assert [event.kind for event in Event.objects.all()] == ["account.changed", "account.added"]


def test_a_record_has_a_name_for_administrators(memory_bucket: Bucket, owner: User) -> None:
    account = memory_bucket.account
    assert str(record(Kind.ACCOUNT_TESTED, by=owner, account=account)) == (
        "olga-owner account.tested Example team"
    )
    pulled = record(Kind.PULLED, by=owner, account=account, bucket=memory_bucket)
    assert str(pulled) == "olga-owner bucket.pulled examplebucket"


def test_every_kind_fits_its_column_and_is_named_once() -> None:
    assert all(len(kind) <= 40 for kind in Kind)
    assert len(set(Kind)) == len(Kind.__members__)
