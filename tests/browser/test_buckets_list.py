"""The list of buckets: searching, sorting and choosing without leaving the page."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from buckets.models import Account, Bucket
from tests.browser.holding import held
from tests.browser.visits import Visits

NAMES = ("app-logs", "app-uploads", "web-assets")


@pytest.fixture
def page(visits: Visits, owner: User, account: Account) -> Page:
    for name in NAMES:
        Bucket.objects.create(
            account=account, name=name, region=account.region, endpoint=account.endpoint
        )
    page = visits.open(owner)
    page.goto(reverse("buckets"))
    return page


def test_the_search_finds_while_one_types_and_can_be_taken_back(page: Page) -> None:
    results = page.get_by_role("region", name="Results")
    expect(results.get_by_role("status")).to_have_text("3 buckets")
    page.get_by_label("Search").press_sequentially("upl")
    expect(results.get_by_role("status")).to_have_text("1 bucket")
    expect(results.get_by_role("rowheader")).to_have_text(["app-uploads"])
    expect(page).to_have_url(re.compile(r"/buckets/\?q=upl"))
    expect(page.get_by_label("Search")).to_be_focused()

    page.go_back()
    expect(results.get_by_role("status")).to_have_text("3 buckets")
    expect(page).to_have_url(re.compile(r"/buckets/$"))
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    expect(page.get_by_label("Search")).to_have_value("")


def test_a_search_can_be_reloaded(page: Page) -> None:
    page.get_by_label("Search").press_sequentially("app")
    expect(page.get_by_text("2 buckets")).to_be_visible()
    page.reload()
    expect(page.get_by_text("2 buckets")).to_be_visible()
    expect(page.get_by_label("Search")).to_have_value("app")


def test_leaving_for_a_bucket_and_coming_back_keeps_the_search(page: Page) -> None:
    page.get_by_label("Search").press_sequentially("web")
    expect(page.get_by_text("1 bucket", exact=True)).to_be_visible()
    page.get_by_role("link", name="web-assets").click()
    expect(page.get_by_role("heading", name="web-assets")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("1 bucket", exact=True)).to_be_visible()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def test_the_state_filters_at_once(page: Page) -> None:
    page.get_by_label("State").select_option("In sync")
    expect(page.get_by_role("heading", name="No bucket matches")).to_be_visible()
    page.get_by_role("link", name="Show all buckets").click()
    expect(page.get_by_text("3 buckets")).to_be_visible()


def test_a_press_on_a_head_sorts_in_place_and_keeps_the_focus(page: Page) -> None:
    page.get_by_label("Search").press_sequentially("app")
    expect(page.get_by_text("2 buckets")).to_be_visible()
    head = page.get_by_role("link", name="Bucket", exact=True)
    head.press("Enter")
    expect(page.get_by_role("rowheader")).to_have_text(["app-uploads", "app-logs"])
    expect(page).to_have_url(re.compile(r"\?q=app&sort=-name$"))
    expect(head).to_be_focused()
    expect(page.get_by_label("Search")).to_have_value("app")

    page.get_by_label("Search").fill("")
    expect(page.get_by_role("rowheader")).to_have_text(NAMES[::-1])
    page.go_back()
    expect(page.get_by_role("rowheader")).to_have_text(["app-uploads", "app-logs"])


def test_a_filter_is_not_lost_to_a_sort_asked_for_before_its_answer(page: Page) -> None:
    with held(page, "**/buckets/?*"):
        page.get_by_label("State").select_option("In sync")
        page.get_by_role("link", name="Bucket", exact=True).click()
    expect(page.get_by_role("heading", name="No bucket matches")).to_be_visible()
    expect(page).to_have_url(re.compile(r"state=in-sync$"))


def test_a_sort_is_not_lost_to_a_filter_asked_for_before_its_answer(page: Page) -> None:
    with held(page, "**/buckets/?*"):
        page.get_by_role("link", name="Bucket", exact=True).click()
        page.get_by_label("State").select_option("Not pulled")
    expect(page.get_by_role("rowheader")).to_have_text(NAMES[::-1])
    expect(page).to_have_url(re.compile(r"state=not-pulled.*sort=-name$"))


@pytest.fixture
def two_a_page(page: Page, monkeypatch: pytest.MonkeyPatch) -> Page:
    monkeypatch.setattr("buckets.views.buckets.PAGE_SIZE", 2)
    page.reload()
    return page


def test_the_page_is_turned_in_place_and_the_focus_stays_with_the_list(two_a_page: Page) -> None:
    page = two_a_page
    page.get_by_role("link", name="Next").press("Enter")
    expect(page.get_by_role("rowheader")).to_have_text(["web-assets"])
    expect(page.get_by_role("region", name="Results")).to_be_focused()
    page.get_by_role("link", name="Previous").press("Enter")
    expect(page.get_by_role("rowheader")).to_have_text(["app-logs", "app-uploads"])
    page.go_back()
    expect(page.get_by_role("rowheader")).to_have_text(["web-assets"])


def told(page: Page) -> Locator:
    """What is read out while one chooses."""
    return page.get_by_role("region", name="Results").get_by_role("status")


def test_what_is_chosen_is_counted(page: Page) -> None:
    expect(page.get_by_role("button", name="Pull")).to_be_hidden()
    page.get_by_label("Select app-logs").check()
    expect(told(page)).to_have_text("3 buckets1 selected")
    expect(page.get_by_role("button", name="Pull")).to_be_visible()
    page.get_by_label("Select this page").check()
    expect(told(page)).to_have_text("3 buckets3 selected")
    page.get_by_label("Select web-assets").uncheck()
    expect(page.get_by_label("Select this page")).not_to_be_checked()
    page.get_by_label("Select this page").check()
    page.get_by_label("Select this page").uncheck()
    expect(told(page)).to_have_text("3 buckets")


def test_all_that_match_are_more_than_the_page(two_a_page: Page) -> None:
    page = two_a_page
    page.get_by_label("Select all 3").check()
    expect(told(page)).to_have_text("3 buckets3 selected")
    expect(page.get_by_label("Select app-logs")).to_be_checked()
    expect(page.get_by_label("Select app-logs")).to_be_disabled()
    page.get_by_label("Select all 3").uncheck()
    expect(told(page)).to_have_text("3 buckets")
    expect(page.get_by_label("Select app-logs")).to_be_enabled()


def asked(page: Page, button: str) -> str:
    """What the address says after ``button``: no more than what was chosen."""
    with page.expect_request("**/runs/new/?*") as request:
        page.get_by_role("button", name=button).click()
    return request.value.url.partition("?")[2]


def test_what_is_chosen_one_by_one_is_asked_for_by_number(page: Page) -> None:
    page.get_by_label("Search").press_sequentially("app-up")
    expect(told(page)).to_have_text("1 bucket")
    page.get_by_label("Select app-uploads").check()
    number = Bucket.objects.get(name="app-uploads").pk
    assert asked(page, "Pull") == f"kind=pull&bucket={number}"


def test_all_that_match_are_asked_for_by_what_they_match(page: Page) -> None:
    page.get_by_label("Search").press_sequentially("app")
    expect(page).to_have_url(re.compile("q=app"))
    page.get_by_label("Select all 2 that match").check()
    assert asked(page, "Check for drift") == "q=app&everything=1&kind=check"
