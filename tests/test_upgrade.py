"""An upgrade keeps what is there: a filled database of the first migrations, migrated to now.

`tests/upgrade/first_state.json` has rows of every table as that state held them. It is data of the
past: a change of the product is mended by a migration or by reading the old form, never here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, connections, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from buckets import audit
from buckets.cors import Configuration, Rule
from buckets.cors.formats import xml
from buckets.cors.lint import CHECKS
from buckets.migrations import __file__ as migrations
from buckets.models import (
    Account,
    Bucket,
    Event,
    Expectation,
    KnownFinding,
    Push,
    Revision,
    Run,
    RunItem,
    State,
)
from buckets.models.revision import fingerprint_of
from buckets.presenters.events import event_details, event_text
from buckets.presenters.failures import FailureView
from buckets.presenters.probe import ExpectationReport
from buckets.presenters.run_progress import Progress
from buckets.presenters.text import translate
from buckets.sync.edit import undo
from buckets.sync.findings import lint_all
from tests.fixtures.people import APP, LIVE, NEW, SECRET, UPLOADS

FIRST_MIGRATION: Final = "d977f05b010330e785471eb75ed3ad00f09e1d8ba3da35b8c537545524fe4ed9"
"""The SHA-256 of 0001_initial.py. Released data depend on it: add a migration instead."""

FIRST_STATE: Final = [
    ("account", "0009_emailaddress_unique_primary_email"),
    ("admin", "0003_logentry_add_action_flag_choices"),
    ("auth", "0012_alter_user_first_name_max_length"),
    ("buckets", "0001_initial"),
    ("contenttypes", "0002_remove_content_type_name"),
    ("corsconsole", "0001_shared_tables"),
    ("sessions", "0001_initial"),
]
ROWS: Final[dict[str, list[dict[str, Any]]]] = json.loads(
    Path(__file__).with_name("upgrade").joinpath("first_state.json").read_text(encoding="utf-8")
)

TODAY: Final = date(2026, 12, 1)
WILDCARD = Rule(("https://*.example.com", "http://localhost:3000"), ("GET", "PUT"), ("*",), (), 0)
ANY_SITE = Rule(("*",), ("DELETE", "GET"), ("x-*",), ("ETag", "x-oss-request-id"), 600)
EDITED: Final = Configuration((APP, UPLOADS, WILDCARD, ANY_SITE))

# --- The database -------------------------------------------------------------------------------


@contextmanager
def speaking_to(name: str) -> Iterator[None]:
    """Let Django speak to the database ``name`` instead of the one of the run."""
    ours = connections["default"]
    other = type(ours)({**ours.settings_dict, "NAME": name}, "default")
    connections["default"] = other
    try:
        yield
    finally:
        other.close()
        connections["default"] = ours


def fill(first_state: Any) -> None:
    """Write `ROWS` by the models of ``first_state``, value by value as they stand there."""
    with transaction.atomic():
        for label, rows in ROWS.items():
            model = first_state.get_model(label)
            for row in rows:
                model(**{name: value_of(model, name, row[name]) for name in row}).save_base(
                    raw=True
                )
    kinds = [first_state.get_model(label) for label in ROWS]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kinds):
            cursor.execute(statement)


def value_of(model: type[models.Model], name: str, value: Any) -> Any:
    """Return what a column holds: JSON has no bytes."""
    field = {field.attname: field for field in model._meta.concrete_fields}[name]
    return value.encode() if isinstance(field, models.BinaryField) else value


@pytest.fixture(scope="module")
def upgraded_database(
    tmp_path_factory: pytest.TempPathFactory,
    database_url: str,
    django_db_blocker: DjangoDbBlocker,
) -> str:
    """The name of a database that was filled in the first state, and then migrated to now."""
    name = urlsplit(database_url).path.lstrip("/")
    name = name or str(tmp_path_factory.mktemp("upgrade") / "corsconsole.sqlite3")
    with django_db_blocker.unblock(), speaking_to(name):
        executor = MigrationExecutor(connection)
        fill(executor.migrate(FIRST_STATE).apps)
        call_command("migrate", verbosity=0)
    return name


@pytest.fixture
def upgraded(upgraded_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The upgraded database. What a test writes there is taken back."""
    with django_db_blocker.unblock(), speaking_to(upgraded_database), transaction.atomic():
        yield
        transaction.set_rollback(True)


def bucket_named(name: str) -> Bucket:
    return Bucket.objects.select_related("account", "live", "base", "pending").get(name=name)


# --- What it starts from ------------------------------------------------------------------------


def test_the_first_migration_stays_as_it_is() -> None:
    file = Path(migrations).with_name("0001_initial.py")
    assert hashlib.sha256(file.read_bytes()).hexdigest() == FIRST_MIGRATION


def test_every_table_and_every_json_column_has_a_value(upgraded: None) -> None:
    apps = MigrationExecutor(connection).loader.project_state(FIRST_STATE).apps
    for model in apps.get_app_config("buckets").get_models():
        rows = ROWS[model._meta.label]
        assert rows, model
        for field in model._meta.concrete_fields:
            if isinstance(field, models.JSONField):
                assert any(row[field.attname] for row in rows), field


# --- What still reads ---------------------------------------------------------------------------


def test_a_working_copy(upgraded: None) -> None:
    assert bucket_named("example-conflict").working == EDITED
    for bucket in Bucket.objects.all():
        assert bucket.working.fingerprint == bucket.fingerprint


def test_what_oss_holds(upgraded: None) -> None:
    live = bucket_named("example-in-sync").live
    assert live is not None
    assert live.configuration == Configuration((*LIVE.rules, NEW), response_vary=True)
    for revision in Revision.objects.all():
        assert fingerprint_of(revision.raw, revision.understood) == revision.fingerprint


def test_a_document_that_is_not_understood(upgraded: None) -> None:
    live = bucket_named("example-read-only").live
    assert live is not None
    assert live.unknown is not None
    assert "Novelty" in translate(live.unknown)


def test_the_states_of_all_buckets(upgraded: None) -> None:
    kept = {row["name"]: row["state"] for row in ROWS["buckets.Bucket"]}
    assert set(kept.values()) == set(State.values) - {State.UNPUBLISHED}
    for name, state in kept.items():
        bucket = bucket_named(name)
        bucket.refresh_state()
        assert bucket.state == state


def test_the_journal_of_publishing(upgraded: None) -> None:
    for push in Push.objects.all():
        assert xml.read(bytes(push.document)).fingerprint == push.target
    pending = bucket_named("example-pending").pending
    assert pending is not None
    assert pending.outcome == Push.Outcome.PENDING


def test_the_secret_of_an_account(upgraded: None) -> None:
    assert Account.objects.get().secret == SECRET


def test_an_edit_can_be_undone(upgraded: None) -> None:
    bucket = bucket_named("example-conflict")
    undo(bucket.pk, version=bucket.version, by=User.objects.get(username="edda-editor"))
    assert bucket_named("example-conflict").working == Configuration((APP, UPLOADS, WILDCARD))


def test_every_event_is_told(upgraded: None) -> None:
    rows = list(Event.objects.all())
    assert len(rows) == len(ROWS["buckets.Event"])
    assert all(row.actor in event_text(row) for row in rows)
    failed = next(row for row in rows if row.kind == audit.PullFailed.id)
    assert event_details(failed)


@pytest.mark.parametrize("model", [Bucket, Run, RunItem])
def test_every_failure_is_told(upgraded: None, model: type[Bucket | Run | RunItem]) -> None:
    failures = list(map(FailureView.of, model._default_manager.values_list("trouble", flat=True)))
    kept = [row["trouble"] for row in ROWS[model._meta.label] if row["trouble"]]
    assert len(list(filter(None, failures))) == len(kept)
    assert all(failure.text for failure in failures if failure)


def test_every_finding_is_told(upgraded: None) -> None:
    for row in KnownFinding.objects.all():
        assert translate(CHECKS[row.kind].message(params=row.params))


def test_an_accepted_finding_stays_accepted_when_the_rules_are_linted_anew(upgraded: None) -> None:
    lint_all()
    accepted = KnownFinding.objects.accepted(True, today=TODAY)
    keys = {row["key"] for row in ROWS["buckets.Acceptance"] if row["until"] != "2026-01-01"}
    assert {(row.bucket_name, row.key) for row in accepted} == {
        ("example-conflict", k) for k in keys
    }


def test_an_expectation_has_the_key_that_a_run_keeps_of_it(upgraded: None) -> None:
    expectation = Expectation.objects.get(origin="https://evil.example")
    assert expectation.value.key in Run.objects.get(kind=Run.Kind.PUBLISH).hazards


def test_how_far_a_run_came(upgraded: None) -> None:
    run = Run.objects.get(kind=Run.Kind.CHECK)
    progress = Progress(run, run.items.counts())
    assert (run.state, progress.settled, progress.total) == (Run.State.CANCELLED, 2, 3)
    assert [tile.result for tile in progress.tiles] == ["new", "unchanged", "open"]


def test_a_check_of_the_expectations(upgraded: None) -> None:
    bucket = bucket_named("example-in-sync")
    item = RunItem.objects.last_check(bucket)
    assert item is not None
    report = ExpectationReport.of(item, bucket)
    assert (report.revision, report.is_broken, report.is_of_now) == (2, True, True)
    assert [line.lines[0].outcome for line in report.noteworthy] == ["broken", "unknown"]


def test_every_page_opens(upgraded: None, client: Client) -> None:
    client.force_login(User.objects.get(username="olga-owner"))
    urls = [reverse(name) for name in ("buckets", "activity", "findings", "runs")]
    for bucket in Bucket.objects.all():
        urls += [reverse(name, args=[bucket.pk]) for name in ("bucket", "history", "expectations")]
    urls += [reverse("run", args=[run.pk]) for run in Run.objects.all()]
    assert {url: client.get(url).status_code for url in urls} == dict.fromkeys(urls, 200)
