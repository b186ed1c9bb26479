"""The bucket's Vary in the panel of a rule: only who changes it changes it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from buckets.audit import event_of
from buckets.models import Bucket, Event
from buckets.presenters.events import event_text
from buckets.sync.edit import set_vary
from tests.sync.actions import now
from tests.views.page import Page, Visitor
from tests.views.test_activity import ACTIVITY, told


def turn(bucket: Bucket, by: User, *, on: bool) -> Bucket:
    return set_vary(bucket.pk, on=on, version=now(bucket).version, by=by)


@pytest.fixture(params=["create_rule", "edit_rule"])
def panel_url(request: pytest.FixtureRequest, memory_bucket: Bucket) -> str:
    row = [memory_bucket.cors_rules.all()[0].pk] if request.param == "edit_rule" else []
    return reverse(request.param, args=[memory_bucket.pk, *row])


@pytest.fixture(params=[True, False], ids=["on", "off"])
def vary(request: pytest.FixtureRequest, memory_bucket: Bucket, owner: User) -> bool:
    """What the bucket's Vary is when the editor opens the panel."""
    turn(memory_bucket, owner, on=request.param)
    return bool(request.param)


SITE = {"origins": "https://new.example.com", "methods": "GET"}


def ticked(page: Page) -> bool:
    return "response_vary" in page.form().values


def save(visitor: Visitor, page: Page, *, vary: bool | None = None) -> Page:
    """OK; ``vary`` is what the box is set to, None leaves it as it stands."""
    on = ticked(page) if vary is None else vary
    return visitor.submit(page, page.form(), response_vary="on" if on else None, **SITE)


def test_the_panel_shows_the_vary_of_the_bucket(
    vary: bool, as_editor: Visitor, panel_url: str
) -> None:
    assert ticked(as_editor.get(panel_url)) is vary


def test_who_leaves_it_alone_leaves_it_and_nothing_is_said_of_it(
    vary: bool, as_editor: Visitor, panel_url: str, memory_bucket: Bucket
) -> None:
    assert save(as_editor, as_editor.get(panel_url)).status == 302
    assert now(memory_bucket).response_vary is vary
    assert "vary" not in Event.objects.all()[0].params


def test_who_changes_it_changes_it_and_that_is_in_the_record(
    vary: bool, as_editor: Visitor, panel_url: str, memory_bucket: Bucket
) -> None:
    assert save(as_editor, as_editor.get(panel_url), vary=not vary).status == 302
    assert now(memory_bucket).response_vary is not vary
    row = Event.objects.all()[0]
    assert row.params["vary"] is not vary
    assert event_of(row).variant == ("vary_off" if vary else "vary_on")
    what, _where, _detail = told(as_editor.get(ACTIVITY))[0]
    assert what == event_text(row)


def test_what_another_turned_meanwhile_stays_after_saving_twice(
    vary: bool, as_editor: Visitor, panel_url: str, memory_bucket: Bucket, owner: User
) -> None:
    page = as_editor.get(panel_url)
    turn(memory_bucket, owner, on=not vary)
    page = save(as_editor, page)
    assert (page.status, ticked(page)) == (422, not vary)
    assert as_editor.submit(page, page.form()).status == 302
    assert now(memory_bucket).response_vary is not vary


def test_ones_own_change_is_kept_over_saving_twice(
    vary: bool, as_editor: Visitor, panel_url: str, memory_bucket: Bucket, owner: User
) -> None:
    page = as_editor.get(panel_url)
    turn(turn(memory_bucket, owner, on=not vary), owner, on=vary)
    page = save(as_editor, page, vary=not vary)
    assert (page.status, ticked(page)) == (422, not vary)
    assert as_editor.submit(page, page.form()).status == 302
    assert now(memory_bucket).response_vary is not vary


def test_two_who_turn_it_alike_are_of_one_mind(
    vary: bool, as_editor: Visitor, panel_url: str, memory_bucket: Bucket, owner: User
) -> None:
    page = as_editor.get(panel_url)
    turn(memory_bucket, owner, on=not vary)
    page = save(as_editor, page, vary=not vary)
    as_editor.submit(page, page.form())
    assert now(memory_bucket).response_vary is not vary
    assert "vary" not in Event.objects.all()[0].params


def test_a_refused_form_still_knows_what_it_was(
    vary: bool, as_editor: Visitor, panel_url: str, memory_bucket: Bucket
) -> None:
    page = as_editor.get(panel_url)
    box = None if vary else "on"
    page = as_editor.submit(page, page.form(), origins="nonsense", response_vary=box)
    assert (page.status, ticked(page)) == (422, not vary)
    as_editor.submit(page, page.form(), **SITE)
    assert now(memory_bucket).response_vary is not vary
