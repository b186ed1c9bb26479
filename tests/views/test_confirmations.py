"""What an action says when it is done."""

from __future__ import annotations

from typing import Final

import pytest

from tests.views.conftest import Place
from tests.views.page import Visitor
from tests.views.test_access import ROWS, ask, url

SEEN_IN_PLACE: Final = {"move_rule", "vary", "undo", "fix_finding"}
"""Edits on the bucket's page itself, which shows them, and who made them beside Undo."""

LEADS_TO_A_RUN: Final = {"discover", "resume_run", "cancel_run"}
"""The page of a run says itself how it stands."""

QUERIES: Final = {"fix": "?origin=https://stranger.example&method=GET"}


def actions() -> set[str]:
    return {name for name, row in ROWS.items() if row.post is not None and row.after == 302}


@pytest.mark.parametrize("name", sorted(actions() - SEEN_IN_PLACE - LEADS_TO_A_RUN - {"home"}))
def test_an_action_that_leads_to_another_page_says_there_what_it_did(
    name: str, place: Place, as_owner: Visitor
) -> None:
    address = url(name, place) + QUERIES.get(name, "")
    page = as_owner.follow(ask(as_owner, "post", address, ROWS[name]))
    assert page.one(css="messages").texts("p") != []


@pytest.mark.parametrize("name", sorted(SEEN_IN_PLACE))
def test_an_edit_that_is_seen_in_place_takes_no_focus_for_a_message(
    name: str, place: Place, as_owner: Visitor
) -> None:
    page = as_owner.follow(ask(as_owner, "post", url(name, place), ROWS[name]))
    assert page.one(css="messages").texts("p") == []
