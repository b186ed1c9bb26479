"""All that happens besides edits: to accounts, members, buckets, expectations, findings, runs."""

from collections.abc import Mapping
from dataclasses import dataclass

from buckets.audit.registry import AuditEvent, event
from buckets.cors import Message
from buckets.models.failure import Failure

# --- Accounts -----------------------------------------------------------------------------------


@event("account.added", text="%(actor)s added the account")
class AccountAdded(AuditEvent):
    pass


@event("account.changed", text="%(actor)s changed the settings of the account")
class AccountChanged(AuditEvent):
    """``changes`` has the old and the new value of each setting; ``secret``: it changed, too."""

    changes: Mapping[str, list[str]]
    secret: bool


@event(
    "account.tested",
    text="%(actor)s tested the connection",
    failed="%(actor)s tested the connection, and it failed",
)
class AccountTested(AuditEvent):
    """OSS listed ``found`` buckets, or the call failed.

    ``skew`` is how many seconds this server's clock is ahead of OSS's, where that is worth telling.
    """

    found: int | None = None
    skew: float | None = None
    trouble: Failure | None = None

    @property
    def variant(self) -> str:
        return "failed" if self.trouble else ""


@event("account.discovered", text="%(actor)s looked for buckets: %(found)s found, %(new)s new")
class BucketsDiscovered(AuditEvent):
    found: int
    new: int


@event("account.discovery-failed", text="%(actor)s could not look for buckets")
class DiscoveryFailed(AuditEvent):
    trouble: Failure


@event("member.set", text="%(actor)s gave %(member)s the role %(role)s")
class MemberSet(AuditEvent):
    """``role`` is the number of a `Role`."""

    member: str
    role: int


@event("member.removed", text="%(actor)s removed %(member)s from the account")
class MemberRemoved(AuditEvent):
    member: str


@event("refused", text="%(actor)s was refused")
class Refused(AuditEvent):
    """Someone whose ``role``, the number of a `Role`, has not the ``permission`` asked for
    ``path``."""

    permission: str
    role: int
    path: str


# --- What OSS holds -----------------------------------------------------------------------------


@dataclass(frozen=True)
class BucketRead(AuditEvent):
    """What OSS holds was read.

    ``revision`` is the number of the live one, and ``new`` whether it was not known;
    ``broken`` are the expectations that OSS met before, and does not meet any more.
    """

    revision: int | None
    new: bool
    broken: tuple[Message, ...] = ()

    @property
    def variant(self) -> str:
        return "" if self.new else "unchanged"


@event(
    "bucket.pulled",
    text="%(actor)s pulled and found revision %(revision)s",
    unchanged="%(actor)s pulled and found nothing new",
)
class BucketPulled(BucketRead):
    pass


@event(
    "bucket.checked",
    text="%(actor)s checked for drift and found revision %(revision)s",
    unchanged="%(actor)s checked for drift and found nothing new",
)
class BucketChecked(BucketRead):
    pass


@event("bucket.pull-failed", text="%(actor)s could not pull")
class PullFailed(AuditEvent):
    trouble: Failure


@event("bucket.check-failed", text="%(actor)s could not check for drift")
class CheckFailed(AuditEvent):
    trouble: Failure


# --- Publishing ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class PushEnded(AuditEvent):
    """How a push ended.

    ``revision`` is the number of the live one then, ``reason`` what the person gave as the reason
    to publish, and ``trouble`` why OSS did not do it.
    """

    revision: int | None = None
    reason: str = ""
    trouble: Failure | None = None


@event("push.done", text="%(actor)s published revision %(revision)s")
class PushDone(PushEnded):
    pass


@event("push.not-done", text="%(actor)s published, but OSS still holds what was there before")
class PushNotDone(PushEnded):
    pass


@event("push.overwritten", text="%(actor)s published, but someone else wrote to OSS right after")
class PushOverwritten(PushEnded):
    pass


@event("push.failed", text="%(actor)s could not publish")
class PushFailed(PushEnded):
    pass


@event("push.stopped", text="%(actor)s was stopped from publishing")
class PushStopped(AuditEvent):
    """``stop`` is one of the reasons of `PublishRefused`."""

    stop: str


@event("push.unknown", text="%(actor)s published, and OSS has not confirmed it yet")
class PushUnknown(AuditEvent):
    trouble: Failure | None = None


# --- Expectations and findings ------------------------------------------------------------------


@event("expectation.added", text="%(actor)s added an expectation: %(expectation)s")
class ExpectationAdded(AuditEvent):
    expectation: Message


@event("expectation.removed", text="%(actor)s deleted an expectation: %(expectation)s")
class ExpectationRemoved(AuditEvent):
    expectation: Message


@event("finding.accepted", text="%(actor)s accepted a finding: %(finding)s")
class FindingAccepted(AuditEvent):
    """``until`` is the last day, in ISO 8601, None for good."""

    finding: Message
    reason: str
    until: str | None = None


@event("finding.reopened", text="%(actor)s reopened a finding: %(finding)s")
class FindingReopened(AuditEvent):
    finding: Message


# --- Runs ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RunEvent(AuditEvent):
    """Something happened to a run.

    ``run`` is its number, ``doing`` a `Run.Kind`, ``counts`` how many buckets of the account it
    had by then of each `RunItem.Result`. The parameter ``title`` of the text says what it does.
    """

    run: int
    doing: str
    counts: Mapping[str, int]


@event("run.started", text="%(actor)s started a run: %(title)s")
class RunStarted(RunEvent):
    pass


@event("run.cancelled", text="%(actor)s cancelled a run: %(title)s")
class RunCancelled(RunEvent):
    pass


@event("run.resumed", text="%(actor)s resumed a run: %(title)s")
class RunResumed(RunEvent):
    pass


@event("run.finished", text="%(actor)s finished a run: %(title)s")
class RunFinished(RunEvent):
    pass
