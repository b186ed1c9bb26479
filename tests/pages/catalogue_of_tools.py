"""The tools in the catalogue, and the pages of a bucket that ask what would be."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from tests.fixtures.people import APP
from tests.pages.catalogue import Entries, Entry
from tests.pages.installation import Installation
from tests.pages.states import STRANGER

BLOCKED: Final = {"origin": STRANGER, "method": "PUT", "headers": "x-oss-meta-a"}
ALLOWED: Final = {"origin": APP.origins[0], "method": "GET"}


def tools(it: Installation) -> Entries:
    yield Entry("tools", reverse("tools"), "Tools")
    yield Entry("doctor", reverse("doctor"), "Error doctor")
    yield Entry("viewer's doctor", reverse("doctor"), "Error doctor", "viewer")
    yield from _simulator()
    yield from _same_origin(it)
    title = "Make the proposed change?"
    yield Entry("fix", _asking(it, "fix", "published", BLOCKED), title)
    breaking = _asking(it, "fix", "expected", BLOCKED)
    yield Entry("fix that breaks an expectation", breaking, title)
    hopeless = _asking(it, "fix", "in-sync", {**BLOCKED, "method": "PATCH"})
    yield Entry("no fix", hopeless, it.buckets["in-sync"].name, "editor")


def _simulator() -> Entries:
    """The simulator, with a document that OSS would refuse and one that is no XML."""
    path, title = reverse("simulator"), "Simulator"
    yield Entry("simulator", path, title)
    for name, document in {
        "refused": f"<CORSRule><AllowedOrigin>{STRANGER}/</AllowedOrigin><ID>a</ID>"
        "<AllowedMethod>OPTIONS</AllowedMethod></CORSRule>",
        "not read": "cors_rule { allowed_origins = [] }",
    }.items():
        query = urlencode({"document": document, **ALLOWED})
        yield Entry(f"simulator, {name}", f"{path}?{query}", title)


def _same_origin(it: Installation) -> Entries:
    path, title = reverse("same_origin"), "Same-origin checker"
    for name, pair in {
        "same": (STRANGER, f"{STRANGER}/page"),
        "not the same": (STRANGER, f"http://{'long-label.' * 9}example:8080/"),
        "opaque": ("file:///a", STRANGER),
        "no addresses": (it.texts.odd, "https://*.example.com"),
    }.items():
        query = urlencode({"a": pair[0], "b": pair[1]})
        yield Entry(f"same origin, {name}", f"{path}?{query}", title)
    yield Entry("same origin", path, title)


def tests(it: Installation) -> Entries:
    """The test page of a bucket, with each sort of answer."""
    name = it.buckets["unpublished"].name
    yield Entry("test", it.url("test_bucket", "published"), it.buckets["published"].name)
    for what, asked in {
        "blocked": BLOCKED,
        "allowed": {**ALLOWED, "revision": "1"},
        "unread": {**ALLOWED, "reads": "x-none"},
        "with cookies": {**BLOCKED, "credentials": "on", "upload": "on"},
        "forbidden": {**BLOCKED, "method": "TRACE"},
        "refused": {"origin": "*", "method": "G T", "headers": "a b", "reads": "ä"},
    }.items():
        yield Entry(f"test, {what}", _asking(it, "test_bucket", "unpublished", asked), name)
    by_a_viewer = _asking(it, "test_bucket", "unpublished", BLOCKED)
    yield Entry("test, by a viewer", by_a_viewer, name, "viewer")
    unread = _asking(it, "test_bucket", "not-pulled", BLOCKED)
    yield Entry("nothing to test", unread, it.buckets["not-pulled"].name)


def probes(it: Installation) -> Entries:
    """What can be asked of OSS itself, and what came of it."""
    reading = {**ALLOWED, "reads": "ETag"}
    for word in ("published", "expected"):
        path = _asking(it, "test_bucket", word, reading)
        yield Entry(f"asking, {word}", path, it.buckets[word].name)
    for word in ("expected", "full", "no-rules", "published"):
        path, name = it.url("expectations", word), it.buckets[word].name
        yield Entry(f"expectations, {word}", path, name)
    viewed = it.url("expectations", "expected")
    yield Entry("viewer's expectations", viewed, it.buckets["expected"].name, "viewer")


def _asking(it: Installation, page: str, word: str, asked: dict[str, str]) -> str:
    return f"{it.url(page, word)}?{urlencode(asked)}"
