"""Addresses that signed calls may go to."""

import re
from collections.abc import Collection
from typing import Final
from urllib.parse import quote, urlsplit

from buckets.cors.sentences import Sentence, gettext_noop

OSS_DOMAIN: Final = "aliyuncs.com"
"""Where all of OSS's own endpoints are (Regions and endpoints)."""

_NO_ADDRESS: Final = gettext_noop(
    "Enter scheme and host only, for example https://oss-cn-hangzhou.aliyuncs.com."
)
_NOT_HTTPS: Final = gettext_noop("Use https://. Plain http:// is for this machine only.")
_FOREIGN: Final = gettext_noop(
    "%(host)s is not an address of OSS. Whoever runs this console can allow it with the setting "
    "CORSCONSOLE_OSS_HOSTS."
)


class EndpointError(ValueError):
    """Why an address is not accepted, as a ``sentence`` for people."""

    def __init__(self, template: str, **params: object) -> None:
        self.sentence = Sentence(template, params)
        super().__init__(str(self.sentence))


def public_endpoint(region: str) -> str:
    """The public endpoint of ``region``, such as ``cn-hangzhou``."""
    return f"https://oss-{region}.{OSS_DOMAIN}"


def parse_endpoint(text: str, *, allowed_hosts: Collection[str]) -> str:
    """Scheme, host and port of ``text``, in the lower case that oss2 needs to know them.

    The host must be OSS's own, or one of ``allowed_hosts`` or below it: otherwise anybody who
    may add an account could have this server call whatever it reaches. Raises `EndpointError`.
    """
    text = text.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise EndpointError(_NO_ADDRESS) from error
    bare = re.fullmatch(r"[^?#@]+", text) and parts.path in ("", "/")
    if not bare or not re.fullmatch(r"[a-z0-9.:-]+", host):
        raise EndpointError(_NO_ADDRESS)
    if not any(
        host == known or host.endswith(f".{known}") for known in (OSS_DOMAIN, *allowed_hosts)
    ):
        raise EndpointError(_FOREIGN, host=host)
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_own_machine(host)):
        raise EndpointError(_NOT_HTTPS)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def object_url(endpoint: str, bucket: str, key: str) -> str:
    """Where browsers find an object: under the bucket's own host name, and in its path only where
    the endpoint is an IP address or this machine, as oss2 does it."""
    parts = urlsplit(endpoint)
    path = quote(key.lstrip("/"))
    host = parts.hostname or ""
    if _is_own_machine(host) or re.fullmatch(r"\d+(\.\d+){3}|.*:.*", host):
        return f"{parts.scheme}://{parts.netloc}/{bucket}/{path}"
    return f"{parts.scheme}://{bucket}.{parts.netloc}/{path}"


def _is_own_machine(host: str) -> bool:
    return host in ("localhost", "::1") or bool(re.fullmatch(r"127(\.\d+){3}", host))
