"""HAR files: the failed requests are found, and whatever else comes in is answered."""

from __future__ import annotations

import json
import re
import tracemalloc
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckets.cors.doctor import MOST_BYTES, KnownRules, as_har, diagnose, read_exchange, read_har
from buckets.cors.doctor.parse.har import MOST_EXCHANGES
from tests.cors.doctor.texts import APP, RULES, UPLOAD, URL, error
from tests.sampling import one_in

EVIL: Final = "https://x.example"
REFUSED: Final = {"origin": EVIL, "access-control-request-method": "PUT"}


def headers(values: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in values.items()]


def entry(
    method: str = "GET",
    sent: dict[str, str] | None = None,
    *,
    status: int = 0,
    answer: dict[str, str] | None = None,
    url: str = URL,
    **response: Any,
) -> dict[str, Any]:
    return {
        "request": {"method": method, "url": url, "headers": headers(sent or {"Origin": APP})},
        "response": {"status": status, "headers": headers(answer or {}), **response},
    }


def har(*entries: object) -> bytes:
    return json.dumps({"log": {"version": "1.2", "entries": entries}}).encode()


def causes(document: bytes) -> list[str]:
    found = map(read_exchange, read_har(document).exchanges)
    return [diagnose(evidence, KnownRules(RULES, RULES)).cause.id for evidence in found]


def test_a_refused_preflight_is_found() -> None:
    assert causes(har(entry("OPTIONS", REFUSED, status=403))) == ["origin"]


def test_a_request_that_was_never_sent_is_told_with_its_preflight() -> None:
    never = entry("PUT", {"Origin": EVIL}, _error="net::ERR_FAILED")
    asked = entry("OPTIONS", REFUSED, status=403)
    for order in ((never, asked), (asked, never)):
        assert causes(har(*order)) == ["origin"]


def test_the_same_failure_is_told_once() -> None:
    assert len(causes(har(*[entry(status=403)] * 5))) == 1


def test_no_more_are_told_than_anybody_reads() -> None:
    many = (entry(url=f"{URL}/{number}", status=403) for number in range(50))
    found = read_har(har(*many))
    assert (len(found.exchanges), found.entries) == (MOST_EXCHANGES, 50)


def test_a_request_that_succeeded_is_not_told() -> None:
    answered = entry(status=200, answer={"Access-Control-Allow-Origin": APP})
    asked = entry(
        "OPTIONS",
        {
            "Origin": UPLOAD,
            "Access-Control-Request-Method": "PUT",
            "Access-Control-Request-Headers": "content-type, x-oss-date",
        },
        status=200,
        answer={
            "Access-Control-Allow-Origin": UPLOAD,
            "Access-Control-Allow-Methods": "PUT",
            "Access-Control-Allow-Headers": "content-type, x-oss-date",
        },
    )
    found = read_har(har(answered, asked))
    assert (found.exchanges, found.entries, found.preflights) == ((), 2, 1)


def test_an_answer_without_cors_headers_is_told() -> None:
    assert causes(har(entry(status=200))) == ["mixed-requests"]


def test_an_answer_of_a_cdn_is_told() -> None:
    assert causes(har(entry(status=200, answer={"X-Cache": "HIT"}))) == ["cdn"]


def test_oss_s_own_word_is_read_from_the_body() -> None:
    body = {"text": error("SignatureDoesNotMatch")}
    assert causes(har(entry("PUT", status=403, content=body))) == ["signature"]


def test_the_origin_is_that_of_the_page_where_no_header_says_it() -> None:
    assert causes(har(entry(sent={"Referer": f"{EVIL}/page"}, status=403))) == ["origin"]


@pytest.mark.parametrize(
    "unrelated",
    [
        entry(sent={"Referer": f"{APP}/page"}, status=200),
        entry(sent={"Accept": "*/*"}, status=500),
        entry(sent={"Origin": "https://team-media.oss-cn-hangzhou.aliyuncs.com"}, status=403),
        entry(sent={"Origin": "nonsense"}, status=403),
        entry(sent={"Referer": "nonsense"}, status=403),
        entry(url="data:text/plain,hello"),
    ],
)
def test_what_has_to_do_with_no_other_origin_is_passed_over(unrelated: dict[str, Any]) -> None:
    assert read_har(har(unrelated)).exchanges == ()


def test_a_page_from_a_file_is_across_from_everywhere() -> None:
    assert causes(har(entry(sent={"Origin": "null"}))) == ["null-origin"]


def test_no_secret_comes_out_of_it() -> None:
    sent = {
        "Origin": APP,
        "Authorization": "OSS4-HMAC-SHA256 Credential=top-secret",
        "Cookie": "session=top-secret",
        "x-oss-security-token": "top-secret",
        ":path": "/?token=top-secret",
    }
    signed = f"{URL}?OSSAccessKeyId=LTAI&Signature=top-secret#top-secret"
    body = {"text": f"<Error><Code>AccessDenied</Code><Message>top-secret</Message>{'x' * 9000}"}
    answer = {"Set-Cookie": "top-secret"}
    document = har(entry("PUT", sent, url=signed, status=403, answer=answer, content=body))
    (kept,) = read_har(document).exchanges
    told = as_har(kept)
    assert "top-secret" not in f"{told}{kept}"
    assert "x-oss-security-token" in told
    assert "AccessDenied" in told


@pytest.mark.parametrize(
    "failed",
    [
        entry("OPTIONS", REFUSED, status=403, answer={"X-Cache": "MISS"}),
        entry("PUT", {"Referer": f"{EVIL}/page", "x-oss-acl": "private"}, _error="net::ERR_FAILED"),
        entry("PUT", status=403, content={"text": error("AccessDenied")}),
        entry(status=200, answer={"Access-Control-Allow-Origin": UPLOAD}, url=f"{URL}/文件"),
    ],
)
def test_what_is_sent_back_is_read_as_it_was(failed: dict[str, Any]) -> None:
    (kept,) = read_har(har(failed)).exchanges
    assert read_har(as_har(kept).encode()).exchanges == (kept,)


def test_the_browser_s_own_error_is_read() -> None:
    document = har(entry("PUT", _error="net::ERR_BLOCKED_BY_CLIENT"))
    assert causes(document) == ["extension"]
    assert read_exchange(*read_har(document).exchanges).headers == ()


def test_text_beyond_ascii_is_put_together_again() -> None:
    for ascii_only in (True, False):
        document = json.dumps(
            {"log": {"entries": [entry(url=f"{URL}/文件-ü.mp4", status=403)]}},
            ensure_ascii=ascii_only,
        )
        (kept,) = read_har(document.encode()).exchanges
        assert kept.url.endswith("/文件-ü.mp4")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_usual_encoding_is_read(encoding: str) -> None:
    document = har(entry(status=403)).decode().encode(encoding)
    assert len(read_har(document).exchanges) == 1


def test_what_was_cut_off_is_read_as_far_as_it_goes() -> None:
    document = har(entry(status=403), entry(url=f"{URL}/2", status=403))
    found = read_har(document[:-100])
    assert (len(found.exchanges), found.is_damaged) == (1, True)
    assert not read_har(document).is_damaged


def test_one_broken_entry_does_not_spoil_the_rest() -> None:
    document = har(entry(status=403)).replace(b'"entries": [', b'"entries": [{"a" 1}, ')
    found = read_har(document)
    assert (len(found.exchanges), found.is_damaged) == (1, True)


ODD: Final[tuple[object, ...]] = (None, True, 7, -1.5, "text", [], [7], {}, {"a": None})


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    "path",
    ["request", "response", "request.url", "request.method", "request.headers", "response.status",
     "response.headers", "response.content", "response._error"],
)  # fmt: skip
def test_odd_types_are_borne(path: str, odd: object) -> None:
    one = entry(status=403)
    *way, last = path.split(".")
    place: dict[str, Any] = one[way[0]] if way else one
    place[last] = odd
    assert read_har(har(one, odd)).exchanges is not None


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_answered(document: bytes) -> None:
    found = read_har(document)
    assert found.is_damaged or found.entries
    assert read_har(b'{"entries":[' + document).exchanges is not None


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["request", "response", "url", "headers", "name"]), inner
            )
        ),
    )
)
def test_any_json_is_answered(value: object) -> None:
    assert read_har(har(value, value)).exchanges is not None


# --- Large ones, and hostile ones -----------------------------------------------------------------


def as_long_as_allowed(head: bytes, one: bytes, tail: bytes) -> bytes:
    return head + one * ((MOST_BYTES - len(head) - len(tail)) // len(one)) + tail


HOSTILE: Final = {
    "many lists": (b'{"entries":[{"a":[', b"[],", b"[]]}]}"),
    "many texts": (b'{"entries":[{"a":[', b'"ab",', b'""]}]}'),
    "many objects": (b'{"entries":[{"a":[', b'{"":1},', b"{}]}]}"),
    "deep lists": (b'{"entries":[{"a":', b"[", b""),
    "deep entries": (b"", b'{"entries":[', b""),
    "many beginnings": (b"", b'"entries":[', b""),
    "many blanks": (b'"entries"', b" ", b""),
    "many commas": (b'"entries":[', b",", b""),
    "many small entries": (b'{"entries":[', b"{},", b"{}]}"),
    "a text without end": (b'{"entries":[{"a":"', b"x", b""),
    "a text full of quotes": (b'{"entries":[{"a":"', b'\\"', b'"}]}'),
    "one large body": (
        b'{"entries":[{"response":{"content":{"text":"',
        b"f(){};\xc3\xbc",
        b'"}}}]}',
    ),
}


@pytest.mark.parametrize("name", one_in(5, HOSTILE))
def test_twenty_megabytes_of_anything_take_little_memory(name: str) -> None:
    document = as_long_as_allowed(*HOSTILE[name])
    tracemalloc.start()
    try:
        read_har(document)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 150 * 1024 * 1024


@pytest.mark.parametrize("name", HOSTILE)
def test_the_steps_grow_as_the_file_does(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted: how often a pattern was applied, to a file and to one four times as long."""
    steps: list[int] = []
    plain = __import__("buckets.cors.doctor.parse.har_entries", fromlist=["_STEP"])

    class Counting:
        def __init__(self, pattern: re.Pattern[str]) -> None:
            self.pattern = pattern

        def finditer(self, *where: Any) -> Any:
            for found in self.pattern.finditer(*where):
                steps[-1] += 1
                yield found

    monkeypatch.setattr(plain, "_STEP", Counting(plain._STEP))
    head, one, tail = HOSTILE[name]
    for times in (10_000, 40_000):
        steps.append(0)
        read_har(head + one * times + tail)
    assert steps[1] <= 4 * steps[0] + 10
