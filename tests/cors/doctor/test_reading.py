"""What is read out of a text: each fact, and in no more steps than the text is long."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any, Final

import pytest

import buckets.cors.doctor
from buckets.cors.doctor import plain
from buckets.cors.doctor.places import Place, places
from buckets.cors.doctor.reading import read
from buckets.cors.doctor.symptoms import Symptom
from buckets.cors.doctor.transcript import read_transcript
from tests.cors.doctor.texts import APP, HOST, URL, chromium, preflight

OSS: Final = "oss-cn-hangzhou.aliyuncs.com"


@pytest.mark.parametrize(
    ("url", "found"),
    [
        (URL, [Place("team-media", OSS)]),
        ("http://a-b.oss-cn-x-internal.aliyuncs.com/x", [Place("a-b", "oss-cn-x-internal.aliyuncs.com")]),
        ("https://a-b.oss-accelerate.aliyuncs.com", [Place("a-b", "oss-accelerate.aliyuncs.com")]),
        (f"https://{OSS}/a-b/x", []),
        ("http://127.0.0.1:9100/a-b/x", [Place("a-b", "127.0.0.1:9100")]),
        ("http://a-b.localhost:9100/x", [Place("a-b", "localhost:9100")]),
        ("http://[::1]:9100/a-b/x", [Place("a-b", "[::1]:9100")]),
        ("https://x", []),
        ("https://[bad", []),
        ("https://a:port/", []),
        ("", []),
    ],
)  # fmt: skip
def test_an_address_leads_to_its_bucket(url: str, found: list[Place]) -> None:
    assert list(places(url)) == found


@pytest.mark.parametrize(
    ("endpoint", "there"),
    [
        (f"https://{OSS}", True),
        ("https://oss-cn-hangzhou-internal.aliyuncs.com", True),
        ("https://oss-cn-beijing.aliyuncs.com", False),
        ("http://127.0.0.1:9100", False),
    ],
)
def test_a_bucket_is_at_one_endpoint_whichever_of_its_names_is_used(
    endpoint: str, there: bool
) -> None:
    assert Place("team-media", OSS).is_at(endpoint) is there
    assert Place("team-media", "oss-accelerate.aliyuncs.com").is_at(endpoint) is (
        "aliyuncs" in endpoint
    )


def test_the_body_of_an_error_names_the_bucket() -> None:
    body = "<Error><BucketName>a-b</BucketName><HostId>127.0.0.1:9100</HostId></Error>"
    assert read(body).places == (Place("a-b", "127.0.0.1:9100"),)


def test_the_facts_of_a_chromium_message() -> None:
    clues = read(
        chromium(APP, "It does not have HTTP ok status.") + f" PUT {URL} net::ERR_FAILED 403"
    )
    assert (clues.url, clues.origin, clues.method, clues.status) == (URL, APP, "PUT", 403)


def test_the_facts_of_a_transcript() -> None:
    clues = read(preflight(APP, "PUT", "Content-Type, x-oss-date,,origin"))
    assert (clues.url, clues.origin, clues.method) == (
        f"https://{HOST}/clips/intro.mp4",
        APP,
        "PUT",
    )
    assert clues.headers == ("Content-Type", "x-oss-date")
    assert clues.asked_headers == ("content-type", "x-oss-date")
    assert (clues.of_preflight, clues.status) == (True, 403)


def test_a_form_s_own_type_is_no_header_to_ask_for() -> None:
    lines = ["POST / HTTP/1.1", f"Host: {HOST}", f"Origin: {APP}", "Content-Type: text/plain"]
    assert read("\n".join(f"> {line}" for line in lines)).headers == ()


def test_only_the_first_exchange_is_read() -> None:
    second = preflight("https://second.example", "DELETE")
    clues = read(preflight(APP, "PUT") + second)
    assert (clues.origin, clues.method) == (APP, "PUT")


def test_what_nobody_marked_is_told_by_its_name() -> None:
    seen = read_transcript("Origin: https://a.example\nVary: Origin\nX-Other: 1\nStatus Code: soon")
    assert (seen.request, seen.response, seen.status) == (
        {"origin": "https://a.example"},
        {"vary": "Origin"},
        None,
    )


def test_http_2_says_its_status_in_a_header_too() -> None:
    assert (
        read_transcript(
            ":status: 403\n:status: 200\n:protocol: x\norigin: https://a.example"
        ).status
        == 403
    )


def test_a_word_of_its_own_needs_no_transcript() -> None:
    assert read("net::ERR_BLOCKED_BY_CLIENT").symptom is Symptom.BLOCKED_BY_CLIENT


# --- In proportion --------------------------------------------------------------------------------

MODULES: Final = [
    importlib.import_module(f"buckets.cors.doctor.{found.name}")
    for found in pkgutil.iter_modules(buckets.cors.doctor.__path__)
]


def patterns() -> dict[str, re.Pattern[str]]:
    found = {}
    for module in MODULES:
        for name, value in vars(module).items():
            several = value if isinstance(value, tuple) else (value,)
            for place, it in enumerate(several):
                if isinstance(it, re.Pattern):
                    found[f"{module.__name__}.{name}.{place}"] = it
    return found


def most_steps(tree: Any) -> int:
    """How many signs a pattern can look at from one beginning, at most, without going back."""
    steps = 0
    for kind, value in tree:
        if "REPEAT" in str(kind):
            _least, most, inner = value
            bound = 10**9 if most is _constants.MAXREPEAT else most
            steps += bound * max(1, most_steps(inner))
        elif kind is _constants.BRANCH:
            steps += max(map(most_steps, value[1]))
        elif kind is _constants.SUBPATTERN:
            steps += most_steps(value[3])
        elif "GROUP" in str(kind) and isinstance(value, tuple):
            steps += most_steps(value[1])
        else:
            steps += 1
    return steps


ENDLESS: Final = {"har._BETWEEN", "har._STEP"}  # each goes on where it stopped


@pytest.mark.parametrize("name", [it for it in patterns() if not any(e in it for e in ENDLESS)])
def test_no_pattern_goes_on_for_ever(name: str) -> None:
    assert most_steps(_parser.parse(patterns()[name].pattern)) < 25_000


def test_an_endless_pattern_would_be_found() -> None:
    assert most_steps(_parser.parse("a(b*)+c")) > 10**9


NASTY: Final = {
    "quotes": "'" * 100,
    "an unfinished message": "access to fetch at 'http://a.b/",
    "curl": "curl ",
    "fetch": "fetch('http://a.b', headers: {",
    "addresses": "http://",
    "entities": "&amp;#39;&#x27;",
    "headers": "Origin: a\n> b: c\n< d: e\n",
    "panel": "request url\n",
    "marks": "> > > > ",
    "brackets": "[x] [y] * [z: ",
    "blanks": " \n\t",
    "words": "preflight each method header 'x' is not allowed ",
    "Chinese": "不允许（原因：CORS）。",
}


def calls_for(text: str) -> int:
    """The calls, of Python and of C, that reading ``text`` takes."""
    count = 0

    def note(_frame: object, event: str, _what: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        read(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("name", NASTY)
def test_the_calls_grow_no_faster_than_the_text(name: str) -> None:
    short, long = (NASTY[name] * (size // len(NASTY[name])) for size in (20_000, 80_000))
    assert calls_for(long) <= 4 * calls_for(short) + 100


@pytest.mark.parametrize("name", NASTY)
def test_a_megabyte_is_read_as_far_as_anybody_would(name: str) -> None:
    text = NASTY[name] * (2**20 // len(NASTY[name]))
    assert calls_for(text) <= calls_for(text[: plain.LONGEST]) + 100
