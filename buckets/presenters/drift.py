"""What was changed on OSS outside of the console, and what became of the last publish."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils import timezone

from buckets.cors.compare.diff import diff
from buckets.cors.compare.tool_signatures import recognise
from buckets.models import Bucket, Push, Revision
from buckets.presenters.behaviour import BehaviourLine, behaviour_lines
from buckets.presenters.changes import ChangeLine, change_lines, counted
from buckets.presenters.text import say, translate
from buckets.sync.plan import begun, drift

OFFER_FOR: Final = timedelta(hours=1)
"""How long after a publish putting back what was there before is offered."""


@dataclass(frozen=True, slots=True)
class DriftView:
    """What changed on OSS since the working copy was started, ready to show.

    ``revision`` is the one by which it was noticed, ``told`` the changes in one line, ``ours``
    those of the working copy in one line ("" when it was not touched), and ``habits`` what looks
    like a tool's doing.
    """

    revision: Revision
    changes: list[ChangeLine]
    vary: bool | None
    behaviour: list[BehaviourLine]
    told: str
    ours: str
    habits: list[str]

    @classmethod
    def of(cls, bucket: Bucket) -> "DriftView | None":
        """None when nothing was changed, or when it cannot be understood."""
        changes, live = drift(bucket), bucket.live
        if changes is None or live is None:
            return None
        before = begun(bucket)
        return cls(
            revision=live,
            changes=change_lines(changes),
            vary=changes.vary,
            behaviour=behaviour_lines(before, live.configuration),
            told=counted(changes),
            ours="" if bucket.is_untouched else counted(diff(before, bucket.working)),
            habits=[translate(it.message) for it in recognise(before, live.configuration)],
        )


def last_publish_outcome(bucket: Bucket) -> str:
    """What happened to a publish of just what is here, if OSS does not hold it; else ""."""
    if not bucket.has_unpublished_changes:
        return ""
    push = bucket.pushes.defer("document").first()
    if push is None or push.target != bucket.fingerprint:
        return ""
    if push.outcome == Push.Outcome.OVERWRITTEN:
        return say("drift.overwritten", who=push.by)
    if push.outcome == Push.Outcome.NOT_DONE:
        return say("drift.not-done", who=push.by)
    return ""


def rollback_target(bucket: Bucket) -> Revision | None:
    """The revision before the live one, if that was published so recently that its maker may
    still be looking whether it works; None when its rules are here already."""
    live = bucket.live
    if live is None or live.source != Revision.Source.PUSHED:
        return None
    if timezone.now() - live.at > OFFER_FOR:
        return None
    earlier = bucket.revisions.filter(number=live.number - 1, rule_count__isnull=False)
    return earlier.exclude(fingerprint=bucket.fingerprint).defer("document").first()
