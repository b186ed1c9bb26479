"""A bucket in each state that there is, and some that are odd in another way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from buckets.cors import Configuration, Rule
from buckets.cors.evaluate.expectation import Expectation, proposed
from buckets.cors.limits import MAX_RULES
from buckets.models import Account
from buckets.oss.errors import Action
from buckets.sync.expectations import add_expectation
from buckets.sync.findings import accept, current, lint_left
from buckets.sync.pull import check
from tests.fakes import MemoryGateway, speaking_to
from tests.fixtures.people import APP, LIVE, NEW, UPLOADS, leave_pending
from tests.pages.installation import Installation, move_in
from tests.pages.oss import Oss
from tests.pages.runs import start_runs
from tests.pages.texts import Texts
from tests.sync.actions import add, end_lease, lost, publish

FULL: Final = Configuration(
    tuple(Rule((f"https://{n}.example.com",), ("GET",)) for n in range(MAX_RULES))
)
TWO_STARS: Final = Rule(("https://*.*.example.com",), ("GET",))
"""What OSS refuses."""

STRANGER: Final = "https://stranger.example"
"""An origin that no rule is for, and that a bucket expects to be kept out."""

_RISKS = (
    Rule(("*",), ("GET", "POST", "PUT", "DELETE", "HEAD"), ("*",), (), 999999),
    Rule(("https://*example.com", "http://example.org", "null"), ("GET",), ("a:b",)),
    Rule(("https://WWW.example.com/", "https://app-*.example.com"), ("PUT",)),
    Rule((f"https://{'very-long-label.' * 9}github.io*",), ("POST", "GET", "GET"), (), (), 5),
)


def furnish(oss: Oss, texts: Texts) -> Installation:
    """Everybody, with a bucket in each state, and runs of every kind."""
    it = move_in(oss, texts)
    it.find("not-pulled", LIVE)
    it.pull("in-sync", Configuration((texts.rule, *LIVE.rules)))
    it.pull("no-rules", None)
    it.pull("full", FULL)
    _leave_risks(it)
    add(it.pull("unpublished", LIVE), it.owner, texts.rule)
    add(it.pull("refused", LIVE), it.owner, TWO_STARS)
    edited = add(it.pull("published", LIVE), it.owner, texts.valid_rule)
    publish(edited, it.owner, message=texts.reason)
    _change_on_both_sides(it)
    _drift(it)
    _leave_publishes_open(it)
    _read_in_vain(it)
    _expect(it)
    lint_left()
    start_runs(it)
    for bucket in it.buckets.values():
        bucket.refresh_from_db()
    return it


def _leave_risks(it: Installation) -> None:
    """Findings of every severity, one of which somebody lives with."""
    bucket = it.pull("risky", Configuration((it.texts.rule, *_RISKS)))
    finding = list(current(bucket).values())[-1]
    accept(bucket.pk, finding, reason=it.texts.reason, until=date(2999, 12, 31), by=it.owner)


def _change_on_both_sides(it: Installation) -> None:
    """All that can differ in a merge, and a merge for which there is no room."""
    was = Configuration((*LIVE.rules, *FULL.rules[:2], it.texts.rule), response_vary=True)
    conflict = it.pull("conflict", was)
    longer, shorter = (replace(APP, max_age=seconds) for seconds in (6000, 60))
    ours = [longer, UPLOADS, FULL.rules[1], FULL.rules[0], it.texts.rule, NEW]
    conflict.replace_working(was.with_rules(ours))
    conflict.count_version(conflict.working)
    conflict.save_with_state()
    theirs = (UPLOADS, shorter, FULL.rules[0], FULL.rules[1], NEW)
    it.oss.put(conflict.name, Configuration(theirs))
    crowded = add(it.pull("conflict-full", LIVE), it.owner)
    it.oss.put(crowded.name, FULL)
    for bucket in (conflict, crowded):
        check(bucket.pk, by=it.texts.outsider)


def _drift(it: Installation) -> None:
    """Changed outside and nothing edited here: by a person, and by a tool."""
    for word, held in {"drifted": FULL, "vary-lost": Configuration(LIVE.rules)}.items():
        bucket = it.pull(word, LIVE)
        it.oss.put(bucket.name, held)
        check(bucket.pk, by=it.texts.outsider)


def _leave_publishes_open(it: Installation) -> None:
    """The answer was lost; whoever publishes may be at it; and they were killed before."""
    unknown = add(it.pull("outcome-unknown", LIVE), it.owner)
    memory = MemoryGateway({unknown.name: LIVE})
    memory.raises[Action.PUT] = lost()
    with speaking_to(memory):
        publish(unknown, it.owner)
    leave_pending(add(it.pull("publishing", LIVE), it.owner))
    killed = add(it.pull("not-done", LIVE), it.owner)
    push = leave_pending(killed)
    killed.pushes.filter(pk=push.pk).update(base=LIVE.fingerprint, target=push.base)
    end_lease(killed)
    it.pull_again("not-done")


def _read_in_vain(it: Installation) -> None:
    """OSS refuses, and OSS answers with what the console does not understand."""
    it.pull("unreachable", LIVE)
    it.pull("read-only", LIVE)
    for word in ("unreachable", "read-only"):
        memory = MemoryGateway({it.buckets[word].name: LIVE})
        if word == "unreachable":
            memory.raises[Action.GET] = it.texts.trouble(Action.GET)
        else:
            memory.unknown = it.texts.document
        with speaking_to(memory):
            it.pull_again(word)


def _expect(it: Installation) -> None:
    """What is not so on OSS by now, is so, and may be; at addresses without an answer too."""
    changed = publish(add(it.pull("expected", LIVE), it.owner), it.owner).bucket
    app = APP.origins[0]
    expected = {
        "expected": (Expectation(it.texts.rule.origins[0], False), *proposed(LIVE)[:2]),
        "full": (Expectation(app, True, "GET"),),
        "no-rules": (Expectation(app, True, "GET"),),
    }
    for word, expectations in expected.items():
        for expectation in (*expectations, Expectation(STRANGER, False)):
            add_expectation(it.buckets[word].pk, expectation, by=it.owner)
    it.oss.put(changed.name, None)
    account = Account.objects.filter(pk=it.account.pk)
    account.update(addresses=it.oss.addresses(changed.name))
