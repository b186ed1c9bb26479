"""Which bucket an address belongs to."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

_NAME: Final = r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]"
_OF_OSS: Final = re.compile(
    rf"(?:(?P<bucket>{_NAME})\.)?(?:s3\.)?"
    r"(?P<endpoint>oss-(?:accelerate(?:-overseas)?|[a-z0-9-]{3,40}|[a-z0-9-]{3,40}\.oss)"
    r"\.aliyuncs\.com)"
)
_BARE: Final = re.compile(
    rf"(?<![\w.-])({_NAME}\.oss-[a-z0-9-]{{3,40}}\.aliyuncs\.com)(?![\w-])", re.IGNORECASE
)
_BUCKET: Final = re.compile(_NAME)
_ADDRESS: Final = re.compile(r"[0-9.]{7,15}|.{0,40}:.{0,40}")
_INTERNAL: Final = "-internal."


@dataclass(frozen=True, slots=True)
class Place:
    """A bucket's name, and the host (with its port, if any) that it is reached by."""

    bucket: str
    endpoint: str

    def is_at(self, endpoint: str) -> bool:
        """Whether ``endpoint``, such as ``https://oss-cn-hangzhou.aliyuncs.com``, is where the
        bucket is: its internal address and the accelerated one, which is any region's, count."""
        host = urlsplit(endpoint).netloc.lower().replace(_INTERNAL, ".")
        mine = self.endpoint.replace(_INTERNAL, ".")
        return mine == host or (mine.startswith("oss-accelerate") and is_of_oss(host))


def is_of_oss(host: str) -> bool:
    """Whether a host is one of OSS's own, and not a CDN or a domain name of somebody else."""
    return host.lower().partition(":")[0].endswith(".aliyuncs.com")


def places(url: str) -> tuple[Place, ...]:
    """The buckets that ``url`` can mean: by the name of the host, or else by its path."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ()
    if found := _OF_OSS.fullmatch(host):
        return (Place(found["bucket"], found["endpoint"]),) if found["bucket"] else ()
    netloc = f"[{host}]" if ":" in host else host
    netloc += f":{port}" if port else ""
    first = parts.path.lstrip("/").partition("/")[0]
    by_path = (Place(first, netloc),) if _BUCKET.fullmatch(first) else ()
    label, _dot, rest = netloc.partition(".")
    is_name = rest and not _ADDRESS.fullmatch(host) and _BUCKET.fullmatch(label)
    by_host = (Place(label, rest),) if is_name else ()
    return by_path + by_host


def bare_places(line: str) -> tuple[Place, ...]:
    """The bucket whose host ``line`` names without an address around it, as logs do."""
    found = _BARE.search(line)
    return places(f"https://{found[1]}") if found else ()
