"""What a browser decides by itself: sentences of the Fetch standard, one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckets.cors import Message
from buckets.cors.evaluate.browser import (
    READABLE_HEADERS,
    Block,
    BlockCause,
    PageHeader,
    PageRequest,
    as_sent,
    check_preflight,
    check_response,
    readable,
    unread,
)
from buckets.cors.evaluate.oss import Headers

SITE = "https://app.example.com"
ALLOWED = ("Access-Control-Allow-Origin", SITE)


def request(*headers: str, method: str = "GET", credentials: bool = False) -> PageRequest:
    return PageRequest(SITE, method, tuple(map(PageHeader.of, headers)), credentials)


def preflight(asked: PageRequest, *headers: tuple[str, str], status: int = 200) -> Block | None:
    return check_preflight(asked, status, headers)


def cause(block: Block | None) -> tuple[BlockCause, str] | None:
    return None if block is None else (block.cause, block.value)


# Methods and headers as they are sent


@pytest.mark.parametrize("method", ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"])
def test_a_common_method_is_sent_in_upper_case(method: str) -> None:
    assert as_sent(method.lower()) == method


@pytest.mark.parametrize("method", ["patch", "Patch", "PATCH", "purge", ""])
def test_any_other_method_is_sent_as_it_is(method: str) -> None:
    assert as_sent(method) == method


@pytest.mark.parametrize(
    ("line", "header"),
    [
        ("X-Oss-Meta-A", PageHeader("x-oss-meta-a")),
        (" Content-Type : text/plain ", PageHeader("content-type", "text/plain")),
        ("x-a:", PageHeader("x-a", "")),
        ("x-a: b:c", PageHeader("x-a", "b:c")),
    ],
)
def test_a_header_is_read_from_a_line(line: str, header: PageHeader) -> None:
    assert PageHeader.of(line) == header


@pytest.mark.parametrize("line", ["x-a", "content-type: text/plain"])
def test_a_header_is_written_as_it_is_read(line: str) -> None:
    assert str(PageHeader.of(line)) == line


@pytest.mark.parametrize(
    "line",
    [
        "Cookie",
        "host: a",
        "Origin",
        "Set-Cookie: a",
        "Sec-Fetch-Mode",
        "Proxy-Authorization",
        "X-HTTP-Method-Override: trace",
        "X-HTTP-Method: GET, Connect",
        "X-Method-Override: TRACK",
    ],
)
def test_a_forbidden_header_is_left_out_by_browsers(line: str) -> None:
    assert PageHeader.of(line).is_forbidden
    assert request(line).asks_for == ()


@pytest.mark.parametrize(
    "line", ["User-Agent", "security", "x-a", "X-HTTP-Method: PUT", "x-method-override"]
)
def test_a_page_may_set_any_other_header(line: str) -> None:
    assert not PageHeader.of(line).is_forbidden


# Whether there is a preflight

LONGEST = "a" * 128


@pytest.mark.parametrize(
    ("line", "simple"),
    [
        ("accept", True),
        ("Accept: text/html, */*;q=0.1", True),
        ("Accept: a\tb", True),
        ('Accept: "a"', False),
        ("Accept: a(b)", False),
        ("Accept: a:b", False),
        ("Accept: a\x7f", False),
        ("Accept: a\x01b", False),
        (f"Accept: {LONGEST}", True),
        (f"Accept: {LONGEST}a", False),
        (f"Accept: {'ü' * 128}", True),
        (f"Accept: {'ü' * 129}", False),
        ("Accept-Language", True),
        ("Accept-Language: de, en;q=0.5", True),
        ("Accept-Language: de_DE", False),
        ("Content-Language: de", True),
        ("Content-Language: de/en", False),
        ("Content-Type", False),
        ("Content-Type: text/plain", True),
        ("Content-Type: TEXT/PLAIN;charset=UTF-8", True),
        ("Content-Type: multipart/form-data; boundary=a", True),
        ("Content-Type: application/x-www-form-urlencoded", True),
        ("Content-Type: application/json", False),
        ("Content-Type: text/plainer", False),
        ("Content-Type: text/plain; a=(b)", False),
        ("Content-Type: ", False),
        ("Range", True),
        ("Range: bytes=0-", True),
        ("Range: bytes=10-99", True),
        ("Range: bytes=5-5", True),
        ("Range: bytes=5-2", False),
        ("Range: bytes=-5", False),
        ("Range: bytes=0-1,3-4", False),
        ("Range: bytes= 0-1", False),
        (f"Range: bytes=0-{2**63 - 2}", True),
        (f"Range: bytes=0-{2**63 - 1}", False),
        (f"Range: bytes={2**63 - 1}-", False),
        ("X-Oss-Meta-A: 1", False),
        ("Authorization: OSS a:b", False),
        ("If-Match: a", False),
        ("DPR: 1.5", True),
        ("DPR: 1.", False),
        ("Save-Data: On", True),
        ("ECT: 5g", False),
    ],
)
def test_only_a_safelisted_header_asks_for_no_preflight(line: str, simple: bool) -> None:
    assert PageHeader.of(line).is_simple is simple
    assert (request(line).asks_for == ()) is simple


@pytest.mark.parametrize(
    ("method", "asks"),
    [("GET", False), ("head", False), ("POST", False), ("PUT", True), ("DELETE", True)],
)
def test_only_a_method_of_forms_asks_for_no_preflight(method: str, asks: bool) -> None:
    assert bool(request(method=method).reasons) is asks


def test_a_page_that_watches_its_upload_asks_for_a_preflight() -> None:
    watching = PageRequest(SITE, "POST", watches_upload=True)
    (reason,) = watching.reasons
    assert reason == Message("evaluate.preflight-for-upload-listener")


def test_credentials_alone_ask_for_no_preflight() -> None:
    assert request(credentials=True).reasons == ()


def test_each_reason_is_told() -> None:
    asked = request("X-A: 1", "content-type: application/json", method="put")
    assert asked.reasons == (
        Message("evaluate.preflight-for-method", {"method": "PUT"}),
        Message("evaluate.preflight-for-type"),
        Message("evaluate.preflight-for-header", {"header": "x-a"}),
    )


@given(st.lists(st.sampled_from(["X-B", "x-a", "X-A", "Cookie", "Accept", "x-c"]), max_size=6))
def test_the_names_asked_for_are_in_lower_case_and_sorted_and_each_once(names: list[str]) -> None:
    wanted = {name.lower() for name in names} - {"cookie", "accept"}
    assert list(request(*names).asks_for) == sorted(wanted)


@pytest.mark.parametrize("name", ["accept", "range", "content-type"])
def test_what_a_browser_was_seen_to_ask_for_is_asked_for_whatever_its_value(name: str) -> None:
    seen = PageHeader(name, "text/plain", is_asked=True)
    assert PageRequest(SITE, headers=(seen,)).asks_for == (name,)


@pytest.mark.parametrize(
    ("lines", "asked"),
    [
        (("accept: a", "Accept: b"), ()),
        ((f"Accept: {'a' * 64}", f"accept: {'b' * 64}"), ("accept",)),
        (("Content-Type: text/plain", "Content-Type: text/plain"), ("content-type",)),
        (("Range: bytes=0-1", "Range"), ()),
        ((*[f"accept: {LONGEST}"] * 9, "Accept-Language: de"), ("accept",)),
    ],
)
def test_values_of_one_name_are_judged_together(
    lines: tuple[str, ...], asked: tuple[str, ...]
) -> None:
    assert request(*lines).asks_for == asked


LONG = tuple(f"{name}: {LONGEST}" for name in ("Accept", "Accept-Language", "Content-Language"))
HINTS = tuple(
    f"{name}: {'1' * 128}" for name in ("DPR", "RTT", "Width", "Downlink", "Device-Memory")
)


def test_more_than_1024_bytes_of_safe_values_ask_for_all_of_them() -> None:
    assert request(*LONG, *HINTS).asks_for == ()
    named = [line.partition(":")[0].lower() for line in (*LONG, *HINTS, "range")]
    assert request(*LONG, *HINTS, "Range: bytes=0-").asks_for == tuple(sorted(named))


# What the browser makes of the answer

CREDENTIALS = "Access-Control-Allow-Credentials"


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ((), (BlockCause.NO_ALLOW_ORIGIN, "")),
        ((("Vary", "Origin"),), (BlockCause.NO_ALLOW_ORIGIN, "")),
        ((ALLOWED, ALLOWED), (BlockCause.SEVERAL_ORIGINS, f"{SITE}, {SITE}")),
        (((ALLOWED[0], f"{SITE}, null"),), (BlockCause.SEVERAL_ORIGINS, f"{SITE}, null")),
        (((ALLOWED[0], "https://b.example"),), (BlockCause.OTHER_ORIGIN, "https://b.example")),
        (((ALLOWED[0], SITE.upper()),), (BlockCause.OTHER_ORIGIN, SITE.upper())),
        (((ALLOWED[0], "null"),), (BlockCause.OTHER_ORIGIN, "null")),
        (((ALLOWED[0], "https://*.example"),), (BlockCause.OTHER_ORIGIN, "https://*.example")),
        (((ALLOWED[0], "app.example.com"),), (BlockCause.INVALID_ORIGIN, "app.example.com")),
        (((ALLOWED[0], ""),), (BlockCause.INVALID_ORIGIN, "")),
        (((ALLOWED[0], f"{SITE} {SITE}"),), (BlockCause.SEVERAL_ORIGINS, f"{SITE} {SITE}")),
        (((ALLOWED[0], f" {SITE}\t"),), None),
        (((ALLOWED[0].upper(), SITE),), None),
        ((ALLOWED,), None),
        (((ALLOWED[0], "*"),), None),
    ],
)
def test_the_page_gets_an_answer_that_allows_its_origin(
    headers: Headers, why: tuple[BlockCause, str] | None
) -> None:
    assert cause(check_response(request(), None, headers)) == why
    assert cause(check_preflight(request(), 200, headers)) == why


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        (((ALLOWED[0], "*"),), (BlockCause.WILDCARD_WITH_CREDENTIALS, "")),
        ((ALLOWED,), (BlockCause.NO_ALLOW_CREDENTIALS, "")),
        ((ALLOWED, (CREDENTIALS, "True")), (BlockCause.NO_ALLOW_CREDENTIALS, "True")),
        (
            (ALLOWED, (CREDENTIALS, "true"), (CREDENTIALS, "true")),
            (BlockCause.NO_ALLOW_CREDENTIALS, "true, true"),
        ),
        ((ALLOWED, (CREDENTIALS, "true")), None),
    ],
)
def test_with_credentials_the_answer_has_to_say_more(
    headers: Headers, why: tuple[BlockCause, str] | None
) -> None:
    assert cause(check_response(request(credentials=True), None, headers)) == why


def test_the_status_of_the_answer_itself_blocks_nothing() -> None:
    assert check_response(request(), 403, (ALLOWED,)) is None


def test_what_blocks_says_in_which_answer_and_with_which_status() -> None:
    assert preflight(request(), status=403) == Block(BlockCause.NO_ALLOW_ORIGIN, "", 403, True)
    assert check_response(request(), 404, ()) == Block(BlockCause.NO_ALLOW_ORIGIN, "", 404, False)


@pytest.mark.parametrize(("status", "ok"), [(199, False), (200, True), (299, True), (300, False)])
def test_a_preflight_needs_a_status_that_says_ok(status: int, ok: bool) -> None:
    assert cause(preflight(request(), ALLOWED, status=status)) == (
        None if ok else (BlockCause.NOT_OK, "")
    )


METHODS = "Access-Control-Allow-Methods"
NAMES = "Access-Control-Allow-Headers"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_a_method_of_forms_need_not_be_listed(method: str) -> None:
    assert preflight(request(method=method), ALLOWED) is None


@pytest.mark.parametrize("listed", ["PUT", "GET, PUT", "GET,PUT", "*"])
def test_any_other_method_has_to_be_listed(listed: str) -> None:
    asked = request(method="PUT")
    assert preflight(asked, ALLOWED, (METHODS, listed)) is None
    assert cause(preflight(asked, ALLOWED)) == (BlockCause.METHOD, "PUT")


def test_the_case_of_a_listed_method_counts() -> None:
    refused = preflight(request(method="PUT"), ALLOWED, (METHODS, "put"))
    assert cause(refused) == (BlockCause.METHOD, "PUT")


def test_a_listed_wildcard_is_only_itself_with_credentials() -> None:
    asked = request("x-a", method="PUT", credentials=True)
    with_credentials = (ALLOWED, (CREDENTIALS, "true"))
    refused = preflight(asked, *with_credentials, (METHODS, "*"), (NAMES, "x-a"))
    assert cause(refused) == (BlockCause.METHOD, "PUT")
    refused = preflight(asked, *with_credentials, (METHODS, "PUT"), (NAMES, "*"))
    assert cause(refused) == (BlockCause.HEADER, "x-a")


@pytest.mark.parametrize("listed", ["x-a, x-b", "X-B,X-A", "*"])
def test_each_header_has_to_be_listed_in_any_case(listed: str) -> None:
    assert preflight(request("x-a", "x-b"), ALLOWED, (NAMES, listed)) is None


def test_the_first_header_that_is_not_listed_is_named() -> None:
    refused = preflight(request("x-c", "x-b", "x-a"), ALLOWED, (NAMES, "x-a"))
    assert cause(refused) == (BlockCause.HEADER, "x-b")


def test_lists_in_several_lines_are_one() -> None:
    assert preflight(request("x-a", "x-b"), ALLOWED, (NAMES, "x-a"), (NAMES, "x-b")) is None


def test_a_wildcard_lists_authorization_too() -> None:
    asked = request("Authorization")
    assert preflight(asked, ALLOWED, (NAMES, "*")) is None
    refused = preflight(asked, ALLOWED, (NAMES, "x-a"))
    assert cause(refused) == (BlockCause.HEADER, "authorization")


@pytest.mark.parametrize("listed", ["PUT, @", '"PUT"', "GET PUT", "PUT;", "PUT, ü"])
def test_an_invalid_member_spoils_a_list(listed: str) -> None:
    asked = request("x-a", method="PUT")
    refused = preflight(asked, ALLOWED, (METHODS, listed), (NAMES, "*"))
    assert refused is not None
    assert refused.cause is BlockCause.INVALID_METHODS
    refused = preflight(asked, ALLOWED, (METHODS, "PUT"), (NAMES, listed))
    assert refused is not None
    assert refused.cause is BlockCause.INVALID_HEADERS


def test_the_first_invalid_member_is_named() -> None:
    refused = preflight(request("x-a"), ALLOWED, (NAMES, "x-a, (b), @"))
    assert cause(refused) == (BlockCause.INVALID_HEADERS, "(b)")


def test_lists_are_read_before_they_are_searched() -> None:
    refused = preflight(request("x-a", method="PUT"), ALLOWED, (METHODS, "GET"), (NAMES, "@"))
    assert cause(refused) == (BlockCause.INVALID_HEADERS, "@")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_preflight_may_not_be_redirected(status: int) -> None:
    to = ("Location", f"{SITE}/login")
    assert cause(preflight(request(), to, status=status)) == (BlockCause.REDIRECT, "")
    assert cause(preflight(request(), ALLOWED, status=status)) == (BlockCause.NOT_OK, "")


# What the page can read

EXPOSED = "Access-Control-Expose-Headers"


def test_a_page_reads_the_safelisted_headers_in_any_case() -> None:
    assert readable(request(), ()) == READABLE_HEADERS
    assert unread(PageRequest(SITE, reads=("Content-Length", "ETag")), ()) == ("ETag",)


def test_a_page_reads_what_is_exposed_in_any_case() -> None:
    wanting = PageRequest(SITE, reads=("etag", "x-oss-request-id"))
    assert unread(wanting, ((EXPOSED, "ETag, X-Oss-Request-Id"),)) == ()


def test_an_exposed_wildcard_is_all_headers_but_only_without_credentials() -> None:
    wanting = PageRequest(SITE, reads=("ETag",))
    cookies = PageRequest(SITE, credentials=True, reads=("ETag",))
    assert unread(wanting, ((EXPOSED, "*"),)) == ()
    assert unread(cookies, ((EXPOSED, "*"),)) == ("ETag",)


@pytest.mark.parametrize("exposed", ["ETag, @", '"ETag"', "ETag;", "*, (a)"])
def test_an_invalid_member_exposes_nothing(exposed: str) -> None:
    wanting = PageRequest(SITE, reads=("ETag",))
    assert unread(wanting, ((EXPOSED, exposed),)) == ("ETag",)


@pytest.mark.parametrize("exposed", ["Set-Cookie", "*"])
def test_no_page_reads_cookies(exposed: str) -> None:
    wanting = PageRequest(SITE, reads=("Set-Cookie",))
    assert unread(wanting, ((EXPOSED, exposed),)) == ("Set-Cookie",)
    assert "set-cookie" not in readable(wanting, ((EXPOSED, exposed),))
