"""Checking on OSS itself what the team expects of a bucket."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from buckets.cors.evaluate.expectation import Expectation
from buckets.cors.evaluate.observation import Observation
from buckets.models import Bucket, RunItem
from buckets.oss.errors import OssError
from buckets.sync.probe import Target, probe
from buckets.sync.snapshot import failure

KEPT: Final = "kept"
BROKEN: Final = "broken"
UNKNOWN: Final = "unknown"

_KEPT_CHARACTERS: Final = 300
"""More of what differs is not kept: it is shown, and anybody may have answered."""

NOTHING_TO_CHECK: Final = "sync.nothing-checked"
"""The message id where nothing is expected, or the rules are not understood."""

_Line: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CheckResults:
    """How the expectations of a bucket stood. ``report`` is what a `RunItem` keeps of it.

    It names the ``revision`` whose rules were expected on OSS, the one ``before`` that can be
    restored, and has a line for each expectation at each URL, with ids and parameters only.
    """

    report: dict[str, Any]

    @property
    def trouble(self) -> Any:
        """The first failure among the lines, if there is one."""
        troubles = (line["trouble"] for line in self.report["lines"] if line["trouble"])
        return next(troubles, None)

    @property
    def result(self) -> RunItem.Result:
        """The worst outcome among the lines."""
        outcomes = {line["outcome"] for line in self.report["lines"]}
        if BROKEN in outcomes:
            return RunItem.Result.BROKEN
        return RunItem.Result.FAILED if UNKNOWN in outcomes else RunItem.Result.KEPT


def check_expectations(bucket_id: int) -> CheckResults:
    """Return how each expectation of the bucket stands at each of its addresses."""
    buckets = Bucket.objects.with_expectations().select_related("account", "live")
    bucket = buckets.filter(pk=bucket_id).first()
    if bucket is None or bucket.live is None:
        return CheckResults({"lines": []})
    expectations = [it.value for it in bucket.expectations.all()]
    requests = dict.fromkeys(request for it in expectations for request in it.requests)
    found: dict[Target, dict[object, Observation | OssError]] = {}
    for probe_result in probe(bucket, list(requests)):
        found.setdefault(probe_result.target, {})[probe_result.request] = probe_result.outcome
    return CheckResults(
        {
            "revision": bucket.live.number,
            "before": _before(bucket, bucket.live.number),
            "lines": [
                _line(expectation, target, [outcomes[it] for it in expectation.requests])
                for expectation in expectations
                for target, outcomes in found.items()
            ],
        }
    )


def settle_checks(results: Mapping[RunItem, object]) -> list[RunItem]:
    """Note the result of each check; return the items that are final now, which are all."""
    for item, result in results.items():
        if isinstance(result, OssError):
            item.settle(RunItem.Result.FAILED, trouble=failure(result).as_json)
        elif isinstance(result, CheckResults) and result.report["lines"]:
            item.settle(result.result, expectation_report=result.report, trouble=result.trouble)
        else:
            item.settle(RunItem.Result.STOPPED, reason=NOTHING_TO_CHECK)
    return list(results)


def _before(bucket: Bucket, number: int) -> int | None:
    """Return the number of the revision that was live before, if its rules can be restored."""
    older = bucket.revisions.filter(number__lt=number, rule_count__isnull=False)
    return older.values_list("number", flat=True).first()


def _line(
    expectation: Expectation, target: Target, outcomes: list[Observation | OssError]
) -> _Line:
    seen = [it for it in outcomes if isinstance(it, Observation)]
    errors = [it for it in outcomes if isinstance(it, OssError)]
    differences = {it: None for observation in seen for it in observation.differences}
    signs: Mapping[str, str] = dict(it for observation in seen for it in observation.cdn_headers)
    return {
        "expectation": expectation.message.as_json,
        "url": target.url,
        "is_endpoint": target.is_endpoint,
        "outcome": _outcome(expectation, seen, complete=not errors),
        "predicted": expectation.holds(seen[0].configuration) if seen else True,
        "signs": list(signs.items()),
        "differences": [_short(it.name, it.predicted, it.seen) for it in differences],
        "trouble": failure(errors[0]).as_json if errors else None,
    }


def _short(*texts: str) -> list[str]:
    return [text[:_KEPT_CHARACTERS] for text in texts]


def _outcome(expectation: Expectation, seen: list[Observation], *, complete: bool) -> str:
    """Return the outcome: what is broken stays so, whatever else could not be asked."""
    if any(it.goes_through is not expectation.allowed for it in seen):
        return BROKEN
    return KEPT if complete else UNKNOWN
