"""What is pasted into the error doctor's page, and what the page says of it."""

from __future__ import annotations

from typing import Final

from tests.views.page import Page, Visitor

DOCTOR: Final = "/tools/doctor/"
ENDPOINT_HOST: Final = "oss-cn-hangzhou.aliyuncs.com"
URL: Final = f"https://examplebucket.{ENDPOINT_HOST}/clip.mp4"
STRANGER: Final = "https://stranger.example"
MISSING: Final = "No 'Access-Control-Allow-Origin' header is present on the requested resource."


def blocked(origin: str = STRANGER, method: str = "GET", url: str = URL) -> str:
    return (
        f"Access to fetch at '{url}' from origin '{origin}' has been blocked by CORS policy: "
        f"{MISSING}\n{method} {url} net::ERR_FAILED"
    )


def paste(visitor: Visitor, text: str, **more: object) -> Page:
    return visitor.post(DOCTOR, {"text": text, **more})


def headline(page: Page) -> str:
    return page.one(id="finding-title").text


def bucket_told(page: Page) -> str:
    """What stands beside "Bucket"."""
    return page.one("dl", css="known").all("dd")[0].text
