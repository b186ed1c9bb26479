"""Addresses that calls may go to."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from buckets.cors import Message
from buckets.cors.bucket_name import is_bucket_name
from buckets.cors.message import quoted
from buckets.cors.origin import is_loopback

OSS_DOMAIN: Final = "aliyuncs.com"
"""Where all of OSS's own endpoints are (Regions and endpoints)."""

_LONGEST_HOST: Final = 253  # RFC 1035, 2.3.4, as written


class EndpointError(ValueError):
    """An address that is not accepted; ``message`` says why."""

    def __init__(self, message_id: str, **params: object) -> None:
        self.message = Message(message_id, params)
        super().__init__(str(self.message))


class UnknownHostError(EndpointError):
    """The ``host`` is neither OSS's own nor an allowed one."""

    def __init__(self, host: str) -> None:
        super().__init__("oss.unknown-host", host=host)
        self.host = host


def public_endpoint(region: str) -> str:
    """Return the public endpoint of ``region``, such as ``cn-hangzhou``."""
    return f"https://oss-{region}.{OSS_DOMAIN}"


def parse_endpoint(text: str, *, allowed_hosts: Collection[str]) -> str:
    """Return scheme, host and port of ``text``, in the lower case that oss2 needs.

    The host must be OSS's own, or one of ``allowed_hosts`` or below it: otherwise anybody who
    may add an account could have this server call whatever it reaches. Raises `EndpointError`.
    """
    text = text.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise EndpointError("oss.not-an-endpoint") from error
    bare = re.fullmatch(r"[^?#@]+", text) and parts.path in ("", "/")
    if not bare or not re.fullmatch(r"[a-z0-9.:-]+", host):
        raise EndpointError("oss.not-an-endpoint")
    if not is_known(host, allowed_hosts):
        raise UnknownHostError(host)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise EndpointError("oss.not-https")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def is_known(host: str, allowed_hosts: Collection[str]) -> bool:
    """Return whether ``host`` is OSS's own, or one of ``allowed_hosts`` or below it."""
    known = (OSS_DOMAIN, *allowed_hosts)
    return any(host == it or host.endswith(f".{it}") for it in known)


@dataclass(frozen=True, slots=True)
class OtherAddress:
    """Where buckets are reached besides at their endpoint: at another ``origin`` of OSS's
    (internal, accelerate) or, of one ``bucket`` only, at a custom domain name.

    ``origin`` has scheme, host and perhaps port.
    """

    origin: str
    bucket: str = ""

    def __str__(self) -> str:
        return f"{self.origin} {self.bucket}".strip()

    @classmethod
    def of(cls, text: str) -> "OtherAddress":
        """Return the address that ``str`` made ``text`` of."""
        origin, _space, bucket = text.partition(" ")
        return cls(origin, bucket)

    def object_url(self, bucket: str, key: str) -> str:
        """Return the URL of an object of ``bucket`` there."""
        if self.bucket:
            return f"{self.origin}/{quote(key.lstrip('/'))}"
        return object_url(self.origin, bucket, key)


def parse_other_address(line: str, *, allowed_hosts: Collection[str]) -> OtherAddress:
    """Return the address in ``line``; after a space, the bucket whose custom domain name it is.

    Without a bucket the address is one of OSS's, as `parse_endpoint` takes it. Raises
    `EndpointError`.
    """
    address, _space, bucket = " ".join(line.split()).partition(" ")
    if not bucket:
        try:
            return OtherAddress(parse_endpoint(address, allowed_hosts=allowed_hosts))
        except UnknownHostError as error:
            raise EndpointError("oss.unknown-host-without-bucket", host=error.host) from None
    if not is_bucket_name(bucket):
        raise EndpointError("oss.not-a-bucket-name", bucket=quoted(bucket))
    found = re.fullmatch(r"(?:(https?)://)?((?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*)/?", address.lower())
    # Names of OSS may lead into a network, so they are called over HTTPS alone, as endpoints are.
    if found is not None and len(found[2]) <= _LONGEST_HOST and not is_known(found[2], ()):
        return OtherAddress(f"{found[1] or 'https'}://{found[2]}", bucket)
    return OtherAddress(parse_endpoint(address, allowed_hosts=allowed_hosts), bucket)


def object_url(endpoint: str, bucket: str, key: str) -> str:
    """Return the URL of an object, as oss2 makes it: under the bucket's own host name.

    Where the endpoint is an IP address or this machine, the bucket is in the path instead.
    """
    parts = urlsplit(endpoint)
    path = quote(key.lstrip("/"))
    host = parts.hostname or ""
    if is_loopback(host) or re.fullmatch(r"\d+(\.\d+){3}|.*:.*", host):
        return f"{parts.scheme}://{parts.netloc}/{bucket}/{path}"
    return f"{parts.scheme}://{bucket}.{parts.netloc}/{path}"
