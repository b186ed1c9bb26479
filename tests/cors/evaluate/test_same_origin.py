"""Same origin or not, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckets.cors import Message
from buckets.cors.evaluate.same_origin import (
    LONGEST,
    Address,
    NotAnAddress,
    compare_origins,
    mended,
)
from tests.cors.strategies import arbitrary_text

GUIDE = "http://www.aliyun.com/org/test.html"


def different(part: str, first: object, second: object) -> Message:
    return Message(f"evaluate.different-{part}", {"first": first, "second": second})


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ("http://www.aliyun.com/org/other.html", Message("evaluate.same-origin")),
        ("http://www.aliyun.com/org/internal/page.html", Message("evaluate.same-origin")),
        ("http://www.aliyun.com:22/dir/page.html", different("port", 80, 22)),
        (
            "http://www.alibabacloud.com/help/other.html",
            different("host", "www.aliyun.com", "www.alibabacloud.com"),
        ),
    ],
)
def test_the_examples_of_the_guide(other: str, why: Message) -> None:
    compared = compare_origins(GUIDE, other)
    assert compared.reasons == (why,)
    assert compared.is_same is (why.id == "evaluate.same-origin")


def test_the_example_of_the_guide_with_another_protocol_has_another_port_too() -> None:
    compared = compare_origins(GUIDE, "https://www.aliyun.com/page.html")
    assert compared.reasons == (
        different("scheme", "http", "https"),
        different("port", 80, 443),
    )
    assert not compared.is_same


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("HTTPS://WWW.Example.COM:443/a?b#c", "https://www.example.com"),
        ("https://me:secret@example.com/", "https://example.com"),
        ("http://example.com:80", "http://example.com"),
        ("http://example.com:8080/", "http://example.com:8080"),
        ("https://example.com:", "https://example.com"),
        ("https://example.com:00443", "https://example.com"),
        ("https://example.com:0", "https://example.com:0"),
        ("https:\\\\example.com\\path", "https://example.com"),
        ("  https://exa\nmple.com\t ", "https://example.com"),
        ("https://bücher.example/", "https://xn--bcher-kva.example"),
        ("https://b%C3%BCcher.example/", "https://xn--bcher-kva.example"),
        ("http://127.1/", "http://127.0.0.1"),
        ("http://0x7f.0.0.01:3000/", "http://127.0.0.1:3000"),
        ("http://2130706433/", "http://127.0.0.1"),
        ("http://0x/", "http://0.0.0.0"),
        ("http://127.0.0.1./", "http://127.0.0.1"),
        ("http://[0:0::1]:8080/", "http://[::1]:8080"),
        ("wss://example.com/socket", "wss://example.com"),
        ("capacitor://localhost/index.html", "capacitor://localhost"),
        ("blob:https://example.com/7d8-9", "https://example.com"),
        ("file:///C:/index.html", "null"),
        ("data:text/html,hello", "null"),
        ("about:blank", "null"),
    ],
)
def test_an_address_has_the_origin_that_browsers_send(text: str, origin: str) -> None:
    assert Address.of(text).origin == origin


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "missing"),
        ("  ", "missing"),
        ("www.example.com", "without-scheme"),
        ("/only/a/path", "without-scheme"),
        ("mailto:me@example.com", "without-scheme"),
        ("localhost:3000", "without-scheme"),
        ("https:///path", "without-host"),
        ("https://exa mple.com", "bad-host"),
        ("https://a<b", "bad-host"),
        ("https://" + "a" * 300, "bad-host"),
        ("http://[::g]/", "bad-host"),
        ("http://1.2.3.4.5/", "bad-host"),
        ("http://256.1.1.1/", "bad-host"),
        ("http://1.2.3.256/", "bad-host"),
        ("http://09.1/", "bad-host"),
        ("http://a.1/", "bad-host"),
        ("https://example.com:99999", "bad-port"),
        ("https://example.com:http", "bad-port"),
        ("https://*.example.com", "is-pattern"),
        ("https://\uff0a.example.com", "is-pattern"),  # full-width
        ("https://%2A.example.com", "is-pattern"),
        ("https://example.com:*", "is-pattern"),
        ("https://example.com/" + "a" * LONGEST, "too-long"),
    ],
)
def test_what_is_no_address_is_told(text: str, why: str) -> None:
    with pytest.raises(NotAnAddress) as told:
        compare_origins(GUIDE, text)
    assert told.value.message.id == f"evaluate.address-{why}"


def test_a_page_from_a_file_is_not_even_the_same_as_itself() -> None:
    compared = compare_origins("file:///a.html", "file:///a.html")
    assert not compared.is_same
    assert compared.reasons == (Message("evaluate.opaque-origin", {"scheme": "file"}),)


def test_of_two_opaque_pages_each_is_told() -> None:
    reasons = compare_origins("data:,a", "about:blank").reasons
    assert [reason.params["scheme"] for reason in reasons] == ["data", "about"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("www.example.com/page", "https://www.example.com/page"),
        ("//www.example.com", "https://www.example.com"),
        ("localhost:3000", "http://localhost:3000"),
        ("https://exa mple.com", None),
        ("*.example.com", None),
        ("\uff0a.example.com", None),
        ("file:a", None),
        ("a b", None),
    ],
)
def test_a_missing_scheme_is_proposed(text: str, meant: str | None) -> None:
    assert mended(text) == meant


@given(arbitrary_text() | st.text(), arbitrary_text() | st.text())
def test_any_two_texts_are_answered_the_same_both_ways(first: str, second: str) -> None:
    try:
        compared = compare_origins(first, second)
    except NotAnAddress:
        return
    turned = compare_origins(second, first)
    assert (compared.is_same, compared.differences) == (turned.is_same, turned.differences)
    assert compared.reasons


@given(arbitrary_text() | st.text())
def test_what_has_an_origin_is_of_the_same_origin_as_that(text: str) -> None:
    try:
        address = Address.of(text)
    except NotAnAddress:
        return
    assert address.is_opaque or compare_origins(text, address.origin).is_same
