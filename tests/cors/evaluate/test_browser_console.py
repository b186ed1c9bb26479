"""What browsers print, to the letter: that Chromium prints it is tried in tests/browser."""

import pytest

from buckets.cors.evaluate.browser import Block, BlockCause, PageRequest
from buckets.cors.evaluate.browser_console import chromium, firefox

URL = "https://examplebucket.oss-cn-hangzhou.aliyuncs.com/clip.mp4"
REQUEST = PageRequest("https://app.example.com", "PUT")


def block(cause: BlockCause, value: str = "", *, of_preflight: bool = True) -> Block:
    return Block(cause, value, 403, of_preflight)


@pytest.mark.parametrize("cause", BlockCause)
def test_there_are_words_for_every_cause(cause: BlockCause) -> None:
    assert chromium(block(cause), REQUEST, URL).endswith(".")
    assert "(Reason: " in firefox(block(cause), URL)


def test_chromium_says_who_asked_for_what_and_in_which_answer_it_stopped() -> None:
    assert chromium(block(BlockCause.NO_ALLOW_ORIGIN), REQUEST, URL) == (
        f"Access to fetch at '{URL}' from origin 'https://app.example.com' has been blocked by "
        "CORS policy: Response to preflight request doesn't pass access control check: No "
        "'Access-Control-Allow-Origin' header is present on the requested resource."
    )


def test_chromium_says_less_of_the_answer_itself() -> None:
    said = chromium(block(BlockCause.NO_ALLOW_ORIGIN, of_preflight=False), REQUEST, URL)
    assert "CORS policy: No 'Access-Control-Allow-Origin' header" in said


def test_chromium_says_which_of_the_two_ways_to_ask_it_was() -> None:
    missing = block(BlockCause.NO_ALLOW_ORIGIN)
    watching = PageRequest("https://app.example.com", "POST", watches_upload=True)
    assert chromium(missing, REQUEST, URL).startswith("Access to fetch at")
    assert chromium(missing, REQUEST, URL, by_xhr=True).startswith("Access to XMLHttpRequest at")
    assert chromium(missing, watching, URL).startswith("Access to XMLHttpRequest at")


@pytest.mark.parametrize(
    "cause", [BlockCause.WILDCARD_WITH_CREDENTIALS, BlockCause.NO_ALLOW_CREDENTIALS]
)
def test_chromium_tells_where_an_xmlhttprequest_says_that_it_wants_cookies(
    cause: BlockCause,
) -> None:
    said = chromium(block(cause), REQUEST, URL, by_xhr=True)
    assert said.endswith(" is controlled by the withCredentials attribute.")
    assert "withCredentials" not in chromium(block(cause), REQUEST, URL)


@pytest.mark.parametrize(
    ("cause", "value", "said"),
    [
        (
            BlockCause.METHOD,
            "PATCH",
            "Method PATCH is not allowed by Access-Control-Allow-Methods in preflight response.",
        ),
        (
            BlockCause.HEADER,
            "x-a",
            (
                "Request header field x-a is not allowed by Access-Control-Allow-Headers in "
                "preflight response."
            ),
        ),
    ],
)
def test_chromium_names_what_the_preflight_does_not_list(
    cause: BlockCause, value: str, said: str
) -> None:
    assert chromium(block(cause, value), REQUEST, URL).endswith(f"CORS policy: {said}")


def test_chromium_says_from_where_it_was_redirected() -> None:
    missing = block(BlockCause.NO_ALLOW_ORIGIN, of_preflight=False)
    said = chromium(missing, REQUEST, URL, redirected_from="https://api.example.com/1")
    assert said.startswith(
        f"Access to fetch at '{URL}' (redirected from 'https://api.example.com/1') from origin "
        "'https://app.example.com' has been blocked"
    )


@pytest.mark.parametrize("cause", [BlockCause.INVALID_METHODS, BlockCause.INVALID_HEADERS])
def test_of_lists_chromium_need_not_say_that_they_are_a_preflight_s(cause: BlockCause) -> None:
    assert "CORS policy: Cannot parse Access" in chromium(block(cause), REQUEST, URL)


@pytest.mark.parametrize(
    "cause", [BlockCause.SEVERAL_ORIGINS, BlockCause.INVALID_ORIGIN, BlockCause.OTHER_ORIGIN]
)
def test_chromium_asks_for_a_valid_value_where_a_fetch_got_another(cause: BlockCause) -> None:
    hint = "Have the server send the header with a valid value."
    assert chromium(block(cause, "a"), REQUEST, URL).endswith(hint)
    assert hint not in chromium(block(cause, "a"), REQUEST, URL, by_xhr=True)


def test_firefox_says_the_reason() -> None:
    assert firefox(block(BlockCause.HEADER, "x-a"), URL) == (
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote "
        f"resource at {URL}. (Reason: header ‘x-a’ is not allowed according to header "
        "‘Access-Control-Allow-Headers’ from CORS preflight response)."
    )


def test_firefox_quotes_the_address_where_credentials_are_the_reason() -> None:
    said = firefox(block(BlockCause.WILDCARD_WITH_CREDENTIALS), URL)
    assert f"remote resource at ‘{URL}’. (Reason: Credential" in said


@pytest.mark.parametrize("cause", BlockCause)
def test_firefox_says_the_status_where_it_may_be_the_reason(cause: BlockCause) -> None:
    has_status = cause in (BlockCause.NO_ALLOW_ORIGIN, BlockCause.NOT_OK)
    assert firefox(block(cause), URL).endswith(" Status code: 403.") is has_status


def test_firefox_says_no_status_where_none_is_known() -> None:
    missing = Block(BlockCause.NO_ALLOW_ORIGIN, "", None, of_preflight=False)
    assert firefox(missing, URL).endswith(
        "(Reason: CORS header ‘Access-Control-Allow-Origin’ missing)."
    )
