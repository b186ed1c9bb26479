"""Asking OSS itself, over sockets: local OSS, a CDN before it, and what does not answer."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Never

import pytest
from django.contrib.auth.models import User

from buckets.cors import Configuration, Message, Rule
from buckets.cors.evaluate.browser import PageHeader, PageRequest
from buckets.cors.evaluate.observation import Observation
from buckets.localoss.store import Acl
from buckets.models import Account, Bucket
from buckets.oss.errors import OssError, Unreachable
from buckets.sync.probe import KEY, ProbeResult, probe, targets
from buckets.sync.runtime import current, use
from tests.cdn import cdn_before
from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.fixtures.people import LIVE
from tests.sync.actions import FOREIGN, now, waiting
from tests.sync.crowd import Waits

APP = LIVE.rules[0].origins[0]
GET = PageRequest(APP)
OTHER = PageRequest("https://other.example", "PUT", (PageHeader("x-a"),))


def observations(probe_results: list[ProbeResult]) -> list[Observation]:
    assert all(isinstance(it.outcome, Observation) for it in probe_results)
    return [it.outcome for it in probe_results if isinstance(it.outcome, Observation)]


def asked(bucket: Bucket, requests: Sequence[PageRequest], waits: Waits) -> list[ProbeResult]:
    with waiting(waits):
        return probe(bucket, requests)


def reached_at(bucket: Bucket, *addresses: str) -> Bucket:
    Account.objects.filter(pk=bucket.account_id).update(addresses="\n".join(addresses))
    return now(bucket)


def test_a_bucket_is_reached_where_its_account_says_and_nowhere_else(memory_bucket: Bucket) -> None:
    bucket = reached_at(
        memory_bucket,
        "https://oss-accelerate.aliyuncs.com",
        f"https://static.example.com {BUCKET}",
        "https://other.example.com another-bucket",
    )
    assert [(it.host, it.is_endpoint) for it in targets(bucket)] == [
        (f"{BUCKET}.{memory_bucket.endpoint.removeprefix('https://')}", True),
        (f"{BUCKET}.oss-accelerate.aliyuncs.com", False),
        ("static.example.com", False),
    ]
    assert {it.url.rpartition("/")[2] for it in targets(bucket)} == {KEY}


def test_an_address_that_is_listed_twice_is_asked_once(memory_bucket: Bucket) -> None:
    assert len(targets(reached_at(memory_bucket, memory_bucket.endpoint))) == 1


@pytest.mark.parametrize("acl", [Acl.PRIVATE, Acl.PUBLIC_READ])
def test_local_oss_answers_as_predicted(bucket: Bucket, local_oss: WatchedOSS, acl: Acl) -> None:
    local_oss.store.set_acl(BUCKET, acl)
    waits = Waits()
    for seen in observations(asked(bucket, [GET, OTHER], waits)):
        assert seen.differences == ()
        assert seen.goes_through is seen.predicted.succeeds
    assert waits.seconds == []


def test_each_question_is_put_once_and_without_a_signature(
    bucket: Bucket, local_oss: WatchedOSS
) -> None:
    local_oss.exchanges.clear()
    probe(bucket, [GET, PageRequest(APP, "PUT"), PageRequest(APP, "HEAD")])
    assert (local_oss.count("OPTIONS"), local_oss.count("GET")) == (3, 1)
    assert not any(it.request.headers.get("authorization") for it in local_oss.exchanges)


def test_what_is_answered_otherwise_is_asked_again_until_it_is_not(
    bucket: Bucket, local_oss: WatchedOSS
) -> None:
    local_oss.store.put_cors(BUCKET, FOREIGN)
    waits = Waits(happens=lambda: local_oss.store.put_cors(BUCKET, LIVE))
    (seen,) = observations(asked(bucket, [GET], waits))
    assert seen.differences == ()
    assert len(waits.seconds) == 1


def test_what_stays_different_is_told_after_some_seconds(
    bucket: Bucket, local_oss: WatchedOSS
) -> None:
    local_oss.store.put_cors(BUCKET, Configuration((Rule(("https://b.example",), ("GET",)),)))
    waits = Waits()
    (seen,) = observations(asked(bucket, [GET], waits))
    assert seen.differences
    assert not seen.goes_through
    assert 3 < sum(waits.seconds) < 8


def test_nothing_is_asked_again_for_ever(
    bucket: Bucket, local_oss: WatchedOSS, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buckets.sync.probe.MOST_SECONDS", 0)
    local_oss.store.put_cors(BUCKET, None)
    waits = Waits()
    asked(bucket, [GET], waits)
    assert waits.seconds == []


def test_only_what_was_answered_otherwise_is_asked_again(
    bucket: Bucket, local_oss: WatchedOSS
) -> None:
    nobody, others = "https://nobody.example", Rule(("https://b.example",), ("GET",))
    local_oss.store.put_cors(BUCKET, Configuration((others,), response_vary=True))
    waits = Waits(happens=lambda: local_oss.store.put_cors(BUCKET, LIVE))
    local_oss.exchanges.clear()
    asked(bucket, [PageRequest(nobody), GET], waits)
    origins = [it.request.headers.get("origin") for it in local_oss.exchanges]
    assert (origins.count(APP), origins.count(nobody)) == (4, 2)


def test_a_place_that_is_too_slow_is_asked_no_further(
    bucket: Bucket, local_oss: WatchedOSS, monkeypatch: pytest.MonkeyPatch
) -> None:
    local_oss.exchanges.clear()
    monkeypatch.setattr("buckets.sync.probe.LONGEST", -1)
    (seen,) = probe(bucket, [GET])
    assert isinstance(seen.outcome, OssError)
    assert seen.outcome.message == Message(
        "sync.slow-address", {"host": "127.0.0.1", "seconds": -1}
    )
    assert not local_oss.exchanges


def test_what_was_seen_counts_although_nothing_answers_later(
    bucket: Bucket, local_oss: WatchedOSS
) -> None:
    local_oss.store.put_cors(BUCKET, None)

    def fail(*_: object, **__: object) -> Never:
        raise Unreachable(Message("oss.timeout"))

    with ExitStack() as silence:
        silent = replace(current(), ask=fail)
        waits = Waits(happens=lambda: silence.enter_context(use(silent)))
        (seen,) = observations(asked(bucket, [GET], waits))
    assert seen.differences


def test_a_cdn_repeats_what_it_kept(bucket: Bucket, local_oss: WatchedOSS) -> None:
    local_oss.store.put_cors(BUCKET, None)
    with cdn_before(local_oss.endpoint, bucket=BUCKET) as cdn:
        probed = reached_at(bucket, f"{cdn} {BUCKET}")
        probe(probed, [GET])
        local_oss.store.put_cors(BUCKET, LIVE)
        at_oss, at_cdn = observations(probe(probed, [GET]))
    assert (at_oss.differences, at_oss.cdn_headers) == ((), ())
    assert at_cdn.differences
    assert dict(at_cdn.cdn_headers) == {"Via": "1.1 cache.example", "X-Cache": "HIT"}


def test_an_address_without_an_answer_spoils_no_other(bucket: Bucket) -> None:
    found = probe(reached_at(bucket, "http://127.0.0.1:9"), [GET])
    assert isinstance(found[0].outcome, Observation)
    assert isinstance(found[1].outcome, OssError)
    assert found[1].outcome.message.id == "oss.no-connection"


def test_a_custom_domain_name_that_leads_into_the_network_is_not_called(
    bucket: Bucket, local_oss: WatchedOSS, settings: object
) -> None:
    settings.OSS_HOSTS = ["127.0.0.1"]  # type: ignore[attr-defined]
    local_oss.exchanges.clear()
    address = local_oss.endpoint.replace("127.0.0.1", "localhost")
    found = probe(reached_at(bucket, f"{address} {BUCKET}"), [GET])
    assert isinstance(found[1].outcome, OssError)
    assert found[1].outcome.message.id == "oss.private-address"
    assert len(local_oss.exchanges) == 2


def test_a_bucket_that_was_never_read_is_predicted_to_have_no_rules(
    bucket: Bucket, local_oss: WatchedOSS, owner: User
) -> None:
    local_oss.store.put_cors(BUCKET, None)
    Bucket.objects.filter(pk=bucket.pk).update(live=None)
    (seen,) = observations(probe(now(bucket), [GET]))
    assert seen.differences == ()
