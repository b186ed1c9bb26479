"""People at their browsers, and the addresses of the bucket that they share."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from buckets.models import Bucket, CorsRule, Run
from buckets.sync.runs.lifecycle import start
from tests.views.crawl import crawl  # noqa: F401 - for the whole package
from tests.views.page import Visitor

Place = dict[str, int | str]


@pytest.fixture
def as_owner(owner: User) -> Visitor:
    return Visitor(owner)


@pytest.fixture
def as_publisher(publisher: User) -> Visitor:
    return Visitor(publisher)


@pytest.fixture
def as_editor(editor: User) -> Visitor:
    return Visitor(editor)


@pytest.fixture
def as_viewer(viewer: User) -> Visitor:
    return Visitor(viewer)


@pytest.fixture
def as_outsider(outsider: User) -> Visitor:
    return Visitor(outsider)


@pytest.fixture
def by_htmx(editor: User) -> Visitor:
    """The editor, with JavaScript."""
    return Visitor(editor, htmx=True)


@pytest.fixture(autouse=True)
def delivered(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The runs that were given to a worker: here they wait, as if it had no time yet."""
    delivered: list[int] = []
    monkeypatch.setattr("buckets.tasks.work", delivered.append)
    return delivered


@pytest.fixture
def bucket_url(memory_bucket: Bucket) -> str:
    return reverse("bucket", args=[memory_bucket.pk])


@pytest.fixture
def new_url(memory_bucket: Bucket) -> str:
    """Create Rule."""
    return reverse("create_rule", args=[memory_bucket.pk])


@pytest.fixture
def a_run(memory_bucket: Bucket, owner: User) -> Run:
    """A run over the shared bucket, on which nobody has begun."""
    return start(Run.Kind.CHECK, [memory_bucket.pk], by=owner)


@pytest.fixture
def place(memory_bucket: Bucket, viewer: User, a_run: Run) -> Place:
    """What the addresses of the shared account are made from."""
    row = CorsRule.objects.earliest("pk")
    return {
        "bucket_id": memory_bucket.pk,
        "row_id": row.pk,
        "key": memory_bucket.findings.earliest("pk").key,
        "number": 1,
        "account_id": memory_bucket.account_id,
        "user_id": viewer.pk,
        "run_id": a_run.pk,
        "expectation_id": 1,
    }
