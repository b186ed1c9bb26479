"""What people tell of a failure, where no message does."""

from __future__ import annotations

from itertools import product
from typing import Final

import pytest

from buckets.cors.doctor.parse.descriptions import DESCRIBED, described_in
from buckets.cors.doctor.symptoms import Symptom

ROWS: Final = dict(enumerate(DESCRIBED))


@pytest.mark.parametrize("number", ROWS)
def test_each_row_tells_what_no_row_before_it_tells(number: int) -> None:
    symptom, groups = ROWS[number]
    assert symptom in {described_in(" ".join(told)) for told in product(*groups)}


def test_what_stands_in_an_address_is_told_by_nobody() -> None:
    assert described_in("see https://example.com/mixed-content") is None
    assert described_in("see mixed-content") is Symptom.MIXED_CONTENT
