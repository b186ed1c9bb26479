"""What OSS and a browser make of a request, and what a change does to that, in words."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buckets.cors.behaviour import Change, ChangeKind
from buckets.cors.simulation import Simulation
from buckets.wording import listed

_CHANGES: Final = {
    ChangeKind.ALLOWED: gettext_lazy("Newly allowed: %(methods)s by pages of %(origins)s"),
    ChangeKind.BLOCKED: gettext_lazy("No longer allowed: %(methods)s by pages of %(origins)s"),
    ChangeKind.HEADERS: gettext_lazy(
        "Other headers in the answer: %(methods)s by pages of %(origins)s"
    ),
    ChangeKind.RULE: gettext_lazy("The same, by another rule: %(methods)s by %(origins)s"),
    ChangeKind.VARY: gettext_lazy("Vary: Origin in every answer, or no longer"),
}


def change_sentence(change: Change) -> str:
    """Such as "Newly allowed: PUT by pages of https://app.example.com, with content-type"."""
    told = str(_CHANGES[change.kind]) % {
        "methods": listed(change.methods, most=5),
        "origins": listed(change.origins or (change.request.origin,), most=3),
    }
    if not change.request.headers:
        return told
    names = listed(change.headers or change.request.headers, most=5)
    return _("%(change)s, with %(headers)s") % {"change": told, "headers": names}


def answer_lines(changes: Iterable[Change]) -> list[str]:
    """What a change of the rules does, but for what nobody can see: the same from another rule."""
    return [change_sentence(it) for it in changes if it.kind is not ChangeKind.RULE]


def outcome(tried: Simulation) -> str:
    """What becomes of a request, in a sentence."""
    if tried.answer is None:
        return _refused(tried)
    rule = tried.answer.decision.rule
    if tried.answer.block is not None:
        if rule is None:
            return _("No rule matches, so the browser keeps the answer from the page.")
        return _("Rule %(rule)s answers, and the browser keeps that from the page.") % {
            "rule": rule + 1
        }
    facts = {"rule": (rule or 0) + 1, "headers": listed(tried.unread)}
    if tried.unread:
        return _("Rule %(rule)s allows it, and the page cannot read %(headers)s.") % facts
    return _("Rule %(rule)s allows it.") % facts


def _refused(tried: Simulation) -> str:
    if tried.preflight is None:
        return _("Browsers send no such request.")
    if tried.preflight.decision.rule is None:
        return _("No rule matches the preflight: OSS answers it with 403.")
    rule = tried.preflight.decision.rule + 1
    return _("Rule %(rule)s answers the preflight, and the browser stops there.") % {"rule": rule}
