"""Facts as sentences in the reader's language: rules, changes, failures and what happened.

Everything here gives text, never HTML; the templates say how it looks.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

from django.contrib.admin.utils import label_for_field
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from buckets.access import Permission, refusal
from buckets.audit import Kind
from buckets.cors.compare.diff import Diff, FieldChange, RuleChange
from buckets.cors.lint import CHECKS
from buckets.cors.message import Message
from buckets.cors.model import Rule
from buckets.cors.validate.rules import browsers_send
from buckets.models import Account, Event, Role
from buckets.oss.clock_skew import skew_message
from buckets.presenters.runs import RUN_EVENTS, run_event_detail, run_event_message
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

_EVENTS: Final = {
    Kind.ACCOUNT_ADDED: gettext_lazy("added the account"),
    Kind.ACCOUNT_CHANGED: gettext_lazy("changed the account's settings"),
    Kind.ACCOUNT_TESTED: gettext_lazy("tested the connection"),
    Kind.ACCOUNT_DISCOVERED: gettext_lazy("looked for buckets: %(found)s found, %(new)s new"),
    Kind.DISCOVERY_FAILED: gettext_lazy("could not look for buckets"),
    Kind.MEMBER_SET: gettext_lazy("gave %(member)s the role %(role)s"),
    Kind.MEMBER_REMOVED: gettext_lazy("removed %(member)s from the account"),
    Kind.RULE_CREATED: gettext_lazy("created rule %(place)s"),
    Kind.RULE_EDITED: gettext_lazy("edited rule %(place)s"),
    Kind.RULE_DELETED: gettext_lazy("deleted rule %(place)s"),
    Kind.RULE_MOVED: gettext_lazy("moved rule %(place)s to place %(to)s"),
    Kind.RULES_CLEARED: gettext_lazy("cleared all rules"),
    Kind.RESTORED: gettext_lazy("took the rules of revision %(revision)s, to be published again"),
    Kind.EXPECTATION_ADDED: gettext_lazy("promised: %(expectation)s"),
    Kind.EXPECTATION_REMOVED: gettext_lazy("took back a promise: %(expectation)s"),
    Kind.FIXED: gettext_lazy("made the proposed change of rule %(place)s"),
    Kind.UNDONE: gettext_lazy("undid the last change"),
    Kind.FINDING_FIXED: gettext_lazy("mended a finding: %(finding)s"),
    Kind.FINDING_ACCEPTED: gettext_lazy("accepted a finding: %(finding)s"),
    Kind.FINDING_REOPENED: gettext_lazy("opened a finding again: %(finding)s"),
    Kind.DISCARDED: gettext_lazy("discarded the unpublished changes"),
    Kind.PULL_FAILED: gettext_lazy("could not pull"),
    Kind.CHECK_FAILED: gettext_lazy("could not check for drift"),
    Kind.ADOPTED: gettext_lazy("adopted what OSS holds"),
    Kind.MERGED: gettext_lazy("merged what was changed outside into the unpublished changes"),
    Kind.PUSH_FAILED: gettext_lazy("could not publish"),
    Kind.PUSHED: gettext_lazy("published revision %(revision)s"),
    Kind.PUSH_STOPPED: gettext_lazy("was stopped from publishing"),
    Kind.PUSH_UNKNOWN: gettext_lazy("published, and OSS has not confirmed it yet"),
    Kind.PUSH_NOT_DONE: gettext_lazy("published, but OSS holds what was there before"),
    Kind.PUSH_OVERWRITTEN: gettext_lazy("published, but someone else wrote to OSS right after"),
}


def event_message(event: Event) -> str:
    """What the actor did, to be read behind the actor's name."""
    params = dict(event.params)
    if event.kind in RUN_EVENTS:
        return run_event_message(Kind(event.kind), params)
    if "expectation" in params:
        params["expectation"] = translate(Message.from_json(params["expectation"]))
    if event.kind == Kind.MEMBER_SET:
        params["role"] = Role(params["role"]).label
    if "finding" in params:
        params["finding"] = translate(CHECKS[params["finding"]].message(params=params["params"]))
    match event.kind:
        case Kind.VARY_SET:
            return _("turned Vary: Origin on") if params["on"] else _("turned Vary: Origin off")
        case Kind.PULLED:
            return _pulled(params)
        case Kind.CHECKED:
            return _checked(params)
        case Kind.REFUSED:
            return _("was refused")
    told = str(_EVENTS[Kind(event.kind)]) % params
    if "vary" in params:
        on = params["vary"]
        also = _("turned Vary: Origin on") if on else _("turned Vary: Origin off")
        return _("%(first)s and %(last)s") % {"first": told, "last": also}
    return told


def event_detail(event: Event) -> str:
    """The rest of the story, if there is any: the message, the failure or the reason."""
    failure = Failure.of(event.params.get("trouble"))
    if failure is not None:
        return failure.text
    if event.kind in RUN_EVENTS:
        return run_event_detail(Kind(event.kind), event.params)
    if event.kind == Kind.ACCOUNT_CHANGED:
        return _account_changes(event.params)
    if event.kind == Kind.REFUSED:
        return refusal(Permission[event.params["permission"]], Role(event.params["role"]))
    if broken := event.params.get("broken"):
        told = " · ".join(translate(Message.from_json(it)) for it in broken)
        return _("no longer kept on OSS: %(expectations)s") % {"expectations": told}
    if clock := skew_message(event.params.get("skew")):
        return translate(clock)
    if "reason" in event.params:
        return str(STOPPED[event.params["reason"]])
    return str(event.params.get("message", ""))


def _account_changes(params: dict[str, Any]) -> str:
    told = [
        _("%(field)s: %(old)s → %(new)s")
        % {"field": label_for_field(name, Account), "old": _setting(old), "new": _setting(new)}
        for name, (old, new) in params["changes"].items()
    ]
    if params["secret"]:
        told.append(_("another secret"))
    return " · ".join(told)


def _setting(value: str) -> str:
    return ", ".join(value.split("\n")) or _("none")


def _checked(params: dict[str, Any]) -> str:
    if params["new"]:
        return _("checked, and found revision %(revision)s on OSS") % params
    return _("checked, and found nothing new")


def _pulled(params: dict[str, Any]) -> str:
    if params["new"]:
        return _("pulled and found revision %(revision)s") % params
    return _("pulled and found nothing new")
