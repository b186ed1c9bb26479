"""From a prediction to what OSS answers, and from a broken promise back to the rules that kept it:
with a pointer, without JavaScript, and by keyboard alone."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect

from buckets.cors.evaluate.expectation import proposed
from buckets.models import Bucket
from buckets.sync.expectations import add_expectation
from tests.browser.hands import Hands, Keyboard, Pointer, in_each_way
from tests.browser.visits import Visits
from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.fixtures.people import LIVE
from tests.sync.actions import add, publish


@in_each_way("no JavaScript")
def test_oss_is_asked_promises_are_tried_and_the_rules_are_put_back(
    visits: Visits,
    bucket: Bucket,
    owner: User,
    local_oss: WatchedOSS,
    way: str,
) -> None:
    add_expectation(bucket.pk, proposed(LIVE)[0], by=owner)
    publish(add(bucket, owner), owner)
    page = visits.open(owner, java_script_enabled=way != "no JavaScript")
    hands: Hands = Keyboard(page) if way == "keyboard" else Pointer()
    main = page.get_by_role("main")
    asked = urlencode({"origin": LIVE.rules[0].origins[0], "method": "GET"})
    page.goto(f"{reverse('test_bucket', args=[bucket.pk])}?{asked}")
    hands.press(main.get_by_role("button", name="Send live request"))
    expect(main.get_by_text("As predicted: the page gets what it asks for.")).to_be_visible()
    if way == "keyboard":
        expect(main.locator("#seen")).to_be_focused()
    local_oss.store.put_cors(BUCKET, None)
    page.goto(reverse("expectations", args=[bucket.pk]))
    hands.press(main.get_by_role("button", name="Check on OSS"))
    expect(main.get_by_text("1 with broken expectations").first).to_be_visible()
    hands.press(main.get_by_role("link", name="Roll back to revision 1…"))
    hands.press(main.get_by_role("button", name="Restore these rules"))
    expect(main.get_by_text("Unpublished changes:")).to_be_visible()
