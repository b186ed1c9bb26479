"""From the list of findings to one that is mended and one that is lived with: with a pointer,
without JavaScript, and by keyboard alone."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect

from buckets.models import Bucket
from tests.browser.hands import Hands, Keyboard, Pointer, in_each_way
from tests.browser.visits import Visits
from tests.fixtures.people import LIVE
from tests.sync.actions import now


@in_each_way("pointer")
def test_a_finding_is_found_mended_accepted_and_opened_again(
    visits: Visits, bucket: Bucket, owner: User, way: str
) -> None:
    page = visits.open(owner, java_script_enabled=way != "no JavaScript")
    hands: Hands = Keyboard(page) if way == "keyboard" else Pointer()
    main = page.get_by_role("main")
    page.goto(reverse("findings"))
    hands.press(main.get_by_role("rowheader").get_by_role("link").first)
    listed = main.locator("li.finding")
    expect(listed).not_to_have_count(0)
    there = listed.count()
    hands.press(listed.get_by_role("button", name="Fix:").first)
    expect(main.get_by_text("Unpublished changes:").first).to_be_visible()
    expect(listed).to_have_count(there - 1)
    assert now(bucket).working != LIVE
    hands.press(listed.get_by_role("link", name="Accept…").first)
    hands.write(main.get_by_role("textbox").first, "Agreed with security")
    hands.press(main.get_by_role("button", name="Accept"))
    hands.press(main.get_by_text("1 accepted"))
    expect(main.get_by_text("Agreed with security")).to_be_visible()
    hands.press(main.get_by_role("button", name="Reopen"))
    expect(main.get_by_text("1 accepted")).to_have_count(0)
    expect(listed).to_have_count(there - 1)
