"""Takes the pictures of the README anew, from a fresh demo: `take.py ADDRESS USER PASSWORD`.

Start `make clean run` first; it prints all three. The demo is changed by it.
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent
CHROMIUM = "/usr/bin/chromium"


def main(address: str, user: str, password: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 760})
        page.goto(address)
        page.get_by_label("User name").fill(user)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("link", name="Buckets").click()  # without the message of the sign-in
        page.screenshot(path=HERE / "buckets.png")
        page.get_by_role("link", name="acme-uploads-staging").click()
        page.screenshot(path=HERE / "bucket.png")
        take_panel(page)
        page.goto(address)
        take_test(page)
        page.goto(address)
        take_merge(page)
        page.goto(address)
        take_run(page)
        browser.close()


def take_panel(page: Page) -> None:
    page.get_by_role("link", name="Create Rule").click()
    page.get_by_label("Sources").fill("https://Studio.acme.example/\nhttps://app.acme.example")
    page.get_by_label("PUT").check()
    page.get_by_role("button", name="Use https://studio.acme.example").wait_for()
    page.screenshot(path=HERE / "create-rule.png")


def take_test(page: Page) -> None:
    page.get_by_role("link", name="acme-analytics-events").click()
    page.get_by_role("link", name="Test", exact=True).click()
    page.get_by_role("textbox", name="Page").fill("https://www.acme.example/checkout.html")
    page.get_by_label("Method").fill("PUT")
    page.get_by_label("Request headers").fill("content-type: application/json")
    page.get_by_role("button", name="Try it").click()
    page.get_by_role("heading", name="Result").wait_for()
    page.evaluate("scrollBy(0, document.querySelector('#ask-oss').getBoundingClientRect().y - 24)")
    page.screenshot(path=HERE / "test.png")


def take_merge(page: Page) -> None:
    page.get_by_role("link", name="acme-docs-cdn").click()
    page.get_by_role("link", name="Merge…").click()
    page.get_by_role("heading", name="Result").wait_for()
    page.screenshot(path=HERE / "merge.png")


def take_run(page: Page) -> None:
    page.get_by_label("Select all 14").check()
    page.get_by_role("button", name="Check for drift").click()
    page.get_by_role("button", name="Start").click()
    page.get_by_role("heading", name="Why").wait_for()
    page.screenshot(path=HERE / "run.png")


if __name__ == "__main__":
    main(*sys.argv[1:])
