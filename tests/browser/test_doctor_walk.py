"""A browser's own error is pasted, the change that is proposed is made and published, and the
script may upload; what was read wrongly is corrected: by pointer, without JavaScript, and by
keyboard alone."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect

from buckets.cors import Configuration, Rule
from buckets.models import Bucket
from tests.browser.foreign import ForeignSite, upload_address
from tests.browser.hands import Keyboard, Pointer, has_focus, in_each_way
from tests.browser.visits import Visits
from tests.fixtures.local_oss import WatchedOSS
from tests.fixtures.people import LIVE

KEY = "clip.txt"


@in_each_way("no JavaScript")
def test_what_a_browser_printed_leads_to_the_change_that_mends_it(
    visits: Visits,
    foreign_site: ForeignSite,
    local_oss: WatchedOSS,
    owner: User,
    bucket: Bucket,
    way: str,
) -> None:
    address = upload_address(local_oss, bucket.name, KEY)
    printed: list[str] = []
    assert foreign_site.upload(address, printed) == "TypeError"

    page = visits.open(owner, java_script_enabled=way != "no JavaScript")
    hands = Keyboard(page) if way == "keyboard" else Pointer()
    page.goto(reverse("tools"))
    hands.press(page.get_by_role("link", name="Error doctor"))
    # Pasted at once: typing would be a character at a time.
    page.get_by_label("Message").fill("\n".join(printed))
    hands.press(page.get_by_role("button", name="Diagnose"))
    expect(
        page.get_by_role("heading", name="No rule allows the origin of the page.")
    ).to_be_visible()
    expect(page.get_by_role("textbox", name="Origin of the page")).to_have_value(
        foreign_site.origin
    )

    hands.write(page.get_by_role("textbox", name="Method"), "put")
    hands.press(page.get_by_role("button", name="Try it again"))
    hands.press(page.get_by_role("link", name="Or this narrower one…"))
    hands.press(page.get_by_role("button", name="Make this change"))
    hands.press(page.get_by_role("link", name="Review & publish"))
    hands.press(page.get_by_role("button", name="Publish to OSS"))
    expect(page.get_by_text("OSS confirmed it.")).to_be_visible()

    allowed = Configuration(
        (*LIVE.rules, Rule((foreign_site.origin,), ("PUT",))), LIVE.response_vary
    )
    assert local_oss.store.get(bucket.name).cors == allowed
    assert foreign_site.upload(address).startswith("200")


@in_each_way("keyboard")
def test_what_was_read_is_shown_and_corrected(
    visits: Visits, owner: User, bucket: Bucket, way: str
) -> None:
    page = visits.open(owner, java_script_enabled=way != "no JavaScript")
    hands = Keyboard(page) if way == "keyboard" else Pointer()
    page.goto(reverse("doctor"))
    page.get_by_label("Message").fill(
        f"Access to fetch at 'https://{bucket.name}.oss-cn-hangzhou.aliyuncs.com/a.png' from origin"
        " 'https://stranger.example' has been blocked by CORS policy: No"
        " 'Access-Control-Allow-Origin' header is present on the requested resource."
    )
    hands.press(page.get_by_role("button", name="Diagnose"))
    origin = page.get_by_role("textbox", name="Origin of the page")
    hands.press(page.get_by_text("Where this was read"))
    marks = page.locator(".reading")
    hands.press(marks.get_by_role("link", name="https://stranger.example"))
    assert has_focus(origin)
    hands.press(page.get_by_role("link", name="Correct: Origin of the page"))
    assert has_focus(origin)
    hands.write(origin, LIVE.rules[0].origins[0])
    hands.press(page.get_by_role("button", name="Try it again"))
    expect(page.locator("#finding-title")).not_to_contain_text("No rule allows the origin")
    hands.press(page.get_by_text("Collect more in the browser"))
