"""Findings refused, accepted, mended, and gone."""

from __future__ import annotations

from django.urls import reverse

from buckets.cors import Configuration
from tests.fixtures.people import NEW
from tests.pages.states import TWO_STARS
from tests.pages.texts import EVIL
from tests.views.submissions.site import Site, Visits


def findings(site: Site) -> Visits:
    owner, it = site.visitor("owner"), site.it
    first, second = it.buckets["risky"].findings.all()[:2]
    accept = it.url("accept_finding", "risky", first.key)
    reason = it.texts.reason
    yield "not accepted", owner.post(accept, {"reason": "", "until": EVIL})
    yield "accepted", owner.follow(owner.post(accept, {"reason": reason, "until": "2999-12-31"}))
    yield "accepted, and listed", owner.get(f"{reverse('findings')}?accepted=all")
    yield "opened again", owner.follow(owner.post(it.url("reopen_finding", "risky", first.key)))
    accept = it.url("accept_finding", "risky", second.key)
    yield "accepted for good", owner.follow(owner.post(accept, {"reason": reason}))
    gone = it.url("fix_finding", "risky", "0" * 16)
    yield "not found any more", owner.follow(owner.post(gone, {"version": "1"}))
    bucket = it.pull("mended", Configuration((TWO_STARS, NEW)))
    fix = it.url("fix_finding", "mended", bucket.findings.all()[0].key)
    yield "mended", owner.follow(owner.post(fix, {"version": bucket.version}))
