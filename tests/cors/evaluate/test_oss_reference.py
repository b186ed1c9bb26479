"""A second opinion on matching: slow, and written from `oss-cors.md` alone."""

from hypothesis import given
from hypothesis import strategies as st

from buckets.cors import Configuration, Rule
from buckets.cors.evaluate.oss import Actual, Preflight, evaluate
from tests.cors.strategies import configurations


def reference_span(pattern: str, text: str) -> bool:
    candidates = {pattern}
    if "*" in pattern:
        runs = {text[i:j] for i in range(len(text) + 1) for j in range(i, len(text) + 1)}
        candidates = {pattern.replace("*", run) for run in runs}
    return text in candidates


def reference_rule(configuration: Configuration, request: Preflight | Actual) -> int | None:
    for index, rule in enumerate(configuration.rules):
        if not [pattern for pattern in rule.origins if reference_span(pattern, request.origin)]:
            continue
        if rule.methods.count(request.method) == 0:
            continue
        wanted = list(request.headers) if isinstance(request, Preflight) else []
        for name in list(wanted):
            if [p for p in rule.allowed_headers if reference_span(p.lower(), name.lower())]:
                wanted.remove(name)
        if not wanted:
            return index
    return None


def pieces(*values: str, most: int = 2) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=most).map(tuple)


NEARLY = st.builds(
    Rule,
    origins=pieces("*", "a://b", "a://*", "a://*.b", "A://b", "a://b*", "null"),
    methods=pieces("GET", "PUT", "get"),
    allowed_headers=pieces("*", "x-a", "X-B", "x-*", "x-a-1"),
    max_age=st.none(),
)
ORIGINS = st.sampled_from(["a://b", "a://c.b", "a://c.d.b", "a://.b", "a://b:1", "A://b", "null"])
REQUESTS = st.one_of(
    st.builds(
        Preflight,
        ORIGINS,
        st.sampled_from(["GET", "PUT", "get"]),
        pieces("x-a", "X-A", "x-b", "x-a-1", "y"),
    ),
    st.builds(Actual, ORIGINS, st.sampled_from(["GET", "PUT", "get"])),
)


@given(st.builds(Configuration, st.lists(NEARLY, max_size=5).map(tuple)), REQUESTS)
def test_a_slow_matcher_written_from_the_document_agrees(
    configuration: Configuration, request: Preflight | Actual
) -> None:
    assert evaluate(configuration, request).rule == reference_rule(configuration, request)


@given(configurations(), REQUESTS)
def test_the_rule_that_answers_is_the_first_that_misses_nothing(
    configuration: Configuration, request: Preflight | Actual
) -> None:
    decision = evaluate(configuration, request)
    matching = [i for i, verdict in enumerate(decision.verdicts) if not verdict.misses]
    assert decision.rule == (matching[0] if matching else None)
    assert [i for i, verdict in enumerate(decision.verdicts) if verdict.answers] == matching[:1]
