"""From the list of buckets to a run that is done, as somebody sees it who waits for it."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Page, expect

from buckets.cors import Configuration
from buckets.models import Account, Run, RunItem
from buckets.sync.discover import discover
from buckets.sync.pull import pull
from buckets.sync.runs import lifecycle
from buckets.sync.runs.worker import work
from tests.browser.hands import has_focus
from tests.browser.visits import Visits
from tests.fixtures.local_oss import WatchedOSS
from tests.fixtures.people import LIVE, NEW
from tests.sync.actions import add

NAMES = ("app-logs", "app-uploads")
PUBLISHED = Configuration((*LIVE.rules, NEW), response_vary=True)


@pytest.fixture(autouse=True)
def delivered(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The runs that wait for a worker: the test is it, when it comes to it."""
    delivered: list[int] = []
    monkeypatch.setattr("buckets.tasks.work", delivered.append)
    return delivered


@pytest.fixture
def page(visits: Visits, publisher: User, account: Account, local_oss: WatchedOSS) -> Page:
    """The list of two buckets with a new rule each."""
    local_oss.store.remove("examplebucket")
    for name in NAMES:
        local_oss.store.create(name)
        local_oss.store.put_cors(name, LIVE)
    for bucket in discover(account, by=publisher):
        add(pull(bucket.pk, by=publisher), publisher)
    page = visits.open(publisher)
    page.goto(reverse("buckets"))
    return page


def test_two_buckets_are_published_under_one_review(
    page: Page, local_oss: WatchedOSS, delivered: list[int]
) -> None:
    for name in NAMES:
        page.get_by_role("row", name=re.compile(name)).get_by_role("checkbox").check()
    page.get_by_role("button", name="Review & publish").click()
    expect(page.get_by_role("heading", name="Publish 2 buckets?")).to_be_visible()
    expect(page.get_by_role("heading", name="Rule 3 added")).to_have_count(2)
    page.get_by_label("Reason (optional)").fill("Ticket 4711")
    page.get_by_role("button", name="Publish to OSS").click()
    expect(page.get_by_text("Waiting for a worker").first).to_be_visible()
    work(delivered.pop())
    expect(page.locator("#said")).to_have_text("Done")
    expect(page.locator("#progress .tally")).to_have_text("2 published")
    assert [local_oss.store.get(name).cors for name in NAMES] == [PUBLISHED, PUBLISHED]


@pytest.fixture
def run(account: Account, publisher: User, page: Page) -> Run:
    """A check of both buckets that the page shows, and nobody has begun with."""
    run = lifecycle.start(
        Run.Kind.CHECK, account.buckets.values_list("pk", flat=True), by=publisher
    )
    page.goto(reverse("run", args=[run.pk]))
    return run


def next_answer(page: Page) -> None:
    """Wait until the page has asked again, and shows what it was told."""
    page.evaluate("document.querySelector('#progress').dataset.old = 'yes'")
    expect(page.locator("[data-old]")).to_have_count(0)


def test_asking_again_takes_the_focus_from_nobody(page: Page, run: Run) -> None:
    for target in (
        page.get_by_role("button", name="Cancel"),
        page.get_by_role("link", name="2 to do"),
    ):
        target.focus()
        next_answer(page)
        assert has_focus(target)


def test_who_was_at_the_button_that_is_gone_is_led_to_the_title(page: Page, run: Run) -> None:
    page.get_by_role("button", name="Cancel").focus()
    work(run.pk)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.locator("#said")).to_have_text("Done")


def test_what_came_of_it_is_listed_when_it_ends(
    page: Page, run: Run, local_oss: WatchedOSS
) -> None:
    local_oss.store.remove(NAMES[0])
    expect(page.get_by_text("Nothing needs attention so far.")).to_be_visible()
    work(run.pk)
    expect(page.get_by_role("rowheader")).to_have_text([NAMES[0]])
    expect(page.get_by_role("button", name="Retry failed")).to_be_visible()


def test_what_is_over_is_not_asked_for_again(page: Page, run: Run) -> None:
    work(run.pk)
    expect(page.locator("#said")).to_have_text("Done")
    assert page.locator("[hx-trigger]").count() == 0


def test_without_scripts_there_is_a_link_to_look_again(
    visits: Visits, publisher: User, run: Run
) -> None:
    page = visits.open(publisher, java_script_enabled=False)
    page.goto(reverse("run", args=[run.pk]))
    expect(page.get_by_text("0 of 2 buckets").first).to_be_visible()
    work(run.pk)
    page.get_by_role("link", name="Refresh").click()
    expect(page.get_by_text("2 unchanged").first).to_be_visible()


def test_a_run_can_be_cancelled_and_resumed_from_its_page(page: Page, run: Run) -> None:
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#progress .state")).to_have_text("Cancelled")
    page.get_by_role("button", name="Resume").click()
    expect(page.locator("#progress .state")).to_have_text("Waiting for a worker")
    work(run.pk)
    expect(page.locator("#said")).to_have_text("Done")
    assert run.items.counts() == {RunItem.Result.UNCHANGED: 2}
