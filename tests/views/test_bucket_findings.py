"""Findings on a bucket's page: told, mended, accepted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from buckets.cors import Rule
from buckets.models import Acceptance, Bucket
from buckets.presenters.text import say
from tests.fixtures.people import LIVE
from tests.sync.actions import add, now
from tests.views.page import Element, Page, Visitor

HTTP = Rule(("http://app.example.com",), ("GET",), max_age=600)
SAYS = "“http://app.example.com” is a site without encryption."


@pytest.fixture
def insecure(memory_bucket: Bucket, as_editor: Visitor) -> Bucket:
    return add(memory_bucket, memory_bucket.account.members.get(username="edda-editor"), HTTP)


def item(page: Page, text: str = SAYS) -> Element:
    return page.one_of(it for it in page.all("li", css="finding") if text in it.text)


def key_of(bucket: Bucket, kind: str = "insecure-source") -> str:
    return bucket.findings.get(kind=kind).key


def address(bucket: Bucket, what: str = "accept") -> str:
    return reverse(f"{what}_finding", args=[bucket.pk, key_of(bucket)])


def test_a_finding_is_told_with_severity_place_reason_and_source(
    as_viewer: Visitor, bucket_url: str, insecure: Bucket
) -> None:
    told = item(as_viewer.get(bucket_url)).text
    assert told.startswith(f"Medium {SAYS} Rule 3 · Sources Anyone on the network")
    assert "Source: W3C: Secure Contexts" in told


def test_how_many_there_are_is_told_beside_the_rules(
    as_viewer: Visitor, bucket_url: str, insecure: Bucket
) -> None:
    page = as_viewer.get(bucket_url)
    count = len(page.all("li", css="finding"))
    assert page.link(f"{count} findings") == "#findings-title"


def test_a_viewer_can_neither_mend_nor_accept(
    as_viewer: Visitor, bucket_url: str, insecure: Bucket
) -> None:
    told = item(as_viewer.get(bucket_url))
    assert not told.all("button")
    assert not told.all("a")


def test_an_editor_mends_and_a_publisher_accepts_too(
    as_editor: Visitor, as_publisher: Visitor, bucket_url: str, insecure: Bucket
) -> None:
    fix = f"Fix: {say('lint.fix.replace', new='https://app.example.com')}"
    assert item(as_editor.get(bucket_url)).texts("button") == [fix]
    assert not item(as_editor.get(bucket_url)).all("a")
    assert item(as_publisher.get(bucket_url)).texts("a") == ["Accept…"]


def test_a_fix_that_mends_two_findings_is_offered_once(
    as_editor: Visitor, bucket_url: str, memory_bucket: Bucket, editor: User
) -> None:
    for name in "abcdefg":
        add(memory_bucket, editor, Rule((f"https://{name}.example.com",), ("GET",), max_age=600))
    mergeable, full = (key_of(memory_bucket, it) for it in ("mergeable-rules", "rules-nearly-full"))
    page = as_editor.get(bucket_url)
    assert page.one("li", id=f"finding-{mergeable}").all("button")
    other = page.one("li", id=f"finding-{full}")
    assert not other.all("button")
    assert other.one("a").get("href") == f"#finding-{mergeable}"


def test_a_fix_whose_first_finding_is_accepted_is_offered_with_the_second(
    as_editor: Visitor, bucket_url: str, memory_bucket: Bucket, editor: User
) -> None:
    for name in "abcdefg":
        add(memory_bucket, editor, Rule((f"https://{name}.example.com",), ("GET",), max_age=600))
    mergeable, full = (key_of(memory_bucket, it) for it in ("mergeable-rules", "rules-nearly-full"))
    memory_bucket.acceptances.create(key=mergeable, reason="Known", by="olga-owner")
    assert as_editor.get(bucket_url).one("li", id=f"finding-{full}").all("button")


def test_a_fix_changes_the_working_copy(
    as_editor: Visitor, bucket_url: str, insecure: Bucket
) -> None:
    page = as_editor.get(bucket_url)
    after = as_editor.follow(as_editor.submit(page, item(page).one("form")))
    assert now(insecure).working.rules[2].origins == ("https://app.example.com",)
    assert not [it for it in after.all("li", css="finding") if SAYS in it.text]
    assert after.form("/undo/").texts("button") == ["Undo"]


def test_a_fix_of_rules_that_changed_meanwhile_is_not_made(
    as_editor: Visitor, bucket_url: str, insecure: Bucket
) -> None:
    page = as_editor.get(bucket_url)
    add(insecure, insecure.account.members.get(username="olga-owner"))
    after = as_editor.follow(as_editor.submit(page, item(page).one("form")))
    assert "Nothing was done" in after.notices[0]
    assert HTTP in now(insecure).working.rules


@pytest.mark.parametrize("what", ["fix", "accept", "reopen"])
def test_what_is_not_found_any_more_is_told(
    what: str, as_owner: Visitor, bucket_url: str, insecure: Bucket
) -> None:
    gone = reverse(f"{what}_finding", args=[insecure.pk, "0" * 16])
    page = as_owner.follow(as_owner.post(gone, {"version": insecure.version, "reason": "x"}))
    assert page.notices == ["Nothing was done: the finding does not exist any more."]


def test_an_acceptance_wants_a_reason(as_publisher: Visitor, insecure: Bucket) -> None:
    page = as_publisher.post(address(insecure), {"reason": " "})
    assert page.status == 422
    assert page.one("section", role="alert").all("a")[0].get("href") == "#id_reason"
    assert not Acceptance.objects.exists()


@pytest.mark.parametrize("until", ["2001-01-01", "soon"])
def test_an_acceptance_ends_on_a_day_to_come(
    until: str, as_publisher: Visitor, insecure: Bucket
) -> None:
    page = as_publisher.post(address(insecure), {"reason": "It is old", "until": until})
    assert page.status == 422
    assert page.one(id="id_reason").get("value") == "It is old"
    assert page.one(id="id_until").get("value") == until


def test_what_is_accepted_is_out_of_the_way_with_who_and_why(
    as_publisher: Visitor, bucket_url: str, insecure: Bucket
) -> None:
    page = as_publisher.get(address(insecure))
    until = timezone.localdate() + timedelta(days=30)
    sent = as_publisher.submit(page, page.form(), reason="An old app", until=until.isoformat())
    after = as_publisher.follow(sent)
    assert after.notices[0] == "The finding is accepted."
    told = item(after)
    assert any(outer.tag == "details" for outer in told.ancestors)
    assert f"An old app paul-publisher · now · until {until} Reopen" in told.text


def test_what_is_accepted_can_be_opened_again(
    as_publisher: Visitor, bucket_url: str, insecure: Bucket
) -> None:
    as_publisher.post(address(insecure), {"reason": "x"})
    page = as_publisher.get(bucket_url)
    after = as_publisher.follow(as_publisher.submit(page, item(page).one("form")))
    assert not any(outer.tag == "details" for outer in item(after).ancestors)


def test_a_bucket_without_rules_shows_no_findings(
    as_editor: Visitor, bucket_url: str, memory_bucket: Bucket
) -> None:
    as_editor.post(f"{bucket_url}clear/", {"version": "1"})
    assert not as_editor.get(bucket_url).all("section", css="findings")
    assert not memory_bucket.findings.exists()


def test_a_bucket_with_nothing_to_find_says_so(
    as_owner: Visitor, bucket_url: str, memory_bucket: Bucket
) -> None:
    memory_bucket.replace_working(LIVE.with_rules(LIVE.rules[:1]))
    assert "No findings." in as_owner.get(bucket_url).text


def test_a_bucket_with_everything_accepted_says_so(
    as_owner: Visitor, bucket_url: str, memory_bucket: Bucket
) -> None:
    for key in memory_bucket.findings.values_list("key", flat=True):
        accept = reverse("accept_finding", args=[memory_bucket.pk, key])
        as_owner.post(accept, {"reason": "x"})
    assert "All findings are accepted." in as_owner.get(bucket_url).text
