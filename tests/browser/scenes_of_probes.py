"""What was asked of OSS itself: as predicted, otherwise, and without an answer."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from playwright.sync_api import Page, expect

from buckets.models import Run
from buckets.presenters.runs import run_title
from tests.browser.furnishing import Furnishing
from tests.browser.scenes import Scene
from tests.fixtures.people import LIVE


def scenes(furnishing: Furnishing) -> Iterator[Scene]:
    name, bucket_id = "promised", furnishing["promised"]
    asked = urlencode({"origin": LIVE.rules[0].origins[0], "method": "GET", "reads": "ETag"})
    as_predicted = f"{reverse('test_bucket', args=[furnishing['published']])}?{asked}"
    yield Scene("asked", as_predicted, "published", _ask)
    otherwise = f"{reverse('test_bucket', args=[bucket_id])}?{asked}"
    yield Scene("asked, otherwise", otherwise, name, _ask)
    yield Scene("tried", reverse("expectations", args=[bucket_id]), name)
    yield Scene("tried, on the bucket", reverse("bucket", args=[bucket_id]), name)
    run = Run.objects.filter(kind=Run.Kind.PROBE).latest("pk")
    yield Scene("tried, the run", reverse("run", args=[run.pk]), run_title("probe", 1))
    chosen = f"{reverse('new_run')}?kind=probe&bucket="
    yield Scene("try", f"{chosen}{bucket_id}", run_title("probe", 1))
    yield Scene("nothing to try", f"{chosen}{furnishing['in-sync']}", "Nothing to do")
    account = reverse("edit_account", args=[furnishing.account.pk])
    yield Scene("addresses refused", account, "Edit account", _list_nowhere)


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
