"""Whether two addresses are of the same origin, and if not, why.

Two origins are the same when scheme, host and port are (HTML standard, "same origin"); path, query
and user name do not matter. Addresses are read as browsers read them (URL standard): letter case,
a default port that is written out, `127.1` for `127.0.0.1` make no difference.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final
from urllib.parse import unquote

from buckets.cors.message import Message
from buckets.cors.origin import DEFAULT_PORTS, Parts, as_browsers_send, in_punycode

LONGEST: Final = 2048
"""Characters of an address that are looked at: browsers take no longer ones everywhere."""

_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30}):")
_PORT: Final = re.compile(r"[0-9]{1,10}")
_HOST: Final = re.compile(r"[^\x00-\x20#%/:<>?@\[\\\]^|\x7f]+")
_NUMBER: Final = re.compile(r"0[xX][0-9A-Fa-f]*|[0-9]+")
_SLASHES: Final = "/\\"
_IGNORED: Final = re.compile(r"[\t\r\n]")
_EDGES: Final = "".join(map(chr, range(0x21)))


class NotAnAddress(ValueError):
    """Why a text has no origin, as a ``message`` for people.

    ``problem`` is what follows "address-" in the message id.
    """

    def __init__(self, problem: str, **params: object) -> None:
        self.message = Message.quoting(f"evaluate.address-{problem}", **params)
        super().__init__(str(self.message))


class Part(StrEnum):
    """What an origin is made of."""

    SCHEME = "scheme"
    HOST = "host"
    PORT = "port"


@dataclass(frozen=True, slots=True)
class Address:
    """The origin of an address. ``port`` is the one that is used, whether it was written or not.

    Of a page with an opaque origin, as one of `file:` or `data:`, there is the scheme alone.
    """

    scheme: str
    host: str = ""
    port: int | None = None

    @classmethod
    def of(cls, text: str) -> "Address":
        """The address as browsers read ``text``. Raises `NotAnAddress`."""
        text = _IGNORED.sub("", text.strip(_EDGES))
        if not text:
            raise NotAnAddress("missing")
        if len(text) > LONGEST:
            raise NotAnAddress("too-long", most=LONGEST)
        found = _SCHEME.match(text)
        scheme = found[1].lower() if found else ""
        if scheme == "blob":  # of the page that made it (URL standard, origin)
            return cls.of(text.partition(":")[2])
        if scheme in DEFAULT_PORTS:
            text = text.replace("\\", "/")
        if scheme in ("file", "data", "about", "javascript"):
            return cls(scheme)
        parts = Parts.of(text)
        if not scheme or parts is None:
            raise NotAnAddress("without-scheme")
        return cls(scheme, _host(parts.host), _port(parts.port, scheme))

    @property
    def is_opaque(self) -> bool:
        """Whether it is the same as no other, not even as itself."""
        return not self.host

    @property
    def origin(self) -> str:
        """The `Origin` header that browsers send for a page there."""
        if self.is_opaque:
            return "null"
        is_default = str(self.port) == DEFAULT_PORTS.get(self.scheme)
        port = "" if self.port is None or is_default else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two addresses side by side."""

    first: Address
    second: Address

    @property
    def differences(self) -> tuple[Part, ...]:
        """The parts in which they differ; none also for two that are opaque."""
        return tuple(
            part for part in Part if getattr(self.first, part) != getattr(self.second, part)
        )

    @property
    def is_same(self) -> bool:
        """Whether scripts of one page may read what is at the other."""
        return not (self.first.is_opaque or self.second.is_opaque or self.differences)

    @property
    def reasons(self) -> tuple[Message, ...]:
        """Why, one message for each part that differs."""
        opaque = [address.scheme for address in (self.first, self.second) if address.is_opaque]
        if opaque:
            return tuple(
                Message("evaluate.opaque-origin", {"scheme": scheme})
                for scheme in dict.fromkeys(opaque)
            )
        return tuple(map(self._reason, self.differences)) or (Message("evaluate.same-origin"),)

    def _reason(self, part: Part) -> Message:
        facts = {"first": getattr(self.first, part), "second": getattr(self.second, part)}
        return Message(f"evaluate.different-{part}", facts)


def compare_origins(first: str, second: str) -> Comparison:
    """The two addresses, compared. Raises `NotAnAddress`."""
    return Comparison(Address.of(first), Address.of(second))


def is_url(text: str) -> bool:
    """Whether browsers can read ``text`` as an absolute URL, a `*` in its host included."""
    found = _SCHEME.match(text)
    if found is None or found[1].lower() not in DEFAULT_PORTS:
        return found is not None
    rest = text[found.end() :].lstrip(_SLASHES).replace("*", "x")
    try:
        Address.of(f"{found[1]}://{rest}")
    except NotAnAddress:
        return False
    return True


def mended(text: str) -> str | None:
    """The address that was probably meant by a ``text`` without a scheme, if any can be told."""
    text = text.strip()
    origin = as_browsers_send(text)
    if origin is None or origin == "null" or "*" in text + origin or "://" in text:
        return None
    return f"{origin.partition('://')[0]}://{text.lstrip('/')}"


def _host(text: str) -> str:
    if not text:
        raise NotAnAddress("without-host")
    if text.startswith("["):
        return _ipv6(text)
    host = in_punycode(unquote(text))
    if "*" in (host or text):  # also one that was escaped, or full-width
        raise NotAnAddress("is-pattern")
    if host is None or _HOST.fullmatch(host) is None:
        raise NotAnAddress("bad-host", host=text)
    # A host whose last part is a number is an IPv4 address, or nothing (URL standard).
    last = host.removesuffix(".").rpartition(".")[2]
    return _ipv4(host) if _NUMBER.fullmatch(last) else host


def _ipv6(text: str) -> str:
    try:
        return f"[{IPv6Address(text[1:-1]).compressed}]"
    except AddressValueError:
        raise NotAnAddress("bad-host", host=text) from None


def _ipv4(host: str) -> str:
    """``127.1`` and ``0x7f000001`` are ``127.0.0.1``: the last number fills all that is left."""
    numbers = host.removesuffix(".").split(".")
    try:
        values = [_number(number) for number in numbers]
        if len(values) > 4 or any(value > 255 for value in values[:-1]):
            raise ValueError
        head = sum(value << 8 * (3 - index) for index, value in enumerate(values[:-1]))
        if values[-1] >= 256 ** (5 - len(values)):
            raise ValueError
        return str(IPv4Address(head + values[-1]))
    except ValueError:
        raise NotAnAddress("bad-host", host=host) from None


def _number(text: str) -> int:
    if _NUMBER.fullmatch(text) is None:
        raise ValueError(text)
    if text[:2].lower() == "0x":
        return int(text[2:] or "0", 16)
    return int(text, 8 if text.startswith("0") and len(text) > 1 else 10)


def _port(text: str | None, scheme: str) -> int | None:
    if not text:
        default = DEFAULT_PORTS.get(scheme)
        return int(default) if default else None
    if "*" in text:
        raise NotAnAddress("is-pattern")
    if _PORT.fullmatch(text) is None or int(text) > 65535:
        raise NotAnAddress("bad-port", port=text)
    return int(text)
