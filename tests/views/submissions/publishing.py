"""Publishing stopped, refused and done, and merging."""

from __future__ import annotations

from buckets.oss.errors import Action
from tests.pages.texts import EVIL
from tests.sync.actions import planned
from tests.views.submissions.site import Site, Visits


def reviews(site: Site) -> Visits:
    publisher, it = site.visitor("publisher"), site.it
    for word in ("refused", "conflict-full", "publishing"):
        plan = planned(it.buckets[word]).fingerprint
        said = {"plan": plan, "message": EVIL}
        yield f"stopped at {word}", publisher.post(it.url("review", word), said)
    url = it.url("review", "conflict-full")
    yield "stale", publisher.post(url, {"plan": "x", "message": EVIL})
    yield "too long", publisher.post(url, {"plan": "x", "message": EVIL * 30})
    with site.trouble(Action.GET):
        yield "publish refused", publisher.post(url, {"plan": "x", "message": EVIL})
    agreed = planned(it.buckets["conflict-full"])
    hazards = [hazard.key for hazard in agreed.hazards]
    all_said = {"plan": agreed.fingerprint, "message": EVIL, "hazards": hazards}
    yield "published", publisher.follow(publisher.post(url, all_said))


def merges(site: Site) -> Visits:
    visitor, url = site.visitor("editor"), site.it.url("merge", "conflict")
    page = visitor.get(url)
    said: dict[str, object] = dict(page.form().values)
    said |= {radio.get("name"): "ours" for radio in page.all("input", type="radio")}
    undecided, late = {**said, "order": "x"}, {**said, "version": "1"}
    for how in ("page", "htmx"):
        asking = site.visitor("editor", htmx=how == "htmx")
        yield f"{how}: decided", asking.post(url, said)
        yield f"{how}: undecided", asking.post(url, undecided)
        yield f"{how}: late", asking.post(url, late)
    yield "not applied", visitor.post(url, {**undecided, "take": "yes"})
    yield "too late to apply", visitor.post(url, {**late, "take": "yes"})
    yield "applied", visitor.follow(visitor.post(url, {**said, "take": "yes"}))
