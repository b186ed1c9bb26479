"""Runs: how far each has come, who sees what of it, and steering it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from buckets.models import Account, Bucket, Membership, Role, Run, RunItem
from buckets.presenters.text import say
from buckets.sync.runs import lifecycle
from tests.fixtures.people import shared_account
from tests.sync.actions import add
from tests.views.fleet import many, run_with, url_of
from tests.views.page import Page, Visitor

RUNS = reverse("runs")


def state(page: Page) -> str:
    return page.one("section", id="progress").one("span", css="state").text


def tally(page: Page) -> list[str]:
    return page.one("section", id="progress").one("ul", css="tally").texts("li")


def outcomes(page: Page) -> list[list[str]]:
    """The buckets that are listed: name, what came of it, how it stands."""
    tables = page.all("table", css="outcomes-table")
    rows = tables[0].one("tbody").all("tr") if tables else []
    return [[cell.text for cell in row.children if not isinstance(cell, str)] for row in rows]


def lease(run: Run, seconds: float = 60) -> Run:
    """Let a worker be at it, for more than ten seconds already."""
    run.take_lease(seconds)
    run.handed_at = timezone.now() - timedelta(seconds=20)
    run.save()
    return run


# --- The list -----------------------------------------------------------------------------------


def test_the_list_tells_each_run_newest_first(
    as_viewer: Visitor, memory_account: Account, owner: User
) -> None:
    run_with(memory_account, owner, "unchanged", "failed")
    lifecycle.start_discovery(memory_account, by=owner)
    rows = as_viewer.get(RUNS).one("tbody").all("tr")
    assert [row.one("th").text for row in rows] == [
        "Discover and pull all buckets Example team",
        "Check 2 buckets for drift Example team",
    ]
    assert rows[0].one("span", css="state").text == "Waiting for a worker"
    assert rows[1].one("span", css="state").text == "Done, with problems"
    assert rows[1].one("ul").texts("li") == [say("runs.count-unchanged", count=1), "1 failed"]


def test_without_a_run_the_list_says_how_to_get_one(as_viewer: Visitor) -> None:
    assert as_viewer.get(RUNS).one("section", css="empty").one("h2").text == "No runs yet"


def test_the_list_turns_pages(
    as_viewer: Visitor, memory_account: Account, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buckets.views.runs.PAGE_SIZE", 1)
    for _ in range(2):
        run_with(memory_account, owner, "unchanged")
    first = as_viewer.get(RUNS)
    second = as_viewer.get(RUNS + first.link("Next"))
    assert [len(page.one("tbody").all("tr")) for page in (first, second)] == [1, 1]


# --- One run, over ------------------------------------------------------------------------------


def test_a_run_without_problems_is_done(
    as_viewer: Visitor, memory_account: Account, owner: User
) -> None:
    page = as_viewer.get(url_of(run_with(memory_account, owner, "unchanged")))
    assert page.one("h1").text == "Check 1 bucket for drift"
    assert (state(page), tally(page)) == ("Done", [say("runs.count-unchanged", count=1)])
    assert "Nothing needs attention." in page.text
    assert not page.one("section", id="progress").get("hx-get")


def test_what_is_worth_a_look_is_listed(
    as_viewer: Visitor, memory_account: Account, owner: User
) -> None:
    results = ("unchanged", "new", "published", "unknown", "stopped", "failed")
    page = as_viewer.get(url_of(run_with(memory_account, owner, *results)))
    listed = {name: told for name, told, _state in outcomes(page)}
    assert set(listed) == {f"bucket-0000{number}" for number in range(1, 6)}
    assert listed["bucket-00001"] == "New on OSS"
    assert listed["bucket-00003"] == "Not confirmed"
    assert listed["bucket-00004"].startswith(f"Stopped {say('sync.drift')}")


def test_a_failed_bucket_says_why_with_the_marks_of_oss(
    as_viewer: Visitor, memory_account: Account, owner: User
) -> None:
    page = as_viewer.get(url_of(run_with(memory_account, owner, "failed")))
    ((name, told, state_now),) = outcomes(page)
    assert (name, state_now) == ("bucket-00000", "Not pulled")
    assert told == (
        f"Failed {say('oss.NoSuchBucket', bucket='bucket-00000')} "
        "OSS code NoSuchBucket · Request ID 5FA2B5E6C0FFEE0123456789"
    )


def test_the_buckets_can_be_narrowed_to_one_result(
    as_viewer: Visitor, memory_account: Account, owner: User
) -> None:
    url = url_of(run_with(memory_account, owner, "unchanged", "new", "failed"))
    page = as_viewer.get(f"{url}?result=unchanged")
    assert [row[:2] for row in outcomes(page)] == [["bucket-00000", RunItem.Result.UNCHANGED.label]]
    (chosen,) = page.one("nav", css="sorts").all("a", aria_current="true")
    assert chosen.text == say("runs.count-unchanged", count=1)


@pytest.mark.parametrize("said", ["", "nonsense", "published"])
def test_a_result_that_there_is_none_of_is_as_if_not_asked_for(
    said: str, as_viewer: Visitor, memory_account: Account, owner: User
) -> None:
    url = url_of(run_with(memory_account, owner, "unchanged", "new"))
    page = as_viewer.get(f"{url}?result={said}")
    assert [row[0] for row in outcomes(page)] == ["bucket-00001"]


def test_each_reason_is_told_once_the_commonest_first(
    as_viewer: Visitor, memory_account: Account, owner: User
) -> None:
    results = ("stopped", "failed", "failed", "failed", "unchanged")
    page = as_viewer.get(url_of(run_with(memory_account, owner, *results)))
    common, rare = page.one("ul", css="reasons").texts("li")
    assert common.startswith(f"3 buckets {say('oss.NoSuchBucket', bucket='…')} OSS code")
    assert rare.startswith(f"1 bucket {say('sync.drift')}")


def test_the_only_one_with_its_reason_is_named(
    as_viewer: Visitor, memory_account: Account, owner: User
) -> None:
    page = as_viewer.get(url_of(run_with(memory_account, owner, "failed")))
    (reason,) = page.one("ul", css="reasons").texts("li")
    assert reason.startswith(f"1 bucket {say('oss.NoSuchBucket', bucket='bucket-00000')}")


def test_buckets_of_which_the_answer_was_lost_have_no_reason_to_tell(
    as_viewer: Visitor, memory_account: Account, owner: User
) -> None:
    page = as_viewer.get(url_of(run_with(memory_account, owner, "unknown")))
    assert state(page) == "Done, with problems"
    assert not page.all("ul", css="reasons")


def test_the_message_of_a_publish_is_shown(
    as_viewer: Visitor, memory_bucket: Bucket, publisher: User
) -> None:
    run = lifecycle.start(Run.Kind.PUBLISH, [memory_bucket.pk], by=publisher, reason="Ticket 4711")
    page = as_viewer.get(url_of(run))
    assert page.one("h1").text == "Publish 1 bucket"
    assert page.one("blockquote").text == "Ticket 4711"


def test_what_was_stopped_can_be_reviewed_again(
    as_publisher: Visitor, memory_bucket: Bucket, publisher: User
) -> None:
    account = memory_bucket.account
    run = run_with(account, publisher, "stopped", "published", kind=Run.Kind.PUBLISH)
    run.items.filter(result="stopped").update(bucket=add(memory_bucket, publisher))
    again = as_publisher.get(as_publisher.get(url_of(run)).link("Review stopped buckets"))
    assert again.one("h1").text == "Publish 1 bucket?"
    assert again.one("summary").one("strong").text == memory_bucket.name


def test_who_may_not_publish_is_not_sent_to_review(
    as_editor: Visitor, memory_account: Account, publisher: User
) -> None:
    run = run_with(memory_account, publisher, "stopped", kind=Run.Kind.PUBLISH)
    assert not as_editor.get(url_of(run)).has_link("Review stopped buckets")


# --- One run, under way -------------------------------------------------------------------------


def test_a_run_that_nobody_is_at_says_what_to_do(
    as_viewer: Visitor, memory_account: Account, owner: User
) -> None:
    page = as_viewer.get(url_of(run_with(memory_account, owner, "open", ended=False)))
    assert state(page) == "Waiting for a worker"
    assert "Start one with: python manage.py worker" in page.text


def test_a_run_under_way_shows_how_far_it_is(
    as_viewer: Visitor, memory_account: Account, owner: User
) -> None:
    results = ["unchanged"] * 30 + ["open"] * 1200
    run = lease(run_with(memory_account, owner, *results, ended=False))
    page = as_viewer.get(url_of(run))
    bar = page.one("progress")
    assert (state(page), bar.get("value"), bar.get("max")) == ("Running", "30", "1230")
    line = page.one("p", css="run-line").texts("span")
    assert line[1:] == ["30 of 1,230 buckets", "3 a second · about 7 minutes left"]


@pytest.mark.parametrize(
    ("settled", "left", "told"),
    [
        (1, 3, "6 a minute · less than a minute left"),
        (1, 14, "6 a minute · about 2 minutes left"),
        (1, 720, "6 a minute · about 2 hours left"),
        (10, 1, "1 a second · less than a minute left"),
    ],
)
def test_the_pace_is_told_in_words(
    settled: int, left: int, told: str, as_viewer: Visitor, memory_account: Account, owner: User
) -> None:
    results = ["unchanged"] * settled + ["open"] * left
    page = as_viewer.get(url_of(lease(run_with(memory_account, owner, *results, ended=False))))
    assert page.one("p", css="run-line").texts("span")[-1] == told


def test_what_was_settled_before_a_pause_is_no_pace(
    as_viewer: Visitor, memory_account: Account, owner: User
) -> None:
    run = run_with(memory_account, owner, "unchanged", "open", ended=False)
    run.items.filter(result="unchanged").update(settled_at=timezone.now() - timedelta(minutes=1))
    page = as_viewer.get(url_of(lease(run)))
    assert page.one("p", css="run-line").texts("span") == ["Running", "1 of 2 buckets"]
    assert "Nothing needs attention so far." in page.text


def test_what_was_settled_before_it_was_resumed_is_no_pace(
    as_viewer: Visitor, memory_account: Account, owner: User
) -> None:
    run = run_with(memory_account, owner, "unchanged", "open", ended=False)
    run.take_lease(60)  # only now
    run.save()
    page = as_viewer.get(url_of(run))
    assert page.one("p", css="run-line").texts("span") == [state(page), "1 of 2 buckets"]


def test_a_run_that_waits_for_a_worker_has_no_pace(
    as_viewer: Visitor, memory_account: Account, owner: User
) -> None:
    run = run_with(memory_account, owner, "unchanged", "open", ended=False)
    page = as_viewer.get(url_of(run))
    assert page.one("p", css="run-line").texts("span") == [state(page), "1 of 2 buckets"]


def test_while_it_looks_for_buckets_it_says_so(
    as_viewer: Visitor, memory_account: Account, owner: User
) -> None:
    page = as_viewer.get(url_of(lease(lifecycle.start_discovery(memory_account, by=owner))))
    assert page.one("h1").text == "Discover and pull all buckets"
    assert "Looking for buckets…" in page.text
    assert "value" not in page.one("progress").attributes


def test_a_listing_that_failed_says_why_and_can_be_tried_again(
    as_editor: Visitor, memory_account: Account, owner: User
) -> None:
    run = lifecycle.start_discovery(memory_account, by=owner)
    run.trouble = {"id": "oss.InternalError", "params": {}, "code": "", "request_id": ""}
    lifecycle.finish(run)
    page = as_editor.get(url_of(run))
    assert state(page) == "Failed"
    assert f"The buckets could not be listed: {say('oss.InternalError')}" in page.text
    assert page.form("/resume/").one("button").text == "Try again"


def test_an_account_without_buckets_is_done_with(
    as_viewer: Visitor, memory_account: Account, owner: User
) -> None:
    run = lifecycle.start_discovery(memory_account, by=owner)
    run.listed_at = timezone.now()
    lifecycle.finish(run)
    page = as_viewer.get(url_of(run))
    assert (state(page), "There are no buckets." in page.text) == ("Done", True)


@pytest.mark.parametrize(
    ("settled", "told"),
    [(0, "0 percent"), (1, "0 percent"), (2, "25 percent"), (3, "25 percent"), (6, "75 percent")],
)
def test_who_listens_hears_of_each_quarter(
    settled: int, told: str, as_viewer: Visitor, memory_account: Account, owner: User
) -> None:
    results = ["unchanged"] * settled + ["open"] * (8 - settled)
    page = as_viewer.get(url_of(lease(run_with(memory_account, owner, *results, ended=False))))
    assert page.one("p", id="said").text == f"Running, {told} done"


# --- What htmx asks for -------------------------------------------------------------------------


def test_htmx_asks_again_while_it_is_under_way(
    viewer: User, memory_account: Account, owner: User
) -> None:
    url = f"{url_of(run_with(memory_account, owner, 'open', ended=False))}?result=open"
    part = Visitor(viewer, htmx=True).get(url)
    section = part.one("section")
    assert (section.get("id"), section.get("hx-get")) == ("progress", url)
    assert section.get("hx-trigger") == "every 2s"
    assert part.one("p", id="said").get("hx-swap-oob") == "innerHTML"


def test_htmx_asks_no_more_once_it_is_over_and_gets_the_outcomes_too(
    viewer: User, memory_account: Account, owner: User
) -> None:
    part = Visitor(viewer, htmx=True).get(url_of(run_with(memory_account, owner, "failed")))
    assert not part.one("section", id="progress").get("hx-trigger")
    assert part.one("section", id="outcomes").get("hx-swap-oob") == "true"
    assert len(outcomes(part)) == 1


def test_htmx_asks_on_after_a_cancel_while_the_worker_ends_what_is_under_way(
    viewer: User, memory_account: Account, owner: User
) -> None:
    run = run_with(memory_account, owner, "unchanged", "open", ended=False)
    run.take_lease(60)
    run.save()
    lifecycle.cancel(run.pk, by=owner)
    part = Visitor(viewer, htmx=True).get(url_of(run))
    assert part.one("section", id="progress").get("hx-trigger") == "every 2s"


def test_going_back_to_a_run_gets_the_whole_page(
    viewer: User, memory_account: Account, owner: User
) -> None:
    visitor = Visitor(viewer, htmx=True)
    visitor.client.defaults["HTTP_HX_HISTORY_RESTORE_REQUEST"] = "true"
    page = visitor.get(url_of(run_with(memory_account, owner, "new", "open", ended=False)))
    assert page.all("html")
    assert len(outcomes(page)) == 1


# --- Steering -----------------------------------------------------------------------------------


def test_a_run_can_be_cancelled(as_editor: Visitor, memory_account: Account, owner: User) -> None:
    run = run_with(memory_account, owner, "unchanged", "open", ended=False)
    page = as_editor.get(url_of(run))
    page = as_editor.follow(as_editor.submit(page, page.form("/cancel/")))
    counts = [say("runs.count-unchanged", count=1), say("runs.count-open", count=1)]
    assert (state(page), tally(page)) == (say("runs.state-cancelled"), counts)
    assert "by edda-editor" in page.one("p", css="run-line").text
    assert page.form("/resume/").one("button").text == "Resume"


def test_a_run_that_a_worker_is_at_is_cancelling_and_offers_nothing_to_do_yet(
    as_editor: Visitor, memory_account: Account, owner: User
) -> None:
    run = run_with(memory_account, owner, "unchanged", "open", ended=False)
    run.take_lease(60)
    run.save()
    page = as_editor.follow(as_editor.post(url_of(run, "cancel_run")))
    assert state(page) == say("runs.state-cancelling")
    assert page.one("section", id="progress").get("hx-trigger")
    assert not page.one("section", id="progress").all("form")


def test_a_discovery_that_was_cancelled_early_can_be_tried_again(
    as_editor: Visitor, memory_account: Account, owner: User
) -> None:
    run = lifecycle.start_discovery(memory_account, by=owner)
    page = as_editor.follow(as_editor.post(url_of(run, "cancel_run")))
    assert page.form("/resume/").one("button").text == "Try again"


def test_what_failed_can_be_tried_again(
    as_editor: Visitor, memory_account: Account, owner: User, delivered: list[int]
) -> None:
    run = run_with(memory_account, owner, "unchanged", "failed", "unknown")
    page = as_editor.get(url_of(run))
    form = page.form("/resume/")
    assert form.one("button").text == say("runs.retry-failed")
    page = as_editor.follow(as_editor.submit(page, form))
    assert delivered == [run.pk]
    assert (state(page), tally(page)) == (
        "Waiting for a worker",
        [say("runs.count-unchanged", count=1), "2 to do"],
    )


def test_when_nothing_is_left_there_is_nothing_to_press(
    as_editor: Visitor, memory_account: Account, owner: User
) -> None:
    page = as_editor.get(url_of(run_with(memory_account, owner, "unchanged", "new")))
    assert not page.one("main").all("form")


def test_who_may_not_steer_sees_no_button(
    as_viewer: Visitor, memory_account: Account, owner: User
) -> None:
    for ended in (True, False):
        run = run_with(memory_account, owner, "failed", "open", ended=ended)
        assert not as_viewer.get(url_of(run)).one("main").all("form")


def test_a_publish_is_steered_by_who_may_publish(
    as_editor: Visitor, as_publisher: Visitor, memory_account: Account, publisher: User
) -> None:
    run = run_with(memory_account, publisher, "open", kind=Run.Kind.PUBLISH, ended=False)
    assert not as_editor.get(url_of(run)).one("main").all("form")
    refused = as_editor.post(url_of(run, "cancel_run"))
    assert (refused.status, "you need the role Publisher" in refused.text) == (403, True)
    assert as_publisher.get(url_of(run)).form("/cancel/").one("button").text == "Cancel"


# --- A run over several accounts ----------------------------------------------------------------


@pytest.fixture
def over_two(memory_account: Account, owner: User, outsider: User) -> Run:
    """A run over the shared account and another one, in which the owner is owner too."""
    other = shared_account({Role.OWNER: owner, Role.EDITOR: outsider}, name="Others")
    ours, theirs = many(memory_account, 3), many(other, 1, start=3)
    return lifecycle.start(Run.Kind.CHECK, [b.pk for b in (*ours, *theirs)], by=owner)


@pytest.mark.parametrize(
    ("who", "title"),
    [("owner", "Check 4 buckets for drift"), ("editor", "Check 3 buckets for drift")],
)
def test_each_sees_what_is_of_their_accounts(
    who: str, title: str, over_two: Run, request: pytest.FixtureRequest
) -> None:
    visitor = Visitor(request.getfixturevalue(who))
    page = visitor.get(f"{url_of(over_two)}?result=open")
    assert page.one("h1").text == title
    assert str(len(outcomes(page))) in title
    assert visitor.get(RUNS).one("tbody").one("th").text == title


def test_only_who_sees_all_of_it_can_steer_it(
    over_two: Run, as_editor: Visitor, as_owner: Visitor, delivered: list[int]
) -> None:
    assert not as_editor.get(url_of(over_two)).one("main").all("form")
    assert as_editor.post(url_of(over_two, "cancel_run")).status == 404
    assert as_editor.post(url_of(over_two, "resume_run")).status == 404
    assert (Run.objects.get().cancelled_at, delivered) == (None, [])
    assert as_owner.get(url_of(over_two)).form("/cancel/").one("button").text == "Cancel"


def test_who_has_too_low_a_role_in_one_of_them_cannot_steer_it(
    over_two: Run, as_outsider: Visitor, outsider: User, memory_account: Account
) -> None:
    Membership.objects.create(account=memory_account, user=outsider, role=Role.VIEWER)
    assert not as_outsider.get(url_of(over_two)).one("main").all("form")
    page = as_outsider.post(url_of(over_two, "cancel_run"))
    assert (page.status, "Your role here is Viewer." in page.text) == (403, True)


def test_a_run_is_gone_with_its_last_bucket(over_two: Run, as_owner: Visitor) -> None:
    Bucket.objects.all().delete()
    assert RunItem.objects.count() == 0
    assert as_owner.get(url_of(over_two)).status == 404


# --- Discovering an account ---------------------------------------------------------------------


def test_discovering_an_account_is_a_run(
    as_editor: Visitor, memory_account: Account, delivered: list[int]
) -> None:
    page = as_editor.get(reverse("account", args=[memory_account.pk]))
    page = as_editor.submit(page, page.form("/discover/"))
    run = Run.objects.get()
    assert (run.kind, run.account, run.listed_at) == (Run.Kind.PULL, memory_account, None)
    assert (page.target, delivered) == (url_of(run), [run.pk])
