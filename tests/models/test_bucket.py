"""A bucket's working copy and what it saw of OSS, without a network."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError

from buckets.cors import Configuration, Rule
from buckets.cors.formats.xml import write
from buckets.models import Account, Bucket, CorsRule, Revision
from tests.fixtures.people import APP, LIVE, NEW, UPLOADS, leave_pending

LATER = datetime(2040, 1, 1, tzinfo=UTC)


def saw(bucket: Bucket, configuration: Configuration | None, document: bytes = b"") -> Revision:
    document = document or (write(configuration) if configuration else b"<Novelty/>")
    source = Revision.Source.PULLED
    seen = bucket.observe(document, configuration, at=LATER, source=source, by="olga", reason="why")
    bucket.save_with_state()
    return seen


def test_the_working_copy_is_a_value_in_the_order_of_its_rows(memory_bucket: Bucket) -> None:
    assert memory_bucket.working == LIVE


def test_a_rule_appended_comes_last(memory_bucket: Bucket) -> None:
    memory_bucket.append(NEW)
    assert memory_bucket.working.rules == (APP, UPLOADS, NEW)


def test_placing_rows_keeps_them_and_takes_the_others_out(memory_bucket: Bucket) -> None:
    first, second = memory_bucket.cors_rules.all()
    memory_bucket.set_rules([second])
    (left,) = memory_bucket.cors_rules.all()
    assert (left.pk, left.index, left.value) == (second.pk, 0, UPLOADS)
    assert not CorsRule.objects.filter(pk=first.pk).exists()


def test_placing_touches_no_other_bucket(memory_account: Account, memory_bucket: Bucket) -> None:
    other = Bucket.objects.create(account=memory_account, name="other")
    other.append(NEW)
    memory_bucket.set_rules([])
    assert other.working.rules == (NEW,)


def test_counting_a_version_takes_over_what_follows(memory_bucket: Bucket) -> None:
    version = memory_bucket.version
    memory_bucket.count_version(Configuration((NEW,)))
    assert memory_bucket.version == version + 1
    assert memory_bucket.rule_count == 1
    assert memory_bucket.fingerprint == Configuration((NEW,)).fingerprint


@pytest.mark.parametrize(("count", "room"), [(9, True), (10, False), (11, False)])
def test_there_is_room_for_ten_rules(count: int, room: bool) -> None:
    assert Bucket(rule_count=count).has_room is room


def test_seeing_the_same_again_makes_no_revision(memory_bucket: Bucket) -> None:
    known = memory_bucket.live
    assert saw(memory_bucket, LIVE, b"<!-- written otherwise -->") == known
    assert memory_bucket.revisions.count() == 1
    assert memory_bucket.read_at == LATER


def test_seeing_something_else_makes_the_next_revision(memory_bucket: Bucket) -> None:
    revision = saw(memory_bucket, Configuration((NEW,)))
    assert memory_bucket.live == revision
    assert (revision.number, revision.by, revision.reason) == (2, "olga", "why")
    assert revision.configuration == Configuration((NEW,))


def test_seeing_the_old_once_more_is_a_revision_again(memory_bucket: Bucket) -> None:
    saw(memory_bucket, Configuration())
    assert saw(memory_bucket, LIVE).number == 3


def test_what_is_not_understood_is_kept_to_the_byte(memory_bucket: Bucket) -> None:
    revision = saw(memory_bucket, None, b"\xef\xbb\xbf<Novelty>\r\n</Novelty>")
    revision.refresh_from_db()
    assert revision.raw == b"\xef\xbb\xbf<Novelty>\r\n</Novelty>"
    assert revision.rule_count is None
    assert not revision.is_understood


def test_two_documents_that_are_not_understood_differ_by_their_bytes(
    memory_bucket: Bucket,
) -> None:
    assert saw(memory_bucket, None, b"<One/>") == saw(memory_bucket, None, b"<One/>")
    assert saw(memory_bucket, None, b"<Two/>").number == 3


def test_seeing_anything_ends_trouble(memory_bucket: Bucket) -> None:
    memory_bucket.trouble = {"code": ""}
    saw(memory_bucket, LIVE)
    assert memory_bucket.trouble is None


def test_seeing_what_the_working_copy_says_makes_it_the_base(memory_bucket: Bucket) -> None:
    memory_bucket.count_version(Configuration((NEW,)))
    live = saw(memory_bucket, Configuration((NEW,)))
    memory_bucket.save_with_state()
    assert memory_bucket.base == live


def test_a_reading_from_before_the_last_one_is_no_news(memory_bucket: Bucket) -> None:
    assert memory_bucket.read_at is not None
    assert memory_bucket.is_news(memory_bucket.read_at)
    assert not memory_bucket.is_news(memory_bucket.read_at - timedelta(microseconds=1))
    assert Bucket().is_news(LATER)


def test_adopting_takes_the_rules_and_vary_of_oss(memory_bucket: Bucket) -> None:
    saw(memory_bucket, Configuration((NEW,), response_vary=False))
    memory_bucket.adopt_live()
    assert memory_bucket.working == Configuration((NEW,), response_vary=False)
    assert memory_bucket.base == memory_bucket.live


def test_adopting_from_a_bucket_never_read_leaves_no_rules(memory_account: Account) -> None:
    bucket = Bucket.objects.create(account=memory_account, name="unread")
    bucket.append(NEW)
    bucket.adopt_live()
    assert bucket.working == Configuration()


def test_a_person_sees_the_buckets_of_their_accounts_only(
    memory_bucket: Bucket, viewer: User, outsider: User
) -> None:
    assert list(Bucket.objects.of(viewer)) == [memory_bucket]
    assert not Bucket.objects.of(outsider).exists()
    assert list(Account.objects.of(viewer)) == [memory_bucket.account]
    assert not Account.objects.of(outsider).exists()


def test_an_account_has_a_bucket_once(memory_bucket: Bucket) -> None:
    with pytest.raises(IntegrityError):
        Bucket.objects.create(account=memory_bucket.account, name=memory_bucket.name)


def test_a_row_gives_back_the_rule_it_was_given() -> None:
    odd = Rule(("a b", "a b"), ("PUT", "GET"), ("X-*",), ("",), 0)
    row = CorsRule()
    row.value = odd
    assert row.value == odd


def test_each_noun_has_a_name(memory_bucket: Bucket) -> None:
    row = memory_bucket.cors_rules.all()[0]
    member = memory_bucket.account.memberships.all()[0]
    assert str(memory_bucket) == "examplebucket"
    assert str(row) == "rule 1 of examplebucket"
    assert str(memory_bucket.live) == "revision 1 of examplebucket"
    push = leave_pending(memory_bucket)
    assert str(push) == f"push {push.pk} of examplebucket: pending"
    assert str(member) == "olga-owner in Example team: Owner"
