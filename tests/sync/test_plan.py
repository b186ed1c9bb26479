"""What publishing would change, decided before it is done."""

from dataclasses import replace

from django.contrib.auth.models import User

from buckets.cors import Configuration, Rule
from buckets.cors.formats.xml import read
from buckets.models import Account, Bucket
from buckets.sync.edit import clear_rules
from buckets.sync.plan import Plan, drift, plan
from buckets.sync.pull import pull
from tests.fakes import MemoryGateway
from tests.fixtures.local_oss import BUCKET
from tests.fixtures.people import LIVE, NEW
from tests.sync.actions import FOREIGN, RAW, add, now, planned


def test_there_is_no_plan_when_nothing_changed(memory_bucket: Bucket) -> None:
    assert plan(memory_bucket) is None


def test_there_is_no_plan_for_a_bucket_never_read(memory_account: Account) -> None:
    assert plan(Bucket(account=memory_account, name="unread")) is None


def test_a_plan_leads_from_what_oss_said_to_the_working_copy(
    memory_bucket: Bucket, editor: User
) -> None:
    add(memory_bucket, editor)
    made = planned(memory_bucket)
    assert made.base == LIVE
    assert made.target == LIVE.with_rules([*LIVE.rules, NEW])
    assert made.diff.counts == {"added": 1}
    assert made.problems == ()


def test_the_document_is_the_working_copy_as_xml(memory_bucket: Bucket, editor: User) -> None:
    add(memory_bucket, editor)
    assert read(planned(memory_bucket).document) == now(memory_bucket).working


def test_a_plan_without_rules_has_no_document(memory_bucket: Bucket, editor: User) -> None:
    clear_rules(memory_bucket.pk, version=memory_bucket.version, by=editor)
    assert planned(memory_bucket).document == b""
    assert planned(memory_bucket).problems == ()


def test_the_fingerprint_changes_with_either_side() -> None:
    made = Plan(LIVE, FOREIGN)
    others = [Plan(FOREIGN, LIVE), Plan(LIVE, LIVE), replace(made, base=Configuration())]
    assert made.fingerprint == Plan(LIVE, FOREIGN).fingerprint
    assert made.fingerprint not in {other.fingerprint for other in others}


def test_a_plan_tells_for_what_oss_would_refuse_it(memory_bucket: Bucket, editor: User) -> None:
    add(memory_bucket, editor, Rule(("https://*.*.example.com",), ("GET",)))
    assert [problem.id for problem in planned(memory_bucket).problems] == ["two-wildcards"]


def test_what_was_changed_outside_is_told_beside_the_plan(
    memory_bucket: Bucket, memory: MemoryGateway, editor: User
) -> None:
    add(memory_bucket, editor)
    memory.buckets[BUCKET] = LIVE.with_rules([*LIVE.rules, *FOREIGN.rules])
    pull(memory_bucket.pk, by=editor)
    outside = drift(now(memory_bucket))
    assert outside is not None
    assert outside.counts == {"added": 1}
    assert outside.rules[0].after == FOREIGN.rules[0]


def test_there_is_no_drift_when_nothing_changed_outside(
    memory_account: Account, memory_bucket: Bucket, editor: User
) -> None:
    assert drift(add(memory_bucket, editor)) is None
    assert drift(Bucket(account=memory_account, name="unread")) is None


def test_what_is_not_understood_cannot_be_compared(
    memory_bucket: Bucket, memory: MemoryGateway, editor: User
) -> None:
    add(memory_bucket, editor)
    memory.unknown = RAW
    assert drift(pull(memory_bucket.pk, by=editor)) is None
