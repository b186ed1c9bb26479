"""Asking OSS itself from the Test tab, and the promises that were tried there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from buckets.cors import Configuration
from buckets.cors.evaluate.expectation import Expectation
from buckets.cors.evaluate.observation import HttpAnswer
from buckets.localoss.store import Acl
from buckets.models import Account, Bucket, Revision, Run
from buckets.presenters.runs import run_title
from buckets.presenters.text import say
from buckets.sync.expectation_checks import check_expectations, settle_checks
from buckets.sync.expectations import add_expectation
from buckets.sync.pull import pull
from buckets.sync.runs import lifecycle
from buckets.sync.runtime import current, use
from tests.cdn import cdn_before
from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.fixtures.people import LIVE
from tests.sync.actions import add, now, planned, publish
from tests.views.page import Page, Visitor

APP = LIVE.rules[0].origins[0]
GET = {"origin": f"{APP}/index.html", "method": "GET", "reads": "ETag"}


@pytest.fixture
def promised(bucket: Bucket, editor: User) -> Bucket:
    add_expectation(bucket.pk, Expectation(APP, True, "GET", (), ("ETag",)), by=editor)
    return bucket


def ask(visitor: Visitor, bucket: Bucket, **said: str) -> Page:
    return visitor.post(reverse("probe_bucket", args=[bucket.pk]), {**GET, **said})


def told(page: Page) -> list[str]:
    return [it.text for it in page.all("p", css="told")]


def tried_run() -> Run:
    """The run that tries what is promised, done as a worker does it."""
    run = Run.objects.filter(kind=Run.Kind.PROBE).first()
    assert run is not None
    items = settle_checks({it: check_expectations(it.bucket_id) for it in run.items.all()})
    run.items.store(items)
    return run


def review(visitor: Visitor, bucket: Bucket) -> Page:
    plan = planned(bucket)
    said = {"plan": plan.fingerprint, "hazards": [it.key for it in plan.hazards]}
    return visitor.post(reverse("review", args=[bucket.pk]), said)


def test_the_test_tab_offers_to_ask(bucket: Bucket, as_viewer: Visitor) -> None:
    url = reverse("test_bucket", args=[bucket.pk])
    page = as_viewer.get(f"{url}?origin={APP}&method=GET&reads=ETag")
    answer = as_viewer.submit(page, page.one("form", css="ask-oss"))
    assert told(answer) == [f"✓ {say('probe.agrees-allowed')}"]


def test_what_is_asked_is_compared_point_by_point(
    bucket: Bucket, local_oss: WatchedOSS, as_viewer: Visitor
) -> None:
    local_oss.store.set_acl(BUCKET, Acl.PUBLIC_READ)
    local_oss.store.put_object(BUCKET, "a.txt", b"", ())
    page = ask(as_viewer, bucket, key="a.txt")
    preflight, get = page.all("table", css="points")
    assert preflight.text.startswith("Preflight (OPTIONS)")
    assert f"Access-Control-Allow-Origin {APP} {APP} ✓ as predicted" in get.text
    assert "Vary Origin Origin ✓ as predicted" in get.text


def test_rules_that_were_changed_outside_are_suspected(
    bucket: Bucket, local_oss: WatchedOSS, as_viewer: Visitor
) -> None:
    local_oss.store.put_cors(BUCKET, None)
    page = ask(as_viewer, bucket, headers="x-a")
    assert told(page) == [f"✕ {say('probe.differs-blocked')}"]
    assert "Check for drift" in page.one("p", css="notice-warning").text


def test_what_differs_is_bad_even_where_the_page_gets_what_it_wants(
    bucket: Bucket, local_oss: WatchedOSS, as_viewer: Visitor
) -> None:
    local_oss.store.put_cors(BUCKET, Configuration(LIVE.rules))  # without Vary
    page = ask(as_viewer, bucket)
    assert told(page) == [f"✕ {say('probe.differs-allowed')}"]


def test_of_rules_that_are_not_understood_nothing_is_asked(
    bucket: Bucket, local_oss: WatchedOSS, as_viewer: Visitor
) -> None:
    Revision.objects.filter(bucket=bucket).update(rule_count=None)
    local_oss.exchanges.clear()
    assert "There are no rules to test yet." in as_viewer.follow(ask(as_viewer, bucket)).text
    assert not local_oss.exchanges


def test_a_cache_is_told_of_also_where_it_answers_as_predicted(
    bucket: Bucket, local_oss: WatchedOSS, as_viewer: Visitor
) -> None:
    with cdn_before(local_oss.endpoint, bucket=BUCKET) as cdn:
        Account.objects.filter(pk=bucket.account_id).update(addresses=f"{cdn} {BUCKET}")
        page = ask(as_viewer, bucket)
    assert [it[0] for it in told(page)] == ["✓", "✓"]
    assert "refresh its cache" in page.one("p", css="notice-info").text


def test_of_a_private_object_it_is_said_that_it_tells_nothing(
    bucket: Bucket, as_viewer: Visitor
) -> None:
    page = ask(as_viewer, bucket)
    assert "answered with 403 before OSS looked at CORS" in page.text


def test_a_cdn_is_told_by_name_with_what_to_do(
    bucket: Bucket, local_oss: WatchedOSS, as_viewer: Visitor
) -> None:
    local_oss.store.put_cors(BUCKET, None)
    with cdn_before(local_oss.endpoint, bucket=BUCKET) as cdn:
        Account.objects.filter(pk=bucket.account_id).update(addresses=f"{cdn} {BUCKET}")
        ask(as_viewer, bucket)
        local_oss.store.put_cors(BUCKET, LIVE)
        page = ask(as_viewer, bucket)
    assert [it[0] for it in told(page)] == ["✓", "✕"]
    advice = page.one("p", css="notice-warning").text
    assert "answers here (Via: 1.1 cache.example and X-Cache: HIT)" in advice
    assert "refresh its cache" in advice


def test_an_address_that_sends_browsers_on_is_told_of(
    bucket: Bucket, as_viewer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = HttpAnswer(302, (("Location", "https://evil.example/"),))
    Account.objects.filter(pk=bucket.account_id).update(addresses=f"https://cdn.example {BUCKET}")
    with use(replace(current(), ask=lambda *_, **__: asked)):
        page = ask(as_viewer, bucket)
    assert page.text.count(say("probe.redirected", status=302)) == 2
    at_oss, elsewhere = page.all("p", css="notice-warning")
    assert "Check for drift" in at_oss.text
    assert "the rules are not the cause" in elsewhere.text


def test_an_address_without_an_answer_says_why(bucket: Bucket, as_viewer: Visitor) -> None:
    Bucket.objects.filter(pk=bucket.pk).update(endpoint="http://127.0.0.1:9")
    page = ask(as_viewer, bucket)
    assert told(page) == ["? No answer."]
    assert say("oss.no-connection", host="127.0.0.1") in page.text


def test_with_htmx_the_answer_stands_on_the_test_tab(bucket: Bucket, editor: User) -> None:
    page = ask(Visitor(editor, htmx=True), bucket)
    assert not page.all("html")
    assert page.one("section", id="seen").texts("h2") == ["Answer of OSS now"]


@pytest.mark.parametrize("said", [{"origin": "https://*"}, {"method": "TRACE"}])
def test_what_cannot_be_asked_goes_back_to_the_form(
    bucket: Bucket, local_oss: WatchedOSS, as_viewer: Visitor, said: dict[str, str]
) -> None:
    local_oss.exchanges.clear()
    page = as_viewer.follow(ask(as_viewer, bucket, **said))
    assert page.one("input", id="id_origin").get("value") in (said.get("origin"), GET["origin"])
    assert not local_oss.exchanges


def test_an_address_of_the_person_is_never_asked(
    bucket: Bucket, local_oss: WatchedOSS, as_viewer: Visitor
) -> None:
    """What the form says of the object stays a path under the bucket's own address."""
    local_oss.exchanges.clear()
    ask(as_viewer, bucket, key="//evil.example/a", url="http://evil.example", endpoint="x")
    assert {it.request.bucket for it in local_oss.exchanges} == {BUCKET}
    assert {it.request.key for it in local_oss.exchanges} == {"evil.example/a"}


# --- Promises -----------------------------------------------------------------------------------


def test_a_publish_has_the_promises_tried(
    promised: Bucket, publisher: User, as_publisher: Visitor, delivered: list[int]
) -> None:
    add(promised, publisher)
    page = as_publisher.follow(review(as_publisher, promised))
    run = Run.objects.get(kind=Run.Kind.PROBE)
    assert delivered == [run.pk]
    assert "are being checked on OSS" in page.text
    tried_run()
    page = as_publisher.get(reverse("expectations", args=[promised.pk]))
    assert "All expectations are met, at every address." in page.text


def test_one_of_a_bucket_without_promises_has_not(
    bucket: Bucket, publisher: User, as_publisher: Visitor, delivered: list[int]
) -> None:
    add(bucket, publisher)
    review(as_publisher, bucket)
    assert delivered == []


@pytest.mark.parametrize("where", ["bucket", "run"])
def test_what_oss_breaks_after_a_publish_can_be_put_back(
    where: str,
    promised: Bucket,
    local_oss: WatchedOSS,
    publisher: User,
    as_publisher: Visitor,
) -> None:
    add(promised, publisher)
    review(as_publisher, promised)
    local_oss.store.put_cors(BUCKET, None)
    run = tried_run()
    pk = promised.pk if where == "bucket" else run.pk
    page = as_publisher.get(reverse(where, args=[pk]))
    assert (
        f"{APP} must be able to GET and read ETag" in page.one("ul", css="expectation-report").text
    )
    (link,) = [it for it in page.all("a") if it.text == "Roll back to revision 1…"]
    assert link.get("href") == reverse("restore", args=[promised.pk, 1])


def test_what_differs_is_told_point_by_point_and_what_to_do_once(
    promised: Bucket, local_oss: WatchedOSS, editor: User, as_editor: Visitor
) -> None:
    add_expectation(promised.pk, Expectation(APP, True, "HEAD"), by=editor)
    local_oss.store.put_cors(BUCKET, None)
    lifecycle.start_expectation_checks([promised.pk], by=editor)
    page = as_editor.get(reverse("run", args=[tried_run().pk]))
    assert page.text.count("✕ broken: ") == 2
    assert page.text.count("Check for drift") == 1
    assert f"Access-Control-Allow-Origin {APP} none" in page.all("table", css="points")[0].text


def test_that_the_published_rules_break_a_promise_is_told(
    promised: Bucket, editor: User, local_oss: WatchedOSS, as_editor: Visitor
) -> None:
    local_oss.store.put_cors(BUCKET, None)
    pull(promised.pk, by=editor)
    lifecycle.start_expectation_checks([promised.pk], by=editor)
    page = as_editor.get(reverse("run", args=[tried_run().pk]))
    assert (
        "The published rules themselves break it." in page.one("ul", css="expectation-report").text
    )
    assert "Check for drift" not in page.text


def test_where_nothing_answers_it_is_told_why_and_not_that_a_promise_is_broken(
    promised: Bucket, editor: User, as_editor: Visitor
) -> None:
    account = Account.objects.filter(pk=promised.account_id)
    account.update(addresses=f"http://127.0.0.1:9 {BUCKET}")
    lifecycle.start_expectation_checks([promised.pk], by=editor)
    run = tried_run()
    page = as_editor.get(reverse("run", args=[run.pk]))
    unreachable = say("oss.no-connection", host="127.0.0.1")
    assert unreachable in page.one("ul", css="reasons").text
    assert page.one("ul", css="expectation-report").text.count(unreachable) == 1
    assert page.text.count(unreachable) == 2
    page = as_editor.get(reverse("bucket", args=[promised.pk]))
    assert page.one("h2", id="report-title").text == "Checked on OSS: not all is known"


def test_an_older_run_offers_nothing_that_was_published_over_since(
    promised: Bucket, local_oss: WatchedOSS, publisher: User, as_publisher: Visitor
) -> None:
    add(promised, publisher)
    review(as_publisher, promised)
    local_oss.store.put_cors(BUCKET, None)
    url = reverse("run", args=[tried_run().pk])
    assert as_publisher.get(url).has_link("Roll back to revision 1…")
    pull(promised.pk, by=publisher)
    assert not as_publisher.get(url).has_link("Roll back to revision 1…")


def test_a_viewer_is_offered_no_way_back(
    promised: Bucket,
    local_oss: WatchedOSS,
    publisher: User,
    as_publisher: Visitor,
    as_viewer: Visitor,
) -> None:
    add(promised, publisher)
    review(as_publisher, promised)
    local_oss.store.put_cors(BUCKET, None)
    page = as_viewer.get(reverse("run", args=[tried_run().pk]))
    assert "Put revision" not in page.text


def test_where_only_a_cdn_breaks_it_nothing_is_put_back(
    promised: Bucket, local_oss: WatchedOSS, publisher: User, as_publisher: Visitor
) -> None:
    local_oss.store.put_cors(BUCKET, None)
    with cdn_before(local_oss.endpoint, bucket=BUCKET) as cdn:
        Account.objects.filter(pk=promised.account_id).update(addresses=f"{cdn} {BUCKET}")
        ask(as_publisher, promised, key="cors-console-probe")
        local_oss.store.put_cors(BUCKET, LIVE)
        add(promised, publisher)
        review(as_publisher, promised)
        run = tried_run()
    page = as_publisher.get(reverse("run", args=[run.pk]))
    assert "refresh its cache" in page.one("ul", css="expectation-report").text
    assert "Put revision" not in page.text


def test_what_was_tried_with_older_rules_is_no_longer_told(
    promised: Bucket, local_oss: WatchedOSS, publisher: User, as_publisher: Visitor
) -> None:
    as_publisher.post(reverse("check_expectations", args=[promised.pk]))
    local_oss.store.put_cors(BUCKET, None)
    tried_run()
    local_oss.store.put_cors(BUCKET, LIVE)
    url = reverse("bucket", args=[promised.pk])
    assert "an expectation is broken" in as_publisher.get(url).text
    publish(add(now(promised), publisher), publisher)
    assert "an expectation is broken" not in as_publisher.get(url).text


def test_what_was_cancelled_before_it_began_is_not_being_tried(
    promised: Bucket, editor: User, as_editor: Visitor
) -> None:
    first = lifecycle.start_expectation_checks([promised.pk], by=editor)
    tried_run()
    again = lifecycle.start_expectation_checks([promised.pk], by=editor)
    url = reverse("expectations", args=[promised.pk])
    assert "The check is running." in as_editor.get(url).text
    assert first is not None
    assert again is not None
    lifecycle.cancel(again.pk, by=editor)
    page = as_editor.get(url)
    assert "The check is running." not in page.text
    assert page.link("run") == reverse("run", args=[first.pk])


def test_an_editor_can_have_them_tried(
    promised: Bucket, as_editor: Visitor, delivered: list[int]
) -> None:
    page = as_editor.get(reverse("expectations", args=[promised.pk]))
    form = page.form(reverse("check_expectations", args=[promised.pk]))
    page = as_editor.follow(as_editor.submit(page, form))
    assert page.one("h1").text == run_title("probe", 1)
    assert len(delivered) == 1


def test_there_is_nothing_to_try_without_promises(bucket: Bucket, as_editor: Visitor) -> None:
    page = as_editor.follow(as_editor.post(reverse("check_expectations", args=[bucket.pk])))
    assert "Add an expectation first." in page.text


def test_of_chosen_buckets_those_with_promises_are_tried(
    promised: Bucket, as_editor: Visitor, delivered: list[int]
) -> None:
    url = f"{reverse('new_run')}?kind=probe&bucket={promised.pk}"
    page = as_editor.get(url)
    assert page.one("h1").text == f"{run_title('probe', 1)}?"
    as_editor.post(url)
    assert len(delivered) == 1


def test_of_others_it_is_said_where_promises_are_made(bucket: Bucket, as_editor: Visitor) -> None:
    page = as_editor.get(f"{reverse('new_run')}?kind=probe&bucket={bucket.pk}")
    assert "under Expectations" in page.text


def test_what_is_broken_is_tried_again_with_a_click(
    promised: Bucket, local_oss: WatchedOSS, as_editor: Visitor, delivered: list[int]
) -> None:
    local_oss.store.put_cors(BUCKET, None)
    as_editor.post(reverse("check_expectations", args=[promised.pk]))
    run = tried_run()
    lifecycle.finish(run)
    page = as_editor.get(reverse("run", args=[run.pk]))
    assert page.one("button", id="resume").text == "Try again"
    as_editor.submit(page, page.form(reverse("resume_run", args=[run.pk])))
    assert delivered == [run.pk, run.pk]
