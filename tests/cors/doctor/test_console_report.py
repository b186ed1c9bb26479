"""The report of the snippet that repeats a request in the browser's console."""

from __future__ import annotations

import pytest

from buckets.cors.doctor import diagnose, read

HEAD = (
    "CORS Console report\n"
    "Page: https://app.example.com\n"
    "Request: PUT https://media.oss-cn-hangzhou.aliyuncs.com/a.mp4\n"
)


@pytest.mark.parametrize(
    ("rest", "cause"),
    [
        ("Failed: TypeError: Failed to fetch\nWithout CORS: answered", "rules"),
        ("Failed: TypeError: Load failed\nWithout CORS: no answer", "no-answer"),
        ("Status: 200\ncontent-type: text/plain\netag: 1", "allowed"),
        ("Status: 403\ncontent-type: application/xml", "refused-first"),
    ],
)
def test_the_cause_follows_from_what_it_says(rest: str, cause: str) -> None:
    assert diagnose(read(HEAD + rest)).cause.id == cause


def test_its_facts_are_read() -> None:
    known = read(f"{HEAD}Headers: content-type, x-oss-date\nStatus: 200\netag: 1")
    assert (known.origin, known.method) == ("https://app.example.com", "PUT")
    assert known.url == "https://media.oss-cn-hangzhou.aliyuncs.com/a.mp4"
    assert known.asked_headers == ("content-type", "x-oss-date")


def test_it_is_read_within_other_lines() -> None:
    noise = "GET https://stats.example.org/ net::ERR_BLOCKED_BY_CLIENT\n"
    report = f"{HEAD}Failed: TypeError: Failed to fetch\nWithout CORS: answered\n"
    assert read(noise + report + noise).origin == "https://app.example.com"
