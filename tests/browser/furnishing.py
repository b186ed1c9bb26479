"""Buckets in every state, with the longest names that are allowed, for pages to be looked at."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from django.apps import apps
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model

from buckets.audit import CONSOLE
from buckets.cors import Configuration, Rule
from buckets.cors.evaluate.expectation import Expectation, proposed
from buckets.cors.limits import MAX_RULES
from buckets.models import Account, Bucket, Revision, Role, RunItem
from buckets.oss.errors import Action, NotFound
from buckets.sync.discover import discover
from buckets.sync.expectation_checks import check_expectations, settle_checks
from buckets.sync.expectations import add_expectation
from buckets.sync.findings import accept, current, lint_left
from buckets.sync.pull import check, pull
from buckets.sync.runs import lifecycle
from tests.fakes import MemoryGateway, speaking_to
from tests.fixtures.local_oss import WatchedOSS
from tests.fixtures.people import (
    APP,
    LIVE,
    NEW,
    OUTSIDER,
    UPLOADS,
    USERNAMES,
    person,
    shared_account,
)
from tests.sync.actions import add, lost, publish

LONG_NAME = "a-bucket-with-the-longest-name-that-is-allowed-" + "x" * 16
LONG = Rule(
    (f"https://{'very-long-label.' * 9}example.com:8443", "capacitor://localhost"),
    ("GET", "POST", "PUT", "DELETE", "HEAD"),
    tuple(f"x-oss-meta-{word}" for word in ("author", "a-name-without-any-end-" + "n" * 40)),
    ("ETag", "x-oss-request-id", "x-oss-version-id"),
    999999999,
)
FULL = Configuration(tuple(Rule((f"https://{n}.example.com",), ("GET",)) for n in range(MAX_RULES)))
REFUSED = Rule(("https://*.*.example.com",), ("GET",))
APP_LONGER, APP_SHORTER = (replace(APP, max_age=seconds) for seconds in (6000, 60))
RISKY = Configuration(
    (
        Rule(("*",), ("GET", "POST", "PUT", "DELETE", "HEAD"), ("*",), (), 999999),
        Rule(("https://*example.com", "http://example.org", "null"), ("GET",), ("a:b",)),
        Rule(("https://WWW.example.com/", "https://app-*.example.com"), ("PUT",)),
        Rule((f"https://{'very-long-label.' * 9}github.io*",), ("POST", "GET", "GET"), (), (), 5),
    )
)
STRANGE = b"""<?xml version="1.0" encoding="UTF-8"?>
<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod>
<AllowedOriginOfTomorrow>https://example.com</AllowedOriginOfTomorrow></CORSRule></CORSConfiguration>
"""


@dataclass
class Furnishing:
    """What stands in the account, by the word for it."""

    account: Account
    owner: User
    oss: WatchedOSS
    buckets: dict[str, Bucket] = field(default_factory=dict)

    def __getitem__(self, word: str) -> int:
        """The number of the bucket that ``word`` is for."""
        return self.buckets[word].pk

    def found(self, word: str, configuration: Configuration | None, *, name: str = "") -> Bucket:
        """A bucket that OSS listed."""
        name = name or f"team-{word}"
        self.oss.store.create(name)
        self.oss.store.put_cors(name, configuration)
        discover(self.account, by=self.owner)
        self.buckets[word] = self.account.buckets.get(name=name)
        return self.buckets[word]

    def pulled(self, word: str, configuration: Configuration | None, *, name: str = "") -> Bucket:
        """A bucket that was found and read."""
        return pull(self.found(word, configuration, name=name).pk, by=self.owner)


class Snapshot:
    """Everything of ours in the database and all rules on OSS, as they are when it is taken."""

    def __init__(self, oss: WatchedOSS) -> None:
        ours = apps.get_app_config("buckets").get_models(include_auto_created=True)
        models: list[type[Model]] = [User, *ours]
        self._rows: list[Model] = [row for model in models for row in model._base_manager.all()]
        self._oss = oss
        self._buckets = oss.store.all()

    def restore(self) -> None:
        """Put it all back, into a database that has been emptied."""
        with transaction.atomic():
            for row in self._rows:
                row.save_base(raw=True, force_insert=True)
        for bucket in self._buckets:
            self._oss.store.put_cors(bucket.name, bucket.cors)


class House:
    """Furnished when it is first opened; from then on the same is put back from a snapshot."""

    def __init__(self, oss: WatchedOSS) -> None:
        self._oss = oss
        self._furnishing: Furnishing | None = None
        self._snapshot: Snapshot | None = None

    def open(self) -> Furnishing:
        """Furnish an empty database."""
        if self._furnishing is None or self._snapshot is None:
            self._furnishing = furnish(self._oss)
            self._snapshot = Snapshot(self._oss)
        else:
            self._snapshot.restore()
        return self._furnishing


def furnish(oss: WatchedOSS) -> Furnishing:
    """Everybody, and a bucket in each state there is, and some that are odd in another way."""
    members = {role: person(name) for role, name in USERNAMES.items()}
    person(OUTSIDER)
    shared_account({Role.OWNER: person("bela-beginner")}, name="Nothing in it yet")
    owner = members[Role.OWNER]
    account = shared_account(
        members,
        endpoint=oss.endpoint,
        access_key_id=oss.access_key_id,
        secret=oss.access_key_secret,
    )
    house = Furnishing(account, owner, oss)
    house.found("not-pulled", LIVE)
    house.pulled("in-sync", Configuration((LONG, *LIVE.rules)), name=LONG_NAME)
    house.pulled("no-rules", None)
    house.pulled("full", FULL)
    _leave_risks(house.pulled("risky", RISKY), owner)
    add(house.pulled("unpublished", LIVE), owner, LONG)
    add(house.pulled("refused", LIVE), owner, REFUSED)
    publish(
        add(house.pulled("published", LIVE), owner, LONG),
        owner,
        message="Requested by the shop's team, ticket 4711",
    )
    _change_on_both_sides(house)
    _drift(house)
    _lose_an_answer(house)
    _lose_a_bucket(house)
    _see_something_else(house)
    _promise(house)
    return house


def _leave_risks(bucket: Bucket, owner: User) -> None:
    """Findings of every severity, one of which somebody lives with."""
    finding = list(current(bucket).values())[-1]
    reason = "Requested by the shop's team, ticket 4711, until their new pages are there"
    accept(bucket.pk, finding, reason=reason, until=date(2999, 12, 31), by=owner)


def _change_on_both_sides(house: Furnishing) -> None:
    """All that can differ: a rule both ways, one side's, both sides alike, order and Vary."""
    was = Configuration((*LIVE.rules, *FULL.rules[:2], LONG), response_vary=True)
    conflict = house.pulled("conflict", was)
    ours = [APP_LONGER, UPLOADS, FULL.rules[1], FULL.rules[0], LONG, NEW]
    conflict.replace_working(was.with_rules(ours))
    conflict.count_version(conflict.working)
    conflict.save_with_state()
    theirs = [UPLOADS, APP_SHORTER, FULL.rules[0], FULL.rules[1], NEW]
    house.oss.store.put_cors(conflict.name, Configuration(tuple(theirs)))
    check(conflict.pk, by=CONSOLE)


def _drift(house: Furnishing) -> None:
    """Changed outside and nothing edited here: by a person, and by a tool."""
    drifted, lost = house.pulled("drifted", LIVE), house.pulled("vary-lost", LIVE)
    house.oss.store.put_cors(drifted.name, FULL)
    house.oss.store.put_cors(lost.name, Configuration(LIVE.rules))
    for bucket in (drifted, lost):
        check(bucket.pk, by=CONSOLE)


def _lose_an_answer(house: Furnishing) -> None:
    """A push of which nobody knows how it ended: no answer came, and OSS still shows the old."""
    unknown = add(house.pulled("outcome-unknown", LIVE), house.owner)
    memory = MemoryGateway({unknown.name: LIVE})
    memory.raises[Action.PUT] = lost()
    with speaking_to(memory):
        publish(unknown, house.owner)


def _lose_a_bucket(house: Furnishing) -> None:
    unreachable = house.pulled("unreachable", LIVE)
    house.oss.store.remove(unreachable.name)
    with suppress(NotFound):
        pull(unreachable.pk, by=house.owner)


def _see_something_else(house: Furnishing) -> None:
    """What no answer of Local OSS leads to: a strange document."""
    now, source, who = datetime.now(UTC), Revision.Source.PULLED, house.owner.username
    read_only = house.pulled("read-only", LIVE)
    read_only.observe(STRANGE, None, at=now, source=source, by=who)
    read_only.save_with_state()
    lint_left()


def _promise(house: Furnishing) -> None:
    """What was tried on OSS where something else is by now, and at an address without an answer."""
    promised = publish(add(house.pulled("promised", LIVE), house.owner), house.owner).bucket
    never = Expectation("https://evil.example", False)
    for it in (Expectation(LONG.origins[0], False), never, *proposed(LIVE)[:2]):
        add_expectation(promised.pk, it, by=house.owner)
    house.oss.store.put_cors(promised.name, None)
    account = Account.objects.filter(pk=house.account.pk)
    account.update(addresses=f"http://127.0.0.1:9 {promised.name}")
    run = lifecycle.start_expectation_checks([promised.pk], by=house.owner)
    if run is not None:
        came = {it: check_expectations(it.bucket_id) for it in run.items.all()}
        RunItem.objects.store(settle_checks(came))
        lifecycle.finish(run)
