"""What the whole suite stands on: no network, Hypothesis profiles, and full cover of the domain."""

from __future__ import annotations

import gc
import io
import os
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import coverage
import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.management import create_contenttypes
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db.models.signals import post_migrate
from hypothesis import settings
from pytest_django import DjangoDbBlocker

from buckets.oss.gateway import OssGateway
from buckets.oss.retry import RetryPolicy
from buckets.sync.runtime import current, use
from tests import loopback_only
from tests.fixtures.local_oss import local_oss  # noqa: F401
from tests.fixtures.people import (  # noqa: F401 - fixtures for the whole suite
    account,
    bucket,
    editor,
    members,
    memory,
    memory_account,
    memory_bucket,
    outsider,
    owner,
    publisher,
    viewer,
)
from tests.serving import address, database_url, environment, prepared  # noqa: F401
from tests.skipping import SkippingTime

loopback_only.install()

# A machine with two cores has slow moments, so no deadline. The everyday run and the full one
# repeat themselves; HYPOTHESIS_PROFILE=faults goes looking for what nobody has seen yet.
settings.register_profile("everyday", max_examples=20, deadline=None, derandomize=True)
settings.register_profile("full", max_examples=60, deadline=None, derandomize=True)
settings.register_profile("faults", max_examples=1000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "everyday"))

DOMAIN = "buckets/cors/*"

# Thousands of collected tests are no garbage, and each look through them takes half a second.
gc.set_threshold(50_000)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Without the rows of permissions and content types, of which the console uses none.

    Django writes them anew whenever it has emptied the database, which takes most of that time.
    """
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    post_migrate.disconnect(create_contenttypes)
    with django_db_blocker.unblock():
        Permission.objects.all().delete()
        ContentType.objects.all().delete()


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    """The cache counts sign-in attempts; no test may use up another one's.

    Django's own of content types holds rows that went with the test.
    """
    yield
    cache.clear()
    ContentType.objects.clear_cache()


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    """No test waits for OSS, nor is slowed down by what another one's OSS refused.

    A stale answer is asked for again as often as ever, but at once.
    """
    skipping = SkippingTime()
    retry_policy = RetryPolicy(clock=skipping.now, wait=skipping.wait)
    factory = partial(OssGateway, retry_policy=retry_policy)
    with use(replace(current(), gateway_factory=factory, wait=lambda _seconds: None)):
        yield


def pytest_collection_finish() -> None:
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """With --cov, fail the run unless the domain is covered wholly.

    Here and not in the Makefile, so that pytest's own line stays the last one.
    """
    cov_plugin = terminalreporter.config.pluginmanager.getplugin("_cov")
    if getattr(cov_plugin, "cov_total", None) is None:
        return
    measured = coverage.Coverage()
    measured.load()
    report = io.StringIO()
    try:
        total = measured.report(include=DOMAIN, show_missing=True, skip_covered=True, file=report)
    except coverage.exceptions.NoDataError:
        total = 0
    if total < 100:
        terminalreporter.write_sep("=", f"{DOMAIN} must be covered wholly", red=True)
        terminalreporter.write(report.getvalue())
        session = terminalreporter._session
        assert session is not None
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
