"""The same-origin checker's page."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from buckets.presenters.text import say
from tests.views.page import Page, Visitor

CHECKER = "/tools/same-origin/"
PAGE = "https://app.example.com/index.html"


def compare(visitor: Visitor, first: str, second: str) -> Page:
    return visitor.get(f"{CHECKER}?{urlencode({'a': first, 'b': second})}")


def test_two_addresses_of_one_origin(as_viewer: Visitor) -> None:
    page = compare(as_viewer, PAGE, "https://APP.example.com:443/other")
    assert page.one(id="verdict-title").text == "Same origin"


def test_what_differs_is_marked_and_told(as_viewer: Visitor) -> None:
    page = compare(as_viewer, PAGE, "https://app.example.com:8443/")
    assert page.one(id="verdict-title").text == "Not the same origin"
    assert page.one("tr", css="differs").texts("td") == ["443", "8443"]
    assert say("evaluate.different-port", first=443, second=8443) in page.text


def test_a_page_from_a_file_has_nothing_to_compare(as_viewer: Visitor) -> None:
    page = compare(as_viewer, "file:///a.html", "file:///a.html")
    assert page.one(id="verdict-title").text == "Not the same origin"
    assert not page.all("tr", css="differs")
    assert "Origin: null" in page.text


def test_nothing_is_wrong_before_anything_was_asked(as_viewer: Visitor) -> None:
    page = as_viewer.get(CHECKER)
    assert (page.status, page.all(role="alert")) == (200, [])


@pytest.mark.parametrize("wrong", ["a", "b"])
def test_what_is_no_address_is_told_beside_it(as_viewer: Visitor, wrong: str) -> None:
    said = {"a": PAGE, "b": PAGE, wrong: "www.example.com/x"}
    page = as_viewer.get(f"{CHECKER}?{urlencode(said)}")
    assert page.status == 422
    assert say("evaluate.address-without-scheme") in page.one(role="alert").text
    assert (
        page.one("ul", id=f"problems-{wrong}").one("button").text == "Use https://www.example.com/x"
    )


def test_the_correction_is_one_click(as_viewer: Visitor) -> None:
    page = compare(as_viewer, "www.example.com", PAGE)
    (button,) = page.one("ul", id="problems-a").all("button")
    form = page.one("form", id=button.get("form"))
    sent = {**{name: value[0] for name, value in form.values.items()}, "a": button.get("value")}
    mended = as_viewer.get(f"{CHECKER}?{urlencode(sent)}")
    assert mended.one(id="verdict-title").text == "Not the same origin"


def test_the_examples_of_the_guide_lead_to_their_answers(as_viewer: Visitor) -> None:
    page = as_viewer.get(CHECKER)
    answers = [row.texts("td")[0] for row in page.all("tr") if row.all("td")]
    assert answers == ["Yes", "Yes", "No", "No", "No"]
    again = as_viewer.get(page.link("http://www.aliyun.com:22/dir/page.html"))
    assert again.one(id="verdict-title").text == "Not the same origin"


def test_the_tools_are_cards_that_lead_there(as_viewer: Visitor) -> None:
    page = as_viewer.get("/tools/")
    assert page.link("Same-origin checker") == CHECKER
    assert page.link("Error doctor") == "/tools/doctor/"
