"""The error doctor: which bucket an address leads to, and what is said where it leads to none."""

from __future__ import annotations

import pytest

from buckets.models import Account, Bucket
from buckets.presenters.text import say
from tests.fixtures.people import LIVE
from tests.views.doctor_page import ENDPOINT_HOST, MISSING, blocked, bucket_told, headline, paste
from tests.views.page import Visitor


@pytest.fixture
def shared(memory_bucket: Bucket) -> Bucket:
    """The bucket that all members see, with `LIVE`."""
    return memory_bucket


def test_a_domain_of_ones_own_is_led_to_its_bucket_by_hand(
    as_viewer: Visitor, shared: Bucket
) -> None:
    text = blocked(url="https://media.example.com/clip.mp4")
    assert headline(paste(as_viewer, text)) == say("doctor.not-oss")
    assert headline(paste(as_viewer, text, bucket="examplebucket")) == say("doctor.origin")


def test_a_bucket_of_the_same_name_elsewhere_is_another(as_viewer: Visitor, shared: Bucket) -> None:
    elsewhere = blocked(url="https://examplebucket.oss-cn-beijing.aliyuncs.com/clip.mp4")
    assert bucket_told(paste(as_viewer, elsewhere)) == say(
        "diagnosis.bucket.elsewhere", bucket="examplebucket", host=ENDPOINT_HOST
    )
    inside = blocked(url="https://examplebucket.oss-cn-hangzhou-internal.aliyuncs.com/clip.mp4")
    assert headline(paste(as_viewer, inside)) == say("doctor.origin")


# --- A bucket on a host that is not OSS's own -----------------------------------------------------


CUSTOM = "http://static.example.com"


def method_left_out(url: str) -> str:
    """What Chromium prints in one line, of a page that may GET."""
    said = f"Response to preflight request doesn't pass access control check: {MISSING}"
    page = f"Access to XMLHttpRequest at '{url}' from origin '{LIVE.rules[0].origins[0]}'"
    return f"{page} has been blocked by CORS policy: {said}"


@pytest.mark.parametrize(
    ("endpoint", "addresses", "url"),
    [
        (f"https://{ENDPOINT_HOST}", f"{CUSTOM} examplebucket", f"{CUSTOM}/a.txt"),
        (f"https://{ENDPOINT_HOST}", "http://oss.intra.example", "http://examplebucket.oss.intra.example/a"),
        ("http://127.0.0.1:9100", "", "http://127.0.0.1:9100/examplebucket/a.txt"),
        ("http://localhost:9133", "", "http://examplebucket.localhost:9133/a.txt"),
        ("http://127.0.0.1:9133", "", "http://examplebucket.localhost:9133/a.txt"),
    ],
)  # fmt: skip
def test_a_known_bucket_is_found_by_each_of_its_addresses(
    as_viewer: Visitor, shared: Bucket, endpoint: str, addresses: str, url: str
) -> None:
    Bucket.objects.filter(pk=shared.pk).update(endpoint=endpoint)
    Account.objects.filter(pk=shared.account_id).update(addresses=addresses)
    page = paste(as_viewer, method_left_out(url))
    assert (bucket_told(page), headline(page)) == ("examplebucket", say("doctor.method"))
    asked = page.one("details", css="facts-form")
    assert asked.texts("li") == [say("doctor.missing.method")]
    assert asked.one("form").values["bucket"] == ["examplebucket"]


def test_a_custom_domain_name_of_an_account_that_one_does_not_see_tells_nothing(
    as_outsider: Visitor, shared: Bucket
) -> None:
    addresses = f"{CUSTOM} examplebucket"
    Account.objects.filter(pk=shared.account_id).update(addresses=addresses)
    page = paste(as_outsider, method_left_out(f"{CUSTOM}/a.txt"))
    assert (bucket_told(page), headline(page)) == (
        say("diagnosis.bucket.none"),
        say("doctor.not-oss"),
    )
    assert page.one("details", css="facts-form").one("form").values["bucket"] == [""]


def test_a_known_bucket_that_was_never_read_is_not_said_to_be_none_of_oss(
    as_viewer: Visitor, shared: Bucket
) -> None:
    Bucket.objects.filter(pk=shared.pk).update(live=None, endpoint="http://127.0.0.1:9100")
    page = paste(as_viewer, method_left_out("http://127.0.0.1:9100/examplebucket/a.txt"))
    assert headline(page) == say("doctor.rules")
    asked = page.one("details", css="facts-form").texts("li")
    assert asked == [say("doctor.missing.method")]


def test_a_bucket_of_that_name_at_another_address_is_proposed(
    as_viewer: Visitor, shared: Bucket
) -> None:
    Bucket.objects.filter(pk=shared.pk).update(endpoint="http://127.0.0.1:9100")
    page = paste(as_viewer, blocked())
    told = say("diagnosis.bucket.elsewhere", bucket="examplebucket", host="127.0.0.1:9100")
    assert bucket_told(page) == told
    page = as_viewer.submit(page, page.one("details", css="facts-form").one("form"))
    assert (bucket_told(page), headline(page)) == ("examplebucket", say("doctor.origin"))
