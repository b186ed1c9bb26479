"""Expectations added and broken, and what OSS itself is asked."""

from __future__ import annotations

from buckets.cors.evaluate.observation import HttpAnswer
from buckets.cors.evaluate.oss import Headers
from buckets.oss.errors import OssError
from tests.pages.catalogue_of_tools import ALLOWED
from tests.pages.texts import EVIL
from tests.views.submissions.site import Site, Visits


class Answers:
    """Instead of sockets: by the name of the host, an answer or none."""

    def __init__(self, error: OssError) -> None:
        self.error = error

    def __call__(self, url: str, method: str, headers: Headers, *, public_only: bool) -> HttpAnswer:
        del headers, public_only
        if "silent" in url:
            raise self.error
        if "private" in url:
            return HttpAnswer(403 if method == "GET" else 200, ())
        signs = (("Via", EVIL), ("X-Cache", "HIT")) if "cdn" in url else ()
        return HttpAnswer(200, (("Access-Control-Allow-Origin", EVIL), *signs))


def expectations(site: Site) -> Visits:
    owner, viewer, it = site.visitor("owner"), site.visitor("viewer"), site.it
    page = it.url("expectations", "unpublished")
    never = {"origin": EVIL, "allowed": "must-not"}
    kept = {**never, "origin": "https://e.example"}
    yield "expected", owner.follow(owner.post(f"{page}add/", kept))
    must = {**ALLOWED, "allowed": "must"}
    broken = {**must, "reads": "x-none"}
    yield "expected, and not so", owner.follow(owner.post(f"{page}add/", broken))
    yield "not expected", owner.post(f"{page}add/", never)
    yield "expectations", viewer.get(page)
    yield "not as expected", viewer.get(it.url("bucket", "unpublished"))
    owner.post(f"{page}add/", must)
    yield "about to break one", owner.get(it.url("clear", "unpublished"))


def probes(site: Site) -> Visits:
    asked, it = {**ALLOWED, "method": "PUT", "headers": "x-a"}, site.it
    for who in ("viewer", "editor"):
        for word in ("expected", "full", "no-rules"):
            answer = site.visitor(who).post(it.url("probe_bucket", word), asked)
            yield f"asked by the {who}: {word}", answer
    editor, by_htmx = site.visitor("editor"), site.visitor("owner", htmx=True)
    yield "a part", by_htmx.post(it.url("probe_bucket", "full"), asked)
    yield "not asked", editor.follow(editor.post(it.url("probe_bucket", "full"), {}))
    yield "none", editor.follow(editor.post(it.url("check_expectations", "risky"), {}))
