"""Rows that hang on a bucket, as a log, a debugger or the shell shows them: in words, and without
asking the database for more."""

from __future__ import annotations

from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from buckets.cors.evaluate import expectation
from buckets.models import Bucket
from buckets.sync.expectations import add_expectation
from buckets.sync.findings import accept, current
from tests.fixtures.local_oss import BUCKET


def test_an_expectation_says_who_may_do_what(
    memory_bucket: Bucket, editor: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    value = expectation.Expectation("https://app.example.com", True, "PUT", ("x-a",))
    add_expectation(memory_bucket.pk, value, by=editor)
    with django_assert_num_queries(1):
        (row,) = memory_bucket.expectations.all()
        assert str(row) == "https://app.example.com may PUT"


def test_a_finding_says_what_it_is_and_of_which_bucket(
    memory_bucket: Bucket, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        row = memory_bucket.findings.get(kind="sdk-headers-missing")
        assert str(row) == f"sdk-headers-missing in {BUCKET}"


def test_an_acceptance_says_of_what_and_whose_it_is(memory_bucket: Bucket, owner: User) -> None:
    key, finding = next(iter(current(memory_bucket).items()))
    acceptance = accept(memory_bucket.pk, finding, reason="Known", until=None, by=owner)
    assert str(acceptance) == f"{key} in {BUCKET}, accepted by olga-owner"
