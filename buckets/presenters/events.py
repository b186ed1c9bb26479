"""Facts as sentences in the reader's language: rules, changes, failures and what happened.

Everything here gives text, never HTML; the templates say how it looks.
"""

from typing import Any, Final

from django.contrib.admin.utils import label_for_field
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buckets.access import Permission, refusal
from buckets.audit import Kind
from buckets.cors.lint.catalogue import WORDS
from buckets.cors.message import Message
from buckets.models import Account, Event, Role
from buckets.oss.clock_skew import skew_message
from buckets.presenters.failures import Failure
from buckets.presenters.runs import RUN_EVENTS, run_event_detail, run_event_message
from buckets.presenters.text import say, translate

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
        params["finding"] = translate(Message(WORDS[params["finding"]].says, params["params"]))
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
        return say(event.params["reason"])
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
