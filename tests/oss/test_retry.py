"""What is tried again, how often at most, and for how long."""

import socket
import ssl
import subprocess
import sys
from collections.abc import Callable

import pytest

from buckets.cors import Configuration, Message
from buckets.oss.errors import (
    Action,
    NotFound,
    OssError,
    Refused,
    Rejected,
    ServerFault,
    Throttled,
    UnexpectedAnswer,
    Unreachable,
)
from buckets.oss.gateway import OssGateway
from buckets.oss.retry import RetryPolicy
from tests.oss.calls import ask
from tests.oss.conftest import GatewayTo
from tests.oss.virtual import VirtualOSS, VirtualTime, too_many
from tests.oss.wire import Script, Wire, http, oss_error, reset
from tests.skipping import SkippingTime

EMPTY = http(200, b"<CORSConfiguration/>")
LISTED = http(200, b"<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>")
PASSING: dict[str, bytes | Script] = {
    "500": oss_error(500, "InternalError"),
    "502": http(502),
    "503": oss_error(503, "MetaOperationQpsLimitExceeded"),
    "429": http(429),
    "reset": reset(),
    "closed": b"",
    "short body": http(200, b"<CORS", content_length="100"),
}


def answering(*outcomes: OssError | str) -> tuple[Callable[[float], str], list[float]]:
    """An attempt with these outcomes, the last one for ever, and what each was given in seconds."""
    left, given = list(outcomes), list[float]()

    def attempt(seconds: float) -> str:
        given.append(seconds)
        outcome = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(outcome, OssError):
            raise outcome
        return outcome

    return attempt, given


def failed(kind: type[OssError], **more: object) -> OssError:
    return kind(Message("It failed."), **more)  # type: ignore[arg-type]


@pytest.fixture
def time() -> SkippingTime:
    return SkippingTime()


@pytest.fixture
def retry_policy(time: SkippingTime) -> RetryPolicy:
    """One that has earned some further attempts."""
    retry_policy = RetryPolicy(clock=time.now, wait=time.wait)
    for _ in range(100):
        retry_policy.ask(lambda _: "", access_key_id="a", within=15, repeatable=True)
    return retry_policy


def ask_for(
    retry_policy: RetryPolicy,
    attempt: Callable[[float], str],
    *,
    within: float = 15,
    again: bool = True,
) -> str:
    return retry_policy.ask(attempt, access_key_id="a", within=within, repeatable=again)


@pytest.fixture
def gateway_at(gateway_to: GatewayTo, retry_policy: RetryPolicy) -> Callable[[Wire], OssGateway]:
    return lambda wire: gateway_to(f"http://127.0.0.1:{wire.port}", retry_policy=retry_policy)


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_a_read_survives_what_passes(
    fault: bytes | Script, gateway_at: Callable[[Wire], OssGateway]
) -> None:
    with Wire(fault, EMPTY) as wire:
        assert gateway_at(wire).get_cors("photos").configuration == Configuration()
        assert len(wire.requests) == 2


def test_a_page_of_a_listing_survives_what_passes(
    gateway_at: Callable[[Wire], OssGateway],
) -> None:
    with Wire(http(500), LISTED) as wire:
        assert list(gateway_at(wire).list_buckets()) == []


@pytest.mark.parametrize("action", [Action.PUT, Action.DELETE])
@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_a_write_is_sent_once_whatever_comes_back(
    fault: bytes | Script, action: Action, gateway_at: Callable[[Wire], OssGateway]
) -> None:
    with Wire(fault, http(200)) as wire, pytest.raises(OssError):
        ask(gateway_at(wire), action)
    assert len(wire.requests) == 1


@pytest.mark.parametrize("kind", [Refused, NotFound, Rejected, UnexpectedAnswer])
def test_an_answer_that_stays_the_same_is_asked_for_once(
    kind: type[OssError], retry_policy: RetryPolicy
) -> None:
    attempt, given = answering(failed(kind, status=400))
    with pytest.raises(kind):
        ask_for(retry_policy, attempt)
    assert len(given) == 1


@pytest.mark.parametrize(
    ("number", "times"), [(socket.EAI_NONAME, 1), (socket.EAI_AGAIN, 4)], ids=["none", "again"]
)
def test_a_name_is_looked_up_again_only_if_the_resolver_could_not_say(
    number: int,
    times: int,
    gateway_to: GatewayTo,
    retry_policy: RetryPolicy,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_up: list[object] = []

    def unknown(host: str, *_: object, **__: object) -> None:
        looked_up.append(host)
        raise socket.gaierror(number, "No such name")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Unreachable):
        gateway_to("https://oss.localhost", retry_policy=retry_policy).get_cors("photos")
    assert len(looked_up) == times


def test_a_certificate_that_nobody_vouches_for_is_looked_at_once(
    gateway_to: GatewayTo, retry_policy: RetryPolicy, server_tls: ssl.SSLContext, time: SkippingTime
) -> None:
    with Wire(http(200), tls=server_tls) as wire, pytest.raises(Unreachable):
        gateway_to(f"https://other.localhost:{wire.port}", retry_policy=retry_policy).get_cors(
            "photos"
        )
    assert time.waits == []


def test_a_handshake_that_breaks_off_is_tried_again(
    gateway_to: GatewayTo, retry_policy: RetryPolicy, time: SkippingTime
) -> None:
    with Wire(b"", reading=False) as wire, pytest.raises(Unreachable):
        gateway_to(f"https://127.0.0.1:{wire.port}", retry_policy=retry_policy).get_cors("photos")
    assert len(time.waits) == 3


def test_a_call_is_tried_four_times_at_most(retry_policy: RetryPolicy) -> None:
    attempt, given = answering(failed(ServerFault))
    with pytest.raises(ServerFault):
        ask_for(retry_policy, attempt)
    assert len(given) == 4


def test_each_pause_is_drawn_from_twice_the_range_of_the_last(time: SkippingTime) -> None:
    ranges: list[tuple[float, float]] = []

    def jitter(low: float, high: float) -> float:
        ranges.append((low, high))
        return high / 2

    retry_policy = RetryPolicy(clock=time.now, wait=time.wait, jitter=jitter)
    for _ in range(100):
        ask_for(retry_policy, lambda _: "")
    attempt, _given = answering(*[failed(Unreachable)] * 3, "answer")
    assert ask_for(retry_policy, attempt) == "answer"
    assert ranges == [(0, 0.25), (0, 0.5), (0, 1.0)]
    assert time.waits == [0.125, 0.25, 0.5]


def test_each_attempt_is_given_the_time_that_is_left(retry_policy: RetryPolicy) -> None:
    attempt, given = answering(failed(Unreachable), "answer")
    ask_for(retry_policy, attempt, within=5)
    assert 5 >= given[0] > given[1] > 4


def test_there_is_no_further_attempt_after_the_deadline(retry_policy: RetryPolicy) -> None:
    attempt, given = answering(failed(Unreachable))
    with pytest.raises(Unreachable):
        ask_for(retry_policy, attempt, within=1e-6)
    assert len(given) == 1


def test_ten_calls_earn_one_further_attempt(time: SkippingTime) -> None:
    retry_policy = RetryPolicy(clock=time.now, wait=time.wait)
    attempt, given = answering(failed(ServerFault))
    for _ in range(1000):
        with pytest.raises(ServerFault):
            ask_for(retry_policy, attempt)
    assert len(given) == 1100


def test_quiet_times_save_up_ten_further_attempts_at_most(
    time: SkippingTime, retry_policy: RetryPolicy
) -> None:
    for _ in range(1000):
        ask_for(retry_policy, lambda _: "")
    attempt, given = answering(failed(ServerFault))
    for _ in range(9):
        with pytest.raises(ServerFault):
            ask_for(retry_policy, attempt)
    assert len(given) == 9 + 10


def test_five_faults_in_a_hundred_stay_within_a_tenth_more() -> None:
    time = VirtualTime()
    oss = VirtualOSS(time, lambda: too_many() if len(oss.asked) % 20 == 0 else None)
    retry_policy = RetryPolicy(clock=time.now, wait=time.wait)
    calls = 0

    def work() -> None:
        nonlocal calls
        for _ in range(50):
            calls += 1
            try:
                ask_for(retry_policy, oss.attempt)
            except Throttled:
                time.wait(1)

    time.run(work)
    assert len(oss.asked) <= 1.1 * calls
    assert len(oss.served) >= 0.99 * calls


def test_a_forked_process_begins_with_a_patience_of_its_own() -> None:
    forking = (
        "import os\n"
        "from buckets.oss.retry import shared_retry_policy\n"
        "assert shared_retry_policy() is shared_retry_policy()\n"
        "child = os.fork()\n"
        "if not child:\n"
        "    os._exit(shared_retry_policy.cache_info().currsize)\n"
        "raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    assert subprocess.run([sys.executable, "-c", forking], check=False).returncode == 0


def test_a_write_waits_for_no_turn_and_the_reads_after_it_wait_the_longer(
    time: SkippingTime,
) -> None:
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        time.wait(seconds)

    retry_policy = RetryPolicy(clock=time.now, wait=wait)

    def seconds_for(*, again: bool) -> float:
        waited.clear()
        ask_for(retry_policy, lambda _: "", again=again)
        return sum(waited)

    with pytest.raises(Throttled):
        ask_for(retry_policy, answering(failed(Throttled, status=503))[0], again=False)
    assert seconds_for(again=False) == 0
    assert seconds_for(again=True) > seconds_for(again=True) > 0
