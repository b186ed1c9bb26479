"""The buckets of `localoss --samples`."""

from __future__ import annotations

from pathlib import Path

import pytest

from buckets.cors import Configuration
from buckets.cors.validate.oss_refusals import refused_by_oss
from buckets.localoss.samples import SAMPLES, fill
from buckets.localoss.state import StateFile
from buckets.localoss.store import Store
from tests.localoss.test_command import run


@pytest.mark.parametrize("name", SAMPLES)
def test_oss_would_take_every_sample(name: str) -> None:
    assert refused_by_oss(SAMPLES[name] or Configuration()) == ()


def test_samples_go_into_an_empty_store() -> None:
    store = Store()
    fill(store)
    assert {bucket.name: bucket.cors for bucket in store.all()} == SAMPLES


def test_a_store_with_a_bucket_is_left_as_it_is() -> None:
    store = Store()
    store.create("my-own")
    fill(store)
    assert [bucket.name for bucket in store.all()] == ["my-own"]


def test_the_command_starts_with_them_when_asked(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    run("--samples", "--state", str(file))
    assert [bucket.name for bucket in StateFile(file).load()] == sorted(SAMPLES)
