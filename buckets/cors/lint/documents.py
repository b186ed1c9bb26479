"""The documents that more than one check goes by."""

from typing import Final

from buckets.cors.lint.base import Source

FETCH: Final = Source("fetch", "Fetch standard")
HTTP: Final = Source("http", "RFC 9110: HTTP Semantics")
OSS_PUT: Final = Source("oss-put", "Alibaba Cloud: PutBucketCors")
OSS_RULES: Final = Source("oss-rules", "Alibaba Cloud: Configure CORS rules")
OSS_TROUBLE: Final = Source("oss-trouble", "Alibaba Cloud: OSS CORS errors and troubleshooting")
SDK: Final = Source("sdk", "Alibaba Cloud: Browser.js SDK (ali-oss)")
SECURE: Final = Source("secure", "W3C: Secure Contexts; Mixed Content")
SUFFIXES: Final = Source("suffixes", "Public Suffix List; PutBucketCors")
