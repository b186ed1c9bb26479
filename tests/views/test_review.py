"""Review and push: what is shown before publishing, what is published, and what stops it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from buckets.audit import CONSOLE
from buckets.cors import Configuration, Rule
from buckets.cors.formats import xml
from buckets.models import Bucket, State
from buckets.oss.errors import Action
from buckets.presenters.text import say
from buckets.sync.edit import create_rule
from buckets.sync.pull import check, pull
from tests.fakes import MemoryGateway, refusal
from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.fixtures.people import LIVE, NEW, leave_pending
from tests.sync.actions import FOREIGN, RAW, add, lost, now, planned, unreachable
from tests.views.page import Page, Typed, Visitor

TARGET = Configuration((*LIVE.rules, NEW), response_vary=True)
REFUSED = Rule(("https://*.*.example.com",), ("GET",))
WHY = "Ticket 42 <b>for Ann</b>"


@pytest.fixture
def edited(memory_bucket: Bucket, editor: User) -> Bucket:
    """The bucket with one rule more than OSS has."""
    return add(memory_bucket, editor)


@pytest.fixture
def review_url(memory_bucket: Bucket) -> str:
    return reverse("review", args=[memory_bucket.pk])


def publish(
    visitor: Visitor, page: Page, *, message: str = WHY, hazards: Typed = None, **typed: str
) -> Page:
    return visitor.submit(page, page.form(), message=message, hazards=hazards, **typed)


# --- What is shown ------------------------------------------------------------------------------


@pytest.mark.usefixtures("edited")
def test_the_review_shows_what_changes(as_viewer: Visitor, review_url: str) -> None:
    change = as_viewer.get(review_url).one("li", css="change")
    assert change.one("h3").text == "Rule 3 added"
    assert change.texts("code") == ["https://new.example.com", "GET"]


@pytest.mark.usefixtures("edited")
def test_the_review_shows_the_exact_document(as_viewer: Visitor, review_url: str) -> None:
    assert as_viewer.get(review_url).one("pre").raw_text == xml.write(TARGET).decode()


def test_the_bytes_that_are_shown_are_journalled_and_sent(
    as_publisher: Visitor, bucket: Bucket, editor: User, local_oss: WatchedOSS
) -> None:
    add(bucket, editor)
    page = as_publisher.get(reverse("review", args=[bucket.pk]))
    publish(as_publisher, page)
    (sent,) = (it.request for it in local_oss.exchanges if it.request.method == "PUT")
    shown = page.one("pre").raw_text.encode()
    assert sent.body == bytes(bucket.pushes.get().document) == shown


def test_a_changed_field_shows_old_and_new(
    as_editor: Visitor, memory_bucket: Bucket, review_url: str
) -> None:
    row = memory_bucket.cors_rules.all()[0]
    page = as_editor.get(reverse("edit_rule", args=[memory_bucket.pk, row.pk]))
    as_editor.submit(page, page.form(), max_age="60", origins="https://new.example.com")
    change = as_editor.get(review_url).one("li", css="change")
    assert change.one("h3").text == "Rule 1 changed"
    assert change.texts("dt") == ["Sources", "Cache Timeout (Seconds)"]
    assert change.texts("del") == ["https://app.example.com", "600"]
    assert change.texts("ins") == ["https://new.example.com", "60"]


def test_another_order_of_values_is_said_in_words(
    as_editor: Visitor, memory_bucket: Bucket, review_url: str
) -> None:
    row = memory_bucket.cors_rules.all()[0]
    row.methods = ["HEAD", "GET"]
    row.save()
    bucket = now(memory_bucket)
    bucket.count_version(bucket.working)
    bucket.save_with_state()
    line = as_editor.get(review_url).one("li", css="change").one("dl")
    assert (line.texts("dt"), line.texts("dd")) == (["Allowed Methods"], ["in another order"])


def test_leaving_no_rules_is_said_to_be_a_delete(
    as_publisher: Visitor, memory_bucket: Bucket, review_url: str, memory: MemoryGateway
) -> None:
    page = as_publisher.get(reverse("clear", args=[memory_bucket.pk]))
    as_publisher.submit(page, page.form())
    page = as_publisher.get(review_url)
    assert not page.all("pre")
    assert "DELETE /?cors leaves the bucket without rules" in page.text
    assert publish(as_publisher, page, hazards="last-rule-removed").status == 302
    assert memory.buckets[BUCKET] is None


def test_nothing_to_publish_is_said(as_publisher: Visitor, review_url: str) -> None:
    page = as_publisher.get(review_url)
    assert page.one("h2").text == "Nothing to publish"
    assert "The rules here are what OSS held when it was last read." in page.one(css="empty").text
    assert not page.one("main").all("form")


def test_of_a_bucket_that_was_never_read_there_is_nothing_to_publish(
    as_publisher: Visitor, memory_bucket: Bucket
) -> None:
    unread = Bucket.objects.create(account=memory_bucket.account, name="unread")
    empty = as_publisher.get(reverse("review", args=[unread.pk])).one(css="empty")
    assert empty.texts("p")[0] == "The bucket was never pulled. Pull it first."


def test_over_what_is_not_understood_nothing_is_published(
    as_publisher: Visitor, edited: Bucket, review_url: str, memory: MemoryGateway, editor: User
) -> None:
    memory.unknown = RAW
    pull(edited.pk, by=editor)
    page = as_publisher.get(review_url)
    assert page.one(css="empty").texts("p")[0] == (
        "OSS holds a configuration that this console does not understand. The console does not "
        "publish over it; edits made here are kept."
    )
    assert not page.one("main").all("form")


@pytest.mark.usefixtures("edited")
@pytest.mark.parametrize("name", ["as_viewer", "as_editor"])
def test_who_may_not_publish_reads_a_sentence_instead_of_a_button(
    name: str, request: pytest.FixtureRequest, review_url: str
) -> None:
    page = request.getfixturevalue(name).get(review_url)
    assert not page.one("main").all("form")
    (notice,) = page.notices
    assert notice.startswith("Your role cannot publish. Send the address of this page")


def test_problems_stand_instead_of_the_button(
    as_publisher: Visitor, memory_bucket: Bucket, editor: User, review_url: str
) -> None:
    add(memory_bucket, editor, REFUSED)
    page = as_publisher.get(review_url)
    assert not page.one("main").all("form")
    assert page.one(css="notice-error").texts("li") == [
        "Rule 3: “https://*.*.example.com” has more than one *. Use at most one."
    ]


# --- Publishing ---------------------------------------------------------------------------------


def test_publish_brings_the_rules_to_oss(
    as_publisher: Visitor, bucket: Bucket, editor: User, local_oss: WatchedOSS
) -> None:
    add(bucket, editor)
    page = publish(as_publisher, as_publisher.get(reverse("review", args=[bucket.pk])))
    assert page.target == reverse("bucket", args=[bucket.pk])
    assert as_publisher.follow(page).notices == ["Published as revision 2. OSS confirmed it."]
    assert local_oss.store.get(BUCKET).cors == TARGET


def test_the_revision_says_who_and_why(
    as_publisher: Visitor, edited: Bucket, review_url: str
) -> None:
    publish(as_publisher, as_publisher.get(review_url))
    live = now(edited).live
    assert live is not None
    assert (live.source, live.by, live.reason) == ("pushed", "paul-publisher", WHY)
    assert now(edited).state == State.IN_SYNC


def test_without_a_message_it_is_published_too(
    as_publisher: Visitor, edited: Bucket, review_url: str
) -> None:
    publish(as_publisher, as_publisher.get(review_url), message="")
    assert now(edited).state == State.IN_SYNC


def test_what_someone_else_overwrote_is_not_called_published(
    as_publisher: Visitor,
    edited: Bucket,
    review_url: str,
    memory: MemoryGateway,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def put_and_be_overwritten(name: str, _: bytes) -> None:
        memory.buckets[name] = FOREIGN

    page = as_publisher.get(review_url)
    monkeypatch.setattr(memory, "put_cors", put_and_be_overwritten)
    page = as_publisher.follow(publish(as_publisher, page))
    assert page.notices[0] == "OSS does not hold what you published. See why below."
    assert now(edited).state == State.CONFLICT


def test_what_oss_does_not_confirm_is_not_called_published(
    as_publisher: Visitor, edited: Bucket, review_url: str, memory: MemoryGateway
) -> None:
    page = as_publisher.get(review_url)
    memory.raises[Action.PUT] = lost()
    page = as_publisher.follow(publish(as_publisher, page))
    assert page.notices[0] == (
        "OSS has not confirmed the new rules. Pull in a moment to see what it holds."
    )
    assert now(edited).state == State.OUTCOME_UNKNOWN


# --- What stops it ------------------------------------------------------------------------------


def stopped(page: Page) -> str:
    """Why nothing was published: what the first notice says."""
    assert page.status == 422
    (notice,) = [n for n in page.all(css="notice-error") if "autofocus" in n.attributes]
    assert (notice.get("role"), notice.get("tabindex")) == ("alert", "-1")
    return notice.text


def test_a_plan_that_was_changed_meanwhile_is_shown_anew(
    as_publisher: Visitor, edited: Bucket, editor: User, review_url: str, memory: MemoryGateway
) -> None:
    page = as_publisher.get(review_url)
    add(edited, editor, Rule(("*",), ("GET",)))
    page = publish(as_publisher, page)
    assert stopped(page).startswith(say("sync.stale-plan"))
    assert page.one(css="changes").texts("h3") == ["Rule 3 added", "Rule 4 added"]
    assert memory.buckets[BUCKET] == LIVE


@pytest.mark.usefixtures("edited")
def test_the_message_is_kept_when_it_is_stopped(
    as_publisher: Visitor, review_url: str, memory: MemoryGateway
) -> None:
    page = as_publisher.get(review_url)
    memory.buckets[BUCKET] = FOREIGN
    assert publish(as_publisher, page).form().values["message"] == [WHY]


def test_a_plan_that_nobody_agreed_to_is_not_published(
    as_publisher: Visitor, edited: Bucket, review_url: str, memory: MemoryGateway
) -> None:
    page = publish(as_publisher, as_publisher.get(review_url), plan="0" * 64)
    assert stopped(page).startswith(say("sync.stale-plan"))
    assert (memory.buckets[BUCKET], now(edited).state) == (LIVE, State.UNPUBLISHED)


def test_a_change_outside_stops_it(
    as_publisher: Visitor, edited: Bucket, review_url: str, memory: MemoryGateway
) -> None:
    page = as_publisher.get(review_url)
    memory.buckets[BUCKET] = FOREIGN
    page = publish(as_publisher, page)
    assert stopped(page).startswith(say("sync.drift"))
    assert page.texts("span", css="state") == ["Conflict"]
    assert (memory.buckets[BUCKET], now(edited).state) == (FOREIGN, State.CONFLICT)


@pytest.fixture
def conflict(edited: Bucket, memory: MemoryGateway, editor: User) -> Bucket:
    """Unpublished changes, and OSS was changed outside too."""
    memory.buckets[BUCKET] = FOREIGN
    return pull(edited.pk, by=editor)


@pytest.mark.usefixtures("conflict")
def test_what_was_changed_outside_is_shown(as_publisher: Visitor, review_url: str) -> None:
    outside = as_publisher.get(review_url).one(css="notice-warning")
    assert "https://foreign.example.com" in outside.text
    assert "Vary: Origin turned off" in outside.texts("h3")
    assert outside.texts("a")[0] == "Merge instead"


def test_over_mere_drift_adopting_is_offered_instead(
    as_publisher: Visitor, memory_bucket: Bucket, memory: MemoryGateway, review_url: str
) -> None:
    memory.buckets[BUCKET] = FOREIGN
    check(memory_bucket.pk, by=CONSOLE)
    page = as_publisher.get(review_url)
    assert page.link("Adopt instead") == reverse("discard", args=[memory_bucket.pk])
    assert page.form().one("fieldset").texts("label") == [
        "Replace what was changed outside of this console"
    ]


def test_a_conflict_is_not_published_without_the_tick(
    as_publisher: Visitor, conflict: Bucket, review_url: str, memory: MemoryGateway
) -> None:
    page = publish(as_publisher, as_publisher.get(review_url))
    assert say("sync.unsafe-plan") in stopped(page)
    assert (memory.buckets[BUCKET], now(conflict).state) == (FOREIGN, State.CONFLICT)


def test_a_conflict_is_published_with_the_tick(
    as_publisher: Visitor, conflict: Bucket, review_url: str, memory: MemoryGateway
) -> None:
    page = as_publisher.get(review_url)
    (tick,) = page.form().all("input", type="checkbox")
    assert (tick.get("name"), "required" in tick.attributes) == ("hazards", True)
    assert publish(as_publisher, page, hazards="foreign-changes-replaced").status == 302
    assert (memory.buckets[BUCKET], now(conflict).state) == (TARGET, State.IN_SYNC)


@pytest.fixture
def dangerous(memory_bucket: Bucket, editor: User) -> Bucket:
    """A plan with three hazards."""
    version, opened = memory_bucket.version, Rule(("*",), ("PUT",))
    return create_rule(memory_bucket.pk, opened, vary=False, version=version, by=editor)


def ticked(page: Page) -> dict[str, bool]:
    """The hazards on the page, and whether each is ticked."""
    boxes = page.form().all("input", type="checkbox")
    return {box.get("value"): "checked" in box.attributes for box in boxes}


@pytest.mark.usefixtures("dangerous")
def test_each_hazard_has_a_box_of_its_own_before_the_button(
    as_publisher: Visitor, review_url: str
) -> None:
    hazards = as_publisher.get(review_url).form().one("fieldset")
    assert hazards.one("legend").text.startswith("Publishing has these effects.")
    assert [box.get("value") for box in hazards.all("input", name="hazards")] == [
        "opened-to-all",
        "writes-for-wildcard",
        "vary-lost",
    ]


def test_writes_for_null_have_boxes_as_those_for_any_site_have(
    memory_bucket: Bucket, editor: User, as_publisher: Visitor, review_url: str
) -> None:
    add(memory_bucket, editor, Rule(("null",), ("PUT",)))
    page = as_publisher.get(review_url)
    assert ticked(page) == {"opened-to-null": False, "writes-for-null": False}
    assert publish(as_publisher, page).status == 422


@pytest.mark.usefixtures("dangerous")
def test_who_may_not_publish_reads_what_has_to_be_agreed_to(
    as_editor: Visitor, review_url: str
) -> None:
    page = as_editor.get(review_url)
    heading = page.one("h2", id="hazards-title")
    assert heading.text == "Effects to acknowledge when publishing"
    assert heading.parent is not None
    assert len(heading.parent.texts("li")) == 3


@pytest.mark.usefixtures("dangerous")
def test_what_was_ticked_stays_ticked_and_the_rest_is_marked(
    as_publisher: Visitor, review_url: str, memory: MemoryGateway
) -> None:
    page = publish(as_publisher, as_publisher.get(review_url), hazards="vary-lost")
    assert say("sync.unsafe-plan") in stopped(page)
    assert ticked(page) == {"opened-to-all": False, "writes-for-wildcard": False, "vary-lost": True}
    marked = page.form().all("input", aria_invalid="true")
    assert [box.get("value") for box in marked] == ["opened-to-all", "writes-for-wildcard"]
    assert memory.buckets[BUCKET] == LIVE


def test_a_tick_for_one_plan_is_none_for_another(
    as_publisher: Visitor, dangerous: Bucket, editor: User, review_url: str
) -> None:
    page = as_publisher.get(review_url)
    add(dangerous, editor, Rule(("*",), ("DELETE",)))
    page = as_publisher.submit(page, page.form(), hazards=list(ticked(page)))
    assert "the rules changed after you reviewed" in stopped(page)
    assert not any(ticked(page).values())


@pytest.mark.usefixtures("dangerous")
def test_with_every_tick_it_is_published(
    as_publisher: Visitor, review_url: str, memory: MemoryGateway
) -> None:
    page = as_publisher.get(review_url)
    as_publisher.submit(page, page.form(), hazards=list(ticked(page)))
    held = memory.buckets[BUCKET]
    assert held is not None
    assert held.response_vary is False


@pytest.mark.usefixtures("edited")
def test_a_hazard_that_does_not_exist_is_refused(as_publisher: Visitor, review_url: str) -> None:
    page = publish(as_publisher, as_publisher.get(review_url), hazards="world-peace")
    assert stopped(page).startswith("Nothing was published.")


@pytest.mark.usefixtures("edited")
def test_without_a_conflict_there_is_no_tick(as_publisher: Visitor, review_url: str) -> None:
    assert not as_publisher.get(review_url).form().all("input", type="checkbox")


def test_an_unsettled_publish_stops_the_next(
    as_publisher: Visitor, edited: Bucket, review_url: str, memory: MemoryGateway
) -> None:
    page = as_publisher.get(review_url)
    leave_pending(edited)
    page = publish(as_publisher, page)
    assert say("sync.lease-taken") in stopped(page)
    assert memory.buckets[BUCKET] == LIVE
    assert now(edited).state == State.OUTCOME_UNKNOWN


def test_what_oss_would_refuse_is_not_even_sent(
    as_publisher: Visitor,
    memory_bucket: Bucket,
    editor: User,
    review_url: str,
    memory: MemoryGateway,
) -> None:
    intent = planned(add(memory_bucket, editor, REFUSED))
    memory.raises[Action.PUT] = unreachable()
    page = as_publisher.post(review_url, {"plan": intent.fingerprint})
    assert stopped(page).startswith(say("sync.refused-by-oss"))


@pytest.mark.usefixtures("edited")
@pytest.mark.parametrize("action", [Action.GET, Action.PUT])
def test_a_refusal_of_oss_is_told_with_its_marks(
    action: Action, as_publisher: Visitor, review_url: str, memory: MemoryGateway
) -> None:
    page = as_publisher.get(review_url)
    memory.raises[action] = refusal("AccessDenied", action)
    page = publish(as_publisher, page)
    told = stopped(page)
    assert say("oss.AccessDenied", permission=action.permission) in told
    assert "OSS code AccessDenied · Request ID 5FA2B5E6C0FFEE0123456789" in told
    assert page.form().values["message"] == [WHY]


@pytest.mark.usefixtures("edited")
def test_a_failure_without_a_code_shows_none(
    as_publisher: Visitor, review_url: str, memory: MemoryGateway
) -> None:
    page = as_publisher.get(review_url)
    memory.raises[Action.PUT] = unreachable()
    told = stopped(publish(as_publisher, page))
    assert told == f"{say('oss.InternalError')} Request ID 5FA2B5E6C0FFEE0123456789"


@pytest.mark.usefixtures("edited")
def test_too_long_a_message_is_refused_and_kept(
    as_publisher: Visitor, review_url: str, memory: MemoryGateway
) -> None:
    page = publish(as_publisher, as_publisher.get(review_url), message="x" * 501)
    assert stopped(page).startswith(
        "Nothing was published. Reason (optional): Ensure this value has at most 500"
    )
    assert page.form().values["message"] == ["x" * 501]
    assert page.one(id="problems-message").texts("li") == [
        "Ensure this value has at most 500 characters (it has 501)."
    ]
    assert memory.buckets[BUCKET] == LIVE
