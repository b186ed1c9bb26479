"""Accounts and members refused, and OSS in trouble."""

from __future__ import annotations

from django.urls import reverse

from buckets.oss.errors import Action
from tests.pages.oss import SECRET
from tests.pages.texts import EVIL
from tests.views.submissions.site import Site, Visits


def accounts(site: Site) -> Visits:
    owner, account = site.visitor("owner"), site.account
    bad = {"name": EVIL, "region": EVIL, "endpoint": EVIL, "secret": SECRET, "signature": "v4"}
    yield "no account", owner.post(reverse("add_account"), bad)
    yield "no change", owner.post(f"{account}edit/", bad)
    addresses = "intranet\nstatic.example.com A"
    yield "no addresses", owner.post(f"{account}edit/", {"addresses": addresses})
    yield "no member", owner.post(f"{account}members/", {"username": EVIL, "role": "20"})
    last = {"username": site.it.owner.username, "role": "20"}
    yield "the last owner", owner.post(f"{account}members/", last)
    stays = f"{account}members/{site.it.owner.pk}/remove/"
    for name, url in {
        "the last owner stays": stays,
        "tested": f"{account}test/",
        "discovered": f"{account}discover/",
    }.items():
        yield name, owner.follow(owner.post(url, {"version": "1"}))


def trouble(site: Site) -> Visits:
    owner, it = site.visitor("owner"), site.it
    with site.trouble(Action.LIST, Action.GET):
        yield "test failed", owner.follow(owner.post(f"{site.account}test/"))
        yield "check failed", owner.follow(owner.post(it.url("check", "unreachable")))
        yield "pull failed", owner.follow(owner.post(it.url("pull", "unreachable")))
