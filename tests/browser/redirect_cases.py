"""Requests of a page that servers redirect, to be tried in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

from tests.browser.answering import Answer
from tests.browser.fetch_case import (
    ALLOW_METHODS,
    ANY_ORIGIN,
    API,
    APP,
    BUCKET,
    NULL_ORIGIN,
    OWN_ORIGIN,
    WITH_CREDENTIALS,
    FetchCase,
    Hop,
    answered,
    case,
    redirecting,
    request,
)


def redirect_cases() -> Iterator[tuple[str, FetchCase]]:
    """All of them, each with a name."""
    yield from _redirected_origins()
    yield from _redirected_methods()
    yield from _redirects_not_followed()
    yield from _locations_with_credentials()
    yield from _second_preflights()


def _redirected_origins() -> Iterator[tuple[str, FetchCase]]:
    for allowed in (ANY_ORIGIN, OWN_ORIGIN, NULL_ORIGIN):
        end, on = answered(allowed), redirecting(ANY_ORIGIN)
        for hosts in (
            *((APP, BUCKET), (APP, APP, BUCKET), (API, API), (API, APP), (API, BUCKET)),
            *((APP, API, BUCKET), (APP, API, API), (API, BUCKET, BUCKET), (APP, BUCKET, APP)),
        ):
            hops = (*(Hop(host, on) for host in hosts[:-1]), Hop(hosts[-1], end))
            yield f"{'-'.join(hosts)} for {allowed[1]}", case(request(), *hops)
    own = redirecting(OWN_ORIGIN)
    hops = (Hop(API, own), Hop(BUCKET, own), Hop(BUCKET, answered(ANY_ORIGIN)))
    yield "a second redirect that allows the page", case(request(), *hops)
    on = redirecting(OWN_ORIGIN, WITH_CREDENTIALS)
    for origin in (NULL_ORIGIN, OWN_ORIGIN):
        hops = (Hop(API, on), Hop(BUCKET, answered(origin, WITH_CREDENTIALS)))
        yield f"with credentials for {origin[1]}", case(request(credentials=True), *hops)


def _redirected_methods() -> Iterator[tuple[str, FetchCase]]:
    lines = (
        *("Content-Type: application/json", "Content-Language: de/de", "Content-Encoding: a"),
        *("Content-Location: a", "x-a: 1", "Authorization: a"),
    )
    for status in (301, 302, 303, 307, 308):
        on = redirecting(ANY_ORIGIN, status=status)
        for method in ("GET", "HEAD", "POST", "PUT", "patch"):
            hops = (Hop(API, on), Hop(BUCKET, answered(ANY_ORIGIN)))
            yield f"{method} {status} to bucket", case(request(method, *lines), *hops)
        for hosts in ((APP, BUCKET), (APP, APP), (API, API)):
            hops = (Hop(hosts[0], on), Hop(hosts[1], answered(ANY_ORIGIN)))
            yield f"POST {status} {hosts}", case(request("POST", *lines), *hops)
        watching = request("POST", watches=True)
        hops = (Hop(API, on), Hop(BUCKET, answered(ANY_ORIGIN)))
        yield f"upload {status}", case(watching, *hops, by_xhr=True)


def _redirects_not_followed() -> Iterator[tuple[str, FetchCase]]:
    end = Hop(BUCKET, answered(ANY_ORIGIN))
    yield "redirect without CORS", case(request(), Hop(API, redirecting()), end)
    yield "redirect for another", case(request(), Hop(API, redirecting(NULL_ORIGIN)), end)
    yield "redirect of PUT without CORS", case(request("PUT"), Hop(API, redirecting()), end)
    yield (
        "redirect for any",
        case(request(credentials=True), Hop(API, redirecting(ANY_ORIGIN)), end),
    )
    for status in (300, 304, 305):
        yield (
            f"no redirect {status}",
            case(request(), Hop(API, redirecting(ANY_ORIGIN, status=status))),
        )
    for headers in ((ANY_ORIGIN,), (ANY_ORIGIN, ("Location", ""))):
        answer = Answer(302, headers)
        yield f"no redirect, {headers}", case(request(), Hop(API, answer))


def _locations_with_credentials() -> Iterator[tuple[str, FetchCase]]:
    for user in ("u:p@", "u@", ":p@", ":@"):
        answer = Answer(302, (ANY_ORIGIN, ("Location", f"http://{user}{{next}}")))
        for hosts in ((API, BUCKET), (API, APP), (API, API), (APP, BUCKET)):
            hops = (Hop(hosts[0], answer), Hop(hosts[1], answered(ANY_ORIGIN)))
            yield f"{user} {hosts}", case(request(), *hops)


def _second_preflights() -> Iterator[tuple[str, FetchCase]]:
    on = redirecting(ANY_ORIGIN, status=307)
    for name, preflight in {
        "refused": Answer(403),
        "for the page": Answer(200, (OWN_ORIGIN, (ALLOW_METHODS, "PUT"))),
        "for null": Answer(200, (NULL_ORIGIN, (ALLOW_METHODS, "PUT"))),
        "without the method": Answer(200, (ANY_ORIGIN,)),
        "redirected": Answer(302, (ANY_ORIGIN, ("Location", "/elsewhere"))),
    }.items():
        hops = (Hop(API, on), Hop(BUCKET, answered(ANY_ORIGIN), preflight))
        yield f"second preflight {name}", case(request("PUT"), *hops)
