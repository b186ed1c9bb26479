"""The Create Rule panel as a dialog: its focus, its live check, and what must not be lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Dialog, Locator, Page, expect

from buckets.cors import Rule
from buckets.cors.limits import MAX_RULES
from buckets.models import Bucket, Role
from tests.browser.hands import Keyboard
from tests.browser.holding import held
from tests.browser.visits import Visits, wait_until
from tests.fixtures.people import APP, PASSWORD, UPLOADS
from tests.sync.actions import add

INSIDE = """
() => {
  const it = document.activeElement;
  return it === document.body || it.closest("dialog") !== null;
}
"""


@pytest.fixture
def page(visits: Visits, owner: User, bucket: Bucket) -> Page:
    """The owner in front of the bucket."""
    page = visits.open(owner)
    page.goto(reverse("bucket", args=[bucket.pk]))
    return page


@pytest.fixture
def panel(page: Page) -> Locator:
    """The dialog, opened by keyboard."""
    page.get_by_role("link", name="Create Rule").press("Enter")
    panel = page.get_by_role("dialog", name="Create Rule")
    expect(panel).to_be_visible()
    return panel


@pytest.fixture
def questions(page: Page) -> list[str]:
    """What the page asked; every answer is no."""
    asked: list[str] = []

    def say_no(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", say_no)
    return asked


def escape(page: Page) -> None:
    page.keyboard.press("Escape")


def cancel(page: Page) -> None:
    Keyboard(page).press(page.get_by_role("link", name="Cancel"))


def save(page: Page) -> None:
    keyboard = Keyboard(page)
    keyboard.write(page.get_by_label("Sources"), "https://saved.example.com")
    keyboard.press(page.get_by_label("GET", exact=True))
    keyboard.press(page.get_by_role("button", name="OK"))


def test_the_panel_opens_with_the_focus_in_its_first_field(page: Page, panel: Locator) -> None:
    expect(panel.get_by_label("Sources")).to_be_focused()


def go_back(page: Page) -> None:
    page.evaluate("history.back()")


@pytest.mark.parametrize("leave", [escape, cancel, save, go_back])
def test_the_focus_returns_to_create_rule(
    page: Page, panel: Locator, leave: Callable[[Page], None]
) -> None:
    leave(page)
    expect(panel).to_be_hidden()
    if leave is save:
        expect(page.get_by_text(f"3 of {MAX_RULES} rules")).to_be_visible()
    expect(page.get_by_role("link", name="Create Rule")).to_be_focused()


def test_the_focus_stays_when_the_last_rule_that_fits_was_created(
    page: Page, bucket: Bucket, owner: User
) -> None:
    for number in range(MAX_RULES - 3):
        add(bucket, owner, Rule((f"https://{number}.example.com",), ("GET",)))
    page.reload()
    Keyboard(page).press(page.get_by_role("link", name="Create Rule"))
    save(page)
    expect(page.get_by_text(f"{MAX_RULES} of {MAX_RULES} rules", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Rules")).to_be_focused()


def test_the_focus_stays_in_the_panel(page: Page, panel: Locator) -> None:
    keyboard = Keyboard(page)
    for key in ["Tab"] * 30 + ["Shift+Tab"] * 40:
        keyboard.step(key)
        assert page.evaluate(INSIDE)


def test_what_was_typed_is_not_thrown_away_unasked(
    page: Page, panel: Locator, questions: list[str]
) -> None:
    page.keyboard.type("https://typed.example.com")
    for asked, leave in enumerate([escape, escape, cancel, go_back, go_back], start=1):
        with page.expect_event("dialog"):
            leave(page)
        assert questions == ["Close the panel and discard what you typed?"] * asked
    expect(panel.get_by_label("Sources")).to_have_value("https://typed.example.com")


def test_what_was_typed_is_thrown_away_when_the_person_says_so(page: Page, panel: Locator) -> None:
    page.once("dialog", lambda dialog: dialog.accept())
    page.keyboard.type("https://typed.example.com")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    Keyboard(page).press(page.get_by_role("link", name="Create Rule"))
    expect(panel.get_by_label("Sources")).to_have_value("")


@pytest.mark.parametrize("leave", [escape, save])
def test_a_panel_that_was_closed_leaves_no_step_in_the_history(
    page: Page, bucket: Bucket, leave: Callable[[Page], None]
) -> None:
    page.goto(reverse("buckets"))
    page.get_by_role("link", name=bucket.name).click()
    page.get_by_role("link", name="Create Rule").click()
    expect(page.get_by_label("Sources")).to_be_focused()
    leave(page)
    expect(page.get_by_role("dialog")).to_be_hidden()
    wait_until(page, "() => history.state === null")
    page.go_back()
    expect(page.get_by_role("heading", name="Buckets")).to_be_visible()


def test_a_panel_that_a_reload_closed_leaves_no_step_in_the_history(
    page: Page, bucket: Bucket
) -> None:
    page.goto(reverse("buckets"))
    page.get_by_role("link", name=bucket.name).click()
    page.get_by_role("link", name="Create Rule").click()
    expect(page.get_by_label("Sources")).to_be_focused()
    page.reload()
    wait_until(page, "() => history.state === null")
    page.go_back()
    expect(page.get_by_role("heading", name="Buckets")).to_be_visible()


def test_of_two_panels_that_are_opened_at_once_the_last_is_shown(
    visits: Visits, page: Page
) -> None:
    first = page.get_by_role("link", name="Edit rule 1")
    page.route(f"**{first.get_attribute('href')}", lambda _route: None)
    first.click()
    with page.expect_event("requestfailed"):
        page.get_by_role("link", name="Edit rule 2").click()
    expect(page.get_by_role("dialog", name="Edit rule 2")).to_be_visible()
    assert any("htmx:sendAbort" in it for it in visits.complaints)  # which htmx tells the console
    visits.complaints.clear()


def test_a_panel_that_is_opened_again_at_once_stays_open(page: Page, panel: Locator) -> None:
    page.evaluate(
        """() => {
            const panel = document.querySelector("dialog#panel");
            panel.close();
            panel.showModal();
        }"""
    )
    wait_until(page, "() => history.state?.panel")
    expect(panel).to_be_visible()
    go_back(page)
    expect(panel).to_be_hidden()


@pytest.mark.parametrize("where", ["panel", "page"])
def test_leaving_the_page_asks_while_something_is_typed(
    page: Page, bucket: Bucket, questions: list[str], where: str
) -> None:
    if where == "page":
        page.goto(reverse("create_rule", args=[bucket.pk]))
    else:
        page.get_by_role("link", name="Create Rule").click()
    with page.expect_response("**/rules/check/*"):  # so that leaving interrupts nothing
        page.get_by_label("Sources").fill("https://typed.example.com")
    with page.expect_event("dialog"):
        page.evaluate("window.location.assign('/buckets/')")
    assert len(questions) == 1
    expect(page.get_by_label("Sources")).to_have_value("https://typed.example.com")


def test_an_untouched_panel_closes_unasked(
    page: Page, panel: Locator, questions: list[str]
) -> None:
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    assert questions == []


def test_a_starting_point_fills_the_panel_in(page: Page, panel: Locator) -> None:
    Keyboard(page).press(panel.get_by_role("link", name="Direct browser upload"))
    expect(panel.get_by_label("Allowed Headers")).to_have_value("*")
    expect(panel.get_by_label("PUT", exact=True)).to_be_checked()
    expect(panel.get_by_label("Sources")).to_be_focused()


def test_a_problem_comes_and_goes_beside_its_field(page: Page, panel: Locator) -> None:
    sources = panel.get_by_label("Sources")
    sources.press_sequentially("https://App.example.com")
    beside = panel.locator("#problems-origins")
    expect(beside).to_contain_text("Line 1: “https://App.example.com” has upper-case letters.")
    expect(sources).to_have_attribute("aria-invalid", "true")
    expect(sources).to_have_accessible_description(re.compile("as browsers send them.*upper-case"))

    sources.fill("https://app.example.com")
    expect(beside).to_be_empty()
    expect(sources).not_to_have_attribute("aria-invalid")


def test_the_sentence_tells_what_the_rule_will_do(page: Page, panel: Locator) -> None:
    panel.get_by_label("Sources").press_sequentially("https://app.example.com")
    panel.get_by_label("PUT", exact=True).check()
    says = "Pages on https://app.example.com may PUT objects in this bucket."
    expect(panel.get_by_text(says)).to_be_visible()


def test_the_live_check_disturbs_neither_the_text_nor_the_caret(page: Page, panel: Locator) -> None:
    page.keyboard.type("https://a b.example.com")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    with page.expect_response("**/rules/check/*"):
        page.keyboard.press("Delete")
    expect(panel.locator("#problems-origins li")).to_be_visible()
    page.keyboard.type("T")
    expect(panel.get_by_label("Sources")).to_be_focused()
    expect(panel.get_by_label("Sources")).to_have_value("hTtps://a b.example.com")


def test_ok_twice_saves_once(page: Page, panel: Locator) -> None:
    panel.get_by_label("Sources").fill("https://twice.example.com")
    panel.get_by_label("GET", exact=True).check()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url}"))
    with held(page, "**/rules/new/"):
        panel.get_by_role("button", name="OK").click()
        panel.get_by_role("button", name="OK").click()
    expect(page.locator("#content").get_by_text("https://twice.example.com").first).to_be_visible()
    assert len([it for it in sent if it.startswith("POST") and it.endswith("/rules/new/")]) == 1
    expect(panel).to_be_hidden()


def test_ok_right_after_a_fix_saves_what_was_fixed(page: Page, panel: Locator) -> None:
    page.keyboard.type("https://fixed.example.com/")
    panel.get_by_label("GET", exact=True).check()
    with held(page, "**/rules/new/"):
        panel.get_by_role("button", name="Use https://fixed.example.com").click()
        panel.get_by_role("button", name="OK").click()
    expect(page.get_by_text(f"3 of {MAX_RULES} rules")).to_be_visible()
    expect(panel).to_be_hidden()


def test_a_check_that_is_late_does_not_take_the_place_of_what_ok_answered(
    page: Page, panel: Locator
) -> None:
    with held(page, "**/rules/check/"):
        with page.expect_request("**/rules/check/"):
            panel.get_by_label("Sources").fill("https://app.example.com/")
        panel.get_by_role("button", name="OK").click()
        expect(panel.locator("#problems-methods li")).to_be_visible()
    page.evaluate("new Promise((done) => setTimeout(done, 0))")  # the late answer was taken up
    expect(panel.locator("#problems-methods li")).to_be_visible()


def test_a_fix_offered_while_typing_is_one_key_away(page: Page, panel: Locator) -> None:
    page.keyboard.type("https://app.example.com:443")
    panel.get_by_label("GET", exact=True).check()
    Keyboard(page).press(panel.get_by_role("button", name="Use https://app.example.com"))
    expect(panel.get_by_text("Corrected. Choose OK to save the rule.")).to_be_visible()
    expect(panel.get_by_label("Sources")).to_be_focused()
    expect(panel.get_by_label("Sources")).to_have_value("https://app.example.com")


def test_a_fix_keeps_the_focus_while_the_rest_is_checked(page: Page, panel: Locator) -> None:
    page.keyboard.type("https://app.example.com/")
    fix = panel.get_by_role("button", name="Use https://app.example.com")
    Keyboard(page).go_to(fix)
    timeout = panel.get_by_label("Cache Timeout (Seconds)")
    timeout.evaluate(
        "(it) => { it.value = 'x'; it.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    expect(timeout).to_have_attribute("aria-invalid", "true")
    expect(fix).to_be_focused()


def test_enter_in_a_field_means_ok_even_beside_a_fix(page: Page, panel: Locator) -> None:
    page.keyboard.type("https://app.example.com/")
    expect(panel.get_by_role("button", name="Use https://app.example.com")).to_be_visible()
    Keyboard(page).go_to(panel.get_by_label("Cache Timeout (Seconds)"))
    page.keyboard.press("Enter")
    expect(panel.get_by_role("alert")).to_contain_text("The rule was not saved.")


def test_the_summary_leads_to_the_fields(page: Page, panel: Locator) -> None:
    Keyboard(page).press(panel.get_by_role("button", name="OK"))
    expect(panel.get_by_role("alert")).to_be_focused()
    Keyboard(page).press(panel.get_by_role("alert").get_by_role("link", name="Enter at least"))
    expect(panel.get_by_label("Sources")).to_be_focused()


def test_a_sign_in_that_ran_out_shows_the_sign_in_page_whole(
    page: Page, bucket: Bucket, owner: User
) -> None:
    Session.objects.all().delete()
    page.get_by_role("link", name="Create Rule").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("navigation", name="Main")).to_have_count(0)

    page.get_by_label("User name").fill(owner.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name=bucket.name)).to_be_visible()


def test_what_was_typed_outlives_a_sign_in_that_ran_out(
    page: Page, panel: Locator, questions: list[str], owner: User
) -> None:
    panel.get_by_label("Sources").fill("https://typed.example.com")
    panel.get_by_label("GET", exact=True).check()
    Session.objects.all().delete()
    with page.expect_event("dialog"):
        panel.get_by_role("button", name="OK").click()
    assert questions[0].startswith("Your session has ended.")
    expect(panel.get_by_label("Sources")).to_have_value("https://typed.example.com")

    other = page.context.new_page()
    other.goto(reverse("account_login"))
    other.get_by_label("User name").fill(owner.username)
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("heading", name="Buckets")).to_be_visible()
    panel.get_by_role("button", name="OK").click()
    expect(page.get_by_text(f"3 of {MAX_RULES} rules")).to_be_visible()


def test_a_refusal_is_shown_whole_and_not_in_the_panel(
    visits: Visits, page: Page, panel: Locator, bucket: Bucket, owner: User
) -> None:
    visits.expected.add(403)
    bucket.account.memberships.filter(user=owner).update(role=Role.VIEWER)
    panel.get_by_role("button", name="OK").click()
    expect(page.get_by_role("heading", name="Not allowed")).to_be_visible()
    expect(page.get_by_role("navigation", name="Main")).to_have_count(1)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_request_that_failed_is_told_and_loses_nothing(
    visits: Visits, page: Page, panel: Locator, questions: list[str]
) -> None:
    visits.expected.add(500)
    page.route("**/rules/new/", lambda route: route.fulfill(status=500))
    page.keyboard.type("https://typed.example.com")
    with page.expect_event("dialog"):
        panel.get_by_role("button", name="OK").click()
    assert questions[0].startswith("The console could not be reached")
    expect(panel.get_by_label("Sources")).to_have_value("https://typed.example.com")


def test_a_panel_opened_as_a_page_leads_back_to_the_bucket(page: Page, bucket: Bucket) -> None:
    page.goto(reverse("create_rule", args=[bucket.pk]))
    page.get_by_role("link", name="Direct browser upload").click()
    page.get_by_label("Sources").fill("https://app.example.com/")
    page.get_by_role("button", name="OK").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("button", name="Use https://app.example.com").click()
    page.get_by_role("button", name="OK").click()
    expect(page.get_by_role("heading", name=bucket.name)).to_be_visible()
    expect(page.get_by_text(f"3 of {MAX_RULES} rules")).to_be_visible()


def test_a_rule_is_edited_in_the_panel(page: Page, bucket: Bucket) -> None:
    keyboard = Keyboard(page)
    keyboard.press(page.get_by_role("link", name="Edit rule 2"))
    keyboard.write(page.get_by_label("Cache Timeout (Seconds)"), "60")
    keyboard.press(page.get_by_role("button", name="OK"))
    expect(page.get_by_role("region", name="Unpublished")).to_contain_text("1 rule changed")
    expect(page.get_by_role("link", name="Edit rule 2")).to_be_focused()
    assert [row.value.max_age for row in bucket.cors_rules.all()] == [APP.max_age, 60]
    assert UPLOADS.max_age is None
