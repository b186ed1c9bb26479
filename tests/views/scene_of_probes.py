"""What is asked of OSS itself for the scene: answers of every kind, and the pages about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from buckets.cors.evaluate.expectation import Expectation
from buckets.cors.evaluate.observation import HttpAnswer
from buckets.cors.evaluate.oss import Headers
from buckets.models import Account, Role, RunItem
from buckets.sync.expectation_checks import check_expectations, settle_checks
from buckets.sync.expectations import add_expectation
from buckets.sync.runs import lifecycle
from tests.fixtures.people import LIVE
from tests.views.page import Page, Visitor

if TYPE_CHECKING:
    from buckets.oss.errors import OssError
    from tests.views.scene import Scene

APP = LIVE.rules[0].origins[0]
HOSTS = ("endpoint", "cdn", "silent", "private")
TRIED = ("in-sync", "full", "empty")


class Answers:
    """Instead of sockets: by the name of the host, an answer or none."""

    def __init__(self, evil: str, error: OssError) -> None:
        self.evil = evil
        self.error = error

    def __call__(self, url: str, method: str, headers: Headers, *, public_only: bool) -> HttpAnswer:
        del headers, public_only
        if "silent" in url:
            raise self.error
        if "private" in url:
            return HttpAnswer(403 if method == "GET" else 200, ())
        signs = (("Via", self.evil), ("X-Cache", "HIT")) if "cdn" in url else ()
        return HttpAnswer(200, (("Access-Control-Allow-Origin", self.evil), *signs))


def fill(scene: Scene) -> None:
    """Promises in a few buckets, that were tried, are being tried, or have never been."""
    addresses = "\n".join(f"https://{host}.example.com" for host in HOSTS[1:])
    Account.objects.filter(pk=scene.account.pk).update(addresses=addresses)
    for word in TRIED:
        for it in (Expectation(APP, True, "GET"), Expectation("https://b.example", False)):
            add_expectation(scene.buckets[word].pk, it, by=scene.owner)
    lifecycle.start_expectation_checks([scene.buckets["full"].pk], by=scene.owner)
    run = lifecycle.start_expectation_checks([scene.buckets["in-sync"].pk], by=scene.owner)
    if run is not None:
        came: dict[RunItem, object] = {
            item: check_expectations(item.bucket_id) for item in run.items.all()
        }
        RunItem.objects.store(settle_checks(came))
        lifecycle.finish(run)


def visits(scene: Scene) -> Iterator[tuple[str, Page]]:
    asked = {"origin": APP, "method": "PUT", "headers": "x-a"}
    for role in (Role.VIEWER, Role.EDITOR):
        visitor = Visitor(scene.people[role])
        for word in TRIED:
            yield f"asked: {word}", visitor.post(scene.url("probe_bucket", word), asked)
            yield f"promises: {word}", visitor.get(scene.url("expectations", word))
    editor = Visitor(scene.people[Role.EDITOR])
    yield "a part", Visitor(scene.owner, htmx=True).post(scene.url("probe_bucket", "full"), asked)
    yield "not asked", editor.follow(editor.post(scene.url("probe_bucket", "full"), {}))
    yield "none", editor.follow(editor.post(scene.url("check_expectations", "evil"), {}))
    for word in ("full", "evil"):
        query = urlencode({"kind": "probe", "bucket": scene.buckets[word].pk})
        yield f"try {word}?", editor.get(f"/runs/new/?{query}")
    yield (
        "address",
        Visitor(scene.owner).post(
            f"/accounts/{scene.account.pk}/edit/", {"addresses": "intranet\nstatic.example.com A"}
        ),
    )
