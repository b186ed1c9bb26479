"""The smaller tools, and a promise that is made by hand and broken knowingly: with a pointer,
without JavaScript, and by keyboard alone."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Page, expect

from buckets.cors import Configuration
from buckets.cors.formats.xml import write
from buckets.models import Bucket, Expectation
from tests.browser.hands import Hands, Keyboard, Pointer, in_each_way
from tests.browser.visits import Visits
from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.fixtures.people import LIVE

APP = LIVE.rules[0].origins[0]


def enter(visits: Visits, owner: User, way: str) -> tuple[Page, Hands]:
    page = visits.open(owner, java_script_enabled=way != "no JavaScript")
    return page, Keyboard(page) if way == "keyboard" else Pointer()


@in_each_way("keyboard")
def test_origins_are_compared_and_pasted_rules_are_tried(
    visits: Visits, owner: User, way: str
) -> None:
    page, hands = enter(visits, owner, way)
    main = page.get_by_role("main")
    page.goto(reverse("tools"))
    hands.press(main.get_by_role("link", name="Same-origin checker"))
    hands.write(main.get_by_label("Page"), "https://app.example.com/page")
    hands.write(main.get_by_label("Requested URL"), "https://app.example.com:8443/")
    hands.press(main.get_by_role("button", name="Compare"))
    expect(main.get_by_role("heading", name="Not the same origin")).to_be_visible()
    page.goto(reverse("tools"))
    hands.press(main.get_by_role("link", name="Simulator"))
    # Pasted at once: typing would be a character at a time.
    main.get_by_label("CORS configuration").fill(write(LIVE).decode())
    hands.write(main.get_by_role("textbox", name="Page"), APP)
    hands.write(main.get_by_label("Method"), "GET")
    hands.press(main.get_by_role("button", name="Try it"))
    expect(main.get_by_text("Allowed by rule 1.")).to_be_visible()


@in_each_way("pointer")
def test_a_promise_is_made_and_broken_only_with_a_tick(
    visits: Visits, bucket: Bucket, owner: User, local_oss: WatchedOSS, way: str
) -> None:
    page, hands = enter(visits, owner, way)
    main = page.get_by_role("main")
    page.goto(reverse("expectations", args=[bucket.pk]))
    hands.write(main.get_by_role("textbox", name="Page"), APP)
    main.get_by_role("combobox", name="Method").select_option("GET")
    hands.press(main.get_by_role("button", name="Add expectation", exact=True).first)
    expect(
        main.get_by_text("Expectation added. Every publish is checked against it.")
    ).to_be_visible()
    assert Expectation.objects.get().value.origin == APP
    page.goto(reverse("bucket", args=[bucket.pk]))
    hands.press(main.get_by_role("link", name="Delete rule 1"))
    hands.press(main.get_by_role("button", name="Delete"))
    expect(main.get_by_text("broken here")).to_be_visible()
    hands.press(main.get_by_role("link", name="Review & publish"))
    tick = main.get_by_role("checkbox", name=f"{APP} must be able to GET")
    hands.press(main.get_by_role("button", name="Publish to OSS"))
    expect(tick).to_be_focused()  # the browser itself asks for it
    hands.press(tick)
    hands.press(main.get_by_role("button", name="Publish to OSS"))
    expect(main.get_by_text("OSS confirmed it.")).to_be_visible()
    assert local_oss.store.get(BUCKET).cors == Configuration(LIVE.rules[1:], LIVE.response_vary)
