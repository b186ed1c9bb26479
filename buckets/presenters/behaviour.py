"""What a change of the rules does to requests, as sentences, each with an example to try."""

from collections.abc import Iterable
from dataclasses import dataclass

from buckets.cors import Configuration
from buckets.cors.compare.behaviour import Change, ChangeKind, compare
from buckets.cors.evaluate.browser import PageHeader, PageRequest
from buckets.presenters.page_request import query_of
from buckets.presenters.text import in_commas, say


@dataclass(frozen=True, slots=True)
class BehaviourLine:
    """One way in which answers change, ready to show: ``kind`` is the word for style.

    ``origins`` and ``headers`` are what it is about, as the rules say it; ``example`` is a request
    in words, ``query`` the same for the address of a simulator, and ``rules`` tells which answer.
    """

    kind: str
    word: str
    methods: str
    origins: tuple[str, ...]
    headers: tuple[str, ...]
    example: str
    query: str
    rules: str

    @classmethod
    def of(cls, change: Change, *, gets_vary: bool) -> "BehaviourLine":
        if change.kind is ChangeKind.VARY:
            rules = say("behaviour.gets-vary" if gets_vary else "behaviour.loses-vary")
            return cls(change.kind, say(f"behaviour.{change.kind}"), "", (), (), "", "", rules)
        request = change.request
        asked = PageRequest(request.origin, request.method, tuple(map(PageHeader, request.headers)))
        return cls(
            kind=change.kind,
            word=say(f"behaviour.{change.kind}"),
            methods=", ".join(change.methods),
            origins=change.origins or (request.origin,),
            headers=change.headers or request.headers,
            example=_example(change),
            query=query_of(asked),
            rules=_rules(change),
        )


def behaviour_lines(before: Configuration, after: Configuration) -> list[BehaviourLine]:
    """All that is answered otherwise."""
    return lines_of(compare(before, after), after)


def lines_of(changes: Iterable[Change], after: Configuration) -> list[BehaviourLine]:
    """The same, where it is known already what ``changes`` on the way to ``after``."""
    return [BehaviourLine.of(it, gets_vary=after.response_vary) for it in changes]


def _example(change: Change) -> str:
    request = change.request
    return say(
        "behaviour.example-with-headers" if request.headers else "behaviour.example",
        method=request.method,
        origin=request.origin,
        headers=in_commas(request.headers),
    )


def _rules(change: Change) -> str:
    """Return which rules answer, by their numbers."""
    before, after = (None if it is None else it + 1 for it in (change.before, change.after))
    if before is None:
        kind = "allowed-by"
    elif after is None:
        kind = "was-allowed-by"
    else:
        kind = "answered-by" if before == after else "answered-by-another"
    return say(f"behaviour.{kind}", before=before, after=after)
