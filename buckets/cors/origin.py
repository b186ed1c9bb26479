"""Origins as browsers send them, and the patterns that a rule matches them with."""

import re
import string
import unicodedata
from dataclasses import dataclass
from typing import Final

from buckets.cors.pasted import QUOTES
from buckets.cors.wildcard import covers

DEFAULT_PORTS: Final = {
    "http": "80",
    "https": "443",
    "ws": "80",
    "wss": "443",
    "ftp": "21",
}
"""Ports that a browser leaves out of `Origin` (URL standard, special schemes)."""

FILE: Final = "file://"
"""The origin of a page in a WebView of Android. Browsers send null for a page from a file."""

_PARTS: Final = re.compile(
    r"""(?P<scheme>[^:/?\#]*)://
        (?P<userinfo>[^/?\#@]*@)?
        (?P<host>\[[^\]/?\#]*\](?=[:/?\#]|\Z)|[^:/?\#]*)
        (?P<port>:[^/?\#]*)?
        (?P<rest>.*)""",
    re.VERBOSE | re.DOTALL,
)
_SCHEME: Final = re.compile(r"[A-Za-z*][A-Za-z0-9+.*-]*")  # RFC 3986, 3.1
_HOST: Final = re.compile(r"[A-Za-z0-9._*-]+|\[[0-9A-Fa-f:.*]+\]")
_PORT: Final = re.compile(r"[1-9][0-9]{0,4}|[0-9]*\*[0-9]*")
_TYPED_TWICE: Final = re.compile(r"(?:https?://)+(?=https?://)", re.IGNORECASE)
_SLASHES_LOST: Final = re.compile(r"(https?)(?::/?|//)", re.IGNORECASE)
_LOOPBACK: Final = re.compile(r"(?:localhost|127(?:\.[0-9]+){3}|\[::1\])(?![\w.-])", re.IGNORECASE)
_WRAPPING: Final = string.whitespace + ",;'" + QUOTES
_JSON_BRACKET: Final = re.compile(r"^\[\s*(?=[\"'])|(?<=[\"'])\s*\]$")  # not that of an IPv6 host

_MAX_HOST: Final = 253
"""The longest host name that DNS can hold; also keeps punycode, quadratic in it, quick."""

# What the mapping of UTS 46 treats otherwise than Unicode's own folding of letters does.
_KEPT: Final = "ßς\u200c\u200d"
_MAPPED: Final = {"ẞ": "ß", "。": ".", "｡": "."}
_IGNORED: Final = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2064\u206a-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0100-\U000e01ef]"
)
_IN_NO_HOST: Final = {"Cc", "Cn", "Co", "Cs"}  # Unicode's categories: control, unassigned, …


@dataclass(frozen=True, slots=True)
class OriginPattern:
    """One AllowedOrigin: text in which at most one ``*`` stands for any run of characters."""

    text: str

    def matches(self, origin: str) -> bool:
        """Whether a request with this `Origin` header is meant. The whole text must match."""
        return covers(self.text, origin)

    def includes(self, other: "OriginPattern") -> bool:
        """Whether every origin that ``other`` matches is matched here, as far as OSS takes both.

        A run of characters may itself hold a ``*``, so this is matching the other's own text.
        """
        return self.matches(other.text)

    @property
    def is_any(self) -> bool:
        """Whether it is the bare ``*``, for which OSS answers ``*`` rather than the origin."""
        return self.text == "*"


@dataclass(frozen=True, slots=True)
class Parts:
    """A source as typed, taken apart: ``port`` without its colon, ``rest`` with its slash."""

    scheme: str
    host: str
    port: str | None
    rest: str
    has_userinfo: bool

    @classmethod
    def of(cls, text: str) -> "Parts | None":
        """The parts of ``scheme://host:port/rest``, or None where there is no ``://``."""
        found = _PARTS.fullmatch(text)
        if found is None:
            return None
        port = found["port"]
        return cls(
            scheme=found["scheme"],
            host=found["host"],
            port=None if port is None else port[1:],
            rest=found["rest"],
            has_userinfo=found["userinfo"] is not None,
        )

    def __str__(self) -> str:
        port = "" if self.port is None else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}{self.rest}"

    @property
    def has_default_port(self) -> bool:
        """Whether the port is the one that a browser leaves out for this scheme."""
        return self.port is not None and self.port == DEFAULT_PORTS.get(self.scheme.lower())

    @property
    def has_sound_scheme(self) -> bool:
        """Whether the scheme is one that an origin can have, in any case, ``*`` allowed."""
        return _SCHEME.fullmatch(self.scheme) is not None

    @property
    def has_sound_host(self) -> bool:
        """Whether the host is one that an origin can have, in any case, ``*`` allowed."""
        return _HOST.fullmatch(self.host) is not None

    @property
    def has_sound_port(self) -> bool:
        """Whether there is no port, or one from 1 to 65535 as browsers write it, or a ``*``."""
        if self.port is None:
            return True
        written = _PORT.fullmatch(self.port) is not None
        return written and ("*" in self.port or int(self.port) <= 65535)


def as_browsers_send(text: str) -> str | None:
    """The source that was probably meant by ``text``, spelled as a browser would send it.

    Adds a missing ``https://``, takes away path, query, quotes and default port, puts the
    host in lower case and in punycode. None when no single origin can be made out.
    """
    text = _JSON_BRACKET.sub("", text.strip()).strip(_WRAPPING)
    if text.lower() in ("*", "null", FILE):
        return text.lower()
    if text.lower().startswith("file:"):
        return "null"  # what a page opened from a file sends
    parts = Parts.of(_with_scheme(text))
    host = in_punycode(parts.host) if parts else None
    if parts is None or host is None:
        return None
    sent = Parts(
        scheme=parts.scheme.lower(),
        host=host,
        port=None if parts.has_default_port else parts.port or None,
        rest="",
        has_userinfo=False,
    )
    sound = sent.has_sound_scheme and sent.has_sound_host and sent.has_sound_port
    return str(sent) if sound else None


def is_loopback(host: str) -> bool:
    """Return whether ``host``, of IPv6 with or without brackets, is the machine of whoever asks."""
    return host == "::1" or _LOOPBACK.fullmatch(host) is not None


def _with_scheme(text: str) -> str:
    if twice := _TYPED_TWICE.match(text):
        text = text[twice.end() :]
    if Parts.of(text) is not None:
        return text
    if lost := _SLASHES_LOST.match(text):
        return f"{lost[1]}://{text[lost.end() :]}"
    return f"{'http' if _LOOPBACK.match(text) else 'https'}://{text.lstrip('/')}"


def in_punycode(host: str) -> str | None:
    """``host`` in lower case with each non-ASCII label in its ``xn--`` form (RFC 3492).

    Follows the URL standard's non-transitional mapping (UTS 46), for the letters that Python's
    Unicode tables know. None where there is no such form: a name too long, a letter unknown,
    a label that holds both a ``*`` and letters beyond ASCII.
    """
    if len(host) > _MAX_HOST or any(unicodedata.category(c) in _IN_NO_HOST for c in host):
        return None
    mapped = unicodedata.normalize("NFC", "".join(map(_mapped, _IGNORED.sub("", host))))
    labels = []
    for label in mapped.split("."):
        if label.isascii():
            labels.append(label)
        elif "*" in label:
            return None
        else:
            labels.append("xn--" + label.encode("punycode").decode("ascii"))
    return ".".join(labels)


def _mapped(letter: str) -> str:
    """One letter as UTS 46 maps it: compatibility forms and upper case undone."""
    if letter in _KEPT:
        return letter
    folded = unicodedata.normalize("NFKC", letter.casefold()).casefold()
    return _MAPPED.get(letter, unicodedata.normalize("NFKC", folded))
