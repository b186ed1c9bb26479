"""Calls to OSS, beside stock oss2's: the time of the processor, and of the clock."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import oss2
from django.contrib.auth.models import User

from buckets.models import Account, Bucket, Membership, Role, Run
from buckets.oss.connection import Connection
from buckets.oss.gateway import OssGateway
from buckets.sync.runs import worker
from buckets.sync.runs.lifecycle import start
from tests.bench.figures import Figure, ratio
from tests.bench.ground import far_oss

KEY = ("LTAI5tTheKeyOfTheBench", "a-Secret-for-measuring")
REGION = "cn-hangzhou"

_CALLS, _CALL_ROUNDS = 100, 9
_PULLED, _PULL_ROUNDS = 1000, 5
_LIMIT, _LIMITED, _LIMITED_ROUNDS = 150.0, 3000, 5

_numbers = count()


def new_names(how_many: int) -> list[str]:
    """Names of buckets that nobody has asked for yet."""
    return [f"bucket-{next(_numbers):06}" for _ in range(how_many)]


def ask_with_oss2(endpoint: str, name: str) -> None:
    """As the vendor's own examples do it."""
    auth = oss2.AuthV4(*KEY)
    answer = oss2.Bucket(auth, endpoint, name, region=REGION).get_bucket_cors()
    assert len(answer.rules) == 2


def account_at(endpoint: str) -> Account:
    """The account whose buckets are at ``endpoint``, with an owner."""
    account = Account(name=endpoint, region=REGION, endpoint=endpoint, access_key_id=KEY[0])
    account.secret = KEY[1]
    account.save()
    owner = User.objects.get_or_create(username="olga")[0]
    Membership.objects.create(account=account, user=owner, role=Role.OWNER)
    return account


def new_buckets(account: Account, names: Iterable[str]) -> list[int]:
    """Buckets that were never read."""
    made = Bucket.objects.bulk_create(
        Bucket(account=account, name=name, region=REGION, endpoint=account.endpoint)
        for name in names
    )
    return [bucket.pk for bucket in made]


def pull_all(account: Account, ids: list[int]) -> float:
    """The seconds in which a run has read these buckets and written down what it found."""
    run = start(Run.Kind.PULL, ids, by=User.objects.get(username="olga"), account=account)
    began = time.monotonic()
    worker.work(run.pk)
    took = time.monotonic() - began
    counts = run.items.counts()
    assert counts == {"new": len(ids)}, counts
    return took


def measure(state: Path) -> Iterator[Figure]:
    """CPU a call, then the wall time of a pull, then the pace under a limit."""
    with far_oss(state) as endpoint:
        yield processor(endpoint)
    worker.prepare_process()
    with far_oss(state, delay=0.05) as endpoint:
        yield wall_time(endpoint)
    with far_oss(state, delay=0.05, rate=_LIMIT) as endpoint:
        yield rate_limiter(endpoint)


def processor(endpoint: str) -> Figure:
    gateway = OssGateway(Connection(endpoint, REGION, *KEY, deadline=15.0))

    def spent(ask: Callable[[str], object]) -> float:
        names = new_names(_CALLS)
        began = time.process_time()
        for name in names:
            ask(name)
        return time.process_time() - began

    value = ratio(
        lambda _: spent(gateway.get_cors),
        lambda _: spent(lambda name: ask_with_oss2(endpoint, name)),
        rounds=_CALL_ROUNDS,
    )
    how = f"reading {_CALLS} buckets over TLS, a host each: our CPU to stock oss2's"
    return Figure("CPU of a bucket's reading, to stock oss2", value, 0.10, how)


def wall_time(endpoint: str) -> Figure:
    account = account_at(endpoint)

    def theirs(_: int) -> float:
        names = new_names(_PULLED)
        began = time.monotonic()
        with ThreadPoolExecutor(worker.READERS) as pool:
            list(pool.map(lambda name: ask_with_oss2(endpoint, name), names))
        return time.monotonic() - began

    def ours(_: int) -> float:
        return pull_all(account, new_buckets(account, new_names(_PULLED)))

    value = ratio(ours, theirs, rounds=_PULL_ROUNDS)
    how = (
        f"a run that pulls {_PULLED:,} new buckets with 50 ms of delay, all rows written: wall "
        f"time to as many calls of stock oss2 from as many threads ({worker.READERS}). Not 10,000, "
        "for which oss2 takes minutes a round"
    )
    return Figure("Wall time of a pull, to stock oss2's calls alone", value, 0.20, how)


def rate_limiter(endpoint: str) -> Figure:
    account = account_at(endpoint)
    shares = []
    for _ in range(_LIMITED_ROUNDS):
        took = pull_all(account, new_buckets(account, new_names(_LIMITED)))
        shares.append(_LIMITED / took / _LIMIT)
    how = (
        f"a run that pulls {_LIMITED:,} buckets from an OSS that answers {_LIMIT:g} calls a second"
        " and refuses the rest: buckets a second to calls allowed"
    )
    value = sorted(shares)[len(shares) // 2]
    return Figure("Pull under a limit, share of what is allowed", value, 0.95, how, least=True)
