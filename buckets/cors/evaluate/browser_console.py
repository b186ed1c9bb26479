"""What browsers print in their consoles when they block a request, to the letter.

Chromium as in its `services/network` and `third_party/blink` error strings, Firefox as in its
`security.properties`.
"""

from typing import Final

from buckets.cors.evaluate.browser import Block, BlockCause, PageRequest


def chromium(block: Block, request: PageRequest, url: str, *, by_xhr: bool = False) -> str:
    """What Chromium prints for a `fetch` of ``url``, or for an XMLHttpRequest.

    Only that can watch an upload, so ``by_xhr`` need not be given for a request that does.
    """
    by_xhr = by_xhr or request.watches_upload
    said = _CHROMIUM[block.cause] % {"value": block.value}
    if block.of_preflight and block.cause not in (BlockCause.METHOD, BlockCause.HEADER):
        said = f"Response to preflight request doesn't pass access control check: {said}"
    if by_xhr and block.cause in (
        BlockCause.WILDCARD_WITH_CREDENTIALS,
        BlockCause.NO_ALLOW_CREDENTIALS,
    ):
        said = f"{said} {_XHR_CREDENTIALS}"
    return (
        f"Access to {'XMLHttpRequest' if by_xhr else 'fetch'} at '{url}' from origin "
        f"'{request.origin}' has been blocked by CORS policy: {said}"
    )


def firefox(block: Block, url: str) -> str:
    """What Firefox prints for a request of ``url``."""
    status = "" if block.status is None else f" Status code: {block.status}."
    reason = _FIREFOX[block.cause] % {"value": block.value}
    return (
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote "
        f"resource at {url}. (Reason: {reason}).{status}"
    )


_XHR_CREDENTIALS: Final = (
    "The credentials mode of requests initiated by the XMLHttpRequest is controlled by the "
    "withCredentials attribute."
)
_CHROMIUM: Final = {
    BlockCause.NO_ALLOW_ORIGIN: (
        "No 'Access-Control-Allow-Origin' header is present on the requested resource."
    ),
    BlockCause.SEVERAL_ORIGINS: (
        "The 'Access-Control-Allow-Origin' header contains multiple values '%(value)s', "
        "but only one is allowed."
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
    BlockCause.NOT_OK: "It does not have HTTP ok status.",
    BlockCause.METHOD: (
        "Method %(value)s is not allowed by Access-Control-Allow-Methods in preflight response."
    ),
    BlockCause.HEADER: (
        "Request header field %(value)s is not allowed by Access-Control-Allow-Headers in "
        "preflight response."
    ),
}
_FIREFOX: Final = {
    BlockCause.NO_ALLOW_ORIGIN: "CORS header ‘Access-Control-Allow-Origin’ missing",
    BlockCause.SEVERAL_ORIGINS: "Multiple CORS header ‘Access-Control-Allow-Origin’ not allowed",
    BlockCause.OTHER_ORIGIN: "CORS header ‘Access-Control-Allow-Origin’ does not match ‘%(value)s’",
    BlockCause.WILDCARD_WITH_CREDENTIALS: (
        "Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’"
    ),
    BlockCause.NO_ALLOW_CREDENTIALS: (
        "expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’"
    ),
    BlockCause.NOT_OK: "CORS preflight response did not succeed",
    BlockCause.METHOD: "Did not find method in CORS header ‘Access-Control-Allow-Methods’",
    BlockCause.HEADER: (
        "header ‘%(value)s’ is not allowed according to header ‘Access-Control-Allow-Headers’ "
        "from CORS preflight response"
    ),
}
