"""Text and check boxes into values: the forms convert, the domain judges."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buckets.cors import Configuration, Rule
from buckets.cors.limits import MAX_RULES
from buckets.cors.validate.draft import Draft
from buckets.cors.validate.oss_refusals import refused_by_oss
from buckets.cors.validate.problem import ProblemLevel
from buckets.forms.publish import PublishForm
from buckets.forms.rule import RuleForm
from buckets.models import Bucket
from buckets.presenters.rules import describe
from buckets.presenters.text import translate
from buckets.sync.edit import create_rule
from tests.cors.strategies import drafts, rules

TYPED = {
    "origins": "https://app.example.com",
    "methods": "GET",
    "allowed_headers": "",
    "expose_headers": "",
    "max_age": "",
}


def typed(**fields: str | list[str]) -> QueryDict:
    """What a browser sends for the panel with a sound rule in it, but for ``fields``."""
    data = QueryDict(mutable=True)
    for name, value in (TYPED | fields).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return QueryDict(data.urlencode())


def ids(form: RuleForm) -> list[str]:
    form.is_valid()
    return [problem.id for problem in form.problems]


def test_a_sound_form_gives_the_rule() -> None:
    lines = "https://a.example.com\r\n\r\n  https://b.example.com  \r\nhttps://a.example.com"
    form = RuleForm(
        typed(origins=lines, methods=["PUT", "GET"], allowed_headers="X-A\n*", max_age=" 60 "),
        bucket=Bucket(),
    )
    assert form.is_valid()
    assert form.rule == Rule(
        ("https://a.example.com", "https://b.example.com"), ("GET", "PUT"), ("x-a", "*"), (), 60
    )


def test_what_is_refused_is_said_beside_its_field() -> None:
    form = RuleForm(typed(origins="https://app.example.com/", methods=[]), bucket=Bucket())
    assert not form.is_valid()
    assert "ends with a slash" in str(form.errors["origins"])
    assert "Select at least one method" in str(form.errors["methods"])


def test_advice_refuses_nothing() -> None:
    form = RuleForm(typed(allowed_headers="content-type:text/plain"), bucket=Bucket())
    assert form.is_valid()
    assert ids(form) == ["key-value"]


def test_an_eleventh_rule_is_refused_but_the_tenth_can_be_edited() -> None:
    full = Bucket(rule_count=MAX_RULES)
    tenth = Rule(("https://app.example.com",), ("GET",))
    assert ids(RuleForm(typed(), bucket=full)) == ["too-many-rules"]
    edited = RuleForm(typed(origins="https://b.example.com"), bucket=full, editing=tenth)
    assert edited.is_valid()


def test_an_odd_rule_can_be_saved_again_as_it_is_but_not_made_odder() -> None:
    odd = Rule(("www.aliyun.com", "www.aliyun.com"), ("GET",))
    untouched = RuleForm(typed(origins="\r\n".join(odd.origins)), bucket=Bucket(), editing=odd)
    assert untouched.is_valid()
    assert untouched.rule == odd
    touched = RuleForm(typed(origins="www.aliyun.com"), bucket=Bucket(), editing=odd)
    assert ids(touched) == ["no-scheme"]


def test_the_form_opens_with_the_bucket_s_vary_and_version() -> None:
    form = RuleForm.opened_with(
        Draft(origins="https://a.example"), bucket=Bucket(response_vary=True, version=7)
    )
    assert form["origins"].value() == "https://a.example"
    assert form["response_vary"].value() is True
    assert form["vary_was"].value() is True
    assert form.version == 7
    assert not form.is_bound


def test_a_renewed_form_has_the_new_version_and_the_same_text() -> None:
    form = RuleForm(typed(version="3", origins="half typ"), bucket=Bucket(version=3))
    renewed = form.renewed(Bucket(version=4))
    assert str(renewed.version) == "4"
    assert renewed["origins"].value() == "half typ"
    assert renewed.draft == form.draft


@pytest.mark.parametrize(
    ("was", "wanted", "vary"),
    [("on", "on", None), ("", "", None), ("", "on", True), ("on", "", False)],
)
def test_vary_is_only_what_the_person_changed(was: str, wanted: str, vary: bool | None) -> None:
    form = RuleForm(typed(vary_was=was, response_vary=wanted), bucket=Bucket())
    assert form.vary is vary


@pytest.mark.parametrize("now", [True, False])
@pytest.mark.parametrize(
    ("was", "wanted"), [("on", "on"), ("", ""), ("", "on"), ("on", "")], ids=str
)
def test_a_renewed_form_says_of_vary_what_the_person_wanted_or_what_it_is_now(
    was: str, wanted: str, now: bool
) -> None:
    form = RuleForm(typed(vary_was=was, response_vary=wanted), bucket=Bucket())
    renewed = form.renewed(Bucket(response_vary=now))
    meant = now if was == wanted else bool(wanted)
    assert bool(renewed["response_vary"].value()) is meant
    assert renewed.vary is (None if meant is now else meant)


@pytest.mark.parametrize(
    ("field", "text", "place", "mended"),
    [
        ("origins", "www.aliyun.com", "origins:1", "https://www.aliyun.com"),
        (
            "origins",
            "https://a.example\r\n\r\nhttps://b.example/\r\nhttps://c.example",
            "origins:3",
            "https://a.example\n\nhttps://b.example\nhttps://c.example",
        ),
        (
            "origins",
            "https://a.example, https://b.example\rhttps://c.example",
            "origins:1",
            "https://a.example\nhttps://b.example\nhttps://c.example",
        ),
        ("allowed_headers", "a: b\nx-a", "allowed_headers:1", "a\nx-a"),
        ("expose_headers", "ETag, x-a", "expose_headers:1", "ETag\nx-a"),
        ("max_age", "1,200 s", "max_age:", "1200"),
    ],
)
def test_a_fix_mends_its_line_and_keeps_the_others(
    field: str, text: str, place: str, mended: str
) -> None:
    form = RuleForm(typed(**{field: text}), bucket=Bucket()).with_fix(place)
    assert form[field].value() == mended
    assert form.is_valid()


@pytest.mark.parametrize("place", ["", "origins:2", "origins:", "methods:", "nothing:1", "\0"])
def test_a_fix_that_is_none_changes_nothing(place: str) -> None:
    form = RuleForm(typed(origins="www.aliyun.com"), bucket=Bucket())
    assert form.with_fix(place).draft == form.draft


def test_a_fix_keeps_what_else_was_typed() -> None:
    data = typed(origins="www.aliyun.com", methods=["PUT", "HEAD"], response_vary="on", version="5")
    form = RuleForm(data, bucket=Bucket()).with_fix("origins:1")
    assert form.draft.methods == ("PUT", "HEAD")
    assert form["response_vary"].value()
    assert str(form.version) == "5"


HOSTILE = [
    ("origins", "\0"),
    ("origins", "\ud800"),
    ("origins", "9" * 5000),
    ("origins", "<script>%s %(x)s"),
    ("methods", "\0"),
    ("methods", "OPTIONS"),
    ("allowed_headers", "a\0b"),
    ("allowed_headers", "\ud800"),
    ("expose_headers", "\0"),
    ("expose_headers", "%(x)s"),
    ("max_age", "\0"),
    ("max_age", "9" * 5000),
    ("max_age", "-1"),
    ("max_age", "1e9"),
    ("max_age", "٣"),
]


@pytest.mark.parametrize(("field", "text"), HOSTILE, ids=lambda text: repr(text)[:20])
def test_hostile_text_is_refused_beside_its_field(field: str, text: str) -> None:
    data = QueryDict(mutable=True)
    data.update(TYPED | {field: text})
    form = RuleForm(data, bucket=Bucket())
    assert not form.is_valid()
    assert set(form.errors) == {field}


def survives(data: QueryDict, bucket: Bucket) -> RuleForm:
    """The form says something sensible of ``data``, and its fixes can be clicked."""
    form = RuleForm(data, bucket=bucket)
    if form.is_valid():
        assert not refused_by_oss(Configuration((form.rule,)))
    else:
        refused = {p.field for p in form.problems if p.level is not ProblemLevel.ADVICE}
        assert refused <= set(form.errors) != set()
    assert describe(form.rule)
    for problem in form.problems:
        assert translate(problem.message)
        mended = form.with_fix(f"{problem.field}:{problem.line or ''}")
        assert problem.fix is None or mended.draft != form.draft
    return form


def data_of(draft: Draft) -> QueryDict:
    data = QueryDict(mutable=True)
    for name in ("origins", "allowed_headers", "expose_headers", "max_age"):
        data[name] = getattr(draft, name)
    data.setlist("methods", list(draft.methods))
    return data


@given(drafts())
def test_any_text_gives_a_rule_or_listed_problems(draft: Draft) -> None:
    survives(data_of(draft), Bucket())


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(draft=st.one_of(drafts(), rules().map(Draft.of)))
def test_any_rule_that_the_form_accepts_is_kept_to_the_letter(
    memory_bucket: Bucket, editor: User, draft: Draft
) -> None:
    form = survives(data_of(draft), memory_bucket)
    if not form.is_valid():
        return
    with transaction.atomic():
        version = memory_bucket.version
        saved = create_rule(memory_bucket.pk, form.rule, vary=True, version=version, by=editor)
        assert saved.working.rules[-1] == form.rule
        transaction.set_rollback(True)


@given(st.binary(max_size=60))
def test_any_bytes_on_the_wire_give_a_rule_or_listed_problems(body: bytes) -> None:
    escaped = "".join(f"%{byte:02x}" for byte in body)
    survives(QueryDict(f"origins={escaped}&methods=GET&max_age={escaped}"), Bucket())


def test_publishing_takes_a_plan_and_a_word_of_why() -> None:
    form = PublishForm({"plan": "0" * 64, "message": " Let the new site in. "})
    assert form.is_valid()
    assert form.cleaned_data == {
        "plan": "0" * 64,
        "message": "Let the new site in.",
        "hazards": [],
    }


@pytest.mark.parametrize("said", [{}, {"plan": "0", "message": "x" * 501}, {"plan": "\0"}])
def test_publishing_without_a_plan_or_with_too_long_a_message_is_refused(
    said: dict[str, str],
) -> None:
    assert not PublishForm(said).is_valid()
