"""What is read out of a text: each fact."""

from __future__ import annotations

from typing import Final

import pytest

from buckets.cors.doctor import BucketAddress, HttpExchange, Symptom, read
from buckets.cors.doctor.bucket_url import bucket_addresses
from buckets.cors.doctor.causes import cors
from buckets.cors.doctor.parse.pasted import unwrap
from buckets.cors.doctor.parse.transcripts import read_transcripts
from tests.cors.doctor.texts import APP, HOST, URL, chromium, preflight

OSS: Final = "oss-cn-hangzhou.aliyuncs.com"
DUAL_STACK: Final = "cn-hangzhou.oss.aliyuncs.com"


def exchange_in(text: str) -> HttpExchange:
    (transcript,) = read_transcripts(unwrap(text))
    return transcript.exchange


@pytest.mark.parametrize(
    ("url", "found"),
    [
        (URL, [BucketAddress("team-media", OSS)]),
        ("http://a-b.oss-cn-x-internal.aliyuncs.com/x", [BucketAddress("a-b", "oss-cn-x-internal.aliyuncs.com")]),
        ("https://a-b.oss-accelerate.aliyuncs.com", [BucketAddress("a-b", "oss-accelerate.aliyuncs.com")]),
        (f"https://a-b.{DUAL_STACK}/x", [BucketAddress("a-b", DUAL_STACK)]),
        (f"https://{OSS}/a-b/x", []),
        (f"https://{DUAL_STACK}/a-b/x", []),
        ("http://127.0.0.1:9100/a-b/x", [BucketAddress("a-b", "127.0.0.1:9100")]),
        ("http://a-b.localhost:9100/x", [BucketAddress("a-b", "localhost:9100")]),
        ("http://[::1]:9100/a-b/x", [BucketAddress("a-b", "[::1]:9100")]),
        ("https://x", []),
        ("https://[bad", []),
        ("file:///home/a.js", []),
        ("https://a:port/", []),
        ("", []),
    ],
)  # fmt: skip
def test_an_address_leads_to_its_bucket(url: str, found: list[BucketAddress]) -> None:
    assert list(bucket_addresses(url)) == found


@pytest.mark.parametrize(
    ("endpoint", "there"),
    [
        (f"https://{OSS}", True),
        ("https://oss-cn-hangzhou-internal.aliyuncs.com", True),
        (f"https://{DUAL_STACK}", True),
        ("https://oss-cn-beijing.aliyuncs.com", False),
        ("http://127.0.0.1:9100", False),
    ],
)
def test_a_bucket_is_at_one_endpoint_whichever_of_its_names_is_used(
    endpoint: str, there: bool
) -> None:
    assert BucketAddress("team-media", OSS).is_at(endpoint) is there
    assert BucketAddress("team-media", DUAL_STACK).is_at(endpoint) is there
    assert BucketAddress("team-media", "oss-accelerate.aliyuncs.com").is_at(endpoint) is (
        "aliyuncs" in endpoint
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_this_machine_has_several_names(host: str) -> None:
    assert BucketAddress("team-media", "localhost:9133").is_at(f"http://{host}:9133")
    assert not BucketAddress("team-media", "localhost:9133").is_at(f"http://{host}:9100")


def test_the_body_of_an_error_names_the_bucket() -> None:
    body = "<Error><BucketName>a-b</BucketName><HostId>127.0.0.1:9100</HostId></Error>"
    assert read(body).addresses == (BucketAddress("a-b", "127.0.0.1:9100"),)


def test_the_facts_of_a_chromium_message() -> None:
    evidence = read(
        chromium(APP, "It does not have HTTP ok status.") + f" PUT {URL} net::ERR_FAILED 403"
    )
    assert (evidence.url, evidence.origin, evidence.method, evidence.status) == (
        URL,
        APP,
        "PUT",
        403,
    )


def test_the_facts_of_a_transcript() -> None:
    evidence = read(preflight(APP, "PUT", "Content-Type, x-oss-date,"))
    assert (evidence.url, evidence.origin, evidence.method) == (
        f"https://{HOST}/clips/intro.mp4",
        APP,
        "PUT",
    )
    assert evidence.headers == ("Content-Type", "x-oss-date")
    assert evidence.asked_headers == ("content-type", "x-oss-date")
    assert (evidence.of_preflight, evidence.status) == (True, 403)


def test_a_form_s_own_type_is_no_header_to_ask_for() -> None:
    lines = ["POST / HTTP/1.1", f"Host: {HOST}", f"Origin: {APP}", "Content-Type: text/plain"]
    assert read("\n".join(f"> {line}" for line in lines)).headers == ()


def test_of_two_refused_exchanges_the_first_is_told() -> None:
    second = preflight("https://second.example", "DELETE")
    evidence = read(preflight(APP, "PUT") + second)
    assert (evidence.origin, evidence.method) == (APP, "PUT")


def test_what_nobody_marked_is_told_by_its_name() -> None:
    seen = exchange_in("Origin: https://a.example\nVary: Origin\nX-Other: 1\nStatus Code: soon")
    assert (seen.request, seen.response, seen.status) == (
        {"origin": "https://a.example"},
        {"vary": "Origin"},
        None,
    )


def test_http_2_says_its_status_in_a_header_too() -> None:
    assert (
        exchange_in(":status: 403\n:status: 200\n:protocol: x\norigin: https://a.example").status
        == 403
    )


@pytest.mark.parametrize(
    "command",
    [
        f"curl.exe -X PUT '{URL}' -H 'Origin: {APP}' -H 'x-oss-acl: private'",
        f'curl ^"{URL}^" ^\n  -X ^"PUT^" ^\n  -H ^"Origin: {APP}^" ^\n  -H ^"x-oss-acl: private^"',
        f'iwr -Uri "{URL}" -Method Put -Headers @{{"Origin"="{APP}"; "x-oss-acl"="private"}}',
        f"Invoke-RestMethod {URL} -Method PUT -Headers @{{ Origin = '{APP}'; 'x-oss-acl' = 'private' }}",
        f"$ http -v PUT {URL} origin:{APP} x-oss-acl:private\n\nNote: this is no header",
        f"fetch('{URL}', {{method: 'put', headers: {{'x-oss-acl': 'private'}}, referrer: '{APP}/a'}})",
        f"config: {{headers: {{'x-oss-acl': 'private'}}, method: 'put', url: '{URL}'}} origin: {APP}",
    ],
)
def test_a_command_tells_what_it_would_send(command: str) -> None:
    evidence = read(command)
    assert (evidence.url, evidence.method, evidence.origin) == (URL, "PUT", APP)
    assert evidence.headers == ("x-oss-acl",)


def test_a_client_says_whether_it_sends_credentials() -> None:
    config = "config: {withCredentials: %s, url: '" + URL + "'}"
    assert read(config % "true").credentials
    assert not read(config % "false").credentials


def test_headers_that_nobody_marked_are_of_the_side_whose_line_is_above() -> None:
    lines = "PUT /a HTTP/1.1", f"Host: {HOST}", "x-oss-acl: private", "", "Note: a word of mine"
    assert read("\n".join(lines)).headers == ("x-oss-acl",)
    seen = exchange_in("HTTP/1.1 403 Forbidden\nContent-Type: text/html\nOrigin: a://b")
    assert (seen.response, seen.request) == ({"content-type": "text/html"}, {"origin": "a://b"})


def test_an_answer_in_a_quotation_is_one() -> None:
    seen = exchange_in("> > HTTP/1.1 200 OK\n> > Vary: Origin\n> >\n> > So what?")
    assert (seen.status, seen.response, seen.request) == (200, {"vary": "Origin"}, {})


@pytest.mark.parametrize(
    "text", [f"Failed to fetch ({HOST})", f'{{"host":"{HOST}"}}', f"see {HOST.upper()}."]
)
def test_a_host_needs_no_address_around_it(text: str) -> None:
    assert read(text).addresses == (BucketAddress("team-media", OSS),)


def test_a_dual_stack_host_needs_no_address_around_it() -> None:
    assert read(f"Failed to fetch (team-media.{DUAL_STACK})").addresses == (
        BucketAddress("team-media", DUAL_STACK),
    )


def test_of_a_longer_name_it_is_no_host() -> None:
    assert not read(f"{HOST}-x {HOST.replace('team', '.team')} {OSS}").addresses


@pytest.mark.parametrize(
    ("reason", "symptom"),
    [
        ("CORS „Access-Control-Allow-Origin“", Symptom.BLOCKED),
        ("CORS „Access-Control-Allow-Origin“ ≠ „https://a.b“", Symptom.OTHER_ORIGIN),
        ("„*“, CORS „Access-Control-Allow-Origin“", Symptom.WILDCARD_WITH_CREDENTIALS),
        ("„true“, CORS „Access-Control-Allow-Credentials“", Symptom.NO_ALLOW_CREDENTIALS),
        ("CORS „Access-Control-Allow-Methods“", Symptom.METHOD),
        ("„P UT“, CORS „Access-Control-Allow-Methods“", Symptom.UNPARSABLE),
        ("„x-a“, CORS „Access-Control-Allow-Headers“", Symptom.HEADER),
        ("l’CORS dell’„Access-Control-Allow-Methods“", Symptom.METHOD),
        ("CORS", Symptom.BLOCKED),
    ],
)
def test_a_reason_tells_in_any_language_what_it_names(reason: str, symptom: Symptom) -> None:
    assert read(f"Blah {URL}. ({reason}). Blah: 403.").symptom is symptom
    assert read(f"Blah {URL}. ({reason}). Blah: 403.").status == 403


def test_the_values_of_a_reason_are_clues() -> None:
    assert read("(„x-a“, CORS „Access-Control-Allow-Headers“)").header == "x-a"
    assert read("(„a://b“, CORS „Access-Control-Allow-Origin“)").value == "a://b"


def test_json_may_escape_any_character() -> None:
    code = "\\u003cCode\\u003eAccessDenied\\u003C/Code\\u003E \\u0027\\u0041\\ud83d"
    assert unwrap(code).flat.text == "<Code>AccessDenied</Code> 'A"


def test_a_path_of_windows_is_no_escape() -> None:
    assert unwrap("C:\\new\\team").flat.text == "C:\\new\\team"


def test_a_word_of_its_own_needs_no_transcript() -> None:
    assert read("net::ERR_BLOCKED_BY_CLIENT").symptom is Symptom.BLOCKED_BY_CLIENT


def test_a_header_of_oss_is_one_of_the_answer_where_nothing_else_tells() -> None:
    exchange = HttpExchange()
    exchange.note("x-oss-request-id", "5FA2", "")
    exchange.note("content-type", "text/plain", "")
    assert exchange.response == {"x-oss-request-id": "5FA2"}
    assert exchange.request == {"content-type": "text/plain"}


def test_a_cause_is_shown_by_its_id() -> None:
    assert repr(cors.NO_RULES) == "<Cause no-rules>"


def test_a_status_that_tells_of_more_to_come_is_none() -> None:
    assert exchange_in("HTTP/1.1 100 Continue\nHTTP/1.1 403 Forbidden\nvary: Origin").status == 403


def test_curl_names_the_page_by_an_option_too() -> None:
    known = read(f"curl -H 'Empty;' -e {APP}/a -H 'Origin: {APP}' {URL}")
    assert (known.origin, known.url, known.asked_headers) == (APP, URL, ())


def test_the_message_of_a_code_may_stand_within_another_message() -> None:
    said = (
        "oss: service returned error: ErrorCode=AccessDenied, ErrorMessage='Request has expired.'"
    )
    assert read(f"'message': '{said}'").text == "Request has expired"


def test_a_message_that_was_cut_ends_where_one_of_firefox_begins() -> None:
    cut = f"Access to XMLHttpRequest at '{URL}' from origin '{APP}' has been blocked by CORS po…"
    other = (
        "The resource at “https://analytics.example/a.js” was blocked because "
        "Enhanced Tracking Protection is enabled."
    )
    known = read(f"{cut}\n{other}")
    assert (known.url, known.symptom) == (URL, Symptom.BLOCKED)


def test_a_sentence_may_follow_a_code_without_a_space() -> None:
    assert read("SignatureDoesNotMatch.The request signature we").code == "SignatureDoesNotMatch"
