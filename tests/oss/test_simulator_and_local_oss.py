"""What the simulator says is what local OSS answers over a socket, headers to the letter.

Both ask `buckets.cors.evaluate.oss`, so a third account of the answer, written from `oss-cors.md`
alone, has to agree with them.
"""

from __future__ import annotations

import http.client
import random
from collections.abc import Iterator
from contextlib import closing

import pytest

from buckets.cors import METHODS, Configuration, Rule
from buckets.cors.evaluate.browser import PageHeader, PageRequest
from buckets.cors.evaluate.oss import Actual, Headers, Preflight
from buckets.cors.evaluate.simulation import simulate
from buckets.localoss.store import Acl
from tests.cors.evaluate.test_oss_reference import reference_rule, reference_span
from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.localoss.plain import SECONDS

Said = tuple[int, Headers]
"""A status, and the headers that are a matter of CORS, in their order."""

SOURCES = (
    *("https://a.example", "https://b.example", "http://a.example", "https://a.example:8443"),
    *("https://*.example", "https://*a.example", "http*://a.example", "https://a*", "*", "null"),
    *("HTTPS://a.example", "https://a.example/", "a.example", "*:8443", "https://a.*.example"),
)
ORIGINS = (
    *("https://a.example", "https://b.example", "http://a.example", "https://a.example:8443"),
    *("https://a.b.example", "https://aa.example", "https://.example", "null", "https://c.test"),
)
ALLOWED_HEADERS = (
    *("*", "content-type", "X-Oss-Meta-A", "x-oss-meta-*", "x-*", "*-a", "authorization"),
    *("x-oss-*-a", "content-type:text/plain", "x-oss-meta-a-1"),
)
NAMES = ("content-type", "X-Oss-Meta-A", "x-oss-meta-b", "x-a", "Authorization", "x-oss-meta-a-1")
EXPOSED = ("ETag", "x-oss-request-id", "Content-Length", "etag")
BOUNDARY = "made-by-a-form"
FORM = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="key"\r\n\r\nclip\r\n'
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"\r\n\r\nhi\r\n'
    f"--{BOUNDARY}--\r\n"
)


def configuration(chance: random.Random) -> Configuration:
    def some(values: tuple[str, ...], least: int = 0, most: int = 3) -> tuple[str, ...]:
        return tuple(chance.choices(values, k=chance.randint(least, most)))

    rules = (
        Rule(
            some(SOURCES, 1),
            some(METHODS, 1, 5),
            some(ALLOWED_HEADERS),
            some(EXPOSED, 0, 2),
            chance.choice((None, 0, 600)),
        )
        for _ in range(chance.randint(0, 5))
    )
    return Configuration(tuple(rules), chance.random() < 0.5)


def page_request(chance: random.Random) -> PageRequest:
    names = chance.choices(NAMES, k=chance.choice((0, 0, 0, 1, 1, 2, 3)))
    return PageRequest(
        chance.choice(ORIGINS),
        chance.choice((*METHODS, "put", "PATCH")),
        tuple(map(PageHeader, names)),
        watches_upload=chance.random() < 0.1,
    )


# Three accounts of one request


def simulated(rules: Configuration, request: PageRequest) -> list[Said]:
    """What the simulator says that OSS answers; a status of 0 is one that it leaves open."""
    simulation = simulate(rules, request)
    exchanges = filter(None, (simulation.preflight, simulation.answer))
    return [(exchange.status or 0, exchange.headers) for exchange in exchanges]


def answered(
    connection: http.client.HTTPConnection, rules: Configuration, request: PageRequest
) -> list[Said]:
    """What local OSS answers to the same requests."""
    simulation = simulate(rules, request)
    answers = []
    if simulation.preflight:
        answers.append(exchange(connection, "OPTIONS", simulation.preflight.sent))
    if simulation.answer:
        _, headers = exchange(connection, request.method.upper(), simulation.answer.sent)
        answers.append((0, headers))
    return answers


def exchange(connection: http.client.HTTPConnection, method: str, sent: Headers) -> Said:
    is_form = method == "POST"
    form_type = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"} if is_form else {}
    target = f"/{BUCKET}/" if is_form else f"/{BUCKET}/clip"
    connection.request(method, target, FORM if is_form else None, form_type | dict(sent))
    response = connection.getresponse()
    response.read()
    return response.status, tuple(filter(is_about_cors, response.getheaders()))


def is_about_cors(header: tuple[str, str]) -> bool:
    name = header[0].lower()
    return name.startswith("access-control-") or name == "vary"


def documented(rules: Configuration, request: PageRequest) -> list[Said]:
    """What `oss-cors.md` says of the same requests."""
    method = request.method.upper() if request.method == "put" else request.method
    names = sorted({header.name.lower() for header in request.headers})
    answers = []
    if names or request.watches_upload or method not in ("GET", "HEAD", "POST"):
        preflight = Preflight(request.origin, method, tuple(names))
        place = reference_rule(rules, preflight)
        answers.append((403 if place is None else 200, expected(rules, place, preflight)))
        if place is None:
            return answers
    actual = Actual(request.origin, method)
    answers.append((0, expected(rules, reference_rule(rules, actual), actual)))
    return answers


def expected(rules: Configuration, place: int | None, request: Preflight | Actual) -> Headers:
    headers = []
    if place is not None:
        rule = rules.rules[place]
        pattern = next(it for it in rule.origins if reference_span(it, request.origin))
        origin = "*" if pattern == "*" else request.origin
        headers.append(("Access-Control-Allow-Origin", origin))
        headers.append(("Access-Control-Allow-Methods", ", ".join(rule.methods)))
        if isinstance(request, Preflight) and request.headers:
            headers.append(("Access-Control-Allow-Headers", ", ".join(request.headers)))
        if rule.expose_headers:
            headers.append(("Access-Control-Expose-Headers", ", ".join(rule.expose_headers)))
        if rule.max_age is not None:
            headers.append(("Access-Control-Max-Age", str(rule.max_age)))
    if rules.response_vary and rules.rules:
        headers.append(("Vary", "Origin"))
    return tuple(headers)


# They agree


@pytest.fixture
def open_bucket() -> Iterator[WatchedOSS]:
    """A bucket in which nothing is refused for want of permission."""
    with WatchedOSS() as server:
        server.store.set_acl(BUCKET, Acl.PUBLIC_READ_WRITE)
        yield server


def agree(server: WatchedOSS, chance: random.Random, how_many: int) -> None:
    """That of so many random requests, several to each configuration, the three accounts agree."""
    with closing(http.client.HTTPConnection(server.address, timeout=SECONDS)) as connection:
        for _ in range(how_many // 10):
            rules = configuration(chance)
            server.store.put_cors(BUCKET, rules if rules.rules else None)
            server.exchanges.clear()  # which would fill the memory
            for request in (page_request(chance) for _ in range(10)):
                said = simulated(rules, request)
                assert said == answered(connection, rules, request), (rules, request)
                assert said == documented(rules, request), (rules, request)


def test_the_simulator_and_local_oss_say_the_same(open_bucket: WatchedOSS) -> None:
    agree(open_bucket, random.Random("the same every day"), 3_000)  # noqa: S311


@pytest.mark.faults
def test_they_say_the_same_of_a_hundred_thousand_requests(open_bucket: WatchedOSS) -> None:
    seed = random.SystemRandom().getrandbits(64)
    print(f"seed {seed}")  # noqa: T201 - shown when it fails
    agree(open_bucket, random.Random(seed), 100_000)  # noqa: S311


def test_the_requests_tried_are_of_every_sort() -> None:
    chance = random.Random("the same every day")  # noqa: S311
    sorts = set()
    for _ in range(500):
        simulation = simulate(configuration(chance), page_request(chance))
        sorts.add(
            (simulation.preflight is not None, simulation.answer is not None, simulation.is_allowed)
        )
    assert sorts == {
        (True, True, True),
        (True, False, False),
        (False, True, True),
        (False, True, False),
    }
