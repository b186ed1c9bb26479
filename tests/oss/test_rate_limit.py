"""What OSS limits is asked for as fast as it allows, and hardly ever faster."""

from bisect import bisect_left
from collections.abc import Callable
from contextlib import suppress

import pytest

from buckets.cors import Message
from buckets.oss.errors import NotFound, OssError, Throttled
from buckets.oss.rate_limit import RateLimiter
from buckets.oss.retry import RetryPolicy
from tests.oss.virtual import ROUND_TRIP, VirtualOSS, VirtualTime, limit, limit_a_second, too_many
from tests.skipping import SkippingTime

THREADS = 32
DEADLINE = 15.0


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


@pytest.fixture
def retry_policy(time: VirtualTime) -> RetryPolicy:
    return RetryPolicy(clock=time.now, wait=time.wait)


def keep_asking(
    retry_policy: RetryPolicy, oss: VirtualOSS, *, until: float, key: str = "LTAI-a"
) -> Callable[[], None]:
    """Call after call until that time; whoever is told off comes again soon, like a bad client."""

    def work() -> None:
        while oss.time.now() < until:
            try:
                retry_policy.ask(oss.attempt, access_key_id=key, within=DEADLINE, repeatable=True)
            except OssError:
                oss.time.wait(0.1)

    return work


def most_in_a_second(moments: list[float], *, after: float) -> int:
    late = [moment for moment in moments if moment >= after]
    # Two that are a second apart are one a second, whatever rounding makes of it.
    return max(bisect_left(late, start + 0.999) - at for at, start in enumerate(late))


def test_when_oss_refuses_everything_an_account_asks_once_a_second_at_most(
    time: VirtualTime, retry_policy: RetryPolicy
) -> None:
    oss = VirtualOSS(time, too_many)
    time.run(keep_asking(retry_policy, oss, until=90), threads=THREADS)
    assert most_in_a_second(oss.asked, after=30) == 1
    assert max(oss.asked) > 80  # it does find out when that ends


def test_five_processes_that_share_a_refused_account_ask_once_a_second_together(
    time: VirtualTime,
) -> None:
    oss = VirtualOSS(time, too_many)
    processes = [RetryPolicy(clock=time.now, wait=time.wait) for _ in range(5)]
    works = [keep_asking(retry_policy, oss, until=90) for retry_policy in processes] * 4
    time.run(lambda: works.pop()(), threads=len(works))
    assert sum(30 <= moment < 80 for moment in oss.asked) <= 50


LIMITS: dict[str, Callable[[VirtualTime], Callable[[], OssError | None]]] = {
    "a second's calls saved up": lambda time: limit(time, 100, saved=100),
    "ten calls saved up": lambda time: limit(time, 100, saved=10),
    "counted by the second": lambda time: limit_a_second(time, 100),
}


@pytest.mark.parametrize("name", LIMITS)
def test_under_a_limit_nearly_all_of_what_it_allows_is_used(
    name: str, time: VirtualTime, retry_policy: RetryPolicy
) -> None:
    oss = VirtualOSS(time, LIMITS[name](time))
    time.run(keep_asking(retry_policy, oss, until=30), threads=THREADS)
    assert len(oss.served) >= 0.95 * 100 * 30
    assert len(oss.asked) <= 1.1 * len(oss.served)


def test_the_limit_is_used_from_the_first_second_on(
    time: VirtualTime, retry_policy: RetryPolicy
) -> None:
    oss = VirtualOSS(time, limit(time, 100, saved=10))
    time.run(keep_asking(retry_policy, oss, until=1), threads=THREADS)
    assert len(oss.served) >= 95


def test_without_a_refusal_nobody_waits(time: VirtualTime, retry_policy: RetryPolicy) -> None:
    oss = VirtualOSS(time, lambda: None)
    time.run(keep_asking(retry_policy, oss, until=3), threads=THREADS)
    assert len(oss.asked) >= THREADS * 3 / ROUND_TRIP


def test_the_pace_comes_back_when_oss_does(time: VirtualTime, retry_policy: RetryPolicy) -> None:
    oss = VirtualOSS(time, lambda: too_many() if 1 < time.now() < 21 else None)
    time.run(keep_asking(retry_policy, oss, until=56), threads=THREADS)
    assert sum(55 <= moment < 56 for moment in oss.served) >= 0.95 * THREADS / ROUND_TRIP


def test_a_bucket_without_rules_is_a_good_sign_too(
    time: VirtualTime, retry_policy: RetryPolicy
) -> None:
    absent = NotFound(Message("No rules."), status=404, code="NoSuchCORSConfiguration")
    oss = VirtualOSS(time, lambda: too_many() if time.now() < 1 else absent)
    time.run(keep_asking(retry_policy, oss, until=30), threads=THREADS)
    assert sum(29 <= moment < 30 for moment in oss.asked) >= 100


def test_quiet_time_is_not_saved_up_for_a_burst(
    time: VirtualTime, retry_policy: RetryPolicy
) -> None:
    oss = VirtualOSS(time, lambda: too_many() if time.now() < 1 else None)

    def work() -> None:
        keep_asking(retry_policy, oss, until=1)()
        time.wait(1000)
        keep_asking(retry_policy, oss, until=1001)()

    time.run(work, threads=THREADS)
    assert sum(1000 < moment < 1000.5 for moment in oss.asked) <= 2


def test_refusals_that_were_on_their_way_count_once() -> None:
    time = SkippingTime()
    rate_limiter = RateLimiter(lambda: sum(time.waits), time.wait)
    for _ in range(9):
        rate_limiter.turn(1)
    for _ in range(9):
        time.wait(1)
        rate_limiter.refused(0)
    assert rate_limiter.turn(0) == 0
    assert rate_limiter.turn(0) == pytest.approx(
        1 / 5
    )  # half of what was measured, and of one more


def test_another_account_is_not_slowed_down(time: VirtualTime, retry_policy: RetryPolicy) -> None:
    refusing, serving = VirtualOSS(time, too_many), VirtualOSS(time, lambda: None)
    works = [
        keep_asking(retry_policy, refusing, until=20, key="LTAI-a"),
        keep_asking(retry_policy, serving, until=20, key="LTAI-b"),
    ]
    time.run(lambda: works.pop()(), threads=2)
    assert len(serving.served) >= 20 / ROUND_TRIP


def test_whose_turn_would_come_too_late_is_told_when_and_sends_nothing(
    time: VirtualTime, retry_policy: RetryPolicy
) -> None:
    oss = VirtualOSS(time, too_many)
    told: list[Throttled] = []

    def work() -> None:
        with suppress(Throttled):
            retry_policy.ask(oss.attempt, access_key_id="a", within=DEADLINE, repeatable=True)
        before = len(oss.asked)
        with pytest.raises(Throttled) as caught:
            retry_policy.ask(oss.attempt, access_key_id="a", within=1.0, repeatable=True)
        assert len(oss.asked) == before
        told.append(caught.value)

    time.run(work, threads=1)
    assert told[0].message == Message("oss.slowed-down", {"seconds": 1})
    assert not told[0].outcome_unknown


def test_turns_come_in_the_order_of_asking(time: VirtualTime, retry_policy: RetryPolicy) -> None:
    oss = VirtualOSS(time, limit(time, 1, saved=1))
    order: list[int] = []
    numbers = iter(range(6))

    def work() -> None:
        number = next(numbers)
        time.wait(number / 100)

        def attempt(seconds: float) -> str:
            order.append(number)
            return oss.attempt(seconds)

        with suppress(Throttled):
            retry_policy.ask(attempt, access_key_id="a", within=60, repeatable=False)
        with suppress(Throttled):
            retry_policy.ask(attempt, access_key_id="a", within=60, repeatable=False)

    time.run(work, threads=6)
    assert order == [*range(6), *range(6)]
