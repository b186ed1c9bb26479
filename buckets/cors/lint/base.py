"""What a check is, and what it finds: something legal but unwise, and the edit that mends it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from enum import IntEnum
from types import MappingProxyType
from typing import Final

from buckets.cors.compare.behaviour import ChangeKind
from buckets.cors.lint.context import Context
from buckets.cors.message import Message, Text, quoted
from buckets.cors.model import Configuration, digest

_NO_PARAMS: Final[Mapping[str, object]] = MappingProxyType({})


class Severity(IntEnum):
    """How much a finding matters, the gravest first."""

    HIGH = 1  # strangers can do what they should not
    MEDIUM = 2  # something does not work, or is open further than it looks
    LOW = 3  # it works, and will surprise somebody
    NOTE = 4  # it is well to know


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so: a document, by a stable ``id`` and the English ``text`` that names it."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Occurrence:
    """What a check yields: one thing in which it found what it looks for.

    ``fix`` is the configuration with the edit that mends it, and ``advice`` the id of that edit
    among the fixes of the check; where no edit can be made without knowing more, ``fix`` is None
    and ``advice`` says what to do. ``index`` is that of the rule, or None for the whole
    configuration; ``field`` an attribute of `Rule` (or ``response_vary``), or "", and ``value``
    what in it is concerned. ``about`` is what it was found in as JSON values, whatever the order
    of rules and values; ``value`` unless it says more. ``params`` fill in the texts, beside
    ``value``. ``severity`` and ``why`` take the place of the check's own.
    """

    fix: Configuration | None
    advice: str
    index: int | None = None
    field: str = ""
    value: str = ""
    about: Iterable[object] | None = None
    params: Mapping[str, object] = attribute(default_factory=dict)
    severity: Severity | None = None
    why: Message | None = None


@dataclass(frozen=True)
class Finding:
    """One finding: its check's ``id``, where it is, what it says, why it matters, and the fix.

    The attributes are those of an `Occurrence`, with its messages. ``may_change`` is how answers
    may change by the fix: in no other way, for any request. ``copy`` tells findings apart that are
    about the same.
    """

    id: str
    severity: Severity
    index: int | None
    field: str
    value: str
    message: Message
    why: Message
    source: Message
    fix: Configuration | None
    advice: Message
    may_change: frozenset[ChangeKind]
    about: tuple[object, ...]
    copy: int = 0

    @property
    def key(self) -> str:
        """16 hex digits that stay the same when rules are moved, and change with what it is about.

        No two findings of a configuration have the same. Version 1.
        """
        return digest("finding", 1, self.id, self.about, self.copy)[:16]


Find = Callable[[Context], Iterator[Occurrence]]


@dataclass(frozen=True)
class Check:
    """One sort of finding, as it was registered, and the function that looks for it.

    ``texts`` are the English texts of the check by message id, those of its fixes and of its
    source included.
    """

    id: str
    severity: Severity
    source: Source
    may_change: frozenset[ChangeKind]
    texts: Mapping[str, Text]
    find: Find

    def message(self, part: str = "", params: Mapping[str, object] = _NO_PARAMS) -> Message:
        """Return what the check says; its ``title`` or its ``why`` if that is the ``part``."""
        return Message(".".join(filter(None, ("lint", self.id, part))), params)

    def finding(self, occurrence: Occurrence, severity: Severity) -> Finding:
        """Return the finding that ``occurrence`` is."""
        params = {"value": quoted(occurrence.value), **occurrence.params}
        # A bucket that is left without rules sends no Vary either.
        ends = occurrence.fix is not None and not occurrence.fix.rules
        return Finding(
            id=self.id,
            severity=severity,
            index=occurrence.index,
            field=occurrence.field,
            value=occurrence.value,
            message=self.message(params=params),
            why=occurrence.why or self.message("why", params),
            source=Message(_source_id(self.source)),
            fix=occurrence.fix,
            advice=Message(_fix_id(occurrence.advice), params),
            may_change=self.may_change | ({ChangeKind.VARY} if ends else set()),
            about=tuple((occurrence.value,) if occurrence.about is None else occurrence.about),
        )


def check(
    check_id: str,
    *,
    severity: Severity,
    source: Source,
    may_change: Iterable[ChangeKind] = (),
    title: str,
    says: Text,
    why: Text,
    fixes: Mapping[str, Text],
) -> Callable[[Find], Check]:
    """Make a function that yields occurrences a check: all that is to be said of it stands here.

    ``may_change`` is how its fix may change answers, which the tests prove.
    ``fixes`` are the texts of the edits that its occurrences name as their ``advice``.
    """
    message_id = f"lint.{check_id}"
    texts = {
        f"{message_id}.title": title,
        message_id: says,
        f"{message_id}.why": why,
        _source_id(source): source.text,
        **{_fix_id(fix_id): text for fix_id, text in fixes.items()},
    }

    def registered(find: Find) -> Check:
        return Check(check_id, severity, source, frozenset(may_change), texts, find)

    return registered


def _source_id(source: Source) -> str:
    return f"lint.source.{source.id}"


def _fix_id(fix_id: str) -> str:
    return f"lint.fix.{fix_id}"
