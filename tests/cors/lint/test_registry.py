"""Checks are registered once, and each text of theirs has one wording."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import pytest

from buckets.cors.lint import CHECKS, catalogue, registry

CHECK = CHECKS["vary-off"]


def test_an_id_is_that_of_one_check() -> None:
    family, other = ModuleType("family"), ModuleType("other")
    vars(family)["check"], vars(other)["check"] = CHECK, replace(CHECK)
    assert registry._checks_of(family, family) == {CHECK.id: CHECK}
    with pytest.raises(ValueError, match="two checks have the id vary-off"):
        registry._checks_of(family, other)


def test_a_text_that_two_checks_share_has_one_wording(monkeypatch: pytest.MonkeyPatch) -> None:
    other = replace(CHECK, id="other", texts=dict.fromkeys(CHECK.texts, "Another wording."))
    monkeypatch.setattr(catalogue, "CHECKS", {CHECK.id: CHECK, other.id: other})
    with pytest.raises(ValueError, match="two texts for the message id lint"):
        catalogue._texts()
