"""How far a source with a ``*`` reaches, and one that reaches less far."""

from dataclasses import dataclass
from typing import Final

from buckets.cors.compare.hazards import is_any_site
from buckets.cors.lint.base import IsPublicSuffix
from buckets.cors.origin import OriginPattern, Parts
from buckets.cors.validate.rules import browsers_send

_SCHEME: Final = "https://"


@dataclass(frozen=True, slots=True)
class Wildcard:
    """A source with one ``*``: ``head`` is before it and ``tail`` behind it."""

    source: str
    head: str
    tail: str

    @classmethod
    def of(cls, source: str) -> "Wildcard | None":
        """None for a source that means one origin, or any site whatever."""
        head, star, tail = source.partition("*")
        return None if not star or is_any_site(source) else cls(source, head, tail)

    def reach(self, is_public_suffix: IsPublicSuffix) -> str:
        """The id of the finding that it is, or "" where it reaches no further than it looks."""
        if "://" in self.tail:
            return "any-scheme"
        if self._is_in_port_or_address:
            return ""
        if _strangers_have(self._host_tail, is_public_suffix):
            return "open-wildcard"
        if not self._has_scheme:
            return "any-scheme"
        starts_label = self.head.endswith(("://", "."))
        return "" if starts_label and self.tail.startswith(".") else "wildcard-in-label"

    def narrowed(self, is_public_suffix: IsPublicSuffix) -> str | None:
        """The source that was probably meant: it matches less, and no pages of strangers."""
        for source in self._narrower():
            wildcard = Wildcard.of(source)
            reach = wildcard.reach(is_public_suffix) if wildcard else ""
            if (
                OriginPattern(self.source).includes(OriginPattern(source))
                and browsers_send(source)
                and reach in ("", "wildcard-in-label")
                and not _is_too_short(source, is_public_suffix)
            ):
                return source
        return None

    @property
    def example(self) -> str:
        """An origin that it matches, and that one would not expect."""
        if self.tail.startswith("."):
            return f"{self._beginning}strangers{self.tail}"
        if self._host_tail:
            return f"{self._beginning}{'x.' if self.head.endswith('-') else 'not-'}{self.tail}"
        return f"{self._beginning}.strangers.example{self.tail}".replace("..", ".")

    @property
    def _beginning(self) -> str:
        return self.head if self._has_scheme else _SCHEME

    @property
    def _has_scheme(self) -> bool:
        return "://" in self.head

    @property
    def _is_in_port_or_address(self) -> bool:
        """Whether it stands in the port, or in an IPv6 address, where no name can be."""
        behind_scheme = self.head.partition("://")[2]
        return ":" in behind_scheme or "]" in self.tail or "[" in behind_scheme

    @property
    def _host_tail(self) -> str:
        return self.tail.partition(":")[0]

    def _narrower(self) -> tuple[str, ...]:
        """Sources to try instead, the one that was most probably meant first."""
        if "://" in self.tail:
            return (f"https{self.tail}",)
        head = self.head if self._has_scheme else _SCHEME
        if not self._host_tail:
            return (f"{head}{self.tail}",)
        dot = "" if self.tail.startswith(".") else "."
        return (f"{head}*{self.tail}", f"{head}*{dot}{self.tail}")


def site_of(source: str, is_public_suffix: IsPublicSuffix) -> str:
    """The registrable domain of the source's host: what whoever owns it owns as a whole.

    The host itself where there is none, as for an address.
    """
    parts = Parts.of(source)
    host = (parts.host if parts else source).rpartition("*")[2].strip(".")
    labels = host.split(".")
    if labels[-1].isdecimal() or host.startswith("["):
        return host
    for start in range(len(labels)):
        if is_public_suffix(".".join(labels[start:])):
            return ".".join(labels[max(0, start - 1) :])
    return ".".join(labels[-2:])  # below a name that only a network of one's own knows


def _strangers_have(host_tail: str, is_public_suffix: IsPublicSuffix) -> bool:
    """Whether strangers can have a name that ends so: there is no whole domain in it."""
    domain = host_tail.partition(".")[2]
    return not domain or is_public_suffix(domain)


def _is_too_short(source: str, is_public_suffix: IsPublicSuffix) -> bool:
    """Whether it names one host, and that is no site: ``https://app`` left from ``https://app*``."""
    host = source.partition("://")[2].partition(":")[0]
    is_name = "." in host or host == "localhost"
    return "*" not in source and (not is_name or host.endswith(".") or is_public_suffix(host))
