"""Buckets chosen in the list, findings, and an account."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.actions.action import Action, Actions, refused_on
from tests.pages.installation import Installation


def lists(_: Installation) -> Actions:
    yield Action("buckets, one chosen", "buckets", _choose_one)
    yield Action("buckets, all chosen", "buckets", _choose_all)


def buckets(_: Installation) -> Actions:
    yield Action("accepted findings", "bucket, risky", _open_accepted)


def findings(_: Installation) -> Actions:
    yield Action("accepting, refused", "accepting a finding", refused_on("Accept"))


def account(_: Installation) -> Actions:
    yield Action("account, tested", "account", _test_connection)
    yield Action("account, wrong member", "account", _add_nobody)
    yield Action("adding, refused", "adding an account", refused_on("Add account"))
    yield Action("editing, refused", "editing an account", _edit_account_wrongly)
    yield Action("addresses refused", "editing an account", _list_nowhere)


def probes(_: Installation) -> Actions:
    for word in ("published", "expected"):
        yield Action(f"asked, {word}", f"asking, {word}", _ask)


def _choose_one(page: Page) -> None:
    page.locator("[name=bucket]").first.check()
    expect(page.get_by_role("button", name="Check for drift")).to_be_visible()


def _choose_all(page: Page) -> None:
    page.get_by_label("Select all").check()
    expect(page.locator("[name=bucket]").first).to_be_disabled()


def _open_accepted(page: Page) -> None:
    page.locator(".accepted summary").click()
    expect(page.get_by_role("button", name="Reopen")).to_be_visible()


def _test_connection(page: Page) -> None:
    page.get_by_role("button", name="Test connection").click()
    expect(page.get_by_text("The connection works")).to_be_visible()


def _add_nobody(page: Page) -> None:
    page.get_by_label("User name").fill("nobody")
    refused_on("Set role")(page)


def _edit_account_wrongly(page: Page) -> None:
    for label in ("Name", "Region", "AccessKey ID"):
        page.get_by_label(f"{label} required", exact=True).fill("")
    page.get_by_label("Endpoint").fill("http://oss-cn-hangzhou.aliyuncs.com/path")
    refused_on("Save")(page)


def _ask(page: Page) -> None:
    page.get_by_role("button", name="Send live request").click()
    expect(page.get_by_role("heading", name="Answer of OSS now")).to_be_visible()
    for summary in page.get_by_text("Details").all():
        if summary.locator("..").get_attribute("open") is None:
            summary.click()


def _list_nowhere(page: Page) -> None:
    page.get_by_label("Other addresses").fill("intranet\nstatic.example.com No_Bucket")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_focused()
