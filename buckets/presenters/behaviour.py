"""What a change of the rules does to requests, as sentences, each with an example to try."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buckets.cors.compare.behaviour import Change, ChangeKind, compare
from buckets.cors.evaluate.browser import PageHeader, PageRequest
from buckets.cors.model import Configuration
from buckets.presenters.request import query_of

_WORDS: Final = {
    ChangeKind.ALLOWED: gettext_lazy("Newly allowed"),
    ChangeKind.BLOCKED: gettext_lazy("Newly blocked"),
    ChangeKind.HEADERS: gettext_lazy("Other headers"),
    ChangeKind.RULE: gettext_lazy("Same answer, another rule"),
    ChangeKind.VARY: gettext_lazy("Every answer"),
}


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
            told = _("gets Vary: Origin") if gets_vary else _("loses Vary: Origin")
            return cls(change.kind, str(_WORDS[change.kind]), "", (), (), "", "", told)
        request = change.request
        asked = PageRequest(request.origin, request.method, tuple(map(PageHeader, request.headers)))
        return cls(
            kind=change.kind,
            word=str(_WORDS[change.kind]),
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
    facts = {
        "method": request.method,
        "origin": request.origin,
        "headers": ", ".join(request.headers),
    }
    if request.headers:
        return _("%(method)s from %(origin)s with %(headers)s") % facts
    return _("%(method)s from %(origin)s") % facts


def _rules(change: Change) -> str:
    """Which rules answer, by their places as people count them."""
    before, after = (None if it is None else it + 1 for it in (change.before, change.after))
    facts = {"before": before, "after": after}
    if before is None:
        return _("rule %(after)s allows it") % facts
    if after is None:
        return _("rule %(before)s allowed it") % facts
    if before == after:
        return _("rule %(after)s answers") % facts
    return _("rule %(after)s answers, before it was rule %(before)s") % facts
