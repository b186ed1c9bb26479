"""Create Rule with all that can be wrong, and what is changed of a bucket beside its rules."""

from __future__ import annotations

from tests.pages.texts import EVIL
from tests.views.submissions.site import Site, Visits

BAD = {"origins": f"{EVIL}\r\nhttps://A.example.com/", "max_age": EVIL, "allowed_headers": "a b"}
RIGHT = {"origins": "https://a.example.com/", "methods": "GET"}


def panels(site: Site) -> Visits:
    new = site.it.url("create_rule", "published")
    check, full = site.it.url("check_rule", "published"), site.it.url("create_rule", "full")
    star = {**RIGHT, "origins": "*"}
    for how in ("page", "htmx"):
        visitor = site.visitor("editor", htmx=how == "htmx")
        yield f"{how}: a refused rule", visitor.post(new, {"version": "2", **BAD})
        mended = {"version": "2", **RIGHT, "fix": "origins:1"}
        yield f"{how}: a mended rule", visitor.post(new, mended)
        yield f"{how}: changed meanwhile", visitor.post(new, {"version": "1", **star})
        yield f"{how}: no room", visitor.post(full, {"version": "1", **star})
        yield f"{how}: live", visitor.post(check, BAD)
        yield f"{how}: live and right", visitor.post(check, star)


def buttons(site: Site) -> Visits:
    owner, it = site.visitor("owner"), site.it
    for name, url in {
        "pulled": it.url("pull", "published"),
        "checked": it.url("check", "published"),
        "checked, and drifted": it.url("check", "drifted"),
        "nothing to merge": it.url("merge", "published"),
        "not editable": it.url("vary", "not-pulled"),
        "too late": it.url("vary", "published"),
    }.items():
        yield name, owner.follow(owner.post(url, {"version": "1"}))
