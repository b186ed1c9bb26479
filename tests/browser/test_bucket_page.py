"""A bucket's page: what htmx swaps keeps the focus, and nothing moves for those who mind."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Page, expect

from buckets.cors.model import Rule
from buckets.models import Bucket
from buckets.presenters.text import say
from buckets.templatetags.console import SHOWN
from tests.browser.hands import Keyboard
from tests.browser.visits import Visits
from tests.fixtures.people import APP, UPLOADS
from tests.sync.actions import add


@pytest.fixture
def page(visits: Visits, owner: User, bucket: Bucket) -> Page:
    page = visits.open(owner)
    page.goto(reverse("bucket", args=[bucket.pk]))
    return page


def test_a_rule_that_is_moved_keeps_the_focus(page: Page, bucket: Bucket) -> None:
    keyboard = Keyboard(page)
    keyboard.press(page.get_by_role("button", name="Move rule 2 up"))
    up = page.get_by_role("button", name="Move rule 1 up")
    expect(page.get_by_role("region", name="Unpublished changes")).to_contain_text("1 rule moved")
    expect(up).to_be_focused()
    assert [row.value for row in bucket.cors_rules.all()] == [UPLOADS, APP]

    keyboard.press(page.get_by_role("button", name="Move rule 1 down"))
    expect(page.get_by_role("button", name="Move rule 2 down")).to_be_focused()
    expect(page.get_by_role("region", name="Unpublished changes")).to_be_hidden()
    assert [row.value for row in bucket.cors_rules.all()] == [APP, UPLOADS]


def test_a_rule_at_the_end_stays_there_and_keeps_the_focus(page: Page, bucket: Bucket) -> None:
    up = page.get_by_role("button", name="Move rule 1 up")
    expect(up).to_have_attribute("aria-disabled", "true")
    with page.expect_response(f"**{reverse('bucket', args=[bucket.pk])}"):
        Keyboard(page).press(up)
    expect(up).to_be_focused()
    assert [row.value for row in bucket.cors_rules.all()] == [APP, UPLOADS]


@pytest.mark.parametrize("width", [320, 1280])
def test_a_rule_with_hundreds_of_sources_has_a_row_of_bounded_height(
    page: Page, bucket: Bucket, owner: User, width: int
) -> None:
    sources = tuple(f"https://s{number}.example.com" for number in range(200))
    add(bucket, owner, Rule(sources, ("GET",), tuple(f"x-a{number}" for number in range(40))))
    page.set_viewport_size({"width": width, "height": 800})
    page.reload()
    row = page.locator(".rules-table tr", has_text=sources[0]).first
    box = row.bounding_box()
    assert box is not None
    assert box["height"] < 600
    last = row.get_by_text(sources[-1])
    expect(last).to_be_hidden()
    row.get_by_text(f"{200 - SHOWN} more").click()
    expect(last).to_be_visible()


def test_why_nothing_was_done_comes_into_view(page: Page, bucket: Bucket, owner: User) -> None:
    for number in range(7):
        add(bucket, owner, Rule((f"https://{number}.example.com",), ("GET",)))
    page.reload()
    add(bucket, owner, Rule(("https://late.example.com",), ("GET",)))
    page.set_viewport_size({"width": 1280, "height": 500})
    page.get_by_role("button", name="Move rule 9 up").click()
    message = page.get_by_text("Nothing was done, because the rules changed")
    expect(message).to_be_in_viewport()
    expect(message).to_be_focused()


def test_what_a_swap_brought_is_read_out(page: Page) -> None:
    news = page.get_by_role("status").last
    expect(news).to_be_empty()
    page.get_by_role("button", name="Move rule 2 up").click()
    expect(news).to_have_text("Unpublished changes: 1 rule moved")
    page.get_by_role("button", name="Move rule 1 down").click()
    expect(news).to_have_text("In sync")


def test_who_mends_a_finding_stays_among_the_findings(page: Page, bucket: Bucket) -> None:
    Keyboard(page).press(
        page.get_by_role("button", name=f"Fix: {say('lint.fix.set-timeout', new=600)}")
    )
    expect(page.get_by_role("heading", name="Findings")).to_be_focused()
    expect(
        page.get_by_role("button", name=f"Fix: {say('lint.fix.set-timeout', new=600)}")
    ).to_be_hidden()
    assert [row.max_age for row in bucket.cors_rules.all()] == [600, 600]


def test_the_vary_switch_keeps_the_focus(page: Page, bucket: Bucket) -> None:
    switch = page.get_by_role("switch", name="Vary: Origin")
    expect(switch).to_be_checked()
    Keyboard(page).press(switch)
    expect(switch).not_to_be_checked()
    expect(switch).to_be_focused()
    bucket.refresh_from_db()
    assert bucket.response_vary is False


def test_the_first_tab_leads_past_the_rail(page: Page) -> None:
    keyboard = Keyboard(page)
    keyboard.step()
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    keyboard.step()
    assert page.evaluate("document.activeElement.closest('main') !== null")


MOVING = """
() => [...document.querySelectorAll("*"), document.documentElement].filter((it) => {
  const style = getComputedStyle(it), track = getComputedStyle(it, "::after");
  return [style, track].some((one) => parseFloat(one.transitionDuration) > 0
    || parseFloat(one.animationDuration) > 0 || one.scrollBehavior === "smooth");
}).map((it) => it.outerHTML.slice(0, 80))
"""


def test_nothing_moves_for_those_who_asked_for_that(page: Page) -> None:
    assert page.evaluate(MOVING) != []
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(MOVING) == []
