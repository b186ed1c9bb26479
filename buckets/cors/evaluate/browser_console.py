"""What browsers print in their consoles when they block a request, to the letter.

Chromium as in its `services/network` and `third_party/blink` error strings, Firefox as in its
`security.properties`.
"""

from typing import Final

from buckets.cors.evaluate.browser import Block, BlockCause, PageRequest


def chromium(
    block: Block,
    request: PageRequest,
    url: str,
    *,
    by_xhr: bool = False,
    redirected_from: str = "",
) -> str:
    """What Chromium prints for a `fetch` of ``url``, or for an XMLHttpRequest.

    Only that can watch an upload, so ``by_xhr`` need not be given for a request that does.
    ``request`` is the one of the page, whose origin is named even where ``null`` was sent;
    ``redirected_from`` is the URL that it was for, if that led to ``url``.
    """
    by_xhr = by_xhr or request.watches_upload
    said = _CHROMIUM[block.cause] % {"value": block.value}
    if block.of_preflight and block.cause not in _OF_LISTS:
        said = f"Response to preflight request doesn't pass access control check: {said}"
    hint = _HINTS.get((block.cause, by_xhr))
    if hint:
        said = f"{said} {hint}"
    before = f"(redirected from '{redirected_from}') " if redirected_from else ""
    return (
        f"Access to {'XMLHttpRequest' if by_xhr else 'fetch'} at '{url}' {before}from origin "
        f"'{request.origin}' has been blocked by CORS policy: {said}"
    )


def firefox(block: Block, url: str) -> str:
    """What Firefox prints for a request of ``url``."""
    is_status_told = block.status is not None and block.cause in _WITH_STATUS_IN_FIREFOX
    status = f" Status code: {block.status}." if is_status_told else ""
    reason = _FIREFOX[block.cause] % {"value": block.value}
    if block.cause is BlockCause.WILDCARD_WITH_CREDENTIALS:  # the one text with quotes around it
        url = f"‘{url}’"
    return (
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote "
        f"resource at {url}. (Reason: {reason}).{status}"
    )


_OF_LISTS: Final = (
    BlockCause.INVALID_METHODS,
    BlockCause.INVALID_HEADERS,
    BlockCause.METHOD,
    BlockCause.HEADER,
)
"""Causes that Chromium names without saying that they are of a preflight, as they can only be."""

_WITH_STATUS_IN_FIREFOX: Final = (BlockCause.NO_ALLOW_ORIGIN, BlockCause.NOT_OK)
_WITH_CREDENTIALS: Final = (
    "The credentials mode of requests initiated by the XMLHttpRequest is controlled by the "
    "withCredentials attribute."
)
_VALID_VALUE: Final = "Have the server send the header with a valid value."
_HINTS: Final = {
    (BlockCause.WILDCARD_WITH_CREDENTIALS, True): _WITH_CREDENTIALS,
    (BlockCause.NO_ALLOW_CREDENTIALS, True): _WITH_CREDENTIALS,
    (BlockCause.SEVERAL_ORIGINS, False): _VALID_VALUE,
    (BlockCause.INVALID_ORIGIN, False): _VALID_VALUE,
    (BlockCause.OTHER_ORIGIN, False): _VALID_VALUE,
}
"""What Chromium adds, by the cause and whether an XMLHttpRequest made the request."""

_CHROMIUM: Final = {
    BlockCause.NO_ALLOW_ORIGIN: (
        "No 'Access-Control-Allow-Origin' header is present on the requested resource."
    ),
    BlockCause.SEVERAL_ORIGINS: (
        "The 'Access-Control-Allow-Origin' header contains multiple values '%(value)s', "
        "but only one is allowed."
    ),
    BlockCause.INVALID_ORIGIN: (
        "The 'Access-Control-Allow-Origin' header contains the invalid value '%(value)s'."
    ),
    BlockCause.OTHER_ORIGIN: (
        "The 'Access-Control-Allow-Origin' header has a value '%(value)s' that is not equal to "
        "the supplied origin."
    ),
    BlockCause.WILDCARD_WITH_CREDENTIALS: (
        "The value of the 'Access-Control-Allow-Origin' header in the response must not be the "
        "wildcard '*' when the request's credentials mode is 'include'."
    ),
    BlockCause.NO_ALLOW_CREDENTIALS: (
        "The value of the 'Access-Control-Allow-Credentials' header in the response is "
        "'%(value)s' which must be 'true' when the request's credentials mode is 'include'."
    ),
    BlockCause.REDIRECT: "Redirect is not allowed for a preflight request.",
    BlockCause.NOT_OK: "It does not have HTTP ok status.",
    BlockCause.INVALID_METHODS: (
        "Cannot parse Access-Control-Allow-Methods response header field in preflight response."
    ),
    BlockCause.INVALID_HEADERS: (
        "Cannot parse Access-Control-Allow-Headers response header field in preflight response."
    ),
    BlockCause.METHOD: (
        "Method %(value)s is not allowed by Access-Control-Allow-Methods in preflight response."
    ),
    BlockCause.HEADER: (
        "Request header field %(value)s is not allowed by Access-Control-Allow-Headers in "
        "preflight response."
    ),
    BlockCause.REDIRECT_WITH_CREDENTIALS: (
        "Redirect location '' contains a username and password, which is disallowed for "
        "cross-origin requests."
    ),
}
_FIREFOX: Final = {
    BlockCause.NO_ALLOW_ORIGIN: "CORS header ‘Access-Control-Allow-Origin’ missing",
    BlockCause.SEVERAL_ORIGINS: "Multiple CORS header ‘Access-Control-Allow-Origin’ not allowed",
    BlockCause.INVALID_ORIGIN: (
        "CORS header ‘Access-Control-Allow-Origin’ does not match ‘%(value)s’"
    ),
    BlockCause.OTHER_ORIGIN: "CORS header ‘Access-Control-Allow-Origin’ does not match ‘%(value)s’",
    BlockCause.WILDCARD_WITH_CREDENTIALS: (
        "Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’"
    ),
    BlockCause.NO_ALLOW_CREDENTIALS: (
        "expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’"
    ),
    BlockCause.REDIRECT: "CORS request external redirect not allowed",
    BlockCause.NOT_OK: "CORS preflight response did not succeed",
    BlockCause.INVALID_METHODS: (
        "invalid token ‘%(value)s’ in CORS header ‘Access-Control-Allow-Methods’"
    ),
    BlockCause.INVALID_HEADERS: (
        "invalid token ‘%(value)s’ in CORS header ‘Access-Control-Allow-Headers’"
    ),
    BlockCause.METHOD: "Did not find method in CORS header ‘Access-Control-Allow-Methods’",
    BlockCause.HEADER: (
        "header ‘%(value)s’ is not allowed according to header ‘Access-Control-Allow-Headers’ "
        "from CORS preflight response"
    ),
    BlockCause.REDIRECT_WITH_CREDENTIALS: "CORS request did not succeed",
}
