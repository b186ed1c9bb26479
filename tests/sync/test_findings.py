"""Findings are kept with the working copy, mended by an edit, and accepted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from buckets import audit, tasks
from buckets.cors import Configuration, Rule
from buckets.models import Acceptance, Bucket, KnownFinding, Run
from buckets.sync.edit import (
    FindingGone,
    StaleVersion,
    create_rule,
    discard_changes,
    fix_finding,
    move_rule,
    undo,
)
from buckets.sync.findings import accept, current, keep_findings, lint_left, reopen
from buckets.sync.pull import check, pull
from buckets.sync.runs.lifecycle import start
from buckets.sync.runs.worker import work
from tests.fakes import MemoryGateway
from tests.fixtures.local_oss import BUCKET
from tests.fixtures.people import LIVE
from tests.sync.actions import RAW, last_event, now

STRAY = Rule(("null",), ("GET",), max_age=600)
TODAY = timezone.localdate()


@pytest.fixture
def stray(memory_bucket: Bucket, editor: User) -> Bucket:
    """A bucket with an edit that lets pages of anybody in."""
    return create_rule(memory_bucket.pk, STRAY, version=1, by=editor)


def known(bucket: Bucket) -> set[str]:
    return set(bucket.findings.values_list("kind", flat=True))


def null_of(bucket: Bucket) -> Any:
    return next(it for it in current(now(bucket)).values() if it.id == "null-source")


def assert_up_to_date(bucket: Bucket) -> None:
    assert set(bucket.findings.values_list("key", flat=True)) == set(current(now(bucket)))


def test_a_pull_writes_down_what_is_found(memory_bucket: Bucket) -> None:
    assert "sdk-headers-missing" in known(memory_bucket)
    assert_up_to_date(memory_bucket)


def test_a_pull_that_brings_something_new_writes_it_down_anew(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    memory.buckets[BUCKET] = Configuration((STRAY,))
    pull(memory_bucket.pk, by=owner)
    assert known(memory_bucket) == {"null-source", "vary-off-mixed"}


def test_the_working_copy_is_judged_and_not_what_a_check_finds(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    before = known(memory_bucket)
    memory.buckets[BUCKET] = Configuration((STRAY,))
    check(memory_bucket.pk, by=owner)
    assert known(memory_bucket) == before
    adopted = discard_changes(memory_bucket.pk, version=1, by=owner)
    assert "null-source" in known(adopted)


def test_an_edit_writes_down_what_is_found(stray: Bucket) -> None:
    row = stray.findings.get(kind="null-source")
    assert (row.severity, row.rule, row.value, row.bucket_name) == (1, 2, "null", BUCKET)
    assert_up_to_date(stray)


def test_a_fix_is_an_edit_of_the_working_copy(stray: Bucket, editor: User) -> None:
    bucket = fix_finding(stray.pk, null_of(stray).key, version=stray.version, by=editor)
    assert bucket.working == LIVE
    assert "null-source" not in known(bucket)
    event = last_event(audit.FindingFixed)
    assert (event.actor, event.version) == (editor.username, bucket.version)


def test_a_fix_can_be_undone(stray: Bucket, editor: User) -> None:
    bucket = fix_finding(stray.pk, null_of(stray).key, version=stray.version, by=editor)
    bucket = undo(bucket.pk, version=bucket.version, by=editor)
    assert STRAY in bucket.working.rules
    assert_up_to_date(bucket)


def test_nobody_overwrites_anybody_with_a_fix(stray: Bucket, editor: User) -> None:
    with pytest.raises(StaleVersion):
        fix_finding(stray.pk, null_of(stray).key, version=stray.version - 1, by=editor)
    assert STRAY in now(stray).working.rules


def test_what_is_not_found_any_more_cannot_be_mended(stray: Bucket, editor: User) -> None:
    with pytest.raises(FindingGone):
        fix_finding(stray.pk, "0" * 16, version=stray.version, by=editor)


def test_what_has_no_fix_cannot_be_mended(memory_bucket: Bucket, editor: User) -> None:
    rule = Rule(("https://app-*.example.com",), ("HEAD",))
    bucket = create_rule(memory_bucket.pk, rule, version=1, by=editor)
    (key,) = [key for key, it in current(bucket).items() if it.id == "wildcard-in-label"]
    with pytest.raises(FindingGone):
        fix_finding(bucket.pk, key, version=bucket.version, by=editor)


# --- Acceptances ----------------------------------------------------------------------------------


def is_accepted(bucket: Bucket, **days: int) -> bool:
    day = TODAY + timedelta(**days)
    return KnownFinding.objects.accepted(True, today=day).filter(bucket=bucket).exists()


def test_an_acceptance_is_recorded_with_its_reason(stray: Bucket, publisher: User) -> None:
    accept(stray.pk, null_of(stray), reason="An old app", until=TODAY, by=publisher)
    event = last_event(audit.FindingAccepted)
    assert (event.actor, event.params["reason"]) == (publisher.username, "An old app")
    assert event.params["until"] == TODAY.isoformat()


def test_an_acceptance_holds_on_its_last_day_and_not_after(stray: Bucket, publisher: User) -> None:
    accept(stray.pk, null_of(stray), reason="x", until=TODAY + timedelta(days=1), by=publisher)
    assert [is_accepted(stray, days=days) for days in (0, 1, 2)] == [True, True, False]


def test_an_acceptance_without_a_day_holds_for_good(stray: Bucket, publisher: User) -> None:
    accept(stray.pk, null_of(stray), reason="x", until=None, by=publisher)
    assert is_accepted(stray, days=9999)


def test_an_acceptance_survives_moving_the_rule(
    stray: Bucket, publisher: User, editor: User
) -> None:
    accept(stray.pk, null_of(stray), reason="x", until=None, by=publisher)
    row = stray.cors_rules.get(index=2)
    move_rule(stray.pk, row.pk, up=True, version=stray.version, by=editor)
    assert is_accepted(stray)


def test_accepted_again_the_new_word_holds(stray: Bucket, publisher: User, owner: User) -> None:
    accept(stray.pk, null_of(stray), reason="x", until=TODAY, by=publisher)
    accept(stray.pk, null_of(stray), reason="y", until=None, by=owner)
    (acceptance,) = Acceptance.objects.all()
    assert (acceptance.reason, acceptance.until, acceptance.by) == ("y", None, owner.username)


def test_what_is_accepted_can_be_opened_again(stray: Bucket, publisher: User) -> None:
    accept(stray.pk, null_of(stray), reason="x", until=None, by=publisher)
    reopen(stray.pk, null_of(stray), by=publisher)
    assert not is_accepted(stray)
    assert last_event(audit.FindingReopened).actor == publisher.username


def test_what_nobody_accepted_is_not_opened_again(stray: Bucket, publisher: User) -> None:
    reopen(stray.pk, null_of(stray), by=publisher)
    last_event(audit.RuleCreated)


# --- While OSS holds what is not understood -------------------------------------------------------


@pytest.fixture
def read_only(stray: Bucket, memory: MemoryGateway, owner: User) -> Bucket:
    """The bucket with a finding, after OSS was seen to hold something unknown."""
    memory.unknown = RAW
    return check(stray.pk, by=owner)


def test_what_becomes_read_only_has_no_findings_that_nobody_could_mend(read_only: Bucket) -> None:
    assert known(read_only) == set()
    assert current(now(read_only)) == {}


@pytest.mark.parametrize("later", [LIVE, Configuration((STRAY,))])
def test_what_is_readable_again_has_the_findings_of_its_working_copy(
    later: Configuration, read_only: Bucket, memory: MemoryGateway, owner: User
) -> None:
    memory.unknown = None
    memory.buckets[BUCKET] = later
    bucket = check(read_only.pk, by=owner)
    assert "null-source" in known(bucket)
    assert_up_to_date(bucket)


def test_an_acceptance_outlives_a_time_when_it_is_read_only(
    stray: Bucket, publisher: User, memory: MemoryGateway
) -> None:
    accept(stray.pk, null_of(stray), reason="x", until=None, by=publisher)
    memory.unknown = RAW
    check(stray.pk, by=publisher)
    assert not is_accepted(stray)
    memory.unknown = None
    check(stray.pk, by=publisher)
    assert is_accepted(stray)


def test_a_run_that_finds_it_read_only_has_its_findings_taken_away_afterwards(
    stray: Bucket, memory: MemoryGateway, owner: User
) -> None:
    memory.unknown = RAW
    tasks.do_run(start(Run.Kind.CHECK, [stray.pk], by=owner).pk)
    assert now(stray).is_read_only
    assert known(stray) == set()
    assert lint_left() == 0


# --- Many -----------------------------------------------------------------------------------------


def test_all_buckets_can_be_looked_through_anew(
    stray: Bucket, capsys: pytest.CaptureFixture[str]
) -> None:
    stray.findings.all().delete()
    call_command("refresh_findings")
    assert_up_to_date(stray)
    assert capsys.readouterr().out == "1 buckets were looked through.\n"


def test_another_choice_of_checks_makes_what_was_found_stale(
    stray: Bucket, settings: Settings
) -> None:
    assert lint_left() == 0
    settings.LINT = {"null-source": "off", "sdk-headers-missing": "high"}
    assert lint_left() == 1
    assert "null-source" not in known(stray)
    assert stray.findings.get(kind="sdk-headers-missing").severity == 1
    assert lint_left() == 0


def test_a_setting_that_names_no_check_is_refused_with_the_checks_there_are(
    settings: Settings,
) -> None:
    settings.LINT = {"vary-of": "off"}
    with pytest.raises(ImproperlyConfigured, match=r"names vary-of, which is no check.* vary-off,"):
        apps.get_app_config("buckets").ready()


@pytest.mark.parametrize("count", [1, 50])
def test_writing_down_takes_as_many_statements_for_many_as_for_one(
    count: int, memory_bucket: Bucket
) -> None:
    buckets = [memory_bucket] + [
        Bucket.objects.create(account=memory_bucket.account, name=f"copy-{n}") for n in range(count)
    ]
    with CaptureQueriesContext(connection) as queries:
        keep_findings([(bucket, LIVE) for bucket in buckets])
    asked = [it for it in queries if "SAVEPOINT" not in it["sql"]]
    assert len(asked) == 3


def test_a_run_leaves_it_to_be_looked_through_afterwards(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    memory.buckets[BUCKET] = Configuration((STRAY,))
    run = start(Run.Kind.PULL, [memory_bucket.pk], by=owner)
    work(run.pk)
    assert now(memory_bucket).working == Configuration((STRAY,))
    assert "null-source" not in known(memory_bucket)
    assert lint_left() == 1
    assert_up_to_date(memory_bucket)
    assert lint_left() == 0


def test_a_run_that_is_delivered_has_its_findings(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    memory.buckets[BUCKET] = Configuration((STRAY,))
    tasks.do_run(start(Run.Kind.PULL, [memory_bucket.pk], by=owner).pk)
    assert "null-source" in known(memory_bucket)


def test_a_worker_looks_through_what_another_left(stray: Bucket) -> None:
    stray.findings.all().delete()
    Bucket.objects.update(linted_fingerprint="")
    tasks.pick_up()
    assert_up_to_date(stray)
