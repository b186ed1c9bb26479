"""The promises of a bucket: made, kept, broken, and asked about before a publish breaks one."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from buckets import audit
from buckets.cors import Rule
from buckets.cors.evaluate.expectation import Expectation
from buckets.models import Bucket, CorsRule
from buckets.presenters.text import say
from buckets.sync.edit import clear_rules, create_rule, delete_rule
from buckets.sync.expectations import add_expectation, remove_expectation
from buckets.sync.pull import check
from tests.fakes import MemoryGateway
from tests.fixtures.local_oss import BUCKET
from tests.fixtures.people import APP, LIVE
from tests.sync.actions import FOREIGN, last_event, now, planned
from tests.views.page import Page, Visitor

ORIGIN = APP.origins[0]
READS = {"origin": ORIGIN, "allowed": "must", "method": "GET", "reads": "ETag"}
EVIL = Expectation("https://evil.example", allowed=False)
NOTHING = "https://evil.example must not be able to do anything"
SAID = f"{ORIGIN} must be able to GET and read ETag"


@pytest.fixture
def url(memory_bucket: Bucket) -> str:
    return reverse("expectations", args=[memory_bucket.pk])


@pytest.fixture
def promised(memory_bucket: Bucket, editor: User) -> Bucket:
    """Its page may read ETag, and that is promised."""
    add_expectation(memory_bucket.pk, Expectation(ORIGIN, True, "GET", (), ("ETag",)), by=editor)
    return memory_bucket


def made(visitor: Visitor, url: str, **said: str) -> Page:
    page = visitor.post(f"{url}add/", {**READS, **said})
    return visitor.follow(page) if page.status == 302 else page


def rows(page: Page) -> list[list[str]]:
    return [[cell.text for cell in row.all("td")[:2]] for row in page.all("tr")[1:]]


def test_a_promise_is_made_and_kept(as_editor: Visitor, url: str) -> None:
    page = made(as_editor, url)
    assert SAID in page.one("table").text
    assert rows(page) == [["✓ met", "✓ met"]]
    assert last_event(audit.ExpectationAdded).actor == "edda-editor"


def test_the_same_is_not_promised_twice(as_editor: Visitor, url: str) -> None:
    made(as_editor, url)
    page = made(as_editor, url)
    assert "This expectation exists already." in page.notices
    assert len(rows(page)) == 1


def test_what_must_not_be_may_be_about_every_method(as_editor: Visitor, url: str) -> None:
    page = made(as_editor, url, origin="https://evil.example", allowed="must-not", method="")
    assert "https://evil.example must not be able to do anything" in page.one("table").text


@pytest.mark.parametrize(
    ("field", "said", "told"),
    [
        ("method", "", "Choose the method"),
        ("method", "G T", "Enter a method"),
        ("origin", "*", "Enter the address of a page"),
        ("headers", "a b", "is no header name"),
    ],
)
def test_what_cannot_be_promised_is_said_beside_its_field(
    field: str, said: str, told: str, as_editor: Visitor, url: str
) -> None:
    page = made(as_editor, url, **{field: said})
    assert page.status == 422
    assert told in page.one("ul", id=f"problems-{field}").text


def test_what_the_rules_seem_to_be_for_is_promised_with_a_click(
    as_editor: Visitor, url: str
) -> None:
    page = as_editor.get(url)
    form = page.one("ul", css="proposals").all("form")[0]
    page = as_editor.follow(as_editor.submit(page, form))
    assert rows(page) == [["✓ met", "✓ met"]]


def test_what_was_simulated_is_promised_with_a_click(
    memory_bucket: Bucket, as_editor: Visitor, url: str
) -> None:
    asked = f"{reverse('test_bucket', args=[memory_bucket.pk])}?origin=https://x.example&method=PUT"
    page = as_editor.get(asked)
    form = page.one("div", css="add-expectation").one("form")
    page = as_editor.follow(as_editor.submit(page, form))
    assert "https://x.example must not be able to PUT" in page.one("table").text


def test_who_may_publish_takes_it_back(
    promised: Bucket, as_publisher: Visitor, as_editor: Visitor, url: str
) -> None:
    assert not as_editor.get(url).one("table").all("form")
    page = as_publisher.get(url)
    page = as_publisher.follow(as_publisher.submit(page, page.one("table").one("form")))
    assert "No expectations yet" in page.text
    assert last_event(audit.ExpectationRemoved).actor == "paul-publisher"


def test_taken_back_twice_it_is_gone_once(promised: Bucket, publisher: User) -> None:
    (kept,) = promised.expectations.all()
    remove_expectation(promised.pk, kept.pk, by=publisher)
    remove_expectation(promised.pk, kept.pk, by=publisher)
    assert not promised.expectations.exists()


# --- Broken -------------------------------------------------------------------------------------


def test_an_edit_that_breaks_it_is_told_on_the_bucket_s_page(
    promised: Bucket, as_editor: Visitor, editor: User, bucket_url: str
) -> None:
    clear_rules(promised.pk, version=now(promised).version, by=editor)
    notice = as_editor.get(bucket_url).all("section", css="notice-warning")[0]
    assert notice.texts("h2") == ["An expectation is broken"]
    assert notice.texts("li") == [f"{SAID}: broken here"]


def test_drift_that_breaks_it_is_told(
    promised: Bucket, as_editor: Visitor, editor: User, bucket_url: str, memory: MemoryGateway
) -> None:
    memory.buckets[BUCKET] = FOREIGN
    check(promised.pk, by=editor)
    assert f"{SAID}: broken on OSS" in as_editor.get(bucket_url).text


def test_it_is_told_while_one_types(promised: Bucket, as_editor: Visitor) -> None:
    row = CorsRule.objects.earliest("pk")
    url = f"{reverse('check_rule', args=[promised.pk])}?rule={row.pk}"
    typed = {"origins": "https://other.example.com", "methods": "GET"}
    assert say("rules.breaks", expectation=SAID) in as_editor.post(url, typed).text
    kept = {"origins": ORIGIN, "methods": "GET", "expose_headers": "ETag"}
    assert say("rules.breaks", expectation=SAID) not in as_editor.post(url, kept).text


def test_what_a_new_rule_would_break_is_told_while_one_types(
    promised: Bucket, as_editor: Visitor, editor: User
) -> None:
    add_expectation(promised.pk, EVIL, by=editor)
    url = reverse("check_rule", args=[promised.pk])
    typed = {"origins": "https://*.example", "methods": "GET"}
    assert as_editor.post(url, typed).one(id="advice").text.count("Breaks") == 1
    assert say("rules.breaks", expectation=NOTHING) in as_editor.post(url, typed).text
    for kept in ({"origins": "https://*.example.com"}, {"methods": ""}):
        assert (
            say("rules.breaks", expectation=NOTHING) not in as_editor.post(url, typed | kept).text
        )


def test_a_new_rule_is_tried_behind_the_others(promised: Bucket, as_editor: Visitor) -> None:
    """It would hide ETag from the page, if it answered."""
    typed = {"origins": ORIGIN, "methods": "GET"}
    url = reverse("check_rule", args=[promised.pk])
    assert "Breaks a promise" not in as_editor.post(url, typed).text


@pytest.mark.parametrize(("place", "told"), [(0, [SAID]), (1, [])])
def test_deleting_a_rule_tells_what_that_would_break(
    place: int, told: list[str], promised: Bucket, as_editor: Visitor
) -> None:
    row = promised.cors_rules.get(index=place)
    page = as_editor.get(reverse("delete_rule", args=[promised.pk, row.pk]))
    assert [it for notice in page.all(css="notice-warning") for it in notice.texts("li")] == told


def test_clearing_all_rules_tells_what_that_would_break(
    promised: Bucket, as_editor: Visitor
) -> None:
    page = as_editor.get(reverse("clear", args=[promised.pk]))
    assert page.one(css="notice-warning").texts("li") == [SAID]


def test_moving_a_rule_tells_what_it_broke(
    promised: Bucket, as_editor: Visitor, editor: User, bucket_url: str
) -> None:
    hiding = create_rule(promised.pk, Rule(("*",), ("GET",)), version=1, by=editor)
    row = hiding.cors_rules.get(index=2)
    url = reverse("move_rule", args=[promised.pk, row.pk])
    for _ in range(2):
        assert "An expectation is broken" not in as_editor.get(bucket_url).text
        version = str(now(promised).version)
        as_editor.post(url, {"direction": "up", "version": version})
    assert f"{SAID}: broken here" in as_editor.get(bucket_url).text


def publishes(visitor: Visitor, bucket: Bucket, *hazards: str) -> Page:
    said = {"plan": planned(bucket).fingerprint, "hazards": list(hazards)}
    return visitor.post(reverse("review", args=[bucket.pk]), said)


@pytest.fixture
def breaking(promised: Bucket, editor: User) -> Bucket:
    """The rule is gone from the working copy for which the promise is kept."""
    row = CorsRule.objects.earliest("pk")
    return delete_rule(promised.pk, row.pk, version=now(promised).version, by=editor)


def test_a_publish_that_breaks_it_is_refused_until_that_sentence_is_ticked(
    breaking: Bucket, as_publisher: Visitor, memory: MemoryGateway
) -> None:
    (kept,) = breaking.expectations.all()
    page = publishes(as_publisher, breaking)
    assert page.status == 422
    box = page.one("input", name="hazards")
    assert box.get("value") == f"expectation-broken:{kept.value.key}"
    assert memory.buckets[BUCKET] == LIVE
    assert publishes(as_publisher, breaking, box.get("value")).status == 302
    assert memory.buckets[BUCKET] == LIVE.with_rules(LIVE.rules[1:])


def test_another_expectation_does_not_do_for_it(
    breaking: Bucket, as_publisher: Visitor, memory: MemoryGateway
) -> None:
    other = f"expectation-broken:{EVIL.key}"
    assert publishes(as_publisher, breaking, other).status == 422
    assert memory.buckets[BUCKET] == LIVE


def test_what_was_broken_already_is_not_asked_about(
    memory_bucket: Bucket, editor: User, as_publisher: Visitor
) -> None:
    add_expectation(memory_bucket.pk, Expectation("https://x.example", True, "GET"), by=editor)
    row = CorsRule.objects.latest("index")
    delete_rule(memory_bucket.pk, row.pk, version=now(memory_bucket).version, by=editor)
    assert publishes(as_publisher, memory_bucket).status == 302


def test_in_a_joint_review_it_has_a_tick_of_its_own(
    breaking: Bucket, as_publisher: Visitor
) -> None:
    page = as_publisher.get(f"{reverse('new_run')}?kind=publish&bucket={breaking.pk}")
    (kept,) = breaking.expectations.all()
    box = page.one("fieldset", css="hazards").one("input", name="hazards")
    assert box.get("value") == f"expectation-broken:{kept.value.key}"


def test_a_stranger_s_rules_keep_what_must_not_be(
    memory_bucket: Bucket, editor: User, as_viewer: Visitor, url: str
) -> None:
    add_expectation(memory_bucket.pk, EVIL, by=editor)
    assert rows(as_viewer.get(url)) == [["✓ met", "✓ met"]]
