"""Trying on OSS itself what the team promises of a bucket."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from buckets.cors.evaluate.expectation import Expectation
from buckets.cors.evaluate.observation import Observation
from buckets.models import Bucket, RunItem
from buckets.oss.errors import OssError
from buckets.sync.probe import Place, probe
from buckets.sync.snapshot import Wait, failure

KEPT: Final = "kept"
BROKEN: Final = "broken"
UNKNOWN: Final = "unknown"

_KEPT_CHARACTERS: Final = 300
"""More of what differs is not kept: it is shown, and anybody may have answered."""

NOTHING_TO_CHECK: Final = "nothing-to-try"  # nothing is promised, or the rules are not understood

_Line: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CheckResults:
    """How the promises of a bucket stood. ``told`` is what a `RunItem` keeps of it.

    It names the ``revision`` whose rules were expected on OSS, the one ``before`` that can be put
    back, and has a line for each promise at each place.
    """

    told: dict[str, Any]

    @property
    def trouble(self) -> Any:
        """Why nothing is known of one of them, if so."""
        troubles = (line["trouble"] for line in self.told["lines"] if line["trouble"])
        return next(troubles, None)

    @property
    def result(self) -> RunItem.Result:
        """The worst that there is among the lines."""
        outcomes = {line["outcome"] for line in self.told["lines"]}
        if BROKEN in outcomes:
            return RunItem.Result.BROKEN
        return RunItem.Result.FAILED if UNKNOWN in outcomes else RunItem.Result.KEPT


def check_expectations(bucket_id: int, *, wait: Wait) -> CheckResults:
    """How each promise of the bucket stands at each of its addresses.

    ``wait`` is given the seconds to let pass before an answer that differs is asked for again.
    """
    buckets = Bucket.objects.with_expectations().select_related("account", "live")
    bucket = buckets.filter(pk=bucket_id).first()
    if bucket is None or bucket.live is None:
        return CheckResults({"lines": []})
    expectations = [it.value for it in bucket.expectations.all()]
    requests = dict.fromkeys(request for it in expectations for request in it.requests)
    found: dict[Place, dict[object, Observation | OssError]] = {}
    for probe_result in probe(bucket, list(requests), wait=wait):
        found.setdefault(probe_result.place, {})[probe_result.request] = probe_result.came
    return CheckResults(
        {
            "revision": bucket.live.number,
            "before": _before(bucket, bucket.live.number),
            "lines": [
                _line(expectation, place, [came[request] for request in expectation.requests])
                for expectation in expectations
                for place, came in found.items()
            ],
        }
    )


def settle_checks(came: Mapping[RunItem, object]) -> list[RunItem]:
    """Note what came of each; gives those of which something is final now."""
    for item, result in came.items():
        if isinstance(result, OssError):
            item.settle(RunItem.Result.FAILED, trouble=failure(result).as_json)
        elif isinstance(result, CheckResults) and result.told["lines"]:
            item.settle(result.result, tried=result.told, trouble=result.trouble)
        else:
            item.settle(RunItem.Result.STOPPED, reason=NOTHING_TO_CHECK)
    return list(came)


def _before(bucket: Bucket, number: int) -> int | None:
    """The revision that was live before, if its rules can be put back."""
    older = bucket.revisions.filter(number__lt=number, rule_count__isnull=False)
    return older.values_list("number", flat=True).first()


def _line(expectation: Expectation, place: Place, came: list[Observation | OssError]) -> _Line:
    seen = [it for it in came if isinstance(it, Observation)]
    errors = [it for it in came if isinstance(it, OssError)]
    differences = {it: None for observation in seen for it in observation.differences}
    signs: Mapping[str, str] = dict(it for observation in seen for it in observation.cdn_headers)
    return {
        "expectation": expectation.message.as_json,
        "place": place.url,
        "is_endpoint": place.is_endpoint,
        "outcome": _outcome(expectation, seen, complete=not errors),
        "predicted": expectation.holds(seen[0].configuration) if seen else True,
        "signs": list(signs.items()),
        "differences": [_short(it.name, it.predicted, it.seen) for it in differences],
        "trouble": failure(errors[0]).as_json if errors else None,
    }


def _short(*texts: str) -> list[str]:
    return [text[:_KEPT_CHARACTERS] for text in texts]


def _outcome(expectation: Expectation, seen: list[Observation], *, complete: bool) -> str:
    """What is broken stays so, whatever else could not be asked."""
    if any(it.goes_through is not expectation.allowed for it in seen):
        return BROKEN
    return KEPT if complete else UNKNOWN
