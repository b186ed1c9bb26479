"""Buckets in every state, full of text that tries to be markup, and every page there is of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from urllib.parse import urldefrag, urlencode, urljoin

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from buckets.cors import Configuration, Message, Rule
from buckets.cors.formats.xml import write
from buckets.cors.limits import MAX_RULES
from buckets.models import Account, Bucket, Role
from buckets.oss.errors import Action, OssError, Refused
from buckets.sync.discover import discover
from buckets.sync.edit import create_rule
from buckets.sync.pull import check, pull
from buckets.sync.runtime import Runtime, use
from tests.fakes import MemoryGateway
from tests.fixtures.people import LIVE, NEW, leave_pending, person, shared_account
from tests.sync.actions import RAW, add, end_lease, planned, publish
from tests.views import scene_of_probes, scene_of_runs, scene_of_tools
from tests.views.page import Page, Visitor

EVIL = '"><script>alert(1)</script>&'
SECRET = "the-Secret-that-no-page-may-show"
REGION = "cn-hangzhou"
WHY = f"Message {EVIL}"
EVIL_RULE = Rule((f"https://{EVIL}",), ("GET", EVIL), (EVIL,), (EVIL,), 1)
TWO_STARS = Rule(("https://*.*.example.com",), ("GET",))
FULL = Configuration(tuple(Rule((f"https://{n}.example.com",), ("GET",)) for n in range(MAX_RULES)))
BAD = {"origins": f"{EVIL}\r\nhttps://A.example.com/", "max_age": EVIL, "allowed_headers": "a b"}


def trouble(_action: Action) -> OssError:
    """A refusal whose every word comes from outside."""
    message = Message("oss.unlisted-refused", {"code": EVIL, "message": EVIL})
    return Refused(message, code=EVIL, request_id=EVIL)


@dataclass
class Scene:
    """Who is there, and what."""

    people: dict[Role, User]
    outsider: User
    account: Account
    memory: MemoryGateway
    buckets: dict[str, Bucket] = field(default_factory=dict)

    @property
    def owner(self) -> User:
        return self.people[Role.OWNER]

    def url(self, name: str, word: str, *more: int | str) -> str:
        """An address of the bucket that is known by this word."""
        return reverse(name, args=[self.buckets[word].pk, *more])

    def row(self, word: str, place: int = 0) -> int:
        return self.buckets[word].cors_rules.all()[place].pk

    @property
    def data(self) -> list[str]:
        """Every word on the pages that is nobody's to translate, longest first."""
        names = [user.username for user in [*self.people.values(), self.outsider]]
        names += [bucket.name for bucket in self.buckets.values()]
        return sorted([*names, self.account.name, REGION, WHY, EVIL], key=len, reverse=True)

    def put(self, word: str, configuration: Configuration | None) -> Bucket:
        """A bucket that was just pulled."""
        name = f"{word}{EVIL}"
        self.memory.buckets[name] = configuration
        discover(self.account, by=self.owner)
        self.buckets[word] = self.account.buckets.get(name=name)
        return self.again(word)

    def again(self, word: str) -> Bucket:
        """Pull, come what may."""
        with suppress(OssError):
            pull(self.buckets[word].pk, by=self.owner)
        self.buckets[word].refresh_from_db()
        return self.buckets[word]


@contextmanager
def set_up() -> Iterator[Scene]:
    """A scene in a transaction that is rolled back, for a fixture that outlives one test."""
    memory = MemoryGateway()
    runtime = Runtime(
        gateway_factory=lambda _connection: memory,
        ask=scene_of_probes.Answers(EVIL, trouble(Action.GET)),
        wait=lambda _seconds: None,
    )
    with use(runtime), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("buckets.tasks.work", lambda _run: None)  # the worker has no time
        for page in ("buckets", "findings", "history", "activity", "runs"):
            patch.setattr(f"buckets.views.{page}.PAGE_SIZE", 4)
        people = {role: person(f"{role.name}{EVIL}") for role in Role}
        User.objects.filter(pk=people[Role.OWNER].pk).update(is_staff=True)
        account = shared_account(people, name=f"Team {EVIL}", secret=SECRET)
        scene = Scene(people, person(f"outsider{EVIL}"), account, memory)
        _fill(scene)
        yield scene
        cache.clear()
        transaction.set_rollback(True)


def _fill(scene: Scene) -> None:
    published = scene.put("in-sync", LIVE)
    publish(add(published, scene.owner, NEW), scene.owner, message=WHY)
    scene.put("evil", Configuration((EVIL_RULE,)))
    scene.put("empty", None)
    scene.put("full", FULL)
    add(scene.put("unpublished", LIVE), scene.owner, TWO_STARS)
    scene.memory.buckets[add(scene.put("conflict", LIVE), scene.owner).name] = FULL
    scene.again("conflict")
    scene.put("unreachable", LIVE)
    scene.memory.raises[Action.GET] = trouble(Action.GET)
    scene.again("unreachable")
    del scene.memory.raises[Action.GET]
    scene.put("strange", LIVE)
    scene.memory.unknown = RAW + EVIL.encode()
    scene.again("strange")
    scene.memory.unknown = None
    _fill_with_drift(scene)
    _fill_by_hand(scene)
    scene_of_probes.fill(scene)
    scene_of_runs.fill(scene, WHY, trouble(Action.GET))


def _fill_with_drift(scene: Scene) -> None:
    """Drift, and all that can differ in a merge."""
    for word, held in (("drifted", FULL), ("lost", Configuration(LIVE.rules))):
        scene.memory.buckets[scene.put(word, LIVE).name] = held
        check(scene.buckets[word].pk, by=EVIL)
    was = Configuration((EVIL_RULE, *LIVE.rules), response_vary=True)
    bucket = scene.put("merge", was)
    bucket.replace_working(was.with_rules([replace(EVIL_RULE, max_age=2), *LIVE.rules[::-1], NEW]))
    bucket.count_version(bucket.working)
    bucket.save_with_state()
    theirs = (LIVE.rules[0], replace(EVIL_RULE, methods=("GET", "PUT")), LIVE.rules[1], NEW)
    scene.memory.buckets[bucket.name] = Configuration(theirs)
    check(bucket.pk, by=EVIL)


def _fill_by_hand(scene: Scene) -> None:
    """States that no call leads to straight away."""
    unknown = add(scene.put("unknown", LIVE), scene.owner)
    leave_pending(unknown)
    lost = add(scene.put("not-done", LIVE), scene.owner)
    journal = leave_pending(lost)
    lost.pushes.filter(pk=journal.pk).update(base=LIVE.fingerprint, target=journal.base)
    end_lease(lost)
    scene.again("not-done")
    scene.buckets["unread"] = Bucket.objects.create(
        account=scene.account, name=f"unread{EVIL}", region=REGION
    )
    for bucket in scene.buckets.values():
        bucket.refresh_from_db()


# --- Every page ---------------------------------------------------------------------------------


def visit(scene: Scene) -> dict[str, Page]:
    """Every page, by who asked and what for."""
    people = {
        "owner": scene.owner,
        "viewer": scene.people[Role.VIEWER],
        "outsider": scene.outsider,
        "stranger": None,
    }
    pages = {
        f"{who} {url}": page
        for who, user in people.items()
        for url, page in _crawl(Visitor(user)).items()
    }
    cache.clear()
    for visits in (
        _panels,
        _findings,
        _forms,
        _reviews,
        _tests,
        _merges,
        _runs,
        _tools,
        _probes,
        _refusals,
        _sign_ins,
    ):
        pages.update(visits(scene))
    return pages


EXAMPLES = ("method=PUT&headers=", "method=PUT&headers=content-type")
"""How the addresses of the examples end that are looked at, as there are hundreds of them."""


def links(page: Page) -> set[str]:
    """Where the links of a page lead, on this site."""
    found = {urldefrag(a.get("href")).url for a in page.all("a")}
    return {urljoin(page.url, url) for url in found if url}


def _crawl(visitor: Visitor) -> dict[str, Page]:
    pages: dict[str, Page] = {}
    ahead = {"/", "/nowhere/", reverse("account_logout"), reverse("account_login")}
    while ahead:
        url = ahead.pop()
        pages[url] = page = visitor.get(url)
        found = links(page) if page.status != 302 else {urljoin(url, page.target)}
        ahead |= {url for url in found if not _is_more_of_the_same(url)} - set(pages)
    return pages


def _is_more_of_the_same(url: str) -> bool:
    """Django's own pages, the further pages of a list in each of its orders, and every example."""
    is_example = "/test/?" in url and not url.endswith(EXAMPLES)
    return url.startswith("/admin/") or ("sort=" in url and "%3A" in url) or is_example


Visits = Iterator[tuple[str, Page]]


def _panels(scene: Scene) -> Visits:
    editor = scene.people[Role.EDITOR]
    for how, visitor in (("page", Visitor(editor)), ("htmx", Visitor(editor, htmx=True))):
        new = scene.url("create_rule", "in-sync")
        yield f"{how}: a panel", visitor.get(new)
        yield f"{how}: a bucket", visitor.get(scene.url("bucket", "evil"))
        yield f"{how}: a search", visitor.get(f"{reverse('buckets')}?q={EVIL}&state={EVIL}")
        published = scene.buckets["evil"].pk
        yield f"{how}: compared", visitor.get(reverse("compare", args=[published]) + "?from=1&to=1")
        yield f"{how}: nothing found", visitor.get(f"{reverse('buckets')}?q=nothing")
        yield f"{how}: a refused rule", visitor.post(new, {"version": "2", **BAD})
        typed = {"origins": "https://a.example.com/", "methods": "GET"}
        mended = {"version": "2", **typed, "fix": "origins:1"}
        yield f"{how}: a mended rule", visitor.post(new, mended)
        typed["origins"] = "*"
        yield f"{how}: changed meanwhile", visitor.post(new, {"version": "1", **typed})
        full = {"version": "1", **typed}
        yield f"{how}: no room", visitor.post(scene.url("create_rule", "full"), full)
        yield f"{how}: live", visitor.post(scene.url("check_rule", "in-sync"), BAD)
        yield f"{how}: live and right", visitor.post(scene.url("check_rule", "in-sync"), typed)


def _findings(scene: Scene) -> Visits:
    """Findings narrowed, refused, accepted, mended, and gone."""
    owner, findings = Visitor(scene.owner), reverse("findings")
    yield "findings by htmx", Visitor(scene.owner, htmx=True).get(f"{findings}?severity=high")
    yield "no finding matches", owner.get(f"{findings}?q={EVIL}nothing")
    first, second = scene.buckets["evil"].findings.all()[:2]
    accept = scene.url("accept_finding", "evil", first.key)
    yield "not accepted", owner.post(accept, {"reason": "", "until": EVIL})
    yield "accepted", owner.follow(owner.post(accept, {"reason": WHY, "until": "2999-12-31"}))
    yield "accepted, and listed", owner.get(f"{findings}?accepted=all")
    yield "opened again", owner.follow(owner.post(scene.url("reopen_finding", "evil", first.key)))
    accept = scene.url("accept_finding", "evil", second.key)
    yield "accepted for good", owner.follow(owner.post(accept, {"reason": WHY}))
    gone = scene.url("fix_finding", "evil", "0" * 16)
    yield "not found any more", owner.follow(owner.post(gone, {"version": "1"}))
    bucket = scene.put("mended", Configuration((TWO_STARS, NEW)))
    fix = scene.url("fix_finding", "mended", bucket.findings.all()[0].key)
    yield "mended", owner.follow(owner.post(fix, {"version": bucket.version}))


def _forms(scene: Scene) -> Visits:
    """Forms with something wrong in them, and the notices after buttons."""
    owner = Visitor(scene.owner)
    account = reverse("account", args=[scene.account.pk])
    bad = {"name": EVIL, "region": EVIL, "endpoint": EVIL, "secret": SECRET, "signature": "v4"}
    yield "no account", owner.post(reverse("add_account"), bad)
    yield "no change", owner.post(f"{account}edit/", bad)
    yield "no member", owner.post(f"{account}members/", {"username": EVIL, "role": "20"})
    last = {"username": scene.owner.username, "role": "20"}
    yield "the last owner", owner.post(f"{account}members/", last)
    for name, url in {
        "the last owner stays": f"{account}members/{scene.owner.pk}/remove/",
        "tested": f"{account}test/",
        "discovered": f"{account}discover/",
        "pulled": scene.url("pull", "in-sync"),
        "checked": scene.url("check", "in-sync"),
        "checked, and drifted": scene.url("check", "drifted"),
        "nothing to merge": scene.url("merge", "in-sync"),
        "not editable": scene.url("vary", "unread"),
        "too late": scene.url("vary", "in-sync"),
    }.items():
        yield name, owner.follow(owner.post(url, {"version": "1"}))
    scene.memory.raises = {Action.LIST: trouble(Action.LIST), Action.GET: trouble(Action.GET)}
    yield "test failed", owner.follow(owner.post(f"{account}test/"))
    yield "check failed", owner.follow(owner.post(scene.url("check", "unreachable")))
    yield "pull failed", owner.follow(owner.post(scene.url("pull", "unreachable")))
    scene.memory.raises.clear()


def _reviews(scene: Scene) -> Visits:
    publisher = Visitor(scene.people[Role.PUBLISHER])
    for word in ("unpublished", "conflict", "unknown"):
        page = publisher.get(scene.url("review", word))
        plan = planned(scene.buckets[word]).fingerprint
        yield f"review of {word}", page
        yield f"stopped at {word}", publisher.post(page.url, {"plan": plan, "message": EVIL})
    url = scene.url("review", "conflict")
    yield "stale", publisher.post(url, {"plan": "x", "message": EVIL})
    yield "too long", publisher.post(url, {"plan": "x", "message": EVIL * 30})
    scene.memory.raises[Action.GET] = trouble(Action.GET)
    yield "publish refused", publisher.post(url, {"plan": "x", "message": EVIL})
    scene.memory.raises.clear()
    agreed = planned(scene.buckets["conflict"])
    hazards = [hazard.key for hazard in agreed.hazards]
    said = {"plan": agreed.fingerprint, "message": EVIL, "hazards": hazards}
    yield "published", publisher.follow(publisher.post(url, said))


def _tests(scene: Scene) -> Visits:
    owner, viewer = Visitor(scene.owner), Visitor(scene.people[Role.VIEWER])
    blocked = {"origin": "https://new.example.com", "method": "PUT", "headers": "x-new"}
    bucket = scene.url("test_bucket", "unpublished")
    for name, said in {
        "blocked": blocked,
        "allowed": {"origin": "https://app.example.com", "method": "GET", "revision": "1"},
        "unread": {"origin": "https://app.example.com", "method": "GET", "reads": "x-none"},
        "with cookies": {**blocked, "credentials": "on", "upload": "on"},
        "forbidden": {**blocked, "method": "TRACE"},
        "no request": {"origin": "*", "method": "G T", "headers": "a b", "reads": "ä"},
    }.items():
        yield f"tested: {name}", owner.get(f"{bucket}?{urlencode(said)}")
    yield "tested by a viewer", viewer.get(f"{bucket}?{urlencode(blocked)}")
    unread = scene.url("test_bucket", "unread")
    yield "nothing to test", owner.get(f"{unread}?{urlencode(blocked)}")
    expectations = scene.url("expectations", "unpublished")
    never = {"origin": EVIL, "allowed": "must-not"}
    evil = {**never, "origin": "https://e.example"}
    yield "promised", owner.follow(owner.post(f"{expectations}add/", evil))
    must = {"origin": "https://app.example.com", "allowed": "must", "method": "GET"}
    yield (
        "promised, and broken",
        owner.follow(owner.post(f"{expectations}add/", {**must, "reads": "x-none"})),
    )
    yield "not promised", owner.post(f"{expectations}add/", never)
    yield "expectations", viewer.get(expectations)
    yield "broken promises", viewer.get(scene.url("bucket", "unpublished"))
    owner.post(f"{expectations}add/", must)
    yield "about to break one", owner.get(scene.url("clear", "unpublished"))
    simulator = reverse("simulator")
    yield "simulated", owner.post(simulator, {**blocked, "document": write(LIVE).decode()})
    yield "nothing to simulate", owner.post(simulator, {**blocked, "document": "<html/>"})


def _merges(scene: Scene) -> Visits:
    editor, url = scene.people[Role.EDITOR], scene.url("merge", "merge")
    visitor = Visitor(editor)
    page = visitor.get(url)
    said: dict[str, object] = dict(page.form().values)
    said |= {it.get("name"): "ours" for it in page.all("input", type="radio")}
    undecided, late = {**said, "order": "x"}, {**said, "version": "1"}
    for how, asking in (("page", visitor), ("htmx", Visitor(editor, htmx=True))):
        yield f"{how}: decided", asking.post(url, said)
        yield f"{how}: undecided", asking.post(url, undecided)
        yield f"{how}: late", asking.post(url, late)
    yield "not taken over", visitor.post(url, {**undecided, "take": "yes"})
    yield "too late to take over", visitor.post(url, {**late, "take": "yes"})
    yield "taken over", visitor.follow(visitor.post(url, {**said, "take": "yes"}))


def _runs(scene: Scene) -> Visits:
    return scene_of_runs.visits(scene, EVIL)


def _tools(scene: Scene) -> Visits:
    return scene_of_tools.visits(scene, EVIL)


def _probes(scene: Scene) -> Visits:
    return scene_of_probes.visits(scene)


def _refusals(scene: Scene) -> Visits:
    viewer = Visitor(scene.people[Role.VIEWER])
    yield "not allowed", viewer.get(scene.url("clear", "evil"))
    yield "not allowed here", viewer.post(reverse("test_account", args=[scene.account.pk]))
    yield "seen afterwards", Visitor(scene.owner).get(reverse("activity"))
    viewer.client = Client(enforce_csrf_checks=True)
    yield "no token", viewer.post(reverse("account_login"), {"login": EVIL})
    bucket = create_rule(scene.buckets["evil"].pk, EVIL_RULE, vary=True, version=1, by=scene.owner)
    yield (
        "an edit of it",
        Visitor(scene.owner).get(scene.url("edit_rule", "evil", scene.row("evil"))),
    )
    assert bucket.rule_count == 2


def _sign_ins(scene: Scene) -> Visits:
    stranger, owner = Visitor(), Visitor(scene.owner)
    login, wrong = reverse("account_login"), {"login": EVIL, "password": SECRET}
    yield "sign-in, from somewhere", stranger.get(f"{login}?next=/buckets/")
    yield "wrong password", stranger.post(login, wrong)
    yield "inactive", stranger.get(reverse("account_inactive"))
    asked: list[tuple[str, Callable[[], Page]]] = [
        ("confirm", lambda: owner.get(f"{reverse('account_reauthenticate')}?next=/buckets/")),
        ("not confirmed", lambda: owner.post(reverse("account_reauthenticate"), wrong)),
        ("no new password", lambda: owner.post(reverse("account_change_password"), wrong)),
    ]
    yield from ((name, ask()) for name, ask in asked)
    page = stranger.get(login)
    while page.status != 429:
        page = stranger.post(login, wrong)
    yield "too many attempts", page
