"""From signing in to a script of another site that may upload: with a pointer, without JavaScript,
and by keyboard alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from buckets.cors import Configuration, Rule
from buckets.models import Bucket
from tests.browser.foreign import BODY, ForeignSite, upload_address
from tests.browser.hands import Hands, Keyboard, Pointer, in_each_way
from tests.browser.visits import Visits
from tests.fixtures.local_oss import WatchedOSS
from tests.fixtures.people import LIVE, PASSWORD

KEY = "uploads/from a browser.txt"


@dataclass(frozen=True)
class Tour:
    """One person, one page, and the site that waits for its rule."""

    page: Page
    hands: Hands
    site: ForeignSite

    def sign_in(self, user: User) -> None:
        self.page.goto("/")
        self.hands.write(self.page.get_by_label("User name"), user.get_username())
        self.hands.write(self.page.get_by_label("Password"), PASSWORD)
        self.hands.press(self.page.get_by_role("button", name="Sign in"))

    def open_panel(self, bucket: Bucket) -> None:
        self.hands.press(self.page.get_by_role("link", name=bucket.name))
        self.hands.press(self.page.get_by_role("link", name="Create Rule"))

    def fill_in(self, source: str) -> None:
        self.hands.write(self.page.get_by_label("Sources"), source)
        self.hands.press(self.page.get_by_label("PUT", exact=True))
        self.hands.write(self.page.get_by_label("Exposed Headers"), "ETag")
        self.hands.press(self.page.get_by_role("button", name="OK"))

    def see_the_refusal(self, source: str) -> None:
        summary = self.page.get_by_role("alert")
        expect(summary).to_contain_text("The rule was not saved. Fix these problems first:")
        expect(summary).to_contain_text("Sources, line 1:")
        expect(summary).to_be_focused()
        expect(self.page.get_by_label("Sources")).to_have_value(source)
        expect(self.page.get_by_label("Sources")).to_have_attribute("aria-invalid", "true")

    def fix(self) -> None:
        self.hands.press(self.page.get_by_role("button", name=f"Use {self.site.origin}"))
        expect(self.page.get_by_text("Corrected. Choose OK to save the rule.")).to_be_visible()
        expect(self.page.get_by_label("Sources")).to_have_value(self.site.origin)
        self.hands.press(self.page.get_by_role("button", name="OK"))

    def publish(self) -> None:
        bar = self.page.get_by_role("region", name="Unpublished changes")
        expect(bar).to_contain_text("1 rule added")
        self.hands.press(bar.get_by_role("link", name="Review & publish"))
        expect(self.page.get_by_role("heading", name="Rule 3 added")).to_be_visible()
        self.hands.write(self.page.get_by_label("Reason (optional)"), "Uploads from the app")
        self.hands.press(self.page.get_by_role("button", name="Publish to OSS"))
        expect(self.page.get_by_text("Published as revision 2. OSS confirmed it.")).to_be_visible()
        expect(self.page.get_by_text("In sync", exact=True)).to_be_visible()


@in_each_way("pointer", "no JavaScript")
def test_a_rule_is_created_and_published_and_then_a_script_may_upload(
    visits: Visits,
    foreign_site: ForeignSite,
    local_oss: WatchedOSS,
    owner: User,
    bucket: Bucket,
    way: str,
) -> None:
    page = visits.open(java_script_enabled=way != "no JavaScript")
    tour = Tour(page, Keyboard(page) if way == "keyboard" else Pointer(), foreign_site)
    address = upload_address(local_oss, bucket.name, KEY)
    assert foreign_site.upload(address) == "TypeError"

    tour.sign_in(owner)
    tour.open_panel(bucket)
    written = f"http://App.localhost:{foreign_site.port}/"
    tour.fill_in(written)
    tour.see_the_refusal(written)
    tour.fix()
    assert foreign_site.upload(address) == "TypeError"
    tour.publish()

    rule = Rule((foreign_site.origin,), ("PUT",), expose_headers=("ETag",))
    held = local_oss.store.get(bucket.name)
    assert held.cors == Configuration((*LIVE.rules, rule), LIVE.response_vary)
    assert foreign_site.upload(address).startswith('200, ETag "')
    assert local_oss.store.get(bucket.name).objects[KEY].body == BODY.encode()
