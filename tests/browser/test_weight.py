"""What the first page costs, as the production server sends it: few requests, all small."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.visits import sign_in
from tests.serving import Environment, address, environment, succeed  # noqa: F401

# Somebody who is signed in, and a full page of buckets.
FILL = """
from django.contrib.auth.models import User
from django.test import Client
from buckets.models import Account, Bucket, Membership, Role

user = User.objects.create_user("olga-owner")
account = Account.objects.create(name="Example team", region="cn-hangzhou", endpoint="https://oss")
Membership.objects.create(account=account, user=user, role=Role.OWNER)
Bucket.objects.bulk_create(
    Bucket(account=account, name=f"example-bucket-{n}", region=account.region) for n in range(60)
)
client = Client()
client.force_login(user)
print(client.cookies["sessionid"].value)
"""


@dataclass
class Traffic:
    """What came over the wire; ``size`` counts headers too."""

    urls: list[str] = field(default_factory=list)
    encodings: set[str] = field(default_factory=set)
    size: int = 0

    def sent(self, event: dict[str, Any]) -> None:
        if not event["request"]["url"].startswith("data:"):
            self.urls.append(event["request"]["url"])

    def answered(self, event: dict[str, Any]) -> None:
        headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
        if event["type"] in ("Stylesheet", "Script"):
            self.encodings.add(headers.get("content-encoding", "none"))

    def finished(self, event: dict[str, Any]) -> None:
        self.size += event["encodedDataLength"]


@pytest.fixture
def first_load(
    chromium: Browser,
    environment: Environment,  # noqa: F811
    address: str,  # noqa: F811
) -> Traffic:
    """The buckets page, opened by a browser that was never here before."""
    printed = succeed(environment, "shell", "-c", FILL)
    traffic = Traffic()
    with chromium.new_context() as context:
        sign_in(context, address, printed.split()[-1])
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.requestWillBeSent", traffic.sent)
        network.on("Network.responseReceived", traffic.answered)
        network.on("Network.loadingFinished", traffic.finished)
        page.goto(f"{address}/buckets/", wait_until="networkidle")
        expect(page.get_by_text("60 buckets")).to_be_visible()
    return traffic


def test_the_first_load_is_light(first_load: Traffic, address: str) -> None:  # noqa: F811
    assert [url for url in first_load.urls if not url.startswith(f"{address}/")] == []
    assert len(first_load.urls) <= 8
    assert first_load.size <= 60_000
    assert first_load.encodings == {"br"}
