"""Findings in sources with a ``*``: how far each reaches, and one that reaches less far."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from buckets.cors.compare.behaviour import ChangeKind
from buckets.cors.compare.hazards import is_any_site
from buckets.cors.lint.base import Occurrence, Severity, check
from buckets.cors.lint.context import Context
from buckets.cors.lint.documents import OSS_PUT, SECURE, SUFFIXES
from buckets.cors.lint.edits import REPLACE_OR_REMOVE
from buckets.cors.lint.sites import IsPublicSuffix
from buckets.cors.lint.sources import replaced
from buckets.cors.origin import OriginPattern
from buckets.cors.validate.rules import browsers_send

_, _BLOCKED, _HEADERS, _RULE, _ = ChangeKind
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


def _strangers_have(host_tail: str, is_public_suffix: IsPublicSuffix) -> bool:
    """Whether strangers can have a name that ends so: there is no whole domain in it."""
    domain = host_tail.partition(".")[2]
    return not domain or is_public_suffix(domain)


def _is_too_short(source: str, is_public_suffix: IsPublicSuffix) -> bool:
    """Whether it names one host, and that is no site: ``https://app`` left from ``https://app*``."""
    host = source.partition("://")[2].partition(":")[0]
    is_name = "." in host or host == "localhost"
    return "*" not in source and (not is_name or host.endswith(".") or is_public_suffix(host))


def _reaching(context: Context, reach: str) -> Iterator[tuple[int, "Wildcard"]]:
    """Yield the wildcards that reach so far, each with the index of its rule."""
    for index, source in context.sent_sources:
        wildcard = Wildcard.of(source)
        if wildcard is not None and wildcard.reach(context.is_public_suffix) == reach:
            yield index, wildcard


def _narrowed(context: Context, reach: str) -> Iterator[Occurrence]:
    """Yield what is mended by a source that reaches less far."""
    for index, wildcard in _reaching(context, reach):
        new = wildcard.narrowed(context.is_public_suffix)
        yield replaced(
            context, index, wildcard.source, *filter(None, [new]), example=wildcard.example
        )


@check(
    "open-wildcard",
    severity=Severity.HIGH,
    source=SUFFIXES,
    may_change={_BLOCKED, _HEADERS, _RULE},
    title="Wildcard that strangers match",
    says="Strangers can register names that “%(value)s” matches.",
    why=(
        "A * stands for any characters, dots included. What must follow it is not a whole domain "
        "of yours, so %(example)s is let in as well."
    ),
    fixes=REPLACE_OR_REMOVE,
)
def open_wildcard(context: Context) -> Iterator[Occurrence]:
    """Find wildcards below which strangers can have names."""
    return _narrowed(context, "open-wildcard")


@check(
    "any-scheme",
    severity=Severity.MEDIUM,
    source=SECURE,
    may_change={_BLOCKED, _HEADERS, _RULE},
    title="Wildcard for the scheme",
    says="“%(value)s” also lets in pages that came without encryption.",
    why=(
        "The * stands for the scheme too. Anyone on the network can put a script into a page "
        "that comes over http://, and that script is then let in here."
    ),
    fixes=REPLACE_OR_REMOVE,
)
def any_scheme(context: Context) -> Iterator[Occurrence]:
    """Find wildcards that stand for the scheme as well."""
    return _narrowed(context, "any-scheme")


@check(
    "wildcard-in-label",
    severity=Severity.LOW,
    source=OSS_PUT,
    title="Wildcard inside a name",
    says="In “%(value)s” the * stands inside a name.",
    why=(
        "It stands for any characters, dots included: %(example)s matches as well. What looks "
        "like a few similar names is all such names, on every level below."
    ),
    fixes={
        "name-the-sites": (
            "Name the sites one by one, or give them a domain of their own and allow everything "
            "below it."
        )
    },
)
def wildcard_in_label(context: Context) -> Iterator[Occurrence]:
    """Find wildcards that are a part of a name, and so match more names than one expects."""
    for index, wildcard in _reaching(context, "wildcard-in-label"):
        yield Occurrence(
            fix=None,
            advice="name-the-sites",
            index=index,
            field="origins",
            value=wildcard.source,
            params={"example": wildcard.example},
        )
