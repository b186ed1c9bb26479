"""Asking for work on many buckets: what is shown first, what is left out, and what starts."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from buckets.cors import Rule
from buckets.models import Account, Bucket, Role, Run
from buckets.presenters.runs import run_title
from buckets.presenters.text import say
from buckets.sync.discover import discover
from buckets.sync.edit import clear_rules
from buckets.sync.pull import pull
from tests.fakes import MemoryGateway
from tests.fixtures.people import LIVE, shared_account
from tests.sync.actions import FOREIGN, add, now, planned
from tests.views.fleet import many, new_run, url_of
from tests.views.page import Page, Visitor

TWO_STARS = Rule(("https://*.*.example.com",), ("GET",))
ANY_SITE = Rule(("*",), ("GET",))


def put(memory: MemoryGateway, account: Account, by: User, *names: str) -> list[Bucket]:
    """Buckets in sync with `LIVE`."""
    memory.buckets |= dict.fromkeys(names, LIVE)
    discover(account, by=by)
    return [pull(account.buckets.get(name=name).pk, by=by) for name in names]


@pytest.fixture
def three(memory: MemoryGateway, memory_account: Account, owner: User) -> list[Bucket]:
    """One bucket without changes, and two with a new rule each."""
    buckets = put(memory, memory_account, owner, "as-it-was", "first", "second")
    return [buckets[0], add(buckets[1], owner), add(buckets[2], owner)]


def start(
    visitor: Visitor, page: Page, *, message: str | None = None, hazards: str | None = None
) -> Page:
    """Send the page's form; what is None is left out."""
    return visitor.submit(page, page.form(), message=message, hazards=hazards)


def names(page: Page) -> list[str]:
    """The buckets whose changes are shown."""
    lists = page.all("ul", css="joint")
    return [line.one("strong").text for line in lists[0].all("summary")] if lists else []


def notices(page: Page) -> str:
    return " ".join(page.notices)


# --- Nothing to do ------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["", "?kind=check", "?kind=nonsense&everything=1", "?bucket=1"])
def test_without_a_selection_it_leads_back_to_the_list(
    query: str, as_owner: Visitor, memory_bucket: Bucket
) -> None:
    page = as_owner.get(reverse("new_run") + query.replace("=1", f"={memory_bucket.pk}"))
    assert page.target == reverse("buckets")
    assert as_owner.follow(page).notices == [
        "Select buckets first, then choose what to do with them."
    ]


def test_the_buckets_of_others_cannot_be_selected(
    as_outsider: Visitor, memory_bucket: Bucket, delivered: list[int]
) -> None:
    page = as_outsider.post(new_run("check", [memory_bucket]))
    assert (page.target, delivered) == (reverse("buckets"), [])


# --- Pull and check -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "title", "told"),
    [
        ("check", "Check 3 buckets for drift?", "The rules here stay as they are."),
        ("pull", "Pull 3 buckets?", "unpublished changes are kept."),
    ],
)
def test_it_is_asked_before_anything_is_read(
    kind: str, title: str, told: str, as_editor: Visitor, three: list[Bucket]
) -> None:
    page = as_editor.get(new_run(kind, three))
    assert (page.one("h1").text, told in page.text) == (title, True)
    assert not Run.objects.exists()


@pytest.mark.parametrize("kind", ["check", "pull"])
def test_start_asks_a_worker_for_it(
    kind: str, as_editor: Visitor, three: list[Bucket], delivered: list[int]
) -> None:
    page = start(as_editor, as_editor.get(new_run(kind, three[:2])))
    run = Run.objects.get()
    assert (run.kind, run.by, run.account) == (kind, "edda-editor", three[0].account)
    assert [item.bucket for item in run.items.select_related("bucket")] == three[:2]
    assert (page.target, delivered) == (url_of(run), [run.pk])


def test_everything_that_matches_is_what_the_address_says(
    as_editor: Visitor, three: list[Bucket], delivered: list[int]
) -> None:
    page = as_editor.get(new_run("check", everything=1, state="unpublished"))
    assert page.one("h1").text == "Check 2 buckets for drift?"
    start(as_editor, page)
    assert {item.bucket_id for item in Run.objects.get().items.all()} == {b.pk for b in three[1:]}


def test_all_of_an_account_can_be_checked_from_its_page(
    as_editor: Visitor, three: list[Bucket]
) -> None:
    account = as_editor.get(reverse("account", args=[three[0].account_id]))
    page = as_editor.get(account.link("Check all for drift"))
    assert page.one("h1").text == "Check 4 buckets for drift?"


def test_what_the_role_does_not_reach_is_left_out_and_that_is_told(
    as_editor: Visitor, editor: User, owner: User, three: list[Bucket], delivered: list[int]
) -> None:
    other = shared_account({Role.OWNER: owner, Role.VIEWER: editor}, name="Others")
    page = as_editor.get(new_run("check", [*three, *many(other, 2)]))
    assert page.one("h1").text == "Check 3 buckets for drift?"
    told = "2 buckets of Others are left out: your role there is Viewer, and this needs the role"
    assert page.notices == [f"{told} Editor."]
    start(as_editor, page)
    assert Run.objects.get().items.count() == 3


def test_a_run_over_two_accounts_is_of_neither(
    as_owner: Visitor, owner: User, three: list[Bucket], delivered: list[int]
) -> None:
    other = shared_account({Role.OWNER: owner}, name="Others")
    start(as_owner, as_owner.get(new_run("check", [*three, *many(other, 1)])))
    assert (Run.objects.get().account, len(delivered)) == (None, 1)


@pytest.mark.parametrize("kind", ["check", "publish"])
def test_when_all_is_left_out_there_is_nothing_to_start(
    kind: str, as_viewer: Visitor, three: list[Bucket], delivered: list[int]
) -> None:
    page = as_viewer.get(new_run(kind, three))
    assert page.one("h1").text.startswith("Nothing to")
    assert "3 buckets of Example team are left out" in notices(page)
    assert not page.one("main").all("form")
    as_viewer.post(page.url)
    assert (Run.objects.exists(), delivered) == (False, [])


# --- Publish: the joint review ------------------------------------------------------------------


def test_every_change_is_shown_and_what_has_none_is_counted(
    as_publisher: Visitor, three: list[Bucket]
) -> None:
    page = as_publisher.get(new_run("publish", three))
    assert page.one("h1").text == "Publish 2 buckets?"
    assert names(page) == ["first", "second"]
    assert "1 selected bucket has no changes to publish." in page.text
    titles = [item.one("h3").text for item in page.all("li", css="change")]
    assert titles == ["Rule 3 added", "Rule 3 added"]
    assert "1 rule added" in page.one("ul", css="joint").all("summary")[0].text


def test_what_was_agreed_to_is_what_is_asked_for(
    as_publisher: Visitor, publisher: User, three: list[Bucket], delivered: list[int]
) -> None:
    page = start(as_publisher, as_publisher.get(new_run("publish", three)), message="Ticket 4711")
    run = Run.objects.get()
    assert (run.kind, run.user, run.reason) == ("publish", publisher, "Ticket 4711")
    agreed = {item.bucket_id: item.plan for item in run.items.all()}
    assert agreed == {bucket.pk: planned(bucket).fingerprint for bucket in three[1:]}
    assert (page.target, delivered) == (url_of(run), [run.pk])


def test_a_publish_needs_the_role_for_it(
    as_editor: Visitor, three: list[Bucket], delivered: list[int]
) -> None:
    page = as_editor.get(new_run("publish", three))
    told = "3 buckets of Example team are left out: your role there is Editor, and this needs the"
    assert page.notices == [f"{told} role Publisher."]
    as_editor.post(page.url, {"plan": "x"})
    assert delivered == []


def test_without_any_change_it_says_so(as_publisher: Visitor, three: list[Bucket]) -> None:
    page = as_publisher.get(new_run("publish", three[:1]))
    assert page.one("h1").text == "Nothing to publish"
    assert as_publisher.post(page.url, {"plan": "x"}).status == 422


def test_a_change_after_the_review_stops_it_and_nothing_typed_is_lost(
    as_publisher: Visitor, owner: User, three: list[Bucket], delivered: list[int]
) -> None:
    page = as_publisher.get(new_run("publish", three))
    add(three[0], owner)
    again = start(as_publisher, page, message="Ticket 4711")
    assert again.status == 422
    assert again.notices[0].startswith(say("sync.stale-plan"))
    assert names(again) == ["as-it-was", "first", "second"]
    assert again.one("input", name="message").get("value") == "Ticket 4711"
    assert delivered == []


def test_a_message_that_is_too_long_is_refused(
    as_publisher: Visitor, three: list[Bucket], delivered: list[int]
) -> None:
    page = as_publisher.get(new_run("publish", three))
    again = start(as_publisher, page, message="x" * 501)
    assert (again.status, delivered) == (422, [])
    assert again.notices[0].startswith("Nothing was published. Reason (optional): Ensure")


def test_what_oss_would_refuse_is_left_out_and_told(
    as_publisher: Visitor, owner: User, three: list[Bucket], delivered: list[int]
) -> None:
    add(three[0], owner, TWO_STARS)
    page = as_publisher.get(new_run("publish", three))
    assert "1 bucket is left out, because OSS would refuse its rules" in notices(page)
    assert "as-it-was" in notices(page)
    assert names(page) == ["first", "second"]
    start(as_publisher, page)
    assert Run.objects.get().items.count() == 2


def test_when_oss_would_refuse_everything_there_is_nothing_to_publish(
    as_publisher: Visitor, owner: User, three: list[Bucket], delivered: list[int]
) -> None:
    add(three[0], owner, TWO_STARS)
    page = as_publisher.get(new_run("publish", three[:1]))
    assert page.one("h1").text == "Nothing to publish"
    assert not page.one("main").all("form")


def test_one_review_holds_so_many_and_says_what_is_left(
    as_publisher: Visitor, three: list[Bucket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buckets.sync.bulk_plan.AT_MOST", 1)
    monkeypatch.setattr("buckets.views.new_run.AT_MOST", 1)
    page = as_publisher.get(new_run("publish", three))
    assert names(page) == ["first"]
    assert "One review holds 1 buckets: 1 more has changes. Publish these first." in page.text
    assert "1 selected bucket has no changes to publish." in page.text


# --- Effects ------------------------------------------------------------------------------------


def test_each_effect_is_ticked_once_naming_its_buckets(
    as_publisher: Visitor, owner: User, three: list[Bucket]
) -> None:
    for bucket in three[:2]:
        add(bucket, owner, ANY_SITE)
    cleared = now(three[2])
    clear_rules(cleared.pk, version=cleared.version, by=owner)
    page = as_publisher.get(new_run("publish", three))
    assert page.one("fieldset").texts("label") == [
        "Let pages on any site do what they could not do before as-it-was and first",
        "Remove the last rule: browsers will block every script of another site second",
    ]
    assert page.one("ul", css="joint").all("ul", css="joint-hazards")[0].text == (
        "Let pages on any site do what they could not do before: * (GET)"
    )


def test_an_effect_that_is_not_ticked_stops_it(
    as_publisher: Visitor, owner: User, three: list[Bucket], delivered: list[int]
) -> None:
    add(three[0], owner, ANY_SITE)
    page = as_publisher.get(new_run("publish", three))
    again = start(as_publisher, page)
    assert (again.status, delivered) == (422, [])
    assert say("sync.unsafe-plan") in again.notices[0]
    box = again.one("input", name="hazards")
    assert ("required" in box.attributes, box.get("aria-invalid")) == (True, "true")


def test_an_effect_that_is_ticked_is_agreed_to(
    as_publisher: Visitor, owner: User, three: list[Bucket], delivered: list[int]
) -> None:
    add(three[0], owner, ANY_SITE)
    page = as_publisher.get(new_run("publish", three))
    start(as_publisher, page, hazards="opened-to-all")
    assert Run.objects.get().hazards == ["opened-to-all"]
    assert Run.objects.get().items.count() == 3


@pytest.fixture
def conflict(memory: MemoryGateway, three: list[Bucket], owner: User) -> Bucket:
    """The first one with changes was changed on OSS too."""
    memory.buckets[three[1].name] = FOREIGN
    return pull(three[1].pk, by=owner)


def test_a_conflict_is_left_out_without_its_tick(
    as_publisher: Visitor, three: list[Bucket], conflict: Bucket, delivered: list[int]
) -> None:
    page = as_publisher.get(new_run("publish", three))
    assert names(page) == ["first", "second"]
    assert "required" not in page.one("input", name="hazards").attributes
    start(as_publisher, page)
    assert [item.bucket_id for item in Run.objects.get().items.all()] == [three[2].pk]


def test_a_conflict_is_published_with_its_tick(
    as_publisher: Visitor, three: list[Bucket], conflict: Bucket, delivered: list[int]
) -> None:
    page = as_publisher.get(new_run("publish", three))
    start(as_publisher, page, hazards="foreign-changes-replaced")
    assert {item.bucket_id for item in Run.objects.get().items.all()} == {b.pk for b in three[1:]}


def test_a_run_is_of_the_account_whose_buckets_are_all_that_is_left(
    as_publisher: Visitor,
    publisher: User,
    three: list[Bucket],
    conflict: Bucket,
    delivered: list[int],
) -> None:
    other = shared_account({Role.PUBLISHER: publisher}, name="Other")
    Bucket.objects.filter(pk=conflict.pk).update(account=other)
    page = as_publisher.get(new_run("publish", three))
    start(as_publisher, page)
    assert Run.objects.get().account == three[2].account


def test_when_all_are_conflicts_one_has_to_tick(
    as_publisher: Visitor, conflict: Bucket, delivered: list[int]
) -> None:
    page = as_publisher.get(new_run("publish", [conflict]))
    again = start(as_publisher, page)
    assert (again.status, delivered) == (422, [])
    assert "Tick the boxes below" in again.notices[0]


def test_what_was_ticked_stays_ticked(
    as_publisher: Visitor, owner: User, three: list[Bucket], conflict: Bucket
) -> None:
    page = as_publisher.get(new_run("publish", three))
    add(three[0], owner)
    again = start(as_publisher, page, hazards="foreign-changes-replaced")
    assert "checked" in again.one("input", name="hazards").attributes


# --- Its record ---------------------------------------------------------------------------------


def test_activity_leads_to_the_run(as_owner: Visitor, three: list[Bucket]) -> None:
    page = start(as_owner, as_owner.get(new_run("check", three)))
    activity = as_owner.get(reverse("activity"))
    assert (
        activity.link(say("audit.run.started", actor="olga-owner", title=run_title("check", 3)))
        == page.target
    )


def test_a_run_that_is_forgotten_is_still_told_of(as_owner: Visitor, three: list[Bucket]) -> None:
    start(as_owner, as_owner.get(new_run("check", three)))
    Run.objects.all().delete()
    activity = as_owner.get(reverse("activity"))
    assert "started a run: Check 3 buckets for drift" in activity.text
    assert not activity.has_link("started a run: Check 3 buckets for drift")
