"""The list of buckets: searching without leaving the page, and going back."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Page, expect

from buckets.models import Account, Bucket
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
    expect(results.get_by_role("link")).to_have_text(["app-uploads"])
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
