"""The panel in which rules are edited, and what is decided before OSS gets them."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.actions.action import Act, Action, Actions, refused_on
from tests.pages.installation import Installation
from tests.pages.states import FULL


def panel(_: Installation) -> Actions:
    bucket, title = "bucket, in-sync", "Create Rule"
    yield Action("panel", bucket, _open_panel, title)
    yield Action("panel, typing", bucket, _type_wrongly, title)
    yield Action("panel, refused", bucket, _submit_wrongly, title)
    yield Action("panel, late", bucket, _submit_late, title)
    yield Action("panel, editing", bucket, _edit, "Edit rule 1")


def page(_: Installation) -> Actions:
    yield Action("page, refused", "page", refused_on("OK"))
    yield Action("page, eleventh rule refused", "page, eleventh rule", refused_on("OK"))


def questions(it: Installation) -> Actions:
    yield Action("review, too late", "review, unpublished", _publish_too_late(it))
    yield Action("review, not agreed", "review, conflict", publish_unticked)


def merge(_: Installation) -> Actions:
    yield Action("merge, undecided", "merge", refused_on("Apply merge"))
    yield Action("merge, decided", "merge", _decide)


def runs(_: Installation) -> Actions:
    yield Action("joint review, not agreed", "joint review of a risk", publish_unticked)


def publish_unticked(page: Page) -> None:
    """Publish without an acknowledgement, as a browser without checks of its own would."""
    for form in page.locator("form.publish").all():
        form.evaluate("(form) => form.noValidate = true")
    refused_on("Publish to OSS")(page)


def _open_panel(page: Page) -> None:
    page.get_by_role("link", name="Create Rule").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def _edit(page: Page) -> None:
    page.get_by_role("link", name="Edit rule 1").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def _type_wrongly(page: Page) -> None:
    _open_panel(page)
    wrong = "https://App.example.com/\nwww.example.com\nhttps://*.*.example.com\nhttps://a b"
    page.get_by_label("Sources").fill(wrong)
    page.get_by_label("Allowed Headers").fill("content-type:text/plain\nno header")
    page.get_by_label("Exposed Headers").fill("x-*")
    page.get_by_label("Cache Timeout").fill("ten")
    expect(page.locator("#problems-max_age li")).to_be_visible()


def _submit_wrongly(page: Page) -> None:
    _type_wrongly(page)
    page.get_by_role("button", name="OK").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _submit_late(page: Page) -> None:
    """Someone else is faster: the same person, in another tab."""
    other = page.context.new_page()
    other.goto(page.url)
    _open_panel(page)
    other.get_by_role("switch", name="Vary: Origin").click()
    expect(other.get_by_role("region", name="Unpublished changes")).to_be_visible()
    other.close()
    page.get_by_label("Sources").fill("https://late.example.com")
    page.get_by_label("GET", exact=True).check()
    page.get_by_role("button", name="OK").click()
    expect(page.get_by_text("Not saved yet")).to_be_visible()


def _publish_too_late(it: Installation) -> Act:
    """Somebody else publishes between the review and the push."""

    def publish(page: Page) -> None:
        it.oss.put(it.buckets["unpublished"].name, FULL)
        refused_on("Publish to OSS")(page)

    return publish


def _decide(page: Page) -> None:
    """Choose in every conflict, and see what comes of it."""
    for conflict in page.locator("[aria-required]").all():
        conflict.get_by_role("radio").last.check()
    page.locator(".agreed summary").click()
    expect(page.locator("#preview li").first).to_be_visible()
