"""Which bucket an address belongs to."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from buckets.cors.bucket_name import BUCKET_NAME, is_bucket_name

_ENDPOINT: Final = r"(?:oss-[a-z0-9-]{3,40}|[a-z0-9-]{3,40}\.oss)\.aliyuncs\.com"
"""Regions and endpoints: the second form is the dual-stack one, reached over IPv6 too."""

_OF_OSS: Final = re.compile(rf"(?:(?P<bucket>{BUCKET_NAME})\.)?(?:s3\.)?(?P<endpoint>{_ENDPOINT})")
_OSS_HOST: Final = re.compile(rf"(?:^|\.){_ENDPOINT}$")
BARE_HOST: Final = re.compile(rf"(?<![\w.-])({BUCKET_NAME}\.{_ENDPOINT})(?![\w-])", re.IGNORECASE)
"""The host of a bucket without an address around it, as logs have it."""
_LACKS_OSS: Final = re.compile(
    r"(?:[a-z0-9]{1,40}-[a-z0-9-]{1,40}|[a-z0-9-]{3,63}\.oss)"
    r"\.(?:cn|ap|us|eu|me|na)-[a-z]{3,20}(?:-[0-9])?\.aliyuncs\.com"
)
"""Other services of the vendor have such hosts too, but no hyphen in their names."""
_ADDRESS: Final = re.compile(r"[0-9.]{7,15}|.{0,40}:.{0,40}")
_DUAL_STACK: Final = re.compile(r"([a-z0-9-]{3,40})\.oss(\.aliyuncs\.com)")
_OWN_MACHINE: Final = re.compile(r"(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(:[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class BucketAddress:
    """A bucket's name, and the host (with its port, if any) that it is reached by."""

    bucket: str
    endpoint: str

    def is_at(self, endpoint: str) -> bool:
        """Return whether ``endpoint``, such as ``https://oss-cn-hangzhou.aliyuncs.com``, is where
        the bucket is.

        Its internal and dual-stack addresses count, the accelerated one, which is any region's, and
        of this machine all names.
        """
        mine, other = _canonical(self.endpoint), _canonical(host_of(endpoint))
        return mine == other or (mine.startswith("oss-accelerate") and is_of_oss(other))


def _canonical(host: str) -> str:
    """One name for the hosts that lead to the same buckets."""
    host = host.lower().replace("-internal.", ".")
    host = _DUAL_STACK.sub(r"oss-\1\2", host)
    own = _OWN_MACHINE.fullmatch(host)
    return f"localhost{own[1] or ''}" if own else host


def host_of(url: str) -> str:
    """Return the host of ``url``, with its port, if any."""
    return url.partition("://")[2].partition("/")[0].partition("?")[0]


def is_of_oss(host: str) -> bool:
    """Whether a host is one of OSS's own, and not a CDN or a domain name of somebody else."""
    return bool(_OSS_HOST.search(host.lower().partition(":")[0]))


def is_misaddressed(url: str) -> bool:
    """Whether an address cannot lead to a bucket, although it is meant to.

    The host is an endpoint without a bucket, has the domain twice or the region without ``oss-``,
    or stands in the path.
    """
    try:
        parts = urlsplit(url)
        host, path = parts.hostname or "", parts.path.strip("/")
    except ValueError:
        return False
    found = _OF_OSS.fullmatch(host)
    if found:
        return bool(path) and not found["bucket"]
    doubled = host.endswith(".aliyuncs.com.aliyuncs.com")
    return doubled or bool(_LACKS_OSS.fullmatch(host) or BARE_HOST.match(path))


def is_private(host: str) -> bool:
    """Whether a host, with or without a port, is of this machine or of a private network."""
    name = host.rpartition(":")[0] or host
    if name.endswith((".localhost", ".local", ".test", ".internal", ".lan")):
        return True
    try:
        return ip_address(name.strip("[]")).is_private
    except ValueError:
        return name == "localhost"


def bucket_addresses(url: str) -> tuple[BucketAddress, ...]:
    """The buckets that ``url`` can mean: by the name of the host, or else by its path."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ()
    if not host:
        return ()  # such as an address of a file
    if found := _OF_OSS.fullmatch(host):
        return (BucketAddress(found["bucket"], found["endpoint"]),) if found["bucket"] else ()
    netloc = f"[{host}]" if ":" in host else host
    netloc += f":{port}" if port else ""
    first = parts.path.lstrip("/").partition("/")[0]
    by_path = (BucketAddress(first, netloc),) if is_bucket_name(first) else ()
    label, _dot, rest = netloc.partition(".")
    is_name = rest and not _ADDRESS.fullmatch(host) and is_bucket_name(label)
    by_host = (BucketAddress(label, rest),) if is_name else ()
    return by_path + by_host
