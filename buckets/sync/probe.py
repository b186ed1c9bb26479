"""Asking OSS itself, as a browser would, and comparing it with what the rules predict."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from buckets.cors import Configuration, Message
from buckets.cors.evaluate.browser import PageRequest
from buckets.cors.evaluate.observation import HttpAnswer, Observation
from buckets.cors.evaluate.oss import Headers
from buckets.cors.evaluate.simulation import predict_answer, predict_preflight
from buckets.models import Bucket
from buckets.oss.endpoint import OtherAddress, is_known, object_url
from buckets.oss.errors import OssError, Unreachable
from buckets.sync.runtime import current
from buckets.sync.snapshot import WAITS

MOST_SECONDS: Final = 15.0
"""After this long nothing is asked again, however different the answers are."""

LONGEST: Final = 60.0
"""A target that has not answered all after so many seconds is asked no further: with many
expectations, one that answers just in time each time would hold up a run for hours."""

KEY: Final = "cors-console-probe"
"""The object that is asked for where nobody names one: CORS rules are the same for each, and one
that does not exist costs least."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address of a bucket: the ``url`` of an object there.

    ``is_endpoint``: it is the bucket's own endpoint, where nothing but OSS answers.
    """

    url: str
    is_endpoint: bool

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """The outcome of one request at one target: an observation, or the error."""

    target: Target
    request: PageRequest
    outcome: Observation | OssError


def targets(bucket: Bucket, key: str = KEY) -> list[Target]:
    """Return where ``bucket`` is reached by what its account is configured with, nowhere else."""
    found = [Target(object_url(bucket.endpoint, bucket.name, key), is_endpoint=True)]
    others = map(OtherAddress.of, bucket.account.addresses.splitlines())
    found += (
        Target(it.object_url(bucket.name, key), is_endpoint=False)
        for it in others
        if it.bucket in ("", bucket.name)
    )
    return list({target.url: target for target in found}.values())


def probe(
    bucket: Bucket,
    requests: Sequence[PageRequest],
    *,
    key: str = KEY,
) -> list[ProbeResult]:
    """Return what each target answers to each of ``requests``, which browsers must be able to send.

    The rules there should be what OSS said last, which must be understood. Where an answer is
    otherwise it is asked for again for some seconds, as a change takes a while to be everywhere.
    """
    live = bucket.live.configuration if bucket.live else Configuration()
    found = targets(bucket, key)
    with ThreadPoolExecutor(len(found)) as pool:
        visits = pool.map(lambda target: _Visit(target, live).ask(requests), found)
        return [result for results in visits for result in results]


class _Visit:
    """Asking one target, in a thread."""

    def __init__(self, target: Target, live: Configuration) -> None:
        self._target = target
        self._live = live
        self._began = current().clock()
        self._public_only = not is_known(target.host, settings.OSS_HOSTS)

    def ask(self, requests: Sequence[PageRequest]) -> list[ProbeResult]:
        until = self._began + MOST_SECONDS
        seen: dict[PageRequest, Observation] = {}
        try:
            seen.update(self._observe(requests))
            for seconds in WAITS:
                again = [it for it in requests if seen[it].differences]
                if not again or current().clock() > until:
                    break
                current().wait(seconds)
                seen.update(self._observe(again))
        except OssError as error:
            return [ProbeResult(self._target, it, seen.get(it, error)) for it in requests]
        return [ProbeResult(self._target, it, seen[it]) for it in requests]

    def _observe(
        self, requests: Iterable[PageRequest]
    ) -> Iterator[tuple[PageRequest, Observation]]:
        """One by one, what is answered now. Raises `OssError`, also when it takes too long."""
        http_answer: dict[tuple[str, Headers], HttpAnswer] = {}

        def hear(method: str, headers: Headers) -> HttpAnswer:
            if (method, headers) not in http_answer:
                http_answer[method, headers] = current().ask(
                    self._target.url, method, headers, public_only=self._public_only
                )
            return http_answer[method, headers]

        for request in requests:
            if current().clock() > self._began + LONGEST:
                params = {"host": self._target.host, "seconds": round(LONGEST)}
                raise Unreachable(Message("sync.slow-address", params))
            yield request, self._observed(request, hear)

    def _observed(
        self, request: PageRequest, hear: Callable[[str, Headers], HttpAnswer]
    ) -> Observation:
        preflight = hear("OPTIONS", predict_preflight(self._live, request).sent)
        answer = hear("GET", predict_answer(self._live, request).sent)
        return Observation(self._live, request, preflight, answer)
