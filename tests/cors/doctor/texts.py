"""What browsers and OSS print, to be pasted, all about one bucket with these rules."""

from __future__ import annotations

from typing import Final

from buckets.cors import Configuration, Rule

SDK: Final = ("content-type", "authorization", "x-oss-date", "x-oss-user-agent")
RULES: Final = Configuration(
    (
        Rule(("https://app.example.com",), ("GET", "HEAD")),
        Rule(("https://upload.example.com",), ("PUT", "POST", "GET"), SDK),
        Rule(("https://shop.example.com:8443",), ("GET",)),
        Rule(("https://slash.example.com/",), ("GET",)),
        Rule(("www.bare.example.com",), ("GET",)),
        Rule(("http://plain.example.com",), ("GET",)),
        Rule(("https://twice.example.com",), ("GET", "PUT")),
        Rule(("https://twice.example.com",), ("GET", "PUT"), ("*",), ("ETag",)),
    )
)
HOST: Final = "team-media.oss-cn-hangzhou.aliyuncs.com"
URL: Final = f"https://{HOST}/clips/intro.mp4"
MISSING: Final = "No 'Access-Control-Allow-Origin' header is present on the requested resource."
OPAQUE: Final = (
    "If an opaque response serves your needs, set the request's mode to 'no-cors' to fetch the "
    "resource with CORS disabled."
)
PREFLIGHT: Final = "Response to preflight request doesn't pass access control check: "


def chromium(origin: str, said: str, *, what: str = "fetch", url: str = URL) -> str:
    return f"Access to {what} at '{url}' from origin '{origin}' has been blocked by CORS policy: {said}"


def failed(method: str, *, status: str = "") -> str:
    return f"\n{method} {URL} net::ERR_FAILED {status}".rstrip()


def firefox(reason: str, status: str = "", url: str = URL) -> str:
    said = (
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource"
    )
    return f"{said} at {url}. (Reason: {reason}).{status}"


def german(reason: str, status: int | None = None) -> str:
    """Firefox's, as it speaks German."""
    told = f" Statuscode: {status}." if status else ""
    said = "Quellübergreifende (Cross-Origin) Anfrage blockiert: Die Gleiche-Quelle-Regel verbietet das"
    return f"{said} Lesen der externen Ressource auf {URL}. (Grund: {reason}).{told}"


def older(what: str, said: str) -> str:
    """What Chromium printed before 2019."""
    return f"{what} {URL}{':' if what.startswith('Failed') else '.'} {said}"


def issue(title: str, because: str) -> str:
    """An entry in the issues panel of Chromium's developer tools."""
    return (
        f"{title}\nA cross-origin resource sharing (CORS) request was blocked because {because}\n"
    )


def preflight(origin: str, method: str, headers: str = "", *, answer: str = "HTTP/1.1 403") -> str:
    """What `curl -v` prints."""
    asked = f"> Access-Control-Request-Headers: {headers}\n" if headers else ""
    return (
        f"*   Trying 118.31.219.1:443...\n* Connected to {HOST} (118.31.219.1) port 443 (#0)\n"
        f"> OPTIONS /clips/intro.mp4 HTTP/1.1\n> Host: {HOST}\n> User-Agent: curl/7.88.1\n"
        f"> Accept: */*\n> Origin: {origin}\n> Access-Control-Request-Method: {method}\n{asked}>\n"
        f"< {answer}\n< Server: AliyunOSS\n< x-oss-request-id: 5FA2B5E6C0FFEE0123456789\n"
    )


def error(code: str, message: str = "Refused.") -> str:
    """The body of one of OSS's answers."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>\n  <Code>{code}</Code>\n'
        f"  <Message>{message}</Message>\n  <RequestId>5FA2B5E6C0FFEE0123456789</RequestId>\n"
        f"  <HostId>{HOST}</HostId>\n</Error>"
    )


CORS_REFUSAL: Final = (
    "CORSResponse: This CORS request is not allowed. This is usually because the evalution of "
    "Origin, request method / Access-Control-Request-Method or Access-Control-Requet-Headers are "
    "not whitelisted by the resource's CORS spec."
)
APP, UPLOAD, EVIL = "https://app.example.com", "https://upload.example.com", "https://x.example"
