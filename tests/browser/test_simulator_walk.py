"""From a request that is blocked to one that goes through and is promised: with a pointer, without
JavaScript, and by keyboard alone."""

from __future__ import annotations

import re

from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect

from buckets.models import Bucket
from tests.browser.hands import Hands, Keyboard, Pointer, in_each_way
from tests.browser.visits import Visits
from tests.fixtures.local_oss import BUCKET, WatchedOSS

NEW = "https://new.example.com"


@in_each_way("pointer")
def test_what_is_blocked_is_explained_let_through_promised_and_published(
    visits: Visits, bucket: Bucket, owner: User, local_oss: WatchedOSS, way: str
) -> None:
    page = visits.open(owner, java_script_enabled=way != "no JavaScript")
    hands: Hands = Keyboard(page) if way == "keyboard" else Pointer()
    main = page.get_by_role("main")
    page.goto(reverse("test_bucket", args=[bucket.pk]))
    hands.write(main.get_by_role("textbox", name="Page"), f"{NEW}/upload.html")
    hands.write(main.get_by_label("Method"), "PUT")
    hands.press(main.get_by_role("button", name="Try it"))
    expect(main.get_by_text("Blocked: the browser sends a preflight first")).to_be_visible()
    hands.press(main.get_by_role("link", name="Review this change…"))
    hands.press(main.get_by_role("button", name="Make this change"))
    expect(main.get_by_text("Unpublished changes:")).to_be_visible()
    hands.press(main.get_by_role("link", name="Review & publish"))
    expect(main.get_by_text("Newly allowed").first).to_be_visible()
    hands.press(main.get_by_role("link", name=f"Try PUT from {NEW}").first)
    expect(main.get_by_text("Allowed by rule")).to_be_visible()
    hands.press(main.get_by_role("button", name=re.compile("^Add expectation.*able to PUT$")))
    expect(
        main.get_by_text("Expectation added. Every publish is checked against it.")
    ).to_be_visible()
    page.goto(reverse("review", args=[bucket.pk]))
    hands.press(main.get_by_role("button", name="Publish to OSS"))
    expect(main.get_by_text("Published as revision 2. OSS confirmed it.")).to_be_visible()
    configuration = local_oss.store.get(BUCKET).cors
    assert configuration is not None
    assert any(NEW in rule.origins for rule in configuration.rules)
