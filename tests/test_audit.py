"""What is recorded outlives what it tells of."""

import pytest
from django.contrib.auth.models import User
from django.db import models, transaction

from buckets import audit
from buckets.audit import EVENTS, record
from buckets.cors import Configuration
from buckets.cors.formats import xml
from buckets.models import Account, Bucket, CorsRule, Event, Revision
from tests.fixtures.people import LIVE
from tests.sync.actions import add, now, publish


def test_a_record_says_who_did_what_where(memory_bucket: Bucket, editor: User) -> None:
    account = memory_bucket.account
    event = record(
        audit.BucketPulled(1, new=True), by=editor, account=account, bucket=memory_bucket
    )
    stored = Event.objects.get(pk=event.pk)
    assert (stored.kind, stored.actor) == ("bucket.pulled", "edda-editor")
    assert (stored.account_id, stored.account_name) == (account.pk, "Example team")
    assert (stored.bucket_id, stored.bucket_name) == (memory_bucket.pk, "examplebucket")
    assert stored.version == memory_bucket.version
    assert stored.params == {"revision": 1, "new": True}
    assert stored.at is not None


def test_a_record_of_an_account_names_no_bucket(memory_account: Account, owner: User) -> None:
    event = record(audit.AccountAdded(), by=owner, account=memory_account)
    assert (event.bucket_id, event.bucket_name, event.version) == (None, "", None)
    assert (event.before, event.after) == ("", "")


def test_a_record_of_an_edit_holds_both_sides(memory_bucket: Bucket, editor: User) -> None:
    event = record(
        audit.RulesCleared(2),
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
        record(audit.AccountAdded(), by=owner, account=memory_account)
        transaction.set_rollback(True)
    assert not Event.objects.filter(kind=audit.AccountAdded.id).exists()


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
    for event in (audit.AccountAdded(), audit.AccountChanged({}, secret=True)):
        record(event, by=owner, account=memory_account)
    assert [event.kind for event in Event.objects.all()] == ["account.changed", "account.added"]


def test_a_record_has_a_name_for_administrators(memory_bucket: Bucket, owner: User) -> None:
    account = memory_bucket.account
    assert str(record(audit.AccountTested(found=1), by=owner, account=account)) == (
        "olga-owner account.tested Example team"
    )
    pulled = record(
        audit.BucketPulled(1, new=True), by=owner, account=account, bucket=memory_bucket
    )
    assert str(pulled) == "olga-owner bucket.pulled examplebucket"


@pytest.mark.parametrize(("kind", "params"), [("edit.undone", {}), ("rebase.undone", {"base": 1})])
def test_an_undo_recorded_before_there_was_a_redo_is_an_undo(
    kind: str, params: dict[str, object]
) -> None:
    assert audit.is_undo(audit.event_of(Event(kind=kind, params=params)))


def test_the_id_of_every_kind_fits_its_column() -> None:
    assert all(len(event_id) <= 40 for event_id in EVENTS)


def test_no_two_kinds_have_the_same_id() -> None:
    class Again(audit.AuditEvent):
        pass

    with pytest.raises(ValueError, match=r"rule\.created"):
        audit.registry.event("rule.created", again="%(actor)s did it")(Again)


def test_a_kind_of_edit_names_itself_as_one() -> None:
    edits = {event_id for event_id, kind in EVENTS.items() if issubclass(kind, audit.Edit)}
    assert edits == {kind.id for kind in EVENTS.values() if kind.__module__.endswith(".edits")}
