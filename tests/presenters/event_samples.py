"""An event of each kind, as the product records it, with every variant of its text."""

from __future__ import annotations

from typing import Final

from buckets import audit
from buckets.audit import AuditEvent
from buckets.cors import Message
from buckets.cors.evaluate.expectation import Expectation
from buckets.models import Role
from buckets.models.failure import Failure
from buckets.sync.push import DRIFT

TROUBLE: Final = Failure(Message("access.edit", {"role": "Viewer"}), "AccessDenied", "5FA2")
FINDING: Final = Message("access.view", {"role": "100 % %(x)s <b>"})
EXPECTATION: Final = Expectation("https://a.example", True, "GET").message
CHANGES: Final = {"access_key_id": ["LTAI5tOld", "LTAI5tNew"], "addresses": ["", "a\nb"]}

SAMPLES: Final[tuple[AuditEvent, ...]] = (
    audit.AccountAdded(),
    audit.AccountChanged(CHANGES, secret=True),
    audit.AccountTested(found=3),
    audit.AccountTested(found=3, skew=300.4),
    audit.AccountTested(trouble=TROUBLE),
    audit.BucketsDiscovered(found=3, new=1),
    audit.DiscoveryFailed(TROUBLE),
    audit.MemberSet("100 % %(x)s <b>", Role.EDITOR.value),
    audit.MemberRemoved("ann"),
    audit.Refused("PUBLISH", Role.EDITOR.value, "/"),
    audit.RuleCreated(3),
    audit.RuleCreated(3, vary=True),
    audit.RuleCreated(3, vary=False),
    audit.RuleEdited(1),
    audit.RuleEdited(1, vary=True),
    audit.RuleEdited(1, vary=False),
    audit.RuleDeleted(2),
    audit.RuleMoved(1, to=2),
    audit.RulesCleared(2),
    audit.VarySet(on=True),
    audit.VarySet(on=False),
    audit.ChangesDiscarded(base=1),
    audit.LiveAdopted(base=None),
    audit.LiveMerged(base=1),
    audit.RevisionRestored(2),
    audit.RemedyApplied(2),
    audit.FindingFixed(FINDING),
    audit.EditUndone(),
    audit.EditUndone(redo=True),
    audit.RebaseUndone(base=None),
    audit.RebaseUndone(base=None, redo=True),
    audit.BucketPulled(2, new=True),
    audit.BucketPulled(2, new=False),
    audit.BucketChecked(2, new=True, broken=(EXPECTATION,)),
    audit.BucketChecked(2, new=False),
    audit.PullFailed(TROUBLE),
    audit.CheckFailed(TROUBLE),
    audit.PushDone(2, reason="TICKET-7"),
    audit.PushNotDone(2, reason="TICKET-7"),
    audit.PushOverwritten(2),
    audit.PushFailed(2, reason="TICKET-7", trouble=TROUBLE),
    audit.PushStopped(DRIFT),
    audit.PushUnknown(TROUBLE),
    audit.PushUnknown(),
    audit.ExpectationAdded(EXPECTATION),
    audit.ExpectationRemoved(EXPECTATION),
    audit.FindingAccepted(FINDING, reason="An old app", until="2026-12-01"),
    audit.FindingReopened(FINDING),
    audit.RunStarted(7, "check", {"open": 10_000}),
    audit.RunStarted(7, "pull", {}),
    audit.RunCancelled(7, "pull", {"new": 1, "open": 1}),
    audit.RunResumed(7, "publish", {"open": 1}),
    audit.RunFinished(7, "publish", {"published": 3, "failed": 1}),
)
IDS: Final = [event.message_id for event in SAMPLES]
