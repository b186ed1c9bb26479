"""From a change that somebody made outside to a published merge: with a pointer, without
JavaScript, and by keyboard alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from buckets.cors import Configuration, Rule
from buckets.cors.limits import MAX_RULES
from buckets.models import Bucket
from buckets.sync.edit import edit_rule
from buckets.sync.pull import check
from tests.browser.hands import Hands, Keyboard, Pointer, in_each_way
from tests.browser.holding import held
from tests.browser.visits import Visits
from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.fixtures.people import APP, UPLOADS

OURS, THEIRS = replace(APP, max_age=6000), replace(APP, max_age=60)
FOUND = Rule(("https://found.example.com",), ("HEAD",))
ON_OSS = Configuration((THEIRS, UPLOADS, FOUND), response_vary=False)


@dataclass(frozen=True)
class Walk:
    """One person and one page."""

    page: Page
    hands: Hands

    def press(self, role: str, name: str) -> None:
        self.hands.press(self.page.get_by_role("main").locator(f"role={role}[name='{name}']"))

    @property
    def conflict(self) -> Locator:
        """The choices in the one conflict."""
        return self.page.get_by_role("radiogroup", name="https://app.example.com")

    def find_the_drift(self) -> None:
        self.press("button", "Check for drift")
        expect(self.page.get_by_text("OSS was changed outside of this console.")).to_be_visible()
        drift = self.page.get_by_role("region", name="Conflict: changed here and on OSS")
        expect(drift).to_contain_text("1 rule added, 1 rule changed, Vary: Origin off")
        self.press("link", "Merge…")

    def see_what_is_missing(self) -> None:
        self.press("button", "Apply merge")
        summary = self.page.get_by_role("alert")
        expect(summary).to_be_focused()
        expect(summary.get_by_role("link")).to_contain_text("changed here, changed on OSS")
        expect(self.conflict).to_have_attribute("aria-invalid", "true")

    def choose(self, *, with_scripts: bool) -> None:
        ours = self.conflict.get_by_role("radio", name="Keep yours")
        self.hands.press(ours)
        if not with_scripts:
            self.press("button", "Preview")
        expect(self.page.locator("#preview")).to_contain_text(
            f"3 of {MAX_RULES} rules · Vary: Origin off"
        )
        expect(ours).to_be_checked()

    def take_over_and_publish(self) -> None:
        self.press("button", "Apply merge")
        expect(self.page.get_by_text("Merged. Browsers see the result")).to_be_visible()
        self.press("link", "Review & publish")
        expect(self.page.get_by_role("heading", name="Rule 1 changed")).to_be_visible()
        self.press("button", "Publish to OSS")
        expect(self.page.get_by_text("Published as revision 3. OSS confirmed it.")).to_be_visible()
        expect(self.page.get_by_role("link", name="Roll back to revision 2…")).to_be_visible()


@pytest.fixture
def edited(bucket: Bucket, owner: User, local_oss: WatchedOSS) -> Bucket:
    """Edited here, then written by somebody else."""
    first = bucket.cors_rules.all()[0]
    edit_rule(bucket.pk, first.pk, OURS, version=bucket.version, by=owner)
    local_oss.store.put_cors(BUCKET, ON_OSS)
    return bucket


@in_each_way("no JavaScript")
def test_what_was_changed_outside_is_noticed_merged_and_published(
    visits: Visits, edited: Bucket, owner: User, local_oss: WatchedOSS, way: str
) -> None:
    page = visits.open(owner, java_script_enabled=way != "no JavaScript")
    walk = Walk(page, Keyboard(page) if way == "keyboard" else Pointer())
    page.goto(reverse("bucket", args=[edited.pk]))
    walk.find_the_drift()
    walk.see_what_is_missing()
    walk.choose(with_scripts=way != "no JavaScript")
    assert local_oss.store.get(BUCKET).cors == ON_OSS
    walk.take_over_and_publish()
    held = local_oss.store.get(BUCKET).cors
    assert held == Configuration((OURS, UPLOADS, FOUND), response_vary=False)


def test_the_preview_follows_the_arrow_keys_and_is_read_out(
    visits: Visits, edited: Bucket, owner: User
) -> None:
    page = visits.open(owner)
    page.goto(reverse("bucket", args=[edited.pk]))
    walk = Walk(page, Keyboard(page))
    walk.find_the_drift()
    walk.choose(with_scripts=True)
    with held(page, "**/merge/"):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
    expect(page.locator("#preview .result li")).to_have_count(4)
    expect(page.locator("#preview-news")).to_have_text(f"The result has 4 of {MAX_RULES} rules.")
    expect(walk.conflict.get_by_role("radio", name="Keep both")).to_be_focused()


@pytest.fixture
def drifted(edited: Bucket, owner: User) -> Bucket:
    """OSS was asked, and its rules are known to conflict with the ones here."""
    check(edited.pk, by=owner)
    return edited


def test_what_is_chosen_before_the_scripts_are_there_is_previewed(
    visits: Visits, drifted: Bucket, owner: User
) -> None:
    page = visits.open(owner)
    walk = Walk(page, Pointer())
    with held(page, "**/htmx*.js"):
        page.goto(reverse("merge", args=[drifted.pk]), wait_until="commit")
        walk.conflict.get_by_role("radio", name="Keep yours").check()
    expect(page.locator("#preview")).to_contain_text(f"3 of {MAX_RULES} rules")


def test_what_was_chosen_is_previewed_again_on_coming_back(
    visits: Visits, drifted: Bucket, owner: User
) -> None:
    page = visits.open(owner)
    walk = Walk(page, Pointer())
    page.goto(reverse("merge", args=[drifted.pk]))
    walk.choose(with_scripts=True)
    walk.press("link", "Cancel")
    expect(page.get_by_role("link", name="Merge…")).to_be_visible()
    page.go_back()
    expect(walk.conflict.get_by_role("radio", name="Keep yours")).to_be_checked()
    expect(page.locator("#preview")).to_contain_text(f"3 of {MAX_RULES} rules")


def test_a_preview_that_failed_is_told(visits: Visits, drifted: Bucket, owner: User) -> None:
    visits.expected.add(500)
    page = visits.open(owner)
    page.goto(reverse("merge", args=[drifted.pk]))
    page.route("**/merge/", lambda route: route.fulfill(status=500))
    page.on("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as told:
        Walk(page, Pointer()).conflict.get_by_role("radio", name="Keep yours").check()
    assert told.value.message.startswith("The console could not be reached")
