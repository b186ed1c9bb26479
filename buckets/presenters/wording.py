"""Facts as sentences in the reader's language: rules, changes and failures.

Everything here gives text, never HTML; the templates say how it looks.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from buckets.cors.compare.diff import Diff, FieldChange, RuleChange
from buckets.cors.message import Message
from buckets.cors.model import Rule
from buckets.cors.validate.rules import browsers_send
from buckets.presenters.text import FIELD_LABELS, listed, translate
from buckets.sync import expectation_checks, push


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed call, ready to show: what happened and what to do, and OSS's own marks."""

    text: str
    code: str
    request_id: str

    @classmethod
    def of(cls, trouble: dict[str, Any] | None) -> "Failure | None":
        """From the JSON that `sync.read.failure` makes; None stays None."""
        if trouble is None:
            return None
        return cls(translate(Message.from_json(trouble)), trouble["code"], trouble["request_id"])


def describe(rule: Rule) -> str:
    """What a rule does, in plain words. Says only what is known of an unfinished one."""
    if not rule.origins or not rule.methods:
        return _("Enter sources and select methods to see what the rule will do.")
    dead = [origin for origin in rule.origins if not browsers_send(origin)]
    told = _("No browser can match %(sources)s.") % {"sources": listed(dead)} if dead else ""
    if len(dead) == len(rule.origins):
        return told
    effective = replace(rule, origins=tuple(o for o in rule.origins if o not in dead))
    parts = [_who_may_what(effective), _with_headers(rule), _reading(rule), told]
    return " ".join(filter(None, parts))


def _who_may_what(rule: Rule) -> str:
    facts = {"sources": listed(rule.origins), "methods": listed(rule.methods, most=5)}
    if "*" in rule.origins:
        return _("Pages on any site may %(methods)s objects in this bucket.") % facts
    return _("Pages on %(sources)s may %(methods)s objects in this bucket.") % facts


def _with_headers(rule: Rule) -> str:
    if "*" in rule.allowed_headers:
        return _("They may send any request header.")
    if rule.allowed_headers:
        return _("They may send the request headers %(names)s.") % {
            "names": listed(rule.allowed_headers, most=5)
        }
    return _("They may send no request headers of their own.")


def _reading(rule: Rule) -> str:
    parts = []
    if rule.expose_headers:
        names = listed(rule.expose_headers, most=5)
        parts.append(_("Scripts may read %(names)s from the answer.") % {"names": names})
    if rule.max_age:
        parts.append(
            ngettext(
                "Browsers remember this for up to %(count)s second.",
                "Browsers remember this for up to %(count)s seconds.",
                rule.max_age,
            )
            % {"count": rule.max_age}
        )
    return " ".join(parts)


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of a changed rule, ready to show."""

    label: str
    removed: tuple[str, ...]
    added: tuple[str, ...]
    note: str

    @classmethod
    def of(cls, change: FieldChange) -> "FieldLine":
        note = _("in another order") if change.reordered else ""
        label = str(FIELD_LABELS[change.field])
        return cls(label, change.removed, change.added, note)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One rule of a diff, ready to show: ``kind`` is the word for style, the rest is text."""

    kind: str
    title: str
    rule: Rule
    fields: tuple[FieldLine, ...]


def change_lines(changes: Diff) -> list[ChangeLine]:
    """A diff, rule by rule."""
    return [
        ChangeLine(
            kind=change.kind,
            title=_change_title(change),
            rule=change.after or change.before or Rule((), ()),
            fields=tuple(map(FieldLine.of, change.fields)),
        )
        for change in changes.rules
    ]


def counted(changes: Diff) -> str:
    """A diff in one line: "1 rule added, 2 changed"."""
    counts = changes.counts
    forms = {
        "added": ngettext("%(count)s rule added", "%(count)s rules added", counts["added"]),
        "removed": ngettext("%(count)s rule removed", "%(count)s rules removed", counts["removed"]),
        "changed": ngettext("%(count)s rule changed", "%(count)s rules changed", counts["changed"]),
        "moved": ngettext("%(count)s rule moved", "%(count)s rules moved", counts["moved"]),
    }
    told = [form % {"count": counts[kind]} for kind, form in forms.items() if counts[kind]]
    if changes.vary is not None:
        told.append(_("Vary: Origin on") if changes.vary else _("Vary: Origin off"))
    return ", ".join(told)


def _change_title(change: RuleChange) -> str:
    old = None if change.old_index is None else change.old_index + 1
    new = None if change.new_index is None else change.new_index + 1
    facts = {"old": old, "new": new}
    if change.kind == "added":
        return _("Rule %(new)s added") % facts
    if change.kind == "removed":
        return _("Rule %(old)s removed") % facts
    if change.kind == "moved":
        return _("Rule moved from place %(old)s to %(new)s") % facts
    if change.moved:
        return _("Rule changed, and moved from place %(old)s to %(new)s") % facts
    return _("Rule %(new)s changed") % facts


STOPPED: Final = {
    push.STALE_PLAN: gettext_lazy(
        "Nothing was published: the rules changed after you reviewed them. "
        "Review what would be published now."
    ),
    push.DRIFT: gettext_lazy(
        "Nothing was published: OSS holds something else than when you reviewed. Someone changed "
        "it outside of this console, or in another tab. Review against what OSS holds now."
    ),
    push.UNSAFE_PLAN: gettext_lazy(
        "Nothing was published: it has an effect that nobody agreed to. "
        "Tick the boxes below if that is what you want."
    ),
    push.LEASE_TAKEN: gettext_lazy(
        "Nothing was published: somebody is publishing this bucket right now. Review again in "
        "half a minute; if it was a process that was killed, it is settled by then."
    ),
    push.NOT_ALLOWED: gettext_lazy(
        "Nothing was published: who asked for it may not publish this bucket any more."
    ),
    push.REFUSED_BY_OSS: gettext_lazy(
        "Nothing was published: OSS would refuse these rules. See the problems below."
    ),
    expectation_checks.NOTHING_TO_CHECK: gettext_lazy(
        "Nothing was tried: nothing is promised of this bucket any more, or OSS holds rules that "
        "this console does not understand."
    ),
}
