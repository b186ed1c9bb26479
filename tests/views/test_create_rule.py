"""Create Rule: the panel, its starting points, what it refuses, and the repairs it offers."""

from __future__ import annotations

import pytest
from django.urls import reverse

from buckets.cors import METHODS, Rule
from buckets.cors.compare.diff import diff
from buckets.cors.limits import MAX_RULES
from buckets.models import Bucket, Event
from buckets.presenters.presets import PRESETS
from buckets.presenters.rules import describe
from tests.fixtures.people import APP, LIVE, UPLOADS
from tests.views.page import Page, Visitor

TYPED = {
    "origins": "https://shop.example.com/  \r\n\r\n http://a.example.com:80\r\n",
    "methods": ["GET", "PUT"],
    "allowed_headers": "X-One \r\nx-two:1",
    "expose_headers": " ETag\r\n",
    "max_age": " 600 ",
}


def refused(visitor: Visitor, new_url: str, **typed: object) -> Page:
    """The panel after OK with something wrong in it."""
    page = visitor.post(new_url, {"version": "1", **TYPED, **typed})
    assert page.status == 422
    return page


def typed_in(page: Page) -> dict[str, list[str]]:
    return {name: page.form().values.get(name, []) for name in TYPED}


def test_without_htmx_it_is_a_page(as_editor: Visitor, new_url: str) -> None:
    page = as_editor.get(new_url)
    assert page.one("title").text == "Create Rule · examplebucket · CORS Console"
    assert page.one("main").one("h1").text == "Create Rule"
    assert page.has_link("Buckets")


def test_for_htmx_it_is_the_panel_alone(by_htmx: Visitor, new_url: str) -> None:
    page = by_htmx.get(new_url)
    assert not page.all("html")
    assert [child.get("id") for child in page.children if not isinstance(child, str)] == [
        "rule-form"
    ]


def test_caches_tell_the_page_from_the_panel(
    as_editor: Visitor, by_htmx: Visitor, new_url: str
) -> None:
    for visitor in (as_editor, by_htmx):
        assert "HX-Request" in visitor.get(new_url).headers["Vary"]


def test_it_opens_empty(as_editor: Visitor, new_url: str) -> None:
    assert typed_in(as_editor.get(new_url)) == {
        "origins": [""],
        "methods": [],
        "allowed_headers": [""],
        "expose_headers": [""],
        "max_age": [""],
    }


def test_it_opens_with_the_vary_of_the_bucket(as_editor: Visitor, new_url: str) -> None:
    assert as_editor.get(new_url).form().values["response_vary"] == ["on"]
    Bucket.objects.update(response_vary=False)
    assert "response_vary" not in as_editor.get(new_url).form().values


@pytest.mark.parametrize("key", PRESETS)
def test_a_starting_point_fills_the_form(key: str, as_editor: Visitor, new_url: str) -> None:
    page = as_editor.get(f"{new_url}?start={key}")
    draft = PRESETS[key].draft
    assert typed_in(page) == {
        "origins": [draft.origins],
        "methods": [name for name in METHODS if name in draft.methods],
        "allowed_headers": [draft.allowed_headers],
        "expose_headers": [draft.expose_headers],
        "max_age": [draft.max_age],
    }
    assert page.one(css="points").one("p").text == str(PRESETS[key].purpose)


def test_the_starting_points_are_links(as_editor: Visitor, new_url: str) -> None:
    links = as_editor.get(new_url).one(css="points").all("a")
    assert [link.get("href") for link in links] == ["?start=upload", "?start=read", "?start=debug"]


def test_wide_open_is_marked(as_editor: Visitor, new_url: str) -> None:
    page = as_editor.get(f"{new_url}?start=debug")
    assert page.texts("a", css="point-risky") == ["⚠ Wide open for debugging"]
    assert page.texts("p", css="notice-warning") == [str(PRESETS["debug"].purpose)]


def test_an_unknown_starting_point_is_the_empty_form(as_editor: Visitor, new_url: str) -> None:
    assert typed_in(as_editor.get(f"{new_url}?start=nonsense"))["origins"] == [""]


def test_ok_adds_the_rule_and_shows_the_bucket(
    as_editor: Visitor, new_url: str, bucket_url: str, memory_bucket: Bucket
) -> None:
    page = as_editor.get(f"{new_url}?start=upload")
    page = as_editor.submit(page, page.form(), origins="https://new.example.com\r\n")
    assert page.target == bucket_url
    *old, new = memory_bucket.working.rules
    assert tuple(old) == LIVE.rules
    assert new == Rule(
        ("https://new.example.com",),
        ("GET", "POST", "PUT", "HEAD"),
        ("*",),
        ("ETag", "x-oss-request-id"),
        600,
    )


def test_ok_by_htmx_tells_the_page_behind_the_panel(by_htmx: Visitor, new_url: str) -> None:
    page = by_htmx.get(f"{new_url}?start=read")
    page = by_htmx.submit(page, page.form())
    assert (page.status, page.content) == (204, b"")
    assert page.headers["HX-Trigger"] == '{"bucket-changed": {}}'


def test_the_form_sets_the_vary_of_the_bucket(
    as_editor: Visitor, new_url: str, memory_bucket: Bucket
) -> None:
    page = as_editor.get(f"{new_url}?start=read")
    as_editor.submit(page, page.form(), response_vary=None)
    memory_bucket.refresh_from_db()
    assert memory_bucket.response_vary is False


def test_a_refused_form_keeps_what_was_typed_to_the_letter(
    as_editor: Visitor, new_url: str
) -> None:
    page = refused(as_editor, new_url)
    assert typed_in(page) == {
        name: [value] if isinstance(value, str) else value for name, value in TYPED.items()
    }


def test_an_empty_line_at_the_start_is_kept(as_editor: Visitor, new_url: str) -> None:
    page = refused(as_editor, new_url, origins="\r\nnonsense")
    assert page.form().values["origins"] == ["\r\nnonsense"]
    assert page.one(id="problems-origins").text.startswith("Line 2:")


def test_a_refused_form_changes_nothing(
    as_editor: Visitor, new_url: str, memory_bucket: Bucket
) -> None:
    events = Event.objects.count()
    refused(as_editor, new_url)
    assert not diff(memory_bucket.working, LIVE)
    assert Event.objects.count() == events


def test_the_summary_takes_the_focus_and_links_to_each_field(
    as_editor: Visitor, new_url: str
) -> None:
    summary = refused(as_editor, new_url).one(id="summary")
    assert (summary.get("role"), summary.get("tabindex")) == ("alert", "-1")
    assert "autofocus" in summary.attributes
    assert [(a.get("href"), a.text.partition(":")[0]) for a in summary.all("a")] == [
        ("#id_origins", "Sources, line 1"),
        ("#id_origins", "Sources, line 3"),
    ]


def test_only_one_thing_asks_for_the_focus(as_editor: Visitor, new_url: str) -> None:
    for page in (as_editor.get(new_url), refused(as_editor, new_url)):
        assert len([one for one in page if "autofocus" in one.attributes]) == 1


def test_the_refused_fields_are_marked_and_the_others_not(as_editor: Visitor, new_url: str) -> None:
    page = refused(as_editor, new_url)
    marked = [field.get("name") for field in page.form() if field.get("aria-invalid") == "true"]
    assert marked == ["origins"]


def test_a_problem_stands_at_its_field_with_its_line(as_editor: Visitor, new_url: str) -> None:
    problems = refused(as_editor, new_url).one(id="problems-origins").all("li")
    assert [problem.one("span").text.partition(". ")[0] for problem in problems] == [
        "Line 1: “https://shop.example.com/” ends with a slash",
        "Line 3: “http://a.example.com:80” names the default port",
    ]


def test_advice_refuses_nothing(
    as_editor: Visitor, new_url: str, bucket_url: str, memory_bucket: Bucket
) -> None:
    page = as_editor.post(new_url, {"version": "1", **TYPED, "origins": "*"})
    assert page.target == bucket_url
    assert memory_bucket.working.rules[-1].allowed_headers == ("x-one", "x-two:1")


def test_advice_is_told_with_its_fix_all_the_same(as_editor: Visitor, new_url: str) -> None:
    (advice,) = refused(as_editor, new_url).all("li", css="problem-advice")
    assert advice.one("button").text == "Use x-two"


def test_a_fix_repairs_its_line_and_leaves_the_rest(as_editor: Visitor, new_url: str) -> None:
    page = refused(as_editor, new_url)
    mended = as_editor.submit(page, page.form(), press="Use https://shop.example.com")
    assert mended.status == 200
    typed = TYPED["origins"]
    assert isinstance(typed, str)
    lines = typed.split("\r\n")
    assert typed_in(mended)["origins"][0].splitlines() == ["https://shop.example.com", *lines[1:3]]
    others = ("methods", "allowed_headers", "expose_headers", "max_age")
    assert [typed_in(mended)[n] for n in others] == [typed_in(page)[n] for n in others]


def test_a_fix_saves_nothing(as_editor: Visitor, new_url: str, memory_bucket: Bucket) -> None:
    page = refused(as_editor, new_url, origins="https://shop.example.com/")
    page = as_editor.submit(page, page.form(), press="Use https://shop.example.com")
    assert page.notices == ["Corrected. Choose OK to save the rule."]
    assert memory_bucket.working == LIVE


def test_a_fix_with_more_to_mend_claims_nothing(as_editor: Visitor, new_url: str) -> None:
    page = refused(as_editor, new_url)
    page = as_editor.submit(page, page.form(), press="Use https://shop.example.com")
    assert page.notices == []
    assert page.one(id="problems-origins").texts("button") == ["Use http://a.example.com"]


def test_all_fixes_one_after_the_other_make_a_rule(
    as_editor: Visitor, new_url: str, memory_bucket: Bucket
) -> None:
    page = refused(as_editor, new_url)
    while buttons := page.all("button", css="fix"):
        page = as_editor.submit(page, page.form(), press=buttons[0].text)
    as_editor.submit(page, page.form())
    assert memory_bucket.working.rules[-1] == Rule(
        ("https://shop.example.com", "http://a.example.com"),
        ("GET", "PUT"),
        ("x-one", "x-two"),
        ("ETag",),
        600,
    )


def test_a_fix_of_the_cache_timeout_replaces_all_of_it(as_editor: Visitor, new_url: str) -> None:
    page = refused(as_editor, new_url, origins="*", max_age="86,400 s")
    page = as_editor.submit(page, page.form(), press="Use 86400")
    assert typed_in(page)["max_age"] == ["86400"]


def test_several_problems_on_a_line_have_one_fix(as_editor: Visitor, new_url: str) -> None:
    page = refused(as_editor, new_url, origins="HTTPS://Shop.example.com:443/")
    problems = page.one(id="problems-origins")
    assert len(problems.all("li")) == 3
    assert problems.texts("button") == ["Use https://shop.example.com"]


def test_a_fix_may_be_several_lines(as_editor: Visitor, new_url: str) -> None:
    page = refused(as_editor, new_url, origins="https://a.example.com, https://b.example.com")
    button = page.one(id="problems-origins").one("button")
    assert button.texts("code") == ["https://a.example.com", "https://b.example.com"]
    page = as_editor.submit(page, page.form(), press=button.text)
    assert typed_in(page)["origins"] == ["https://a.example.com\nhttps://b.example.com"]


@pytest.mark.parametrize("place", ["", "origins", "origins:99", "nonsense:1", "methods:"])
def test_a_fix_for_nothing_that_is_wrong_leaves_all_as_it_is(
    place: str, as_editor: Visitor, new_url: str
) -> None:
    before = typed_in(refused(as_editor, new_url))
    page = as_editor.post(new_url, {"version": "1", **TYPED, "fix": place})
    assert (page.status, typed_in(page)) == (200, before)


def test_nothing_at_all_is_refused_for_both_that_is_needed(
    as_editor: Visitor, new_url: str
) -> None:
    summary = as_editor.post(new_url, {"version": "1"}).one(id="summary")
    assert summary.texts("a") == [
        "Sources: Enter at least one source, for example https://www.example.com.",
        "Allowed Methods: Select at least one method.",
    ]


def test_an_eleventh_rule_is_refused_with_what_was_typed(
    as_editor: Visitor, new_url: str, memory_bucket: Bucket
) -> None:
    for _ in range(MAX_RULES - 2):
        memory_bucket.append(APP)
    memory_bucket.count_version(memory_bucket.working)
    memory_bucket.save_with_state()
    page = refused(as_editor, new_url, version="2", origins="*")
    assert page.one(id="summary").texts("li") == [
        f"A bucket holds at most {MAX_RULES} rules. Delete or combine rules to make room."
    ]
    assert typed_in(page)["origins"] == ["*"]


def test_a_rule_too_long_for_oss_is_refused_with_what_was_typed(
    as_editor: Visitor, new_url: str
) -> None:
    page = refused(as_editor, new_url, origins="*", allowed_headers="x" * 40_000)
    assert page.one(id="summary").texts("li") == [
        (
            "The rule is too long: OSS takes at most 16384 bytes for all rules of a bucket. "
            "Use a * or fewer lines."
        )
    ]
    assert typed_in(page)["allowed_headers"] == ["x" * 40_000]


@pytest.mark.parametrize("origins", ["https://a\x00b.example.com", "\x00", "\ud7ff\uffff"])
def test_what_no_file_can_hold_is_refused_in_words(
    origins: str, as_editor: Visitor, new_url: str
) -> None:
    assert refused(as_editor, new_url, origins=origins).one(id="summary").texts("li")


def test_a_forged_method_is_refused_in_words(as_editor: Visitor, new_url: str) -> None:
    page = refused(as_editor, new_url, origins="*", methods=["GET", "PATCH"])
    assert "“PATCH” is not a method" in page.one(id="summary").text


def test_a_page_without_a_version_is_not_saved_but_shown_again(
    as_editor: Visitor, new_url: str, memory_bucket: Bucket
) -> None:
    page = as_editor.post(new_url, {**TYPED, "origins": "*"})
    assert page.status == 422
    assert typed_in(page)["origins"] == ["*"]
    assert as_editor.submit(page, page.form()).status == 302
    assert memory_bucket.working.rules[-1].origins == ("*",)


def test_a_version_that_never_was_claims_no_changes(as_editor: Visitor, new_url: str) -> None:
    page = as_editor.post(new_url, {"version": "9999", **TYPED, "origins": "*"})
    assert page.status == 422
    assert page.one(id="summary").texts("li") == []


def test_a_bucket_that_was_never_read_takes_no_rule(as_editor: Visitor, new_url: str) -> None:
    other = Bucket.objects.create(account=Bucket.objects.get().account, name="unread")
    page = as_editor.post(
        reverse("create_rule", args=[other.pk]), {"version": "0", **TYPED, "origins": "*"}
    )
    assert as_editor.follow(page).notices == [
        "This bucket cannot be edited as it is now. Pull it first."
    ]
    assert not other.cors_rules.exists()


def test_the_panel_says_what_a_rule_will_do(as_editor: Visitor, new_url: str) -> None:
    says = as_editor.get(f"{new_url}?start=read").one(id="says").text
    assert says == describe(PRESETS["read"].draft.rule())


def test_it_foretells_nothing_of_a_refused_rule(as_editor: Visitor, new_url: str) -> None:
    assert refused(as_editor, new_url).one(id="says").text == (
        "Fix the marked problems to see what the rule will do."
    )


def test_cancel_leads_back_to_the_bucket(as_editor: Visitor, new_url: str, bucket_url: str) -> None:
    assert as_editor.get(new_url).link("Cancel") == bucket_url
    assert UPLOADS in LIVE.rules


def test_without_room_it_is_said_before_anything_is_typed(as_editor: Visitor, new_url: str) -> None:
    Bucket.objects.update(rule_count=MAX_RULES)
    notices = as_editor.get(new_url).notices
    assert notices == [
        "A bucket holds no more rules than this one has. Delete or combine rules first."
    ]
