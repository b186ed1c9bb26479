"""What OSS and others were seen to answer, ready to show, with what to do about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from buckets.cors import Message
from buckets.cors.cdn import INTERMEDIARY_HEADERS
from buckets.cors.evaluate.observation import (
    STATUS,
    Agreement,
    HeaderCheck,
    Observation,
)
from buckets.models import Bucket, RunItem
from buckets.oss.errors import OssError
from buckets.presenters.failures import FailureView
from buckets.presenters.text import listed, say, translate
from buckets.sync.expectation_checks import BROKEN, KEPT
from buckets.sync.probe import ProbeResult

_SHOWN_CHARACTERS: Final = 80  # of what a cache says of itself


@dataclass(frozen=True, slots=True)
class HeaderCheckLine:
    """The status or one header: ``kind`` is the word for style, ``word`` the one for people.

    ``header`` is its name, "" for the status.
    """

    header: str
    predicted: str
    seen: str
    kind: str
    word: str

    @classmethod
    def of(cls, point: HeaderCheck) -> "HeaderCheckLine":
        header = "" if point.name == STATUS else point.name
        word = say(f"probe.{point.agreement}")
        return cls(header, point.predicted, point.seen, point.agreement, word)


@dataclass(frozen=True, slots=True)
class ProbeResultLine:
    """The result of a probe at one URL: ``kind`` is "good", "bad" or "none" (no answer)."""

    url: str
    kind: str
    verdict: str
    advice: str = ""
    note: str = ""
    preflight: tuple[HeaderCheckLine, ...] = ()
    answer: tuple[HeaderCheckLine, ...] = ()
    failure: FailureView | None = None

    @classmethod
    def of(cls, probe_result: ProbeResult, *, revision: int) -> "ProbeResultLine":
        answered, url = probe_result.outcome, probe_result.target.url
        if isinstance(answered, OssError):
            failure = FailureView(translate(answered.message), answered.code, answered.request_id)
            return cls(url, "none", say("probe.no-answer"), failure=failure)
        agrees = not answered.differences
        names = [point.name for point in answered.differences]
        is_endpoint = probe_result.target.is_endpoint
        agreement = "agrees" if agrees else "differs"
        outcome = "allowed" if answered.goes_through else "blocked"
        return cls(
            url,
            "good" if agrees else "bad",
            say(f"probe.{agreement}-{outcome}"),
            _advice(answered.cdn_headers, names, revision, is_endpoint=is_endpoint),
            _note(answered),
            tuple(map(HeaderCheckLine.of, answered.preflight_checks)),
            tuple(map(HeaderCheckLine.of, answered.answer_checks)),
        )


@dataclass(frozen=True, slots=True)
class ExpectationLine:
    """How one expectation stood at one address: ``outcome`` is "broken" or "unknown".

    ``is_ours``: it is broken by the published rules themselves.
    """

    text: str
    outcome: str
    is_ours: bool
    points: tuple[HeaderCheckLine, ...]

    @classmethod
    def of(cls, line: dict[str, Any]) -> "ExpectationLine":
        points = (
            HeaderCheck(name, predicted, seen, Agreement.DIFFERENT)
            for name, predicted, seen in line["differences"]
        )
        return cls(
            text=translate(Message.from_json(line["expectation"])),
            outcome=line["outcome"],
            is_ours=not line["predicted"],
            points=tuple(map(HeaderCheckLine.of, points)),
        )


@dataclass(frozen=True, slots=True)
class AddressReport:
    """What is not kept at one URL, and what to do about it."""

    url: str
    lines: tuple[ExpectationLine, ...]
    advice: str
    failure: FailureView | None

    @classmethod
    def of(cls, lines: Sequence[dict[str, Any]], *, revision: int) -> "AddressReport":
        first, signs = lines[0], [tuple(it) for line in lines for it in line["signs"]]
        names = [name for line in lines for name, _predicted, _seen in line["differences"]]
        troubles = (line["trouble"] for line in lines if line["trouble"])
        return cls(
            url=first["url"],
            lines=tuple(map(ExpectationLine.of, lines)),
            advice=_advice(signs, names, revision, is_endpoint=first["is_endpoint"]),
            failure=FailureView.of(next(troubles, None)),
        )


@dataclass(frozen=True, slots=True)
class ExpectationReport:
    """How the expectations of a bucket stood when they were checked on OSS, with the rules of
    ``revision``; ``is_of_now``: OSS is not known to hold others since."""

    item: RunItem
    revision: int
    is_of_now: bool
    noteworthy: tuple[AddressReport, ...]

    @classmethod
    def of(cls, item: RunItem, bucket: Bucket) -> "ExpectationReport":
        report = item.expectation_report or {"lines": (), "revision": 0}
        revision, by_url = report["revision"], dict[str, list[dict[str, Any]]]()
        for line in report["lines"]:
            if line["outcome"] != KEPT:
                by_url.setdefault(line["url"], []).append(line)
        is_of_now = bucket.live is not None and bucket.live.number == revision
        reports = (AddressReport.of(lines, revision=revision) for lines in by_url.values())
        return cls(item, revision, is_of_now, tuple(reports))

    @property
    def is_under_way(self) -> bool:
        return self.item.result == RunItem.Result.OPEN

    @property
    def is_broken(self) -> bool:
        """Whether an expectation is broken, and not only unknown."""
        return self.item.result == RunItem.Result.BROKEN

    @property
    def rollback_target(self) -> int | None:
        """The revision to restore where OSS itself breaks an expectation.

        No change of the rules helps against what somebody else answers.
        """
        if self.item.expectation_report is None or not self.is_of_now:
            return None
        lines = self.item.expectation_report["lines"]
        at_oss = any(line["outcome"] == BROKEN and line["is_endpoint"] for line in lines)
        return self.item.expectation_report["before"] if at_oss else None


def _advice(
    signs: Iterable[tuple[str, str]],
    differences: Iterable[str],
    revision: int,
    *,
    is_endpoint: bool,
) -> str:
    """What to do where a cache shows itself, or where something differs; "" elsewhere."""
    found = dict.fromkeys(f"{name}: {value[:_SHOWN_CHARACTERS]}" for name, value in signs)
    names = dict.fromkeys(say("probe.status") if it == STATUS else it for it in differences)
    if found:
        return say("probe.cdn", signs=listed(list(found), most=len(INTERMEDIARY_HEADERS)))
    if not names:
        return ""
    at = "endpoint" if is_endpoint else "address"
    return say(f"probe.differs-at-{at}", names=listed(list(names)), revision=revision)


def _note(answered: Observation) -> str:
    """What is to be known of the answer to the GET: that it says nothing of CORS, or elsewhere."""
    if 300 <= answered.answer.status < 400:
        return say("probe.redirected", status=answered.answer.status)
    if answered.answer.tells_of_cors:
        return ""
    return say("probe.refused-before-cors", status=answered.answer.status)
