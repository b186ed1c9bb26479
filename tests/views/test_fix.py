"""The change that the doctor or the simulator proposes: shown, confirmed, and made."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from buckets.cors import Configuration
from buckets.cors.evaluate.expectation import Expectation
from buckets.cors.limits import MAX_RULES
from buckets.models import Bucket
from buckets.sync.expectations import add_expectation
from tests.fixtures.people import APP
from tests.sync.actions import now
from tests.views.doctor_page import STRANGER, blocked, paste
from tests.views.page import Visitor


@pytest.fixture
def shared(memory_bucket: Bucket) -> Bucket:
    """The bucket that all members see, with `LIVE`."""
    return memory_bucket


@pytest.mark.parametrize(
    "query",
    ["origin=https://*.example.com&method=GET", "origin=http://&method=GET", "origin=x",
     f"origin={STRANGER}&method=PUT%20it", f"origin={STRANGER}&method=PUT&headers=a%20b"],
)  # fmt: skip
def test_a_request_that_means_nothing_is_asked_for_again(
    as_editor: Visitor, shared: Bucket, query: str
) -> None:
    page = as_editor.follow(as_editor.get(f"/buckets/{shared.pk}/fix/?{query}"))
    assert page.status == 422
    assert "This request cannot be tested." in page.text


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("origin=https://app.example.com&method=GET", "✓ Allowed by rule 1."),
        (f"origin={STRANGER}&method=PATCH", "✕ Blocked: the browser sends a preflight first"),
        (f"origin={STRANGER}&method=GET&credentials=on", "✕ Blocked: OSS carries out the request"),
        (f"origin={STRANGER}&method=GET&choice=9", "✕ Blocked: OSS carries out the request"),
    ],
)
def test_what_no_rule_can_or_need_do_is_told(
    as_editor: Visitor, shared: Bucket, query: str, told: str
) -> None:
    page = as_editor.follow(as_editor.get(f"/buckets/{shared.pk}/fix/?{query}"))
    assert "No change of the rules is needed for that, or none can help." in page.notices
    assert page.one("p", css="told").text.startswith(told)


def test_what_it_would_break_is_told_before(
    as_editor: Visitor, shared: Bucket, owner: User
) -> None:
    add_expectation(shared.pk, Expectation(STRANGER, allowed=False), by=owner)
    page = as_editor.get(paste(as_editor, blocked()).link("Review this change…"))
    assert f"{STRANGER} must not be able to do anything" in page.one(css="notice-warning").text


def test_a_bucket_that_cannot_be_edited_is_left_alone(as_editor: Visitor, shared: Bucket) -> None:
    Bucket.objects.filter(pk=shared.pk).update(live=None)
    url = f"/buckets/{shared.pk}/fix/?origin={STRANGER}&method=GET"
    assert "cannot be edited" in as_editor.follow(as_editor.get(url)).text


def test_a_full_bucket_gets_its_change_in_a_rule_that_is_there(
    as_editor: Visitor, shared: Bucket, owner: User
) -> None:
    shared.replace_working(Configuration((APP,) * MAX_RULES))
    shared.count_version(now(shared).working)
    shared.save_with_state()
    page = as_editor.get(
        f"/buckets/{shared.pk}/fix/?origin={STRANGER}&method=PUT&headers=x-a&reads=ETag"
    )
    as_editor.submit(page, page.form())
    assert len(now(shared).working.rules) == MAX_RULES
