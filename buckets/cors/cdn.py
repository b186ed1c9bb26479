"""Response headers that OSS itself does not send: something in front of it added them."""

from typing import Final

CDN_HEADERS: Final = (
    "x-swift-savetime",
    "x-swift-cachetime",
    "eagleid",
    "x-cache",
    "cf-ray",
    "x-amz-cf-id",
)
"""Those of a CDN: Alibaba Cloud's, and the commonest others."""

INTERMEDIARY_HEADERS: Final = (*CDN_HEADERS, "via", "age")
"""Those of anything in between, a proxy of one's own network too (RFC 9110, 7.6.3; RFC 9111, 5.1).
"""
