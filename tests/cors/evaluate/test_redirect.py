"""Redirects, as the Fetch standard has them: what is sent on, with which origin."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckets.cors.evaluate.browser import Block, BlockCause, PageHeader, PageRequest
from buckets.cors.evaluate.oss import Headers
from buckets.cors.evaluate.redirect import Redirect, is_cross_origin, is_origin_tainted
from buckets.cors.evaluate.same_origin import NotAnAddress

APP, API, BUCKET = "https://app.example", "https://api.example", "https://bucket.example"
ANY = (("Access-Control-Allow-Origin", "*"),)
BODY = ("content-type: a/b", "Content-Language: de", "content-encoding: x", "content-location: /")


def redirect(before: str, after: str, status: int = 302, headers: Headers = ANY) -> Redirect:
    found = Redirect.of(f"{before}/a", status, (*headers, ("Location", f"{after}/b")))
    assert found is not None
    return found


def request(*headers: str, method: str = "GET", credentials: bool = False) -> PageRequest:
    return PageRequest(APP, method, tuple(map(PageHeader.of, headers)), credentials)


# Which answers are redirects


@pytest.mark.parametrize("status", [200, 204, 300, 304, 305, 306, 400])
def test_another_status_is_no_redirect(status: int) -> None:
    assert Redirect.of(f"{API}/a", status, (("Location", f"{APP}/b"),)) is None


def test_without_a_location_there_is_no_redirect() -> None:
    assert Redirect.of(f"{API}/a", 302, ANY) is None


@pytest.mark.parametrize(
    ("location", "url"),
    [("/c", f"{API}/c"), ("c?d", f"{API}/a/c?d"), ("//b.example/c", "https://b.example/c")],
)
def test_a_location_may_be_relative(location: str, url: str) -> None:
    found = Redirect.of(f"{API}/a/b", 307, (("location", location),))
    assert found is not None
    assert found.location == url


# The origin that is sent


@pytest.mark.parametrize(
    ("urls", "is_tainted"),
    [
        ((API,), False),
        ((API, API), False),
        ((APP, BUCKET), False),
        ((APP, APP, BUCKET), False),
        ((APP, API, API), False),
        ((API, BUCKET), True),
        ((API, APP), True),
        ((APP, API, BUCKET), True),
        ((API, BUCKET, BUCKET), True),
        (("http://api.example", API), True),
        ((API, "https://api.example:444"), True),
        (("https://api.example:443", API), False),
    ],
)
def test_a_redirect_from_another_origin_to_a_third_taints(
    urls: tuple[str, ...], is_tainted: bool
) -> None:
    assert is_origin_tainted(APP, [f"{url}/a" for url in urls]) is is_tainted


def reference_taint(origin: str, urls: list[str]) -> bool:
    """The standard's steps for a request's redirect-taint, one by one."""
    last = None
    for url in urls:
        if last is not None and url != last and origin != last:
            return True
        last = url
    return False


@given(st.lists(st.sampled_from([APP, API, BUCKET]), max_size=6))
def test_the_origin_is_tainted_as_in_the_standard(origins: list[str]) -> None:
    urls = [f"{origin}/{number}" for number, origin in enumerate(origins)]
    assert is_origin_tainted(APP, urls) is reference_taint(APP, origins)


@given(st.lists(st.sampled_from([APP, API, BUCKET]), min_size=1, max_size=6))
def test_following_one_by_one_sends_the_same_origin(origins: list[str]) -> None:
    followed = request()
    for before, after in pairwise(origins):
        followed = redirect(before, after).follow(followed)
    assert followed.origin == ("null" if is_origin_tainted(APP, origins) else APP)


def test_a_page_without_an_origin_keeps_none() -> None:
    assert redirect(API, API).follow(PageRequest("null")).origin == "null"


def test_only_the_page_s_own_origin_needs_no_cors() -> None:
    assert not is_cross_origin(APP, f"{APP}:443/a")
    assert is_cross_origin(APP, f"{API}/a")
    assert is_cross_origin("null", f"{APP}/a")


def test_what_is_no_address_has_no_origin() -> None:
    with pytest.raises(NotAnAddress):
        is_origin_tainted(APP, ("bucket/a", f"{API}/b"))


# Method and headers


@pytest.mark.parametrize(
    ("status", "method", "sent"),
    [
        *((status, "POST", "GET") for status in (301, 302, 303)),
        *((status, "post", "GET") for status in (301, 302, 303)),
        *((status, "POST", "POST") for status in (307, 308)),
        *((status, method, method) for status in (301, 302, 307) for method in ("GET", "PUT")),
        *((303, method, "GET") for method in ("GET", "PUT", "DELETE", "patch")),
        *((status, "HEAD", "HEAD") for status in (301, 303, 308)),
    ],
)
def test_some_redirects_make_it_a_get(status: int, method: str, sent: str) -> None:
    assert redirect(API, API, status).follow(request(method=method)).method == sent


def test_headers_of_the_body_go_with_it() -> None:
    asked = request("x-a: 1", *BODY, method="POST")
    assert redirect(API, API, 303).follow(asked).headers == (PageHeader("x-a", "1"),)
    assert redirect(API, API, 307).follow(asked).headers == asked.headers
    assert redirect(API, API, 303).follow(request(*BODY)).headers == request(*BODY).headers


def test_credentials_in_a_header_stay_with_their_origin() -> None:
    asked = request("Authorization: a", "x-a: 1")
    assert redirect(API, API).follow(asked).headers == asked.headers
    assert redirect(API, BUCKET).follow(asked).asks_for == ("x-a",)
    assert redirect(APP, BUCKET).follow(asked).asks_for == ("x-a",)


# What a browser does not follow


def test_another_origin_has_to_allow_the_page_to_be_redirected() -> None:
    block = Block(BlockCause.NO_ALLOW_ORIGIN, "", 302, of_preflight=False)
    assert redirect(API, BUCKET, headers=()).check(request()) == block
    assert redirect(API, BUCKET).check(request()) is None
    assert redirect(APP, BUCKET, headers=()).check(request()) is None


@pytest.mark.parametrize("user", ["u:p@", "u@", ":p@"])
@pytest.mark.parametrize(
    ("before", "after", "is_blocked"),
    [(API, BUCKET, True), (API, API, True), (API, APP, True), (APP, API, True), (APP, APP, False)],
)
def test_a_location_with_a_password_is_for_the_page_s_own_origin(
    user: str, before: str, after: str, is_blocked: bool
) -> None:
    block = redirect(before, after.replace("://", f"://{user}")).check(request())
    assert (block is not None) is is_blocked
    assert block is None or block.cause is BlockCause.REDIRECT_WITH_CREDENTIALS


def test_a_location_with_an_empty_password_has_none() -> None:
    assert redirect(API, BUCKET.replace("://", "://:@")).check(request()) is None
