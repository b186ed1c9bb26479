"""Which buckets an account has, and whether its AccessKey works."""

import pytest
from django.contrib.auth.models import User

from buckets import audit
from buckets.cors import Message
from buckets.models import Account, Bucket, Event, State
from buckets.oss.errors import Action, OssError, Unreachable
from buckets.sync.discover import count_buckets, discover
from tests.fakes import ENDPOINT, MemoryGateway
from tests.fixtures.local_oss import WatchedOSS
from tests.fixtures.people import LIVE
from tests.sync.actions import last_event, now, unreachable


def test_the_test_of_a_connection_counts_what_oss_lists(
    memory_account: Account, memory: MemoryGateway, owner: User
) -> None:
    memory.buckets["another"] = None
    assert count_buckets(memory_account, by=owner).found == 2
    assert last_event(audit.AccountTested).params == {"found": 2}
    assert not Bucket.objects.exists()


def test_a_test_tells_of_a_clock_that_is_off(
    memory_account: Account, memory: MemoryGateway, owner: User
) -> None:
    memory.clock_skew = -180.2
    told = count_buckets(memory_account, by=owner).clock
    assert told == Message("oss.clock-behind", {"minutes": 3})
    assert last_event(audit.AccountTested).params == {"found": 1, "skew": -180.2}


def test_a_test_is_silent_about_a_clock_that_is_nearly_right(
    memory_account: Account, memory: MemoryGateway, owner: User
) -> None:
    memory.clock_skew = 60.0
    assert count_buckets(memory_account, by=owner).clock is None
    assert last_event(audit.AccountTested).params == {"found": 1}


def test_a_test_that_fails_is_recorded_with_its_reason(
    memory_account: Account, memory: MemoryGateway, owner: User
) -> None:
    memory.raises[Action.LIST] = unreachable()
    with pytest.raises(Unreachable):
        count_buckets(memory_account, by=owner)
    trouble = last_event(audit.AccountTested).params["trouble"]
    assert trouble["id"] == "oss.InternalError"
    assert trouble["request_id"] == "5FA2B5E6C0FFEE0123456789"


def test_a_bucket_found_is_not_pulled_yet(memory_account: Account, owner: User) -> None:
    (bucket,) = discover(memory_account, by=owner)
    stored = Bucket.objects.get(pk=bucket.pk)
    assert (stored.name, stored.region) == ("examplebucket", "cn-hangzhou")
    assert stored.endpoint == ENDPOINT
    assert stored.state == State.NOT_PULLED
    assert not stored.is_editable
    assert last_event(audit.BucketsDiscovered).params == {"found": 1, "new": 1}


def test_looking_again_finds_only_what_is_new(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    memory.buckets["another"] = None
    (new,) = discover(memory_bucket.account, by=owner)
    assert new.name == "another"
    assert last_event(audit.BucketsDiscovered).params == {"found": 2, "new": 1}


def test_a_bucket_that_oss_lists_no_more_is_kept(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    del memory.buckets["examplebucket"]
    assert discover(memory_bucket.account, by=owner) == ()
    assert Bucket.objects.filter(pk=memory_bucket.pk).exists()


@pytest.mark.parametrize(
    "elsewhere",
    [{"region": "cn-beijing"}, {"endpoint": "https://oss-cn-beijing.aliyuncs.com"}],
    ids=str,
)
def test_a_known_bucket_that_is_listed_elsewhere_is_corrected(
    elsewhere: dict[str, str], memory_bucket: Bucket, owner: User
) -> None:
    Bucket.objects.update(**elsewhere)
    assert discover(memory_bucket.account, by=owner) == ()
    corrected = now(memory_bucket)
    assert (corrected.region, corrected.endpoint) == ("cn-hangzhou", ENDPOINT)
    assert (corrected.working, corrected.version) == (LIVE, memory_bucket.version)


def test_a_failed_look_adds_nothing_and_is_recorded_with_its_reason(
    memory_account: Account, memory: MemoryGateway, owner: User
) -> None:
    memory.raises[Action.LIST] = unreachable()
    with pytest.raises(OssError):
        discover(memory_account, by=owner)
    assert not Bucket.objects.exists()
    (event,) = Event.objects.all()
    assert (event.kind, event.actor) == (audit.DiscoveryFailed.id, "olga-owner")
    assert event.account_name == "Example team"
    assert event.params["trouble"]["id"] == "oss.InternalError"


def test_two_accounts_may_list_the_same_bucket(memory_bucket: Bucket, owner: User) -> None:
    second = Account.objects.create(name="Second", secret_token=memory_bucket.account.secret_token)
    (bucket,) = discover(second, by=owner)
    assert bucket.name == memory_bucket.name


def test_local_oss_lists_its_buckets(account: Account, local_oss: WatchedOSS, owner: User) -> None:
    local_oss.store.create("team-site")
    assert count_buckets(account, by=owner).found == 2
    assert [b.name for b in discover(account, by=owner)] == ["examplebucket", "team-site"]
    assert {b.endpoint for b in account.buckets.all()} == {local_oss.endpoint}
