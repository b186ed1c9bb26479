"""The domain alone: what a change changes, and one request with the reasons of every rule."""

from __future__ import annotations

import argparse
import inspect
import random
import statistics
import string
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response

from buckets.cors import METHODS, Configuration, Rule
from buckets.cors.compare.behaviour import compare
from buckets.cors.evaluate.oss import Actual, evaluate
from buckets.cors.formats import xml
from buckets.cors.limits import MAX_DOCUMENT_BYTES, MAX_RULES
from tests.bench.figures import Figure, ratio

_DIFF_ROUNDS, _ROUNDS, _REQUESTS = 5, 9, 2000
_MOST = 0.9


def measure(_state: Path) -> Iterator[Figure]:
    yield behavioural_diff()
    yield one_request()


# --- The behavioural diff -----------------------------------------------------------------------

Pattern = Callable[[random.Random], str]


def site(chance: random.Random) -> str:
    return f"https://{_letters(chance, 6)}.example.com"


def subdomains(chance: random.Random) -> str:
    return f"https://*.{_letters(chance, 6)}.example.com"


def head_or_tail(chance: random.Random) -> str:
    """So short that as many as can be fit in, and that each meets every other."""
    text = _letters(chance, 3, "abcdefgh")
    return f"{text}*" if chance.random() < 0.5 else f"*{text}"


def shortest(chance: random.Random) -> str:
    text = _letters(chance, chance.randint(1, 2), "abcdefgh")
    return f"{text}*" if chance.random() < 0.5 else f"*{text}"


def nested(chance: random.Random) -> str:
    """Heads and tails that contain each other, and overlap."""
    head, tail = (_letters(chance, chance.randrange(4), "abcd") for _ in range(2))
    return f"{head}*{tail}"


def _letters(chance: random.Random, size: int, letters: str = string.ascii_lowercase) -> str:
    return "".join(chance.choices(letters, k=size))


def crossing(letters: str) -> Pattern:
    """Few letters, and heads, tails, and both at once: a text of any of them meets many others."""

    def pattern(chance: random.Random) -> str:
        head, tail = (_letters(chance, chance.randint(1, 4), letters) for _ in range(2))
        return chance.choice((f"{head}*", f"*{tail}", f"{head}*{tail}"))

    return pattern


def end(letters: str) -> Pattern:
    """A head or a tail, most of them longer than those that they begin or end with."""

    def pattern(chance: random.Random) -> str:
        text = _letters(chance, chance.randint(2, 5), letters)
        return chance.choice((f"{text}*", f"*{text}"))

    return pattern


_PATTERNS = (site, subdomains, head_or_tail, shortest, nested)


def largest(
    chance: random.Random,
    origin: Pattern,
    header: Pattern,
    share: float,
    headers: Sequence[str] = ("",) * MAX_RULES,
) -> Configuration:
    """Ten rules with as many sources, and a ``share`` of header patterns, as OSS takes, besides
    ``headers`` of one letter for each rule."""
    values = [([origin(chance)], list(letters)) for letters in headers]

    def made() -> Configuration:
        return Configuration(
            tuple(
                Rule(tuple(origins), METHODS, tuple(headers), ("ETag",), place)
                for place, (origins, headers) in enumerate(values)
            )
        )

    left = MAX_DOCUMENT_BYTES - len(xml.write(made()))
    while left > 60:
        is_header = chance.random() < share
        value = (header if is_header else origin)(chance)
        chance.choice(values)[is_header].append(value)
        left -= len(value) + len("<AllowedOrigin></AllowedOrigin>")
    return made()


def shapes() -> Iterator[tuple[Configuration, Configuration]]:
    """Pairs of the largest legal configurations: all sorts of patterns, before and after."""
    chance = random.Random("the same every day")  # noqa: S311
    for origin in _PATTERNS:
        for header in _PATTERNS:
            for share in (0.0, 0.1, 0.5):
                before = largest(chance, origin, header, share)
                yield before, largest(chance, origin, header, share)
                yield before, before.with_rules(chance.sample(before.rules, MAX_RULES))
    yield from _with_fewer_methods(chance)
    yield from _each_refusing_a_header(chance)


def _with_fewer_methods(chance: random.Random) -> Iterator[tuple[Configuration, Configuration]]:
    """Rules that meet others with one method and not with the next."""
    origin, header = crossing("abcdefghi"), crossing("abcdef")
    for _ in range(5):
        before, after = (largest(chance, origin, header, 0.34) for _ in range(2))
        yield _growing(before), _growing(after)
        yield _chosen(chance, before), _chosen(chance, after)


def _each_refusing_a_header(chance: random.Random) -> Iterator[tuple[Configuration, Configuration]]:
    """Each rule allows all headers that there are but one, so that requests that get past other
    rules need a header for each of them."""
    names = string.ascii_lowercase[:MAX_RULES]
    others = [names.replace(name, "") for name in names]
    for letters in ("abcde", "abcdefghi", "abcdefghijklmno"):
        for origin in (crossing(letters), end(letters)):
            before, after = (largest(chance, origin, site, 0.0, others) for _ in range(2))
            yield before, after
            yield _growing(before), _growing(after)
            yield _chosen(chance, before), _chosen(chance, after)


def _growing(configuration: Configuration) -> Configuration:
    rules = enumerate(configuration.rules)
    return configuration.with_rules(
        replace(rule, methods=METHODS[: 1 + place % len(METHODS)]) for place, rule in rules
    )


def _chosen(chance: random.Random, configuration: Configuration) -> Configuration:
    """With most of the methods, and always the first."""
    return configuration.with_rules(
        replace(rule, methods=(METHODS[0], *(it for it in METHODS[1:] if chance.random() < _MOST)))
        for rule in configuration.rules
    )


def behavioural_diff() -> Figure:
    pairs = list(shapes())
    sizes = [len(xml.write(one)) for pair in pairs for one in pair]
    assert max(sizes) <= MAX_DOCUMENT_BYTES, max(sizes)
    worst = max(
        pairs, key=lambda pair: statistics.median(_time_of(*pair) for _ in range(_DIFF_ROUNDS))
    )
    source = inspect.getsource(argparse)

    def yardstick(_: int) -> float:
        began = time.process_time()
        compile(source, "argparse.py", "exec")
        return time.process_time() - began

    value = ratio(lambda _: _time_of(*worst), yardstick, rounds=_ROUNDS)
    how = (
        f"ten rules of {min(sizes) / 1024:.1f} to {max(sizes) / 1024:.1f} KB to ten others, the "
        f"worst of {len(pairs)} pairs: to the time in which Python compiles its argparse.py. The "
        "goal stands for 200 ms where that takes 12 ms"
    )
    return Figure("Behavioural diff of the largest, to compiling argparse", value, 200 / 12, how)


def _time_of(before: Configuration, after: Configuration) -> float:
    # As new values, of which nothing is known yet.
    before, after = Configuration(before.rules), Configuration(after.rules)
    began = time.process_time()
    compare(before, after)
    return time.process_time() - began


# --- One request --------------------------------------------------------------------------------


def one_request() -> Figure:
    """Of each rule's site in turn, and of one that no rule allows."""
    rules = [
        Rule(
            (
                f"https://app{n}.example.com",
                f"https://*.team{n}.example",
                f"http://localhost:3{n}*",
            ),
            ("GET", "PUT"),
            ("content-type", "x-oss-meta-*"),
            ("ETag",),
            600,
        )
        for n in range(MAX_RULES)
    ]
    configuration = Configuration(tuple(rules))
    origins = [f"https://app{n}.example.com" for n in range(MAX_RULES)] + ["https://evil.example"]
    requests = [Actual(origins[n % len(origins)], "GET") for n in range(_REQUESTS)]
    peer = Moto(configuration)
    for request in requests[: len(origins)]:
        allowed = dict(evaluate(configuration, request).headers)
        name = "Access-Control-Allow-Origin"
        assert peer.headers(request.origin).get(name) == allowed.get(name)

    def ours(_: int) -> float:
        return _spent(lambda request: evaluate(configuration, request), requests)

    def theirs(_: int) -> float:
        return _spent(lambda request: peer.headers(request.origin), requests)

    value = ratio(theirs, ours, rounds=_ROUNDS)
    how = (
        f"{_REQUESTS:,} requests of the sites of ten rules and of one that none allows, with the "
        "reasons of every rule: requests a second to moto's matcher, which says no reasons"
    )
    return Figure("Evaluated requests a second, to moto's", value, 1.0, how, least=True)


class Moto:
    """moto's own account of the CORS headers of an answer, without anything around it."""

    def __init__(self, configuration: Configuration) -> None:
        bucket = FakeBucket("examplebucket", "123456789012", "us-east-1")  # type: ignore[abstract]
        bucket.set_cors(
            [
                {
                    "AllowedOrigin": list(rule.origins),
                    "AllowedMethod": list(rule.methods),
                    "AllowedHeader": list(rule.allowed_headers),
                    "ExposeHeader": list(rule.expose_headers),
                    "MaxAgeSeconds": str(rule.max_age),
                }
                for rule in configuration.rules
            ]
        )

        class Response(S3Response):
            backend = type("Backend", (), {"get_bucket": lambda *_: bucket})()
            headers: dict[str, str] = {}
            bucket_name = bucket.name

            def __init__(self) -> None:
                pass  # of the rest of a response, nothing is needed

        self._response = Response()

    def headers(self, origin: str) -> dict[str, str]:
        self._response.headers = {"Origin": origin}
        found: dict[str, str] = self._response._get_cors_headers_other()
        return found


def _spent(answer: Callable[[Actual], object], requests: Sequence[Actual]) -> float:
    began = time.process_time()
    for request in requests:
        answer(request)
    return time.process_time() - began
