"""Audit events in the reader's language: what the actor did, and the details that there are."""

from functools import singledispatch

from django.contrib.admin.utils import label_for_field

from buckets.access import Permission, refusal
from buckets.audit import (
    AccountChanged,
    AccountTested,
    AuditEvent,
    BucketRead,
    CheckFailed,
    DiscoveryFailed,
    FindingAccepted,
    MemberSet,
    PullFailed,
    PushEnded,
    PushStopped,
    PushUnknown,
    Refused,
    RunCancelled,
    RunEvent,
    RunFinished,
    event_of,
)
from buckets.models import Account, Event, Role
from buckets.models.failure import Failure
from buckets.oss.clock_skew import skew_message
from buckets.presenters.runs import run_title, tally
from buckets.presenters.text import say, translate


def event_text(row: Event) -> str:
    """Return what the actor did, a whole sentence with the actor's name."""
    event = event_of(row)
    return say(event.message_id, **{"actor": row.actor, **event.properties, **_shown(event)})


def event_details(row: Event) -> str:
    """Return the reason, the failure, what changed or the results; "" if there is nothing."""
    return " · ".join(_details(event_of(row)))


@singledispatch
def _shown(_event: AuditEvent) -> dict[str, object]:
    """Return the parameters of the text that are shown otherwise than the row has them."""
    return {}


@_shown.register
def _role(event: MemberSet) -> dict[str, object]:
    return {"role": Role(event.role).label}


@_shown.register
def _title(event: RunEvent) -> dict[str, object]:
    return {"title": run_title(event.doing, sum(event.counts.values()))}


@singledispatch
def _details(_event: AuditEvent) -> list[str]:
    """Return the details of an event, each a whole message."""
    return []


@_details.register(PullFailed)
@_details.register(CheckFailed)
@_details.register(DiscoveryFailed)
@_details.register(PushUnknown)
def _failed(event: PullFailed | CheckFailed | DiscoveryFailed | PushUnknown) -> list[str]:
    return _failure(event.trouble)


@_details.register
def _push_ended(event: PushEnded) -> list[str]:
    return _failure(event.trouble) or list(filter(None, [event.reason]))


@_details.register
def _push_stopped(event: PushStopped) -> list[str]:
    return [say(event.stop)]


@_details.register
def _tested(event: AccountTested) -> list[str]:
    skew = skew_message(event.skew)
    return _failure(event.trouble) or ([translate(skew)] if skew else [])


@_details.register
def _read(event: BucketRead) -> list[str]:
    return [say("events.expectation-broken", expectation=it) for it in event.broken]


@_details.register
def _accepted(event: FindingAccepted) -> list[str]:
    return [event.reason]


@_details.register(RunCancelled)
@_details.register(RunFinished)
def _run_over(event: RunEvent) -> list[str]:
    return [text for _result, text in tally(event.counts)]


@_details.register
def _refused(event: Refused) -> list[str]:
    return [translate(refusal(Permission[event.permission], Role(event.role)))]


@_details.register
def _changed(event: AccountChanged) -> list[str]:
    fields = [field.name for field in Account._meta.fields]  # the database may lose the order
    changed = [
        say(
            "events.setting-changed",
            setting=label_for_field(name, Account),
            old=_setting(event.changes[name][0]),
            new=_setting(event.changes[name][1]),
        )
        for name in sorted(event.changes, key=fields.index)
    ]
    return [*changed, say("events.secret-changed")] if event.secret else changed


def _setting(value: str) -> str:
    return ", ".join(value.split("\n")) or say("events.setting-empty")


def _failure(failure: Failure | None) -> list[str]:
    return [translate(failure.message)] if failure else []
