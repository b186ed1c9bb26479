"""Runs that are reviewed, published, cancelled and resumed."""

from __future__ import annotations

from buckets.models import Run
from tests.pages.texts import EVIL
from tests.views.fleet import new_run, url_of
from tests.views.submissions.site import Site, Visits


def runs(site: Site) -> Visits:
    owner = site.visitor("owner")
    review = owner.get(new_run("publish", everything=1))
    yield "joint review, stale", owner.post(review.url, {"plan": "x", "message": EVIL})
    yield "joint review, too long", owner.post(review.url, {"plan": "x", "message": EVIL * 30})
    said = {"plan": review.one("input", name="plan").get("value"), "message": EVIL}
    yield "joint review, unsafe", owner.post(review.url, said)
    ticks = [box.get("value") for box in review.all("input", name="hazards")]
    yield "joint publish", owner.follow(owner.post(review.url, {**said, "hazards": ticks}))
    latest = Run.objects.filter(finished_at=None)[0]
    yield "cancelled", owner.follow(owner.post(url_of(latest, "cancel_run")))
    yield "resumed", owner.follow(owner.post(url_of(Run.objects.all()[0], "resume_run")))
