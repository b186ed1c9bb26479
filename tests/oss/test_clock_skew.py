"""This machine's clock against OSS's: learned from any answer, told when it matters."""

import time
from email.utils import formatdate

import pytest

from buckets.cors import Message
from buckets.oss.clock_skew import clock_skew, skew_message
from buckets.oss.errors import NotFound, OssError, Refused
from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.oss.conftest import GatewayTo
from tests.oss.wire import Wire, http, oss_error


def keys_of(server: WatchedOSS) -> dict[str, object]:
    return {
        "access_key_id": server.access_key_id,
        "access_key_secret": server.access_key_secret,
    }


def test_the_clock_is_measured_against_the_middle_of_the_second_that_was_told() -> None:
    assert clock_skew({"date": "Thu, 01 Jan 1970 00:01:40 GMT"}, 160.5) == 60.0


@pytest.mark.parametrize("date", ["", "soon", "Thu, 01 Jan 99999 00:00:00 GMT"])
def test_a_date_that_is_none_tells_nothing(date: str) -> None:
    assert clock_skew({"date": date}, 0.0) is None
    assert clock_skew({}, 0.0) is None


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (-1020, Message("oss.clock-behind", {"minutes": 17})),
        (1020, Message("oss.clock-ahead", {"minutes": 17})),
        (61, Message("oss.clock-ahead", {"minutes": 2})),
    ],
)
def test_a_clock_that_is_off_is_told_with_its_direction(seconds: float, told: Message) -> None:
    assert skew_message(seconds) == told


@pytest.mark.parametrize("seconds", [None, 0.0, 60.0, -60.0])
def test_a_minute_more_or_less_is_not_worth_telling(seconds: float | None) -> None:
    assert skew_message(seconds) is None


@pytest.mark.parametrize("ahead", [300.0, -300.0])
def test_a_gateway_learns_it_from_an_answer(gateway_to: GatewayTo, ahead: float) -> None:
    with WatchedOSS() as server:
        server.advance(ahead)
        gateway = gateway_to(server.endpoint, **keys_of(server))
        assert gateway.clock_skew is None
        gateway.get_cors(BUCKET)
        assert gateway.clock_skew == pytest.approx(-ahead, abs=2)


def test_a_gateway_learns_it_from_a_refusal_too(gateway_to: GatewayTo) -> None:
    refusal = oss_error(404, "NoSuchBucket").replace(
        b"\r\n", f"\r\ndate: {formatdate(time.time() + 600, usegmt=True)}\r\n".encode(), 1
    )
    with Wire(refusal) as wire:
        gateway = gateway_to(f"http://127.0.0.1:{wire.port}")
        with pytest.raises(NotFound):
            gateway.get_cors("photos")
    assert gateway.clock_skew == pytest.approx(-600, abs=2)


def test_an_answer_without_a_date_teaches_nothing(gateway_to: GatewayTo) -> None:
    with Wire(http(204)) as wire:
        gateway = gateway_to(f"http://127.0.0.1:{wire.port}")
        gateway.delete_cors("photos")
    assert gateway.clock_skew is None


@pytest.mark.parametrize(
    ("ahead", "told"), [(17 * 60, "oss.clock-behind"), (-17 * 60, "oss.clock-ahead")]
)
def test_a_call_that_is_refused_for_it_says_how_far_and_which_way(
    gateway_to: GatewayTo, ahead: float, told: str
) -> None:
    with WatchedOSS() as server:
        server.advance(ahead)
        gateway = gateway_to(server.endpoint, **keys_of(server))
        with pytest.raises(OssError) as caught:
            gateway.get_cors(BUCKET)
    assert type(caught.value) is Refused
    assert caught.value.message == Message(told, {"minutes": 17})
