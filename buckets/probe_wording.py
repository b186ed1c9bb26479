"""What OSS and others were seen to answer, ready to show, with what to do about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buckets.cors.observation import STATUS, Agreement, Observation, Point
from buckets.cors.sentences import Sentence
from buckets.models import RunItem
from buckets.oss.errors import OssError
from buckets.sync.probe import Sighting
from buckets.sync.tries import BROKEN
from buckets.wording import Failure, listed, translated

_AGREEMENTS: Final = {
    Agreement.SAME: gettext_lazy("as predicted"),
    Agreement.DIFFERENT: gettext_lazy("different"),
    Agreement.UNTOLD: gettext_lazy("not told"),
}
_VERDICTS: Final = {
    (True, True): gettext_lazy("As predicted: the page gets what it wants."),
    (True, False): gettext_lazy("As predicted: the browser blocks it."),
    (False, True): gettext_lazy("Not as predicted, but the page gets what it wants."),
    (False, False): gettext_lazy("Not as predicted: the page does not get what it wants."),
}


@dataclass(frozen=True, slots=True)
class PointLine:
    """The status or one header: ``kind`` is the word for style, ``word`` the one for people.

    ``header`` is its name, "" for the status.
    """

    header: str
    predicted: str
    seen: str
    kind: str
    word: str

    @classmethod
    def of(cls, point: Point) -> "PointLine":
        header = "" if point.name == STATUS else point.name
        word = str(_AGREEMENTS[point.agreement])
        return cls(header, point.predicted, point.seen, point.agreement, word)


@dataclass(frozen=True, slots=True)
class SightingLine:
    """What came of asking at one place: ``kind`` is "good", "bad" or "none" (no answer)."""

    place: str
    kind: str
    verdict: str
    advice: tuple[str, ...] = ()
    note: str = ""
    preflight: tuple[PointLine, ...] = ()
    answer: tuple[PointLine, ...] = ()
    failure: Failure | None = None

    @classmethod
    def of(cls, sighting: Sighting, *, revision: int) -> "SightingLine":
        came, place = sighting.came, sighting.place.url
        if isinstance(came, OssError):
            failure = Failure(translated(came.sentence), came.code, came.request_id)
            return cls(place, "none", _("No answer."), failure=failure)
        agrees = not came.differences
        names = [point.name for point in came.differences]
        signs = [name for name, _value in came.cdn_signs]
        return cls(
            place,
            "good" if agrees else "bad",
            str(_VERDICTS[agrees, came.goes_through]),
            tuple(_advice(signs, names, revision)),
            _silence(came),
            tuple(map(PointLine.of, came.points_of_preflight)),
            tuple(map(PointLine.of, came.points_of_answer)),
        )


@dataclass(frozen=True, slots=True)
class TriedLine:
    """How one promise stood at one place: ``outcome`` is "kept", "broken" or "unknown"."""

    text: str
    place: str
    outcome: str
    is_endpoint: bool
    why: tuple[str, ...]
    failure: Failure | None

    @classmethod
    def of(cls, line: dict[str, Any], *, revision: int) -> "TriedLine":
        signs = [name for name, _value in line["signs"]]
        differences = [name for name, _predicted, _seen in line["differences"]]
        why = list(_advice(signs, differences, revision))
        if not line["predicted"]:
            why.insert(0, _("The published rules themselves do not keep it."))
        return cls(
            text=translated(Sentence.of(line["promise"])),
            place=line["place"],
            outcome=line["outcome"],
            is_endpoint=line["is_endpoint"],
            why=tuple(why),
            failure=Failure.of(line["trouble"]),
        )


@dataclass(frozen=True, slots=True)
class TriedPromises:
    """How the promises of a bucket stood when they were tried on OSS."""

    item: RunItem
    revision: int
    lines: tuple[TriedLine, ...]

    @classmethod
    def of(cls, item: RunItem) -> "TriedPromises":
        tried = item.tried or {"lines": (), "revision": 0}
        lines = (TriedLine.of(line, revision=tried["revision"]) for line in tried["lines"])
        return cls(item, tried["revision"], tuple(lines))

    @property
    def is_under_way(self) -> bool:
        return self.item.result == RunItem.Result.OPEN

    @property
    def noteworthy(self) -> tuple[TriedLine, ...]:
        """What is not kept."""
        return tuple(line for line in self.lines if line.outcome != "kept")

    @property
    def way_back(self) -> int | None:
        """The revision to put back where OSS itself breaks a promise. Nothing that is done to the
        rules helps against what somebody else answers."""
        at_oss = any(line.outcome == BROKEN and line.is_endpoint for line in self.lines)
        return self.item.tried["before"] if at_oss and self.item.tried else None


def _advice(signs: Sequence[str], differences: Sequence[str], revision: int) -> Iterator[str]:
    if signs:
        yield _(
            "A CDN or another cache answers here (%(signs)s). It repeats the headers that it has "
            "kept, whatever the rules on OSS say: configure CORS in the CDN's console, and "
            "refresh its cache."
        ) % {"signs": listed(signs)}
    elif differences:
        yield _(
            "%(names)s: not what the rules of revision %(revision)s give, also seconds later. "
            "Check for drift: the rules may have been changed outside of this console."
        ) % {"names": listed(differences), "revision": revision}


def _silence(came: Observation) -> str:
    """That the answer to the GET says nothing of CORS, if so."""
    if came.answer.tells_of_cors:
        return ""
    return _(
        "The GET, which is not signed, was answered with %(status)s before OSS looked at CORS. "
        "That says nothing of the rules; try an object that everybody may read."
    ) % {"status": came.answer.status}
