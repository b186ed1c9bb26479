"""What was answered indeed, beside what the rules predict, point by point."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Final

from buckets.cors.cdn import INTERMEDIARY_HEADERS
from buckets.cors.evaluate.browser import (
    PageRequest,
    as_sent,
    check_preflight,
    check_response,
    unread,
)
from buckets.cors.evaluate.oss import Headers
from buckets.cors.evaluate.simulation import (
    Exchange,
    Simulation,
    predict_answer,
    predict_preflight,
    simulate,
)
from buckets.cors.model import Configuration, lower_ascii

STATUS: Final = "Status"
"""The name of the point that is about the status."""

_CORS_HEADERS: Final = (
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-expose-headers",
    "access-control-max-age",
)
"""The response headers of CORS (Fetch standard, HTTP responses). No browser heeds another, of which
an answer might have any number."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An answer as it came."""

    status: int
    headers: Headers

    def value(self, name: str) -> str:
        """The value of a header, joined where it comes several times; "" without one."""
        found = (value for header, value in self.headers if lower_ascii(header) == name)
        return ", ".join(found)

    @property
    def cdn_headers(self) -> Headers:
        """Those of its headers by which something between OSS and us shows itself."""
        return tuple(
            header for header in self.headers if lower_ascii(header[0]) in INTERMEDIARY_HEADERS
        )

    @property
    def tells_of_cors(self) -> bool:
        """Whether its lack of a CORS header means anything.

        Who may read the object is settled first: a 403 or 404 can come without CORS headers
        whatever the rules say.
        """
        return self.status < 400 or any(map(_is_of_cors, self.headers))


class Agreement(StrEnum):
    """How an answer stands to the prediction."""

    SAME = "same"
    DIFFERENT = "different"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class HeaderCheck:
    """The status or one header, predicted and seen; "": there is none."""

    name: str
    predicted: str
    seen: str
    agreement: Agreement


def compare_answer(predicted: Exchange, http_answer: HttpAnswer) -> tuple[HeaderCheck, ...]:
    """The points in which an answer can be right or wrong: as browsers understand them, so that
    the order of a list does not count."""
    return tuple(_points(predicted, http_answer))


@dataclass(frozen=True)
class Observation:
    """What an address answered for ``request``, while the rules there should be ``configuration``.

    ``preflight`` is the answer to OPTIONS, which is asked whether a browser would or not. What
    changes nothing is all that may be asked, so ``answer`` is to a GET from the same origin.
    """

    configuration: Configuration
    request: PageRequest
    preflight: HttpAnswer
    answer: HttpAnswer

    @cached_property
    def preflight_checks(self) -> tuple[HeaderCheck, ...]:
        return compare_answer(predict_preflight(self.configuration, self.request), self.preflight)

    @cached_property
    def answer_checks(self) -> tuple[HeaderCheck, ...]:
        return compare_answer(predict_answer(self.configuration, self.get), self.answer)

    @property
    def get(self) -> PageRequest:
        """The request that is sent where the page's own would change something."""
        return replace(self.request, method="GET", headers=())

    @property
    def differences(self) -> tuple[HeaderCheck, ...]:
        """The points in which it is otherwise than predicted."""
        points = (*self.preflight_checks, *self.answer_checks)
        return tuple(point for point in points if point.agreement is Agreement.DIFFERENT)

    @property
    def predicted(self) -> Simulation:
        """What the rules make of the request."""
        return simulate(self.configuration, self.request)

    @property
    def goes_through(self) -> bool:
        """Whether the page gets all that it wants, by what was answered.

        What could not be asked, a PUT itself among it, is as predicted where the rest is.
        """
        if not self.differences:
            return self.predicted.succeeds
        is_told = as_sent(self.request.method) == "GET" and self.answer.tells_of_cors
        asks = self.request.reasons or not is_told
        http_answer = self.answer if is_told else self.preflight
        if asks and check_preflight(self.request, self.preflight.status, self.preflight.headers):
            return False
        if check_response(self.request, http_answer.status, http_answer.headers):
            return False
        return not unread(self.request, http_answer.headers)

    @property
    def cdn_headers(self) -> Headers:
        """By what something between OSS and us shows itself, each header once."""
        both = (*self.preflight.cdn_headers, *self.answer.cdn_headers)
        return tuple({lower_ascii(name): (name, value) for name, value in both}.values())


def _points(predicted: Exchange, http_answer: HttpAnswer) -> Iterator[HeaderCheck]:
    if predicted.status is not None:
        yield _point(STATUS, str(predicted.status), str(http_answer.status), _is_ok)
    # A preflight asks for no object, so nothing comes before the rules.
    is_told = predicted.status is not None or http_answer.tells_of_cors
    expected = HttpAnswer(0, predicted.headers)
    for name in _names(predicted.headers, http_answer.headers):
        low = lower_ascii(name)
        point = _point(
            name, expected.value(low), http_answer.value(low), _MEANINGS.get(low, str.strip)
        )
        is_different = point.agreement is Agreement.DIFFERENT
        yield (
            replace(point, agreement=Agreement.INCONCLUSIVE)
            if is_different and not is_told
            else point
        )


def _point(name: str, predicted: str, seen: str, meaning: Callable[[str], object]) -> HeaderCheck:
    same = meaning(predicted) == meaning(seen)
    return HeaderCheck(name, predicted, seen, Agreement.SAME if same else Agreement.DIFFERENT)


def _names(predicted: Headers, seen: Headers) -> list[str]:
    """What is compared: all of CORS that either side has, and Vary in any case."""
    of_cors = (header[0] for header in (*predicted, *seen) if _is_of_cors(header))
    return list({lower_ascii(name): name for name in (*of_cors, "Vary")}.values())


def _is_of_cors(header: tuple[str, str]) -> bool:
    return lower_ascii(header[0]) in _CORS_HEADERS


def _tokens(value: str) -> frozenset[str]:
    return frozenset(filter(None, map(str.strip, value.split(","))))


def _any_case(value: str) -> frozenset[str]:
    return _tokens(lower_ascii(value))


def _is_ok(status: str) -> str:
    """Whether browsers take it for a success, which any 2xx is; every other status is its own."""
    return "ok" if status.startswith("2") else status


def _varies(value: str) -> bool:
    return not _any_case(value).isdisjoint({"origin", "*"})


_MEANINGS: Final[dict[str, Callable[[str], object]]] = {
    "access-control-allow-methods": _tokens,
    "access-control-allow-headers": _any_case,
    "access-control-expose-headers": _any_case,
    "vary": _varies,
}
